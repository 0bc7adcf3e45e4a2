package ledger

import "strings"

// Sentence is the entry in one plain sentence, without any private text.
func (e Entry) Sentence() string {
	if d, ok := e.Act.(interface{ Describe() string }); ok {
		return d.Describe()
	}
	name, _, _ := strings.Cut(e.Act.Kind(), "/")
	name = strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}
