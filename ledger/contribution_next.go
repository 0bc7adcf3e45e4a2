package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// DrawContributions drafts a year's contributions from those of the year before and saves them as indicative: what
// recurs of each, with inflation, less efficiencies, with a change that is planned. The partners agree them one by one.
type DrawContributions struct {
	Year          Year               `json:"year" doc:"the year they are drawn for, from the contributions of the year before"`
	Inflation     Percent            `json:"inflation,omitzero" doc:"per cent of what recurs"`
	Efficiency    Percent            `json:"efficiency,omitzero" doc:"per cent of what recurs"`
	Contributions []DrawContribution `json:"contributions" doc:"of the year before, those that are drawn on"`
}

// DrawContribution is one contribution to be drawn on, and how it is planned to change besides.
type DrawContribution struct {
	Contribution ContributionID `json:"contribution"`
	ID           ContributionID `json:"id,omitempty" doc:"of the new one; when left out, this one's with the year after it"`
	Direction    Direction      `json:"direction,omitempty" doc:"of a planned change: increase or decrease"`
	Change       Money          `json:"change,omitzero" doc:"a planned change, besides inflation and efficiencies"`
	Reason       Private        `json:"reason,omitzero" doc:"of the planned change"`
}

// Drawn is what a contribution comes to in the next year, step by step. Inflation and efficiency are each worked out
// from what recurs, to the penny, half a penny up.
type Drawn struct {
	Agreed     Money `json:"agreed" doc:"what was first agreed, where it recurs"`
	Varied     Money `json:"varied" doc:"recurrent variations, less reductions"`
	Recurrent  Money `json:"recurrent" doc:"what recurs: agreed and varied"`
	Inflation  Money `json:"inflation"`
	Efficiency Money `json:"efficiency" doc:"taken off"`
	Drafted    Money `json:"drafted" doc:"recurrent and inflation less efficiency"`
}

// drawnMax is how many contributions one act draws on: each counts towards what an entry may hold.
const drawnMax = 200

// Draw works out what a contribution comes to in the next year, but for planned changes.
func (c Contribution) Draw(inflation, efficiency Percent) Drawn {
	agreed, varied := c.recurring()
	d := Drawn{Agreed: agreed, Varied: varied, Recurrent: agreed.Add(varied)}
	d.Inflation, d.Efficiency = inflation.Of(d.Recurrent), efficiency.Of(d.Recurrent)
	d.Drafted = d.Recurrent.Add(d.Inflation).Sub(d.Efficiency)
	return d
}

// Add is the steps of both.
func (d Drawn) Add(e Drawn) Drawn {
	return Drawn{
		Agreed: d.Agreed.Add(e.Agreed), Varied: d.Varied.Add(e.Varied), Recurrent: d.Recurrent.Add(e.Recurrent),
		Inflation: d.Inflation.Add(e.Inflation), Efficiency: d.Efficiency.Add(e.Efficiency),
		Drafted: d.Drafted.Add(e.Drafted),
	}
}

// Total is what the instalments come to, called or not.
func (c Contribution) Total() Money {
	var total Money
	for _, i := range c.Instalments {
		total = total.Add(i.Amount)
	}
	return total
}

// Recurs is what of the contribution recurs in the next year: of what was first agreed and of its variations.
func (c Contribution) Recurs() Money {
	agreed, varied := c.recurring()
	return agreed.Add(varied)
}

// recurring is what was first agreed, where that recurs, and the recurrent variations. Variations that were made before
// they were kept count with what was first agreed.
func (c Contribution) recurring() (agreed, varied Money) {
	agreed = c.Total()
	for _, v := range c.Variations {
		if agreed = agreed.Sub(v.change()); v.Recurrent {
			varied = varied.Add(v.change())
		}
	}
	if !c.Recurrent {
		agreed = Money{}
	}
	return agreed, varied
}

// Kind names the act and its version.
func (DrawContributions) Kind() string { return "draw-contributions/1" }

// Matter is each partner's money that is drafted.
func (a DrawContributions) Matter(s *State) (whole Matter, missing error) {
	for n, one := range a.Contributions {
		if n == drawnMax {
			break
		}
		c, err := s.drawable(one.Contribution)
		part := Matter{}
		if err == nil {
			part, err = s.matter(c.Source, "", greater(Money{}, one.planned(c.Draw(a.Inflation, a.Efficiency).Drafted)))
		}
		if missing = firstError(missing, err); n == 0 {
			whole = part
		} else {
			whole.Parts = append(whole.Parts, part)
		}
	}
	return whole, missing
}

// planned is a drafted amount with the planned change.
func (d DrawContribution) planned(drafted Money) Money {
	if d.Direction == Decrease {
		return drafted.Sub(d.Change)
	}
	return drafted.Add(d.Change)
}

// Do saves a draft of each contribution. It refuses one that is not agreed, is of another year, was taken over or does
// not recur; a
// planned change without a direction or a reason; and a draft of nothing. A draft made before is restated.
func (a DrawContributions) Do(s *State, _ Authority) (Entry, error) {
	err := checkYear("the year", a.Year)
	switch n := len(a.Contributions); {
	case err != nil:
		return Entry{}, err
	case n == 0 || n > drawnMax:
		return Entry{}, ErrInvalid.With("name the contributions of %s to draw on, at most %d", a.Year-1, drawnMax)
	case a.Inflation < 0 || a.Inflation > PercentMax || a.Efficiency < 0 || a.Efficiency > PercentMax:
		return Entry{}, ErrPercentForm
	}
	if _, err := s.OpenFund(); err != nil {
		return Entry{}, err
	}
	drawn := map[ContributionID]ContributionID{}
	for _, one := range a.Contributions {
		if _, twice := drawn[one.Contribution]; twice {
			return Entry{}, ErrInvalid.With("contribution %s is named twice", one.Contribution)
		}
		drawn[one.Contribution] = one.named(a.Year)
	}
	var missing error
	for _, one := range a.Contributions {
		missing = firstError(missing, a.draw(s, one, drawn))
	}
	return Entry{}, missing
}

// draw saves the draft of one contribution.
func (a DrawContributions) draw(s *State, one DrawContribution, drawn map[ContributionID]ContributionID) error {
	from, err := s.drawable(one.Contribution)
	if err != nil {
		return err
	}
	if from.Year != a.Year-1 {
		return ErrInvalid.With("contribution %s is of %s; those of %s are drawn on for %s", from.ID, from.Year, a.Year-1,
			a.Year)
	}
	steps := from.Draw(a.Inflation, a.Efficiency)
	if err := one.check(steps); err != nil {
		return err
	}
	c := Contribution{
		ID: drawn[from.ID], Source: from.Source, Year: a.Year, Function: from.Function, Power: from.Power,
		State: ContributionIndicative, Recurrent: true, Notional: from.Notional, HostOwn: from.HostOwn,
		InAdvance: from.InAdvance, MatchOf: drawn[from.MatchOf],
	}
	c, _, err = c.draft(s, from.yearLater(one.planned(steps.Drafted)))
	if err != nil {
		return err
	}
	s.Save(c)
	return nil
}

// drawable is an agreed contribution with what its predecessors paid of it. It refuses one that a successor took over.
func (s *State) drawable(id ContributionID) (Contribution, error) {
	c, _, err := s.agreed(id)
	if err == nil && c.TakenOver != "" {
		err = ErrWrongState.With("contribution %s was taken over as %s: draw on that", c.ID, c.TakenOver)
	}
	for before := c.Follows; err == nil && before != ""; {
		var earlier Contribution
		if earlier, err = s.Contribution(before); err == nil {
			c, before = c.Following(earlier), earlier.Follows
		}
	}
	return c, err
}

// Following is the contribution with what the one before it was called for, and how that was varied.
func (c Contribution) Following(before Contribution) Contribution {
	c.Instalments = slices.Concat(before.Instalments, c.Instalments)
	c.Variations = slices.Concat(before.Variations, c.Variations)
	return c
}

// check refuses a contribution of which nothing recurs, a change that is not said in full, and a draft of nothing.
func (d DrawContribution) check(steps Drawn) error {
	switch changes := !d.Change.IsZero(); {
	case steps.Recurrent.IsZero():
		return ErrWrongState.With("contribution %s does not recur, so nothing is drawn from it", d.Contribution)
	case changes != (d.Direction != "") || d.Direction != "" && d.Direction != Increase && d.Direction != Decrease:
		return ErrInvalid.With("a planned change of contribution %s is an amount that increases or decreases it",
			d.Contribution)
	case changes:
		if err := firstError(CheckAmount(d.Change), needText("the reason of a planned change", d.Reason)); err != nil {
			return err
		}
	}
	if planned := d.planned(steps.Drafted); planned.Sign() <= 0 {
		return ErrNotEnough.With("contribution %s comes to %s in the next year, of which a planned decrease of %s leaves "+
			"nothing; leave the contribution out", d.Contribution, steps.Drafted.Pounds(), d.Change.Pounds())
	}
	return nil
}

// named is the name of the draft: as it was asked for, or this year's with the next year after it.
func (d DrawContribution) named(year Year) ContributionID {
	if d.ID != "" {
		return d.ID
	}
	of := strings.TrimSuffix(string(d.Contribution), "-"+(year-1).String())
	return ContributionID(of + "-" + year.String())
}

// yearLater is a plan of an amount on the contribution's days one year later, in the proportion of what falls due on
// each. Odd pennies go as they do in every apportionment.
func (c Contribution) yearLater(amount Money) Plan {
	var days []Date
	var weights []int64
	for _, i := range c.Instalments {
		at := slices.Index(days, i.Due)
		if at < 0 {
			at, days, weights = len(days), append(days, i.Due), append(weights, 0)
		}
		weights[at] += i.Amount.pence
	}
	var plan Plan
	if amount.Sign() <= 0 || len(days) == 0 {
		return plan
	}
	for i, part := range amount.Apportion(weights) {
		if !part.IsZero() {
			plan.Instalments = append(plan.Instalments, DueAmount{days[i].yearLater(), part})
		}
	}
	slices.SortFunc(plan.Instalments, func(a, b DueAmount) int { return int(a.Due - b.Due) })
	return plan
}

// yearLater is the same day a year later; 29 February is followed by 28 February.
func (d Date) yearLater() Date {
	t := d.Time()
	if t.Month() == time.February && t.Day() == 29 {
		t = t.AddDate(0, 0, -1)
	}
	return NewDate(t.Year()+1, t.Month(), t.Day())
}

// Describe says what the act does.
func (a DrawContributions) Describe() string {
	return fmt.Sprintf("Contributions for %s drafted from %d of %s: inflation %s per cent, efficiency %s per cent", a.Year,
		len(a.Contributions), a.Year-1, a.Inflation, a.Efficiency)
}
