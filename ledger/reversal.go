package ledger

import (
	"fmt"
	"slices"
	"strconv"
)

// PostedEntry is an entry of the fund's own journal, read as if it were a document. The journal loads it when
// it is missing and never saves it.
type PostedEntry struct{ Entry }

// Ref is the entry's place: its number.
func (e PostedEntry) Ref() Ref { return entryRef(e.Seq) }

func entryRef(seq int64) Ref { return Ref{PostedKind, strconv.FormatInt(seq, 10)} }

// Reversal marks an entry as reversed, so that it cannot be reversed twice.
type Reversal struct {
	Entry int64 `json:"entry"` // what was reversed
	By    int64 `json:"by"`    // the entry that mirrors it
}

// Ref is the reversal's place among the fund's documents.
func (r Reversal) Ref() Ref { return Ref{"reversal", strconv.FormatInt(r.Entry, 10)} }

// ReverseEntry corrects an entry by its exact mirror (row 19). Nothing is ever edited or deleted.
type ReverseEntry struct {
	Entry  int64   `json:"entry" doc:"the number of the entry to reverse"`
	Reason Private `json:"reason"`
}

// undoer is an act whose documents have states that must follow when its entry is reversed.
type undoer interface {
	undo(s *State, original Entry) error
}

// Posted is an entry of this journal. It returns ErrNotFound.
func (s *State) Posted(seq int64) (Entry, error) {
	if seq < 1 || seq >= s.Seq { // never asked for before it is there
		return Entry{}, ErrNotFound.With("there is no entry %d", seq)
	}
	e, err := need[PostedEntry](s, entryRef(seq), "entry")
	return e.Entry, err
}

// Kind names the act and its version.
func (ReverseEntry) Kind() string { return "reverse-entry/1" }

// Matter is what the entry moved, of each source and scheme that it moved real money of. Where it moved budgets alone
// it is that of the first.
func (a ReverseEntry) Matter(s *State) (Matter, error) {
	original, err := s.Posted(a.Entry)
	if err != nil || len(original.Postings) == 0 {
		return Matter{}, err
	}
	amount := original.moved()
	return inParts(original.about(), func(at BudgetLine) (Matter, error) {
		return s.matter(at.Source, at.Scheme, amount)
	})
}

// moved is how much an entry moved: the most that it put down as assets, debts, income or spend, so that what is
// spent and paid at once counts once; or, where it moved budgets alone, the first of them.
func (e Entry) moved() (most Money) {
	var budget Money
	classes := map[Code]Money{}
	for _, p := range e.Postings {
		line, _ := p.Account.Code.Line()
		switch class := p.Account.Code / 1000; {
		case p.Amount.Sign() < 0:
		case line.Book() == Actuals:
			classes[class] = classes[class].Add(p.Amount)
			most = greater(most, classes[class])
		case budget.IsZero():
			budget = p.Amount
		}
	}
	if most.IsZero() {
		return budget
	}
	return most
}

// about lists the schemes and sources that an entry moved real money of, or the first whose budget it moved; none,
// where it moved allowances alone.
func (e Entry) about() []BudgetLine {
	var lines []BudgetLine
	first := BudgetLine{Source: e.Postings[0].Account.Source}
	add := func(at BudgetLine) {
		same := func(l BudgetLine) bool { return l == at || at.Scheme == "" && l.Source == at.Source }
		if !slices.ContainsFunc(lines, same) {
			lines = append(lines, at)
		}
	}
	for _, withScheme := range []bool{true, false} {
		for _, p := range e.Postings {
			if first.Scheme == "" {
				first.Scheme = p.Account.Scheme
			}
			if line, _ := p.Account.Code.Line(); line.Book() == Actuals && withScheme == (p.Account.Scheme != "") {
				add(BudgetLine{p.Account.Scheme, p.Account.Source})
			}
		}
	}
	switch {
	case len(lines) == 0 && first.Source == "":
		return nil
	case len(lines) == 0 || len(lines) == 1 && lines[0].Scheme == "":
		return []BudgetLine{first}
	}
	return lines
}

// Do posts the entry's exact mirror in the period of the reversal, and sets the documents' states back. It
// refuses an entry reversed already, a reversal, an entry that moved no money, and one of another year's
// accounts.
func (a ReverseEntry) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	original, err := s.Posted(a.Entry)
	if err != nil {
		return Entry{}, err
	}
	r := Reversal{Entry: a.Entry, By: s.Seq}
	before, err := Find[Reversal](s, r.Ref())
	if err != nil {
		return Entry{}, err
	}
	switch {
	case before.By != 0:
		return Entry{}, ErrAlreadyReversed.With("entry %d has been reversed already, by entry %d", a.Entry,
			before.By)
	case original.Reverses != 0:
		return Entry{}, ErrWrongState.With("entry %d is itself a reversal; do again what entry %d did", a.Entry,
			original.Reverses)
	case len(original.Postings) == 0:
		return Entry{}, ErrWrongState.With("entry %d moved no money; change what it recorded by the act that "+
			"changes it", a.Entry)
	}
	for _, p := range original.Postings {
		if y := p.Account.Year; y != 0 && y != s.Period.Year() {
			return Entry{}, ErrWrongState.With("entry %d stands in the accounts of %s; date its reversal in that "+
				"year, "+
				"or correct it in %s by an act of its own", a.Entry, y, s.Period.Year())
		}
	}
	if act, ok := original.Act.(undoer); ok {
		if err := act.undo(s, original); err != nil {
			return Entry{}, err
		}
	}
	s.Save(r)
	return Entry{Reverses: a.Entry, Postings: mirror(withoutGrants(original.Postings))}, nil
}

// Describe says what the act does.
func (a ReverseEntry) Describe() string { return fmt.Sprintf("Entry %d reversed", a.Entry) }
