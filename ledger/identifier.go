package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Identifier is an organisation's number in a public register, with the register's org-id prefix before it, such as
// GB-COH-01234567.
type Identifier string

// A Register is a public register of organisations and the form of the numbers that it gives.
type Register struct {
	Prefix  string
	Name    string
	Example string

	form *regexp.Regexp
}

// Registers are those that identifiers may come from, by the prefixes of org-id.guide.
var Registers = []Register{
	{"GB-COH-", "Companies House", "01234567", regexp.MustCompile(`^([0-9]{8}|[A-Z]{2}[0-9]{6})$`)},
	{"GB-CHC-", "the Charity Commission for England and Wales", "1234567", regexp.MustCompile(`^[1-9][0-9]{5,6}$`)},
	{"GB-SC-", "the Scottish Charity Register", "SC012345", regexp.MustCompile(`^SC[0-9]{6}$`)},
	{"GB-NIC-", "the Charity Commission for Northern Ireland", "101234", regexp.MustCompile(`^10[0-9]{4}$`)},
}

// IdentifyBody says by which numbers public registers know an organisation, in place of those said before.
type IdentifyBody struct {
	Body        BodyID       `json:"body"`
	Identifiers []Identifier `json:"identifiers" doc:"at most one of each register; none: those said before were wrong"`
}

// Register is the register that the identifier's prefix names, and the number in it.
func (id Identifier) Register() (of Register, number string, ok bool) {
	for _, r := range Registers {
		if number, ok := strings.CutPrefix(string(id), r.Prefix); ok {
			return r, number, true
		}
	}
	return Register{}, "", false
}

// CheckIdentifier refuses a prefix that is not known, and a number that is not in its register's form.
func CheckIdentifier(id Identifier) error {
	of, number, known := id.Register()
	switch {
	case !known:
		var prefixes []string
		for _, r := range Registers {
			prefixes = append(prefixes, r.Prefix)
		}
		return ErrInvalid.With("an identifier begins with the prefix of its register, one of %s",
			strings.Join(prefixes, ", "))
	case !of.form.MatchString(number):
		return ErrInvalid.With("a number of %s has a form such as %s%s", of.Name, of.Prefix, of.Example)
	}
	return nil
}

// checkIdentifiers refuses two numbers of one register.
func checkIdentifiers(list []Identifier) error {
	var seen []string
	for _, id := range list {
		if err := CheckIdentifier(id); err != nil {
			return err
		}
		of, _, _ := id.Register()
		if slices.Contains(seen, of.Prefix) {
			return ErrInvalid.With("a body has one number of %s", of.Name)
		}
		seen = append(seen, of.Prefix)
	}
	return nil
}

// Kind names the act and its version.
func (IdentifyBody) Kind() string { return "identify-body/1" }

// Matter is nobody's money.
func (a IdentifyBody) Matter(*State) (Matter, error) { return Matter{Partner: a.Body}, nil }

// Do records the identifiers. It refuses one that is not in the form of its register, and two of one register.
func (a IdentifyBody) Do(s *State, _ Authority) (Entry, error) {
	body, err := s.Body(a.Body)
	if err := firstError(checkIdentifiers(a.Identifiers), err); err != nil {
		return Entry{}, err
	}
	body.Identifiers = slices.Clone(a.Identifiers)
	s.Save(body)
	return Entry{}, nil
}

// Describe says what the act does.
func (a IdentifyBody) Describe() string {
	return fmt.Sprintf("Body %s identified by %d registers", a.Body, len(a.Identifiers))
}
