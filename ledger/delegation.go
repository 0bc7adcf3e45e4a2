package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Window is the named period over which limits count what was done alone with one provider for one scheme, so
// that a purchase cannot be split to stay under a limit. It is never a sliding time.
type Window string

// The windows.
const (
	EachMonth   Window = "month"
	EachQuarter Window = "quarter"
	EachYear    Window = "year"
)

var windows = []Window{EachMonth, EachQuarter, EachYear}

// Of is the window that a period falls in, as it stands in an account: "2015-16-q1". Periods 13 and 14 fall
// where March does.
func (w Window) Of(p Period) string {
	month := min(p.Number(), 12)
	switch w {
	case EachMonth:
		return fmt.Sprintf("%s-m%02d", p.Year(), month)
	case EachYear:
		return p.Year().String()
	}
	return fmt.Sprintf("%s-q%d", p.Year(), (month+2)/3)
}

// Rules is the text of a scheme of delegation: lines of the form of policy.csv. Only policy reads it.
type Rules string

// Delegation is one version of a scheme of delegation, word for word: who may do what, for whose money, up to
// how much, and who else must approve.
type Delegation struct {
	Scope   FundID `json:"scope"` // the fund it is for; "service": every fund that has none of its own
	Version int    `json:"version"`
	From    Date   `json:"from"` // the first day it is in force
	Window  Window `json:"window"`
	Rules   Rules  `json:"rules"`
	SHA256  Digest `json:"sha256"` // of the rules as they stand here
}

// Ref is the version's place among the documents of the service journal.
func (d Delegation) Ref() Ref { return delegationRef(d.Scope, d.Version) }

func delegationRef(scope FundID, version int) Ref {
	return Ref{"delegation", fmt.Sprintf("%s.%d", scope, version)}
}

// Delegations is the versions of one scope's scheme of delegation, in the order they were adopted.
type Delegations struct {
	Scope    FundID            `json:"scope"`
	Versions []DelegationTerms `json:"versions"`
}

// DelegationTerms is from when a version is in force.
type DelegationTerms struct {
	Version int  `json:"version"`
	From    Date `json:"from"`
}

// Ref is the list's place among the documents of the service journal.
func (d Delegations) Ref() Ref { return Ref{"delegations", string(d.Scope)} }

// on is the version in force on a day, 0 where there is none: the newest whose first day has come.
func (d Delegations) on(day Date) int {
	for _, v := range slices.Backward(d.Versions) {
		if v.From <= day {
			return v.Version
		}
	}
	return 0
}

// RulesLengthMax is the most bytes that the rules of a scheme of delegation may have.
const RulesLengthMax = 1 << 20

// CheckRules refuses text that is none, is too long or holds what cannot be read aloud.
func CheckRules(text string) error {
	if strings.TrimSpace(text) == "" || len(text) > RulesLengthMax {
		return ErrInvalid.With("a scheme of delegation has 1 to %d bytes of rules", RulesLengthMax)
	}
	for line := range strings.Lines(text) {
		if err := CheckText("a line of the rules", strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", " "),
			ruleLengthMax); err != nil {
			return err
		}
	}
	return nil
}

const ruleLengthMax = 500

// AdoptDelegation puts a scheme of delegation in force from a day on: a fund's own, or the one of all funds
// that have none of their own.
type AdoptDelegation struct {
	Scope  FundID `json:"scope,omitempty" doc:"the fund whose own it is; every fund that has none of its own when left out"`
	From   Date   `json:"from,omitempty" doc:"the first day it is in force; the day it is adopted when left out"`
	Window Window `json:"window,omitempty" doc:"month, quarter or year, over which limits count what one provider was promised for one scheme; quarter when left out"` //nolint:lll // a tag cannot be broken
	Rules  Rules  `json:"rules" doc:"the rules, in the form of policy.csv"`
}

// Kind names the act and its version.
func (AdoptDelegation) Kind() string { return "adopt-delegation/1" }

// Matter is nobody's money. It is judged by the posts held in the fund it is for.
func (a AdoptDelegation) Matter(*State) (Matter, error) {
	return Matter{Of: a.Scope, Rules: a.Rules}, nil
}

// Do records the version. That the rules can be read is policy's to say, before. It refuses a first day that
// has passed.
func (a AdoptDelegation) Do(s *State, _ Authority) (Entry, error) {
	if a.Scope != "" {
		if err := CheckID("the scope", a.Scope); err != nil {
			return Entry{}, err
		}
	}
	d, err := s.adopt(a)
	if err == nil && d.From < DateOf(s.At) {
		err = ErrInvalid.With("a scheme of delegation is in force from the day it is adopted on, or later: not from %s",
			d.From.UK())
	}
	return Entry{}, err
}

// adopt saves the next version of a scope.
func (s *State) adopt(a AdoptDelegation) (Delegation, error) {
	d := Delegation{
		Scope: cmp.Or(a.Scope, Service), From: cmp.Or(a.From, DateOf(s.At)), Window: cmp.Or(a.Window, EachQuarter),
		Rules: a.Rules, SHA256: DigestOf([]byte(a.Rules)),
	}
	if !slices.Contains(windows, d.Window) {
		return d, ErrInvalid.With("a window is one of %v", windows)
	}
	if err := CheckRules(string(d.Rules)); err != nil {
		return d, err
	}
	list, err := Find[Delegations](s, Delegations{Scope: d.Scope}.Ref())
	if err != nil {
		return d, err
	}
	d.Version = len(list.Versions) + 1
	list.Scope = d.Scope
	list.Versions = append(slices.Clone(list.Versions), DelegationTerms{d.Version, d.From})
	s.Save(d)
	s.Save(list)
	return d, nil
}

// Describe says what the act does.
func (a AdoptDelegation) Describe() string {
	whose := "of every fund without one of its own"
	if a.Scope != "" {
		whose = "of fund " + string(a.Scope)
	}
	if a.From == 0 {
		return "Scheme of delegation " + whose + " adopted"
	}
	return fmt.Sprintf("Scheme of delegation %s adopted, in force from %s", whose, a.From.UK())
}

// askDelegation fills in the scheme of delegation in force in the journal at the instant.
func (s *State) askDelegation(q *Question) (err error) {
	q.Delegation, err = s.DelegationOf(q.Fund)
	return err
}

// DelegationOf is the scheme of delegation in force in a fund at the State's instant: its own, or else the
// service's; empty where neither has been adopted.
func (s *State) DelegationOf(fund FundID) (Delegation, error) {
	day := DateOf(s.At)
	for _, scope := range []FundID{fund, Service} {
		list, err := Find[Delegations](s, Delegations{Scope: scope}.Ref())
		if err != nil {
			return Delegation{}, err
		}
		if version := list.on(day); version > 0 {
			return Find[Delegation](s, delegationRef(scope, version))
		}
	}
	return Delegation{}, nil
}
