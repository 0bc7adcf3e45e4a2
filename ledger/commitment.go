package ledger

import (
	"errors"
	"fmt"
)

// Form is what a commitment is in law; VAT and publication depend on it.
type Form string

// The forms of a commitment.
const (
	Contract Form = "contract"
	Grant    Form = "grant" // to a voluntary body
)

// CommitmentState is how far a commitment has come; what is left on it is the balance of its account.
type CommitmentState string

// The states of a commitment.
const (
	CommitmentOpen     CommitmentState = "open"
	CommitmentReleased CommitmentState = "released" // what was left has been given back, once
)

// CommitmentType is how a commitment buys.
type CommitmentType string

// The types of a commitment.
const (
	BlockContract CommitmentType = "block"    // a service for the whole of it, whatever is used
	CallOff       CommitmentType = "call-off" // an order under a framework
	CarePackage   CommitmentType = "package"  // care for one person, who is not named
)

// Commitment is a promise to pay a provider, held in the memo book. It is not a liability. Scheme and source are empty
// where it has several lines. What it promises is a term of its version, as in its contract; what is left of that is
// the balance of its accounts.
type Commitment struct {
	ID       CommitmentID    `json:"id"`
	Scheme   SchemeID        `json:"scheme"`
	Source   SourceID        `json:"source"`
	Year     Year            `json:"year"`
	Provider BodyID          `json:"provider"`
	Form     Form            `json:"form"`
	State    CommitmentState `json:"state"`
	Purpose  Private         `json:"purpose,omitzero"`

	Since     Year           `json:"since,omitempty" doc:"the first year it stood in, where it was rolled or accrued into the next"`
	Rolled    Year           `json:"rolled,omitempty" doc:"the closed year whose rest was rolled into the next, last"`
	Version   int            `json:"version,omitempty" doc:"1, and one more with each variation; none: never varied since versions are counted"`
	Amount    Money          `json:"amount,omitzero" doc:"promised in all by this version; none: not known, of before versions were counted"`
	Type      CommitmentType `json:"kind,omitempty" doc:"block, call-off or package"`
	Framework Private        `json:"framework,omitzero" doc:"of a call-off: the framework's reference"`
	Lines     []PromisedLine `json:"lines,omitempty" doc:"where there are several; none: the one of scheme and source"`
	Profile   []ProfilePart  `json:"profile,omitempty" doc:"when what is promised is expected to be spent"`
}

// PromisedLine is what a commitment promises from one scheme's budget.
type PromisedLine struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount"`
}

// Ref is the commitment's place among the fund's documents.
func (c Commitment) Ref() Ref { return Ref{"commitment", string(c.ID)} }

// RaiseCommitment promises budget to a provider (row 7): from one scheme's line, or from several.
type RaiseCommitment struct {
	ID       CommitmentID `json:"id"`
	Scheme   SchemeID     `json:"scheme,omitempty" doc:"where there is one line"`
	Source   SourceID     `json:"source,omitempty" doc:"where there is one line"`
	Provider BodyID       `json:"provider"`
	Form     Form         `json:"form" doc:"contract or grant"`
	Amount   Money        `json:"amount,omitzero" doc:"where there is one line"`
	Purpose  Private      `json:"purpose,omitzero" doc:"of a package of care: what is bought, never for whom, not even by a pseudonym"`

	Type      CommitmentType `json:"kind,omitempty" doc:"block, call-off or package"`
	Framework Private        `json:"framework,omitzero" screen:"reference" doc:"of a call-off: the framework's reference"`
	Lines     []PromisedLine `json:"lines,omitempty" doc:"instead of scheme, source and amount: several lines"`
	Profile   []ProfilePart  `json:"profile,omitempty" doc:"when what is promised is expected to be spent; sums to the whole"`
}

const promisedLinesMax = 50

// Commitment is a commitment. It returns ErrNotFound.
func (s *State) Commitment(id CommitmentID) (Commitment, error) {
	return need[Commitment](s, Ref{"commitment", string(id)}, "commitment")
}

// Kind names the act and its version.
func (RaiseCommitment) Kind() string { return "raise-commitment/1" }

// promised are the lines that the act names, in either way.
func (a RaiseCommitment) promised() []PromisedLine {
	if len(a.Lines) > 0 {
		return a.Lines
	}
	return []PromisedLine{{a.Scheme, a.Source, a.Amount}}
}

// Matter is the partners' money, promised to the provider: of several lines each is judged with the whole amount.
func (a RaiseCommitment) Matter(s *State) (Matter, error) {
	var total Money
	var about []BudgetLine
	for _, l := range a.promised() {
		about, total = append(about, BudgetLine{l.Scheme, l.Source}), total.Add(l.Amount)
	}
	return inParts(about, func(at BudgetLine) (Matter, error) {
		return s.matterWith(at.Source, at.Scheme, a.Provider, Promises, total)
	})
}

// Do records the promise. It refuses more than a scheme has available from a source, a line twice, capital money where
// the scheme has lines of revenue alone or for a package of care, and a profile that is not of the whole.
func (a RaiseCommitment) Do(s *State, _ Authority) (Entry, error) {
	c := Commitment{
		ID: a.ID, Scheme: a.Scheme, Source: a.Source, Year: s.Period.Year(), Provider: a.Provider,
		Form: a.Form, State: CommitmentOpen, Purpose: a.Purpose, Version: 1,
		Type: a.Type, Framework: a.Framework, Lines: a.Lines, Profile: a.Profile,
	}
	err := firstError(CheckID("the commitment's id", a.ID), a.checkLines(), a.checkType(), s.absent(c.Ref()))
	if err != nil {
		return Entry{}, err
	}
	for _, l := range a.promised() {
		c.Amount = c.Amount.Add(l.Amount)
	}
	if err := firstError(CheckAmount(c.Amount), checkProfile(c.Profile, c.Year, c.Amount, "the commitment promises")); err != nil {
		return Entry{}, err
	}
	if len(a.Lines) == 1 { // which is the one of scheme and source
		c.Scheme, c.Source, c.Lines = a.Lines[0].Scheme, a.Lines[0].Source, nil
	}
	var e Entry
	for _, l := range a.promised() {
		src, err := s.promisable(BudgetLine{l.Scheme, l.Source}, a.Type)
		if err != nil {
			return Entry{}, err
		}
		e.Postings = append(e.Postings, orderLine{c, c.Year, BudgetLine{l.Scheme, l.Source}, src}.promise(l.Amount)...)
	}
	if _, err := s.Body(a.Provider); err != nil {
		return Entry{}, err
	}
	s.Save(c)
	return e, nil
}

// checkLines refuses lines beside the one of scheme and source, too many, and one twice.
func (a RaiseCommitment) checkLines() error {
	single := a.Scheme != "" || a.Source != "" || !a.Amount.IsZero()
	switch {
	case len(a.Lines) > 0 && single:
		return ErrInvalid.With("name either scheme, source and amount, or lines")
	case len(a.Lines) > promisedLinesMax:
		return ErrInvalid.With("a commitment has at most %d lines", promisedLinesMax)
	}
	seen := map[BudgetLine]bool{}
	for _, l := range a.promised() {
		at := BudgetLine{l.Scheme, l.Source}
		if err := CheckAmount(l.Amount); err != nil {
			return err
		}
		if seen[at] {
			return ErrInvalid.With("scheme %s, source %s stands in two lines; promise from it in one", l.Scheme, l.Source)
		}
		seen[at] = true
	}
	return nil
}

// checkType refuses a form or a type that there is not, and what does not go with the type.
func (a RaiseCommitment) checkType() error {
	if a.Form != Contract && a.Form != Grant {
		return ErrInvalid.With("a commitment is a contract or a grant")
	}
	switch a.Type {
	case "", BlockContract, CarePackage:
		if !a.Framework.IsZero() {
			return ErrInvalid.With("a framework is named by a call-off alone")
		}
	case CallOff:
		return needText("the framework's reference", a.Framework)
	default:
		return ErrInvalid.With("there is no kind of commitment %q; the kinds are block, call-off and package", a.Type)
	}
	return nil
}

// promisable is the source of a scheme's line that may be promised. It refuses capital money where the scheme has
// lines of revenue alone, and for a package of care, which is revenue.
func (s *State) promisable(at BudgetLine, of CommitmentType) (Source, error) {
	src, err := s.budgetLine(at)
	if errors.Is(err, ErrUnknownAccount) {
		if scheme, missing := s.Scheme(at.Scheme); missing == nil {
			if named, missing := s.Source(at.Source); missing == nil && named.Nature == Capital && len(scheme.Lines) > 0 {
				return named, s.revenueAlone(scheme, named, err)
			}
		}
	}
	if err == nil && src.Nature == Capital && of == CarePackage {
		err = ErrRingFence.With("source %s is capital money, and a package of care is revenue spend", src.ID)
	}
	return src, err
}

// revenueAlone refuses capital money where all lines of a scheme are of revenue, and otherwise with the refusal given.
func (s *State) revenueAlone(scheme Scheme, capital Source, otherwise error) error {
	for _, l := range scheme.Lines {
		src, err := s.Source(l.Source)
		if err != nil {
			return err
		}
		if src.Nature == Capital {
			return otherwise
		}
	}
	return ErrRingFence.With("source %s is capital money, and scheme %s has lines of revenue alone: capital pays for "+
		"capital", capital.ID, scheme.ID)
}

// undo takes the profile back with the promise. It refuses where a later version has another.
func (a RaiseCommitment) undo(s *State, _ Entry) error {
	c, err := s.Commitment(a.ID)
	if err != nil || c.Version == 0 {
		return err
	}
	if c.Version > 1 && len(c.Profile) > 0 {
		return ErrWrongState.With("commitment %s is varied to version %d, which has a profile; release it instead", c.ID,
			c.Version)
	}
	for _, l := range a.promised() {
		c = c.changed(BudgetLine{l.Scheme, l.Source}, l.Amount.Neg())
	}
	c.Profile, c.Version = nil, c.Version+1
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a RaiseCommitment) Describe() string {
	lines := a.promised()
	if len(lines) == 1 {
		return fmt.Sprintf("Commitment %s of %s to %s, scheme %s, source %s", a.ID, lines[0].Amount.Pounds(), a.Provider,
			lines[0].Scheme, lines[0].Source)
	}
	var total Money
	for _, l := range lines {
		total = total.Add(l.Amount)
	}
	return fmt.Sprintf("Commitment %s of %s to %s, %d lines", a.ID, total.Pounds(), a.Provider, len(lines))
}
