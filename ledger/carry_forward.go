package ledger

import (
	"fmt"
	"slices"
	"strconv"
)

// CarriedPart is what one source carries into the next year.
type CarriedPart struct {
	Source   SourceID `json:"source" doc:"whose surplus, or deficit, it is"`
	Amount   Money    `json:"amount"`
	RiskPool bool     `json:"riskPool,omitempty" doc:"into the risk pool instead of the carried-forward balance"`
	Deficit  bool     `json:"deficit,omitempty" doc:"a deficit that was decided to be carried: next year's resources bear it"`
	Shares   []Share  `json:"shares,omitempty" doc:"how it is divided between sources; left out: it stays in its own"`
}

// CarrySurplusForward carries what a closed year left into the next, by owner and source (row 18a). An auditor asks of
// an NHS body's part whose it is, from where, what for, and when it will be used.
type CarrySurplusForward struct {
	Year    Year          `json:"year" doc:"the closed year"`
	Parts   []CarriedPart `json:"parts"`
	Purpose Private       `json:"purpose"`
	UseBy   Date          `json:"useBy" doc:"by when it is expected to be used"`
}

// CarriedForwardState says whether what was carried still is.
type CarriedForwardState string

// The states of what was carried forward.
const (
	Carried         CarriedForwardState = "carried-forward"
	CarriedReversed CarriedForwardState = "reversed"
)

// OwnedPart is a part of what was carried forward, with its owner.
type OwnedPart struct {
	Owner    BodyID   `json:"owner"`
	From     SourceID `json:"from"`
	Source   SourceID `json:"source"`
	Amount   Money    `json:"amount"`
	RiskPool bool     `json:"riskPool,omitempty"`
	Deficit  bool     `json:"deficit,omitempty"`
}

// CarriedSurplus is what was carried forward of a closed year by one entry.
type CarriedSurplus struct {
	Year    Year                `json:"year"`
	Entry   int64               `json:"entry"`
	Parts   []OwnedPart         `json:"parts"`
	Purpose Private             `json:"purpose"`
	UseBy   Date                `json:"useBy" doc:"by when it is expected to be used"`
	State   CarriedForwardState `json:"state"`
}

// Ref is its place among the fund's documents.
func (c CarriedSurplus) Ref() Ref {
	return Ref{"carried-forward", c.Year.String() + "." + strconv.FormatInt(c.Entry, 10)}
}

const partsMax = 100

// Kind names the act and its version.
func (CarrySurplusForward) Kind() string { return "carry-forward/1" }

// Matter is the money of every source that a part comes from.
func (a CarrySurplusForward) Matter(s *State) (Matter, error) {
	return inParts(a.about(), func(at BudgetLine) (Matter, error) {
		var amount Money
		for _, p := range a.Parts {
			if p.Source == at.Source {
				amount = amount.Add(p.Amount)
			}
		}
		m, err := s.matter(at.Source, "", amount)
		m.On = (a.Year + 1).First()
		return m, err
	})
}

func (a CarrySurplusForward) about() (about []BudgetLine) {
	for _, p := range a.Parts {
		if at := (BudgetLine{Source: p.Source}); !slices.Contains(about, at) {
			about = append(about, at)
		}
	}
	return about
}

// Do moves each part from the pool balance to the carried-forward balance or the risk pool, and makes it a resource of
// the next year, on that year's first day. It refuses more than the year left in a source, capital that would become
// revenue, a deficit that nobody decided to carry, and a year that is not the last closed.
func (a CarrySurplusForward) Do(s *State, _ Authority) (Entry, error) {
	if err := a.check(s); err != nil {
		return Entry{}, err
	}
	kept := CarriedSurplus{Year: a.Year, Entry: s.Seq, Purpose: a.Purpose, UseBy: a.UseBy, State: Carried}
	s.dateInto(a.Year + 1)
	taken := map[SourceID]Money{}
	var lines []Posting
	for _, p := range a.Parts {
		src, err := s.Source(p.Source)
		if err != nil {
			return Entry{}, err
		}
		taken[src.ID] = taken[src.ID].Add(p.Amount)
		if err := a.covers(s, p, src, taken[src.ID]); err != nil {
			return Entry{}, err
		}
		to, parts, err := s.divided(src, p.Amount, p.Shares)
		if err != nil {
			return Entry{}, err
		}
		for i, part := range parts {
			if part.IsZero() {
				continue
			}
			lines = append(lines, p.lines(src, to[i], a.Year+1, part)...)
			kept.Parts = append(kept.Parts, OwnedPart{to[i].answers(), src.ID, to[i].ID, part, p.RiskPool, p.Deficit})
		}
	}
	s.Save(kept)
	return Entry{Postings: lines}, s.rest(a.Year, 1)
}

func (a CarrySurplusForward) check(s *State) error {
	if _, err := s.lastClosed(a.Year); err != nil {
		return err
	}
	switch {
	case len(a.Parts) == 0 || len(a.Parts) > partsMax:
		return ErrInvalid.With("name 1 to %d parts to carry forward", partsMax)
	case a.UseBy < (a.Year + 1).First():
		return ErrInvalid.With("say by which day from %s it is expected to be used", (a.Year + 1).First().UK())
	}
	for _, p := range a.Parts {
		switch err := CheckAmount(p.Amount); {
		case err != nil:
			return err
		case p.Deficit && (p.RiskPool || len(p.Shares) > 0):
			return ErrInvalid.With("a deficit is carried in its own source, outside the risk pool; share it by a risk-share call")
		}
	}
	return needText("the purpose", a.Purpose)
}

// covers refuses more than the year left in the source, taken together, and a deficit that is carried undecided.
func (a CarrySurplusForward) covers(s *State, p CarriedPart, src Source, taken Money) error {
	if !p.Deficit {
		return s.checkLeftOf(a.Year, src, taken)
	}
	decided, err := Find[Deficit](s, Deficit{Year: a.Year, Source: src.ID}.Ref())
	left, missing := s.surplusLeft(src)
	switch err := firstError(err, missing); {
	case err != nil:
		return err
	case decided.How != DeficitCarried:
		return ErrWrongState.With("nobody decided to carry a deficit of source %s in %s forward", src.ID, a.Year)
	case taken.Compare(left.Neg()) > 0:
		return ErrNotEnough.With("%s is more than the %s of deficit left in source %s when %s was closed", taken.Pounds(),
			greater(left.Neg(), Money{}).Pounds(), src.ID, a.Year)
	}
	return nil
}

// lines carry one part. A deficit is carried by the mirror of what a surplus is.
func (p CarriedPart) lines(from, to Source, year Year, amount Money) []Posting {
	into := CarriedForward
	if p.RiskPool {
		into = RiskPool
	}
	lines := []Posting{
		Debit(from.account(PoolBalance, 0), amount), Credit(to.account(into, 0), amount),
		Debit(to.account(ResourcesBrought, year), amount), Credit(to.account(Unallocated, year), amount),
	}
	if p.Deficit {
		return mirror(lines)
	}
	return lines
}

// undo marks what was carried as reversed.
func (a CarrySurplusForward) undo(s *State, original Entry) error {
	kept, err := need[CarriedSurplus](s, CarriedSurplus{Year: a.Year, Entry: original.Seq}.Ref(), "surplus carried forward")
	if err != nil {
		return err
	}
	kept.State = CarriedReversed
	s.Save(kept)
	return s.rest(a.Year, -1)
}

// Describe says what the act does.
func (a CarrySurplusForward) Describe() string {
	var total Money
	for _, p := range a.Parts {
		if p.Deficit {
			total = total.Sub(p.Amount)
		} else {
			total = total.Add(p.Amount)
		}
	}
	return fmt.Sprintf("%s of what %s left carried forward", total.Pounds(), a.Year)
}
