package ledger

import (
	"strings"
	"testing"
)

var attendances = DefineMeasure{
	ID: "attendances", Scheme: "a", Name: "A&E attendances", Unit: "attendance", Better: Lower,
	Baseline: Baseline{
		From: MustDate("2013-06-01"), To: MustDate("2014-05-31"), Value: MustQuantity("100"), Source: Text("SUS"),
	},
	Targets: []Target{{MustDate("2014-06-01"), MustDate("2015-05-31"), MustQuantity("70")}},
}

func attended(from, to, value string) RecordActual {
	return RecordActual{
		Measure: "attendances", From: MustDate(from), To: MustDate(to), Value: MustQuantity(value), Evidence: Text("SUS 2"),
	}
}

func saved(id ClaimID) ClaimSaving {
	return ClaimSaving{
		ID: id, Scheme: "a", From: MustDate("2014-06-01"), To: MustDate("2015-05-31"), Amount: MustMoney("492995.00"),
		AtLeast: true, Method: Text("attendances avoided, at tariff"), Source: Text("annual report"), Gains: "ccg",
		Loses: "trust", Lost: MustMoney("400000.00"),
	}
}

func TestMeasureIsDefined(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	with := func(change func(*DefineMeasure)) DefineMeasure {
		one := attendances
		change(&one)
		return one
	}
	for sentence, act := range map[string]DefineMeasure{
		"of a scheme, of a provider": with(func(m *DefineMeasure) { m.Provider = "trust" }),
		"higher or lower":            with(func(m *DefineMeasure) { m.Better = "more" }),
		"0 to 4 places":              with(func(m *DefineMeasure) { m.Decimals = 5 }),
		"has 1 places":               with(func(m *DefineMeasure) { m.Baseline.Value = MustQuantity("10.5") }),
		"figures of measure attendances have 0": with(func(m *DefineMeasure) {
			m.Targets = []Target{{MustDate("2014-06-01"), MustDate("2015-05-31"), MustQuantity("0.5")}}
		}),
		"two targets for 1 June 2014": with(func(m *DefineMeasure) { m.Targets = append(m.Targets, m.Targets[0]) }),
		"in order":                    with(func(m *DefineMeasure) { m.Baseline.From = m.Baseline.To + 1 }),
		"at most five years":          with(func(m *DefineMeasure) { m.Baseline.From = m.Baseline.To - 1832 }),
		"where the baseline comes":    with(func(m *DefineMeasure) { m.Baseline.Source = Private{} }),
		"the measure's unit":          with(func(m *DefineMeasure) { m.Unit = " " }),
		"the measure's id":            with(func(m *DefineMeasure) { m.ID = "A" }),
	} {
		b.refused(act, ErrInvalid, sentence)
	}
	b.refused(with(func(m *DefineMeasure) { m.Name = "visits of 943 476 5919" }), ErrIdentity, "the measure's name")
	b.refused(with(func(m *DefineMeasure) { m.Scheme = "z" }), ErrNotFound, "scheme")
	b.refused(with(func(m *DefineMeasure) { m.Scheme, m.Provider = "", "nobody" }), ErrNotFound, "body")
	b.posts(b.must(attendances))
	b.must(with(func(m *DefineMeasure) { m.Baseline.From = m.Baseline.To - 1831; m.ID = "five-years" }))
	b.refused(attendances, ErrInvalid, "the reason why the measure is defined anew")
	b.refused(with(func(m *DefineMeasure) { m.Better, m.Reason = Higher, Text("x") }), ErrExists,
		"measure attendances counts each attendance, lower being better")
	b.refused(with(func(m *DefineMeasure) { m.Scheme, m.Reason = "", Text("x") }), ErrExists, "another measure")
	b.must(with(func(m *DefineMeasure) { m.Name, m.Targets, m.Reason = "Attendances", nil, Text("agreed anew") }))
	m, err := b.fund.Measure("attendances")
	if err != nil || m.Version != 2 || m.Name != "Attendances" || len(m.Targets) != 0 {
		t.Errorf("measure = %+v, %v", m, err)
	}
	b.must(DefineMeasure{
		ID: "income", Provider: "trust", Name: "Income", Unit: "pound", Better: Higher, Money: true,
		Baseline: Baseline{MustDate("2014-04-01"), MustDate("2015-03-31"), MustQuantity("12.50"), Text("accounts")},
	})
	if m, _ := b.fund.Measure("income"); m.Decimals != 2 {
		t.Errorf("money has %d places", m.Decimals)
	}
}

func TestActualIsRecordedAndRestated(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.refused(attended("2014-06-01", "2015-05-31", "67"), ErrNotFound, "attendances")
	b.must(attendances)
	b.refused(attended("2014-06-01", "2015-06-02", "67"), ErrInvalid, "not over on 1 June 2015")
	b.refused(attended("2014-06-01", "2015-05-31", "67.5"), ErrInvalid, "1 places")
	blank := attended("2014-06-01", "2015-05-31", "67")
	blank.Evidence = Text(" ")
	b.refused(blank, ErrInvalid, "evidence")
	e := b.must(attended("2014-06-01", "2015-06-01", "4"))
	if s := e.Sentence(); strings.Contains(s, " 4") && !strings.Contains(s, "2014") || strings.HasSuffix(s, "4") {
		t.Errorf("the sentence tells a small number: %s", s)
	}
	again := attended("2014-06-01", "2015-06-01", "5")
	b.refused(again, ErrInvalid, "restated")
	again.Reason = Text("late returns")
	b.must(again)
	a, err := Find[Actual](b.fund, Actual{
		Measure: "attendances", From: MustDate("2014-06-01"), To: MustDate("2015-06-01"),
	}.Ref())
	if err != nil || a.Version != 2 || a.Value.String() != "5" {
		t.Errorf("actual = %+v, %v", a, err)
	}
}

func TestSavingIsAClaim(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	with := func(change func(*ClaimSaving)) ClaimSaving {
		one := saved("s-1")
		change(&one)
		return one
	}
	for sentence, act := range map[string]ClaimSaving{
		"the method":       with(func(c *ClaimSaving) { c.Method = Private{} }),
		"the source":       with(func(c *ClaimSaving) { c.Source = Private{} }),
		"is no saving":     with(func(c *ClaimSaving) { c.To = MustDate("2015-06-02") }),
		"and how much":     with(func(c *ClaimSaving) { c.Lost = Money{} }),
		"or neither":       with(func(c *ClaimSaving) { c.Loses = "" }),
		"gain and lose by": with(func(c *ClaimSaving) { c.Loses = "ccg" }),
	} {
		b.refused(act, ErrInvalid, sentence)
	}
	b.refused(with(func(c *ClaimSaving) { c.Amount = Money{} }), ErrAmountNotPositive, "")
	b.refused(with(func(c *ClaimSaving) { c.Lost = Pence(-1) }), ErrAmountNotPositive, "")
	b.refused(with(func(c *ClaimSaving) { c.Gains = "nobody" }), ErrNotFound, "nobody")
	b.refused(with(func(c *ClaimSaving) { c.Loses = "nobody" }), ErrNotFound, "nobody")
	b.refused(with(func(c *ClaimSaving) { c.Measure = "m" }), ErrNotFound, "measure")
	b.refused(with(func(c *ClaimSaving) { c.Scheme = "z" }), ErrNotFound, "scheme")
	before := len(b.fund.balances.young)
	e := b.must(saved("s-1"))
	if b.posts(e); len(b.fund.balances.young) != before {
		t.Error("a claim has moved an account")
	}
	if s := e.Sentence(); s != "Claim s-1: at least £492,995.00 saved by ccg, as a claim and not as cash" {
		t.Errorf("sentence = %s", s)
	}
	b.refused(saved("s-1"), ErrExists, "already")
	b.refused(WithdrawClaim{Claim: "s-1"}, ErrInvalid, "the reason")
	b.refused(WithdrawClaim{Claim: "s-2", Reason: Text("x")}, ErrNotFound, "s-2")
	b.must(WithdrawClaim{Claim: "s-1", Reason: Text("counted twice")})
	b.refused(WithdrawClaim{Claim: "s-1", Reason: Text("x")}, ErrWrongState, "withdrawn already")
	b.refused(saved("s-1"), ErrExists, "already") // it stays on record
}

func TestChangeIsExact(t *testing.T) {
	t.Parallel()
	year := Span{MustDate("2014-04-01"), MustDate("2015-03-31")}
	for _, tt := range []struct {
		base, value    string
		better         Better
		from, to       string
		change, gained string
	}{
		{"100", "67", Lower, "2015-04-01", "2016-03-31", "-33/100", "33"}, // a leap year
		{"3", "4", Higher, "2015-04-01", "2016-03-31", "1/3", "1"},
		{"3", "4", Lower, "2015-04-01", "2016-03-31", "1/3", "-1"},
		{"37.5", "40.0001", Higher, "2015-04-01", "2016-03-31", "25001/375000", "25001/10000"},
		{"0", "4", Higher, "2015-04-01", "2016-03-31", "", "4"},
		{"100", "67", Lower, "2015-04-01", "2015-06-30", "", ""},          // a quarter is no year
		{"100", "67", Lower, "2015-04-02", "2016-04-01", "-33/100", "33"}, // a year is a year, from whatever day
		{"100", "67", Lower, "2015-04-02", "2016-04-02", "", ""},
		{"100", "67", Lower, "2015-04-02", "2016-03-30", "", ""},
		{"100", "67", Lower, "2015-01-31", "2016-01-30", "-33/100", "33"},
	} {
		m := Measure{Better: tt.better, Baseline: Baseline{year.From, year.To, MustQuantity(tt.base), Private{}}}
		days := Span{MustDate(tt.from), MustDate(tt.to)}
		change, gained := "", ""
		if r, ok := m.Change(days, MustQuantity(tt.value)); ok {
			change = r.RatString()
		}
		if r, ok := m.Gain(days, MustQuantity(tt.value)); ok {
			gained = r.RatString()
		}
		if change != tt.change || gained != tt.gained {
			t.Errorf("%+v: %s and %s", tt, change, gained)
		}
	}
	met := Target{Value: MustQuantity("70")}
	for value, lower := range map[string]bool{"69.99": true, "70": true, "70.00": true, "70.01": false} {
		if got := met.Met(Lower, MustQuantity(value)); got != lower {
			t.Errorf("%s met, lower being better: %v", value, got)
		}
		if got, higher := met.Met(Higher, MustQuantity(value)), !lower || strings.HasPrefix(value, "70"); got != higher {
			t.Errorf("%s met, higher being better: %v", value, got)
		}
	}
}

func TestQuantity(t *testing.T) {
	t.Parallel()
	for s, grouped := range map[string]string{
		"0": "0", "7": "7", "1240": "1,240", "37.5": "37.5", "0.0001": "0.0001", "1234567.10": "1,234,567.10",
		"999999999999999": "999,999,999,999,999",
	} {
		q, err := ParseQuantity(s)
		if err != nil || q.String() != s || q.Grouped() != grouped {
			t.Errorf("%s reads as %s, %s: %v", s, q, q.Grouped(), err)
		}
	}
	for _, s := range []string{
		"", "-1", "+1", "01", "1.", ".5", "1,000", "1e3", " 1", "1.00000", "9999999999999999", "٣", "0x1", "1.2.3", "NaN",
	} {
		if q, err := ParseQuantity(s); err == nil {
			t.Errorf("%q reads as %s", s, q)
		}
	}
}
