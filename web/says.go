package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pooled/api"
)

// meaning says in sentences what a position comes to. Every sentence stands on the figures it names.
func meaning(p api.PositionAnswer) []string {
	t := p.Total
	says := []string{}
	say := func(format string, args ...any) { says = append(says, fmt.Sprintf(format, args...)) }
	switch {
	case t.Agreed.IsZero():
		say("Nothing has been agreed for %s.", p.Year)
	case t.Due.Sign() > 0:
		say("Of the %s agreed for %s, %s has fallen due so far, and %s is still owed.", t.Agreed.Pounds(), p.Year,
			t.Called.Pounds(), t.Due.Pounds())
	default:
		say("Of the %s agreed for %s, %s has fallen due so far, and all that fell due has been paid.", t.Agreed.Pounds(),
			p.Year, t.Called.Pounds())
	}
	switch {
	case t.Revised.IsZero():
		say("No scheme has a budget.")
	case t.Available.IsZero():
		say("The schemes' budgets of %s are spent or committed to the penny.", t.Revised.Pounds())
	default:
		say("Of the schemes' budgets of %s, %s is spent and %s committed, which leaves %s.", t.Revised.Pounds(),
			t.Spent.Pounds(), t.Committed.Pounds(), t.Available.Pounds())
	}
	if t.Unallocated.Sign() > 0 {
		say("%s is in no scheme's budget yet.", t.Unallocated.Pounds())
	}
	switch o := p.Outturn; {
	case t.Agreed.IsZero() && t.Revised.IsZero():
	case o.After.Sign() > 0:
		say("If the year ends as forecast, %s is spent and %s is left.", o.Forecast.Pounds(), o.After.Pounds())
	case o.After.IsZero():
		say("If the year ends as forecast, %s is spent and nothing is left.", o.Forecast.Pounds())
	default:
		say("If the year ends as forecast, %s is spent: %s more than there is.", o.Forecast.Pounds(),
			o.After.Neg().Pounds())
	}
	if n := p.Outturn.Unforecast; n > 0 {
		say("%s no forecast: the budget stands in.", plural(n, "budget has", "budgets have"))
	}
	return says
}

// plural is a number with its noun: "1 budget has", "2 budgets have".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// risks says what a Board should know of, or nothing.
func risks(p api.PositionAnswer, owed api.ReceivablesAnswer, floats api.FloatsAnswer) []string {
	says := append(lateSays(owed), floatSays(floats)...)
	say := func(format string, args ...any) { says = append(says, fmt.Sprintf(format, args...)) }
	for _, o := range p.Overrides {
		state := "until " + o.Until.UK()
		if o.Lapsed {
			state = "and the leave ended on " + o.Until.UK()
		}
		say("Version %d of the agreement is relied on unsigned, by leave of %s, %s.", o.Version, o.ByName, state)
	}
	t := p.Total
	if t.AdvancedByHost.Sign() > 0 {
		say("The host has paid out %s more than the fund holds.", t.AdvancedByHost.Pounds())
	}
	if t.Uncured.Sign() > 0 {
		say("%s of overspend is approved, and nobody has made it good yet.", t.Uncured.Pounds())
	}
	for _, m := range p.Minimums {
		if m.Shortfall.Sign() > 0 {
			say("%s of %s falls short of the required minimum of %s by %s.", m.Budgeted.Pounds(), m.SourceName,
				m.Required.Pounds(), m.Shortfall.Pounds())
		}
	}
	says = append(says, schemeSays(p)...)
	if t.Performance.Sign() > 0 {
		say("%s of performance money is held until results earn it.", t.Performance.Pounds())
	}
	if t.Forgone.Sign() > 0 {
		say("%s of performance money was not earned and has been given up.", t.Forgone.Pounds())
	}
	if t.Unidentified.Sign() > 0 {
		say("%s was received and is not yet known for what.", t.Unidentified.Pounds())
	}
	if p.Undecided != nil {
		say("%s.", p.Undecided)
	}
	return says
}

// lateSays says which contributions are late.
func lateSays(owed api.ReceivablesAnswer) []string {
	t := owed.Total
	late := t.To30.Add(t.To60).Add(t.To90).Add(t.Over90)
	count, oldest := 0, 0
	var names []string
	for _, n := range owed.Notices {
		if n.DaysOver < 1 || n.Owed.Sign() <= 0 {
			continue
		}
		count, oldest = count+1, max(oldest, n.DaysOver)
		if !slices.Contains(names, n.PartnerName) {
			names = append(names, n.PartnerName)
		}
	}
	if count == 0 {
		return nil
	}
	from := strings.Join(names, " and ")
	if count == 1 {
		return []string{fmt.Sprintf("1 contribution is late: %s from %s, %s.", late.Pounds(), from,
			plural(oldest, "day over", "days over"))}
	}
	return []string{fmt.Sprintf("%d contributions are late: %s in all from %s, the oldest by %s.", count, late.Pounds(),
		from, plural(oldest, "day", "days"))}
}

// floatSays says which floats have less left than their alerts.
func floatSays(floats api.FloatsAnswer) []string {
	var says []string
	for _, f := range floats.Floats {
		if f.Alerted {
			says = append(says, fmt.Sprintf("%s of the float %s is left, less than the %s at which an alert is shown.",
				f.Left.Pounds(), f.Name, f.Alert.Pounds()))
		}
	}
	return says
}

// schemeSays says which schemes are forecast to end over or under their budgets.
func schemeSays(p api.PositionAnswer) []string {
	var says []string
	for _, s := range p.SchemeForecasts() {
		switch v := s.Variance; v.Sign() {
		case 1:
			says = append(says, fmt.Sprintf("%s is forecast to spend %s more than its budget of %s.", s.Name, v.Pounds(),
				s.Revised.Pounds()))
		case -1:
			says = append(says, fmt.Sprintf("%s is forecast to spend %s less than its budget of %s.", s.Name,
				v.Neg().Pounds(), s.Revised.Pounds()))
		}
	}
	return says
}

func ukTime(t time.Time) string { return t.In(london).Format("2 January 2006 at 15:04") }

// london is where the clocks of councils and the NHS stand; a system without time zones has UTC.
var london = func() *time.Location {
	if l, err := time.LoadLocation("Europe/London"); err == nil {
		return l
	}
	return time.UTC
}()
