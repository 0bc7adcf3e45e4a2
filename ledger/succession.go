package ledger

import (
	"fmt"
	"slices"
)

// TakeOver moves what a fund holds for a body, and what it is owed by it, to the body that succeeded it (row 24). What
// was called and spent stays with the body that paid.
type TakeOver struct {
	Predecessor BodyID        `json:"predecessor"`
	Successor   BodyID        `json:"successor"`
	Date        Date          `json:"date" doc:"the successor's first day"`
	Sources     []TakenSource `json:"sources" doc:"each source of the predecessor that holds anything"`
}

// TakenSource is a source of the predecessor and the successor's own that takes over from it.
type TakenSource struct {
	Source        SourceID            `json:"source" doc:"the predecessor's"`
	By            SourceID            `json:"by" doc:"the successor's, of the same nature and ring-fence"`
	Contributions []TakenContribution `json:"contributions,omitempty" doc:"of this source, those of which something is not yet called or received"`
	Keeps         []CommitmentID      `json:"keeps,omitempty" doc:"commitments that stay, to be paid out of what the predecessor has been called for"`
}

// TakenContribution is a contribution and the name of the one in which the successor pays the rest.
type TakenContribution struct {
	Contribution ContributionID `json:"contribution"`
	ID           ContributionID `json:"id" doc:"of the successor's contribution"`
}

const takenMax = 50

// Kind names the act and its version.
func (TakeOver) Kind() string { return "take-over/1" }

// Matter is the successor's money, source by source.
func (a TakeOver) Matter(s *State) (Matter, error) {
	about := make([]BudgetLine, 0, len(a.Sources))
	for _, t := range a.Sources[:min(len(a.Sources), takenMax)] {
		about = append(about, BudgetLine{Source: t.By})
	}
	m, err := inParts(about, func(at BudgetLine) (Matter, error) { return s.matter(at.Source, "", Money{}) })
	if m.Partner == "" {
		m.Partner = a.Successor
	}
	return m, err
}

// Do moves debtors, money received in advance or unearned, surpluses due and balances carried forward; of the year's
// budgets what is agreed and not called, planned as performance, brought forward and not spent; and with these budgets
// and commitments. Cash, creditors, income, what was called and what was spent stay where they are. It refuses bodies
// of which neither succeeds the other, a source that does not match, one that is left out and holds something, and
// what was spent beyond what was called: each body bears its own part of the year.
func (a TakeOver) Do(s *State, _ Authority) (Entry, error) {
	if err := a.checkBodies(s); err != nil {
		return Entry{}, err
	}
	if len(a.Sources) == 0 || len(a.Sources) > takenMax {
		return Entry{}, ErrInvalid.With("name 1 to %d sources of %s, and who takes over each", takenMax, a.Predecessor)
	}
	held, err := s.heldFor(a.Predecessor)
	if err != nil {
		return Entry{}, err
	}
	var lines []Posting
	var named []SourceID
	for _, one := range a.Sources {
		if slices.Contains(named, one.Source) {
			return Entry{}, ErrInvalid.With("source %s is named twice", one.Source)
		}
		named = append(named, one.Source)
		h, err := a.handover(s, one, held)
		if err != nil {
			return Entry{}, err
		}
		moved, err := h.lines()
		if err != nil {
			return Entry{}, err
		}
		if err := firstError(h.contributions(one), h.commitments()); err != nil {
			return Entry{}, err
		}
		lines = append(lines, moved...)
	}
	for _, h := range held {
		if !slices.Contains(named, h.Account.Source) && h.moves() {
			return Entry{}, ErrInvalid.With("source %s holds %s on %d: say which source of %s takes it over", h.Account.Source,
				greater(h.Balance, h.Balance.Neg()).Pounds(), h.Account.Code, a.Successor)
		}
	}
	if len(lines) == 0 {
		return Entry{}, ErrWrongState.With("nothing of %s is left to be taken over", a.Predecessor)
	}
	return Entry{Postings: lines, listed: true}, nil
}

// checkBodies refuses bodies of which neither succeeds the other, and a day on which it does not.
func (a TakeOver) checkBodies(s *State) error {
	before, err := s.Body(a.Predecessor)
	after, missing := s.Body(a.Successor)
	if err := firstError(err, missing); err != nil {
		return err
	}
	switch {
	case !slices.Contains(before.SucceededBy, after.ID):
		return ErrWrongState.With("%s has not succeeded %s; that is recorded first, for every fund", after.ID, before.ID)
	case a.Date != before.Ended+1:
		return ErrInvalid.With("%s succeeds %s from %s", after.ID, before.ID, (before.Ended + 1).UK())
	case s.On < a.Date:
		return ErrInvalid.With("%s takes over from %s on; date the entry that day or later", after.ID, a.Date.UK())
	}
	return nil
}

// sources are the two of one pair. It refuses another's, and those that do not match.
func (a TakeOver) sources(s *State, one TakenSource) (from, to Source, err error) {
	from, err = s.Source(one.Source)
	to, missing := s.Source(one.By)
	if err := firstError(err, missing); err != nil {
		return from, to, err
	}
	switch {
	case from.Partner != a.Predecessor:
		return from, to, ErrNotPartner.With("source %s is of %s, not of %s", from.ID, from.Partner, a.Predecessor)
	case to.Partner != a.Successor:
		return from, to, ErrNotPartner.With("source %s is of %s, not of %s", to.ID, to.Partner, a.Successor)
	case from.Nature != to.Nature || from.Fence != to.Fence:
		return from, to, ErrRingFence.With("source %s (%s, %s) cannot take over from %s (%s, %s): add one that matches", to.ID,
			to.Fence, to.Nature, from.ID, from.Fence, from.Nature)
	}
	return from, to, nil
}

// undo refuses: a body succeeds another by law, and what was moved has been relied on since.
func (a TakeOver) undo(*State, Entry) error {
	return ErrWrongState.With("%s has taken over from %s by law, and that is not reversed; put single amounts right by acts "+
		"of their own", a.Successor, a.Predecessor)
}

// Describe says what the act does.
func (a TakeOver) Describe() string {
	return fmt.Sprintf("%s takes over from %s from %s on", a.Successor, a.Predecessor, a.Date.UK())
}
