package ledger

import "fmt"

// EraseText has the journal remove the salts and values of an entry's private fields. The entry's bytes,
// every root and every posting stay as they are.
type EraseText struct {
	Entry  int64   `json:"entry" doc:"the number of the entry whose texts are erased"`
	Reason Private `json:"reason"`
	Rule   string  `json:"rule" doc:"the rule that asks for it, such as UK GDPR Article 17"`
}

// Kind names the act and its version.
func (EraseText) Kind() string { return "erase-text/1" }

// Matter is nobody's money.
func (a EraseText) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records who erases, why and by which rule. The journal does the rest: see Erased. It refuses an entry
// that is not there, and an erasure without reason or rule.
func (a EraseText) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(needText("the reason", a.Reason), CheckName("the rule", a.Rule)); err != nil {
		return Entry{}, err
	}
	if _, err := s.Posted(a.Entry); err != nil {
		return Entry{}, err
	}
	s.Erase(a.Entry)
	return Entry{}, nil
}

// Describe says what the act does.
func (a EraseText) Describe() string {
	return fmt.Sprintf("Texts of entry %d erased under %s", a.Entry, a.Rule)
}
