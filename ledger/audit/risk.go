package audit

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"pooled/ledger"
)

// filter is a risk while a journal is gone over. finds judges entry by entry; what only the whole shows is added at the
// end.
type filter struct {
	Risk
	money bool // entries that move money alone
	finds func(f *facts) (why string, found bool)
	end   func(f *filter)
	asked *RegisterOptions
}

// facts are what the filters ask of an entry.
type facts struct {
	*entry
	london    time.Time // when it was recorded, by the clock there
	day       ledger.Date
	effective ledger.Date
	period    ledger.Period
	moves     bool // money, in either book
	pence     int64
	timer     bool // the timer did it, so that its hour says nothing
	reopened  bool // its period had been closed before
}

func (f *facts) item(why string, body []byte) (RiskItem, error) {
	words, err := inWords(f.entry, body)
	return RiskItem{words, ledger.Pence(f.pence), why}, err
}

// facts reads what the filters ask for.
func (g *register) facts(s *section, e *entry) (*facts, error) {
	at, err := time.Parse(recordedForm, string(e.recorded))
	if err != nil {
		return nil, err
	}
	on, err := ledger.ParseDate(string(e.effective))
	if err != nil {
		return nil, err
	}
	period, _ := s.period(e) // verified before
	f := &facts{
		entry: e, london: ledger.InLondon(at), day: ledger.DateOf(at), effective: on, period: period,
		moves: len(e.lines) > 0, timer: string(e.authority.role) == string(ledger.TimerRole), reopened: g.closed[period],
	}
	f.pence, _ = e.amount()
	return f, eachVersion(e, func(ref ledger.Ref, _ string, body []byte) error {
		if ref.Kind != "period" {
			return nil
		}
		document, err := ledger.DecodeDocument(body)
		if state, ok := document.(ledger.PeriodState); ok && state.Closed != "" {
			g.closed[state.Period] = true
		}
		return err
	})
}

// amount is what an entry comes to: the debits of the actuals book, or where it has none those of memo, without the
// allowances that count beside it. memo tells which.
func (e *entry) amount() (pence int64, memo bool) {
	var actuals, budget int64
	for _, l := range e.lines {
		switch {
		case l.pence < 0:
		case l.account[0] != '9':
			actuals += l.pence
		case bytes.Compare(l.account[:4], []byte("9500")) < 0:
			budget += l.pence
		}
	}
	if actuals > 0 {
		return actuals, false
	}
	return budget, true
}

// newRegister has every filter, in the order that they are listed in.
func newRegister(o RegisterOptions) *register {
	t := o.Thresholds
	g := &register{
		RegisterOptions: o, closed: map[ledger.Period]bool{}, rare: rareAccounts{}, purchases: newPurchases(),
		approvers: approvers{},
	}
	money := func(name string, finds func(*facts) (string, bool), rule string, args ...any) {
		g.filters = append(g.filters, &filter{Risk: risk(name, rule, args...), money: true, finds: finds})
	}
	whole := func(name string, end func(*filter), rule string, args ...any) {
		g.filters = append(g.filters, &filter{Risk: risk(name, rule, args...), end: end})
	}
	money("round-sum", g.round, "the amount is a whole multiple of %s", t.Round.Pounds())
	money("under-limit", g.underLimit, "the amount is %d per cent or more of the limit of the rule that allowed it, and not above it",
		t.Near)
	g.filters = append(g.filters,
		&filter{
			Risk:  risk("night", "recorded from %d:00 to before %d:00 by the clock in London, by a person", t.NightFrom, t.NightTo),
			finds: g.night,
		},
		&filter{Risk: risk("weekend", "recorded on a Saturday or Sunday in London, by a person"), finds: weekend})
	money("period-end", g.periodEnd, "dated in the last %d days of its period, or in period 13 or 14", t.PeriodEndDays)
	money("back-dated", g.backDated, "recorded more than %d days after its date", t.BackDays)
	money("closed-period", reopened, "posted into a period that had been closed, softly or for good, before")
	whole("rare-accounts", g.rare.end(t.Rare), "debits and credits a pair of codes of the actuals book that %d entries or fewer have",
		t.Rare)
	whole("split-purchase", g.split,
		"raises a commitment that passes the limit of its rule only together with others within that limit, "+
			"to that provider for that scheme, dated in the %d days up to it", t.SplitDays)
	whole("one-approver", g.approvers.end(t.Alone), "whoever approved it approved all that its preparer had approved, %d entries or more",
		t.Alone)
	money("reversal", reverses, "reverses an entry")
	for _, f := range g.filters {
		f.asked = &g.RegisterOptions
	}
	return g
}

func risk(name, rule string, args ...any) Risk {
	return Risk{Name: name, Rule: fmt.Sprintf(rule, args...), Items: []RiskItem{}}
}

func (g *register) round(f *facts) (string, bool) {
	return "", f.pence > 0 && f.pence%g.Round.Pence() == 0
}

// underLimit asks for the limit of the row of the scheme of delegation that allowed the entry, in the version that
// was in force when it was recorded.
func (g *register) underLimit(f *facts) (string, bool) {
	limit := g.limits.of(f)
	if limit == 0 || f.pence > limit || f.pence*100 < limit*int64(g.Near) {
		return "", false
	}
	return fmt.Sprintf("the limit of rule %s is %s", f.authority.rule, ledger.Pence(limit).Pounds()), true
}

func (g *register) night(f *facts) (string, bool) {
	hour := f.london.Hour()
	return f.london.Format("15:04"), !f.timer && (hour >= g.NightFrom || hour < g.NightTo)
}

func weekend(f *facts) (string, bool) {
	day := f.london.Weekday()
	return f.london.Format("Monday, 2 January 2006"), !f.timer && (day == time.Saturday || day == time.Sunday)
}

func (g *register) periodEnd(f *facts) (string, bool) {
	return "", f.period.Number() > 12 || f.period.Last()-f.effective < ledger.Date(g.PeriodEndDays)
}

func (g *register) backDated(f *facts) (string, bool) {
	days := int(f.day - f.effective)
	return fmt.Sprintf("%d days", days), days > g.BackDays
}

func reopened(f *facts) (string, bool) { return "", f.reopened }

func reverses(f *facts) (string, bool) {
	return fmt.Sprintf("entry %d", f.reverses), f.reverses > 0
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
