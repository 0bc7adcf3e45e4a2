package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func measure(id ledger.MeasureID, name, unit, baseline string) ledger.DefineMeasure {
	return ledger.DefineMeasure{
		ID: id, Scheme: "one", Name: name, Unit: unit, Better: ledger.Lower, Baseline: ledger.Baseline{
			From: ledger.MustDate("2014-04-01"), To: ledger.MustDate("2015-03-31"), Value: ledger.MustQuantity(baseline),
			Source: ledger.Text("hospital episodes, illustrative"),
		},
	}
}

func actual(id ledger.MeasureID, from, to, value string) ledger.RecordActual {
	return ledger.RecordActual{
		Measure: id, From: ledger.MustDate(from), To: ledger.MustDate(to), Value: ledger.MustQuantity(value),
		Evidence: ledger.Text("evaluation of the service"),
	}
}

func claim(id ledger.ClaimID, from, to, amount string, atLeast bool) ledger.ClaimSaving {
	return ledger.ClaimSaving{
		ID: id, Scheme: "one", From: ledger.MustDate(from), To: ledger.MustDate(to), Amount: pounds(amount),
		AtLeast: atLeast, Method: ledger.Text("avoided attendances and admissions at tariff"),
		Source: ledger.Text("Dudley CVS, annual review"), Gains: pooltest.CCGBody,
	}
}

// dudley is the High Intensity User service: two years, with baselines that are illustrative and shares and savings
// as they were published.
func dudley(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "200000.00")
	h.commit("2015-04-01", "service", "one", pooltest.NHSMinimum, "200000.00")
	h.certify("2015-09-30", "half", "service", "66000.00")
	h.pay("2015-10-01", "half")
	h.certify("2016-03-31", "rest", "service", "0.01")
	on := "2017-06-01"
	for _, m := range []ledger.DefineMeasure{
		measure("attendances", "A&E attendances", "attendance", "2000"),
		measure("admissions", "Inpatient admissions", "admission", "1000"),
		measure("call-outs", "Ambulance call-outs", "call-out", "500"),
	} {
		h.Must("cam", on, m)
	}
	for _, a := range []ledger.RecordActual{
		actual("attendances", "2015-04-01", "2016-03-31", "1340"), actual("attendances", "2016-04-01", "2017-03-31", "500"),
		actual("admissions", "2015-04-01", "2016-03-31", "590"), actual("admissions", "2016-04-01", "2017-03-31", "220"),
		actual("call-outs", "2016-04-01", "2017-03-31", "170"),
	} {
		h.Must("cam", on, a)
	}
	for _, c := range []ledger.ClaimSaving{
		claim("year-1", "2015-04-01", "2016-03-31", "492995.00", true),
		claim("year-2", "2016-04-01", "2017-03-31", "546540.00", true),
		claim("call-outs", "2016-04-01", "2017-03-31", "230193.00", false),
	} {
		h.Must("ben", on, c)
	}
	return h
}

func (h *house) outcome(t *testing.T, at string, measure ledger.MeasureID) report.Outcomes {
	t.Helper()
	o, err := h.Reports.Outcome(t.Context(), h.Fund, asOf(t, at, ""), measure)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (h *house) savings(t *testing.T, at string) report.Savings {
	t.Helper()
	s, err := h.Reports.Savings(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Dudley's published figures: year 1 −33 and −41 per cent, over £492,995; year 2 −75 and −78, over £546,540; call-outs
// −66 and a further £230,193; £1,269,728 in all, stated as at least that, and not a penny of it in an account.
func TestDudleyPrintsEveryPublishedFigure(t *testing.T) {
	t.Parallel()
	h := dudley(t)
	for id, want := range map[ledger.MeasureID][]string{
		"attendances": {"-33.00", "-75.00"}, "admissions": {"-41.00", "-78.00"}, "call-outs": {"-66.00"},
	} {
		results := h.outcome(t, "", id).Measures[0].Results
		for i, change := range want {
			if i >= len(results) || results[i].Change != change {
				t.Errorf("%s: %+v, want %v", id, results, want)
			}
		}
	}
	s := h.savings(t, "")
	equal(t, "total", s.Total, pounds("1269728.00"))
	equal(t, "at least", s.AtLeast, true)
	equal(t, "lost", s.Lost, ledger.Money{})
	equal(t, "by body", fmt.Sprint(s.Bodies), fmt.Sprint([]report.BodySavings{
		{Body: pooltest.CCGBody, Name: "Test CCG", Gains: pounds("1269728.00"), AtLeast: true},
	}))
	equal(t, "cash", h.position(t, "", "").Total.Spent, pounds("66000.01"))

	first := h.outcome(t, "", "attendances").Measures[0].Results[0]
	equal(t, "spend", *first.Spend, pounds("66000.01"))
	equal(t, "ratio", first.Ratio, "-33/100")
	equal(t, "gain", first.Gain, "660")
	equal(t, "each", first.CostEach, "100.00") // £100.000015
	second := h.outcome(t, "", "attendances").Measures[0].Results[1]
	equal(t, "spend of the second year", *second.Spend, ledger.Money{})

	o, err := h.Reports.Outcomes(t.Context(), h.Fund, report.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Measures) != 3 || len(o.Measures[0].Results) != 1 || o.Measures[0].Results[0].Change != "-75.00" {
		t.Errorf("a list shows the latest result of each: %+v", o.Measures)
	}
	all := h.outcome(t, "", "attendances")
	all.Measures = append(all.Measures, h.outcome(t, "", "admissions").Measures...)
	all.Measures = append(all.Measures, h.outcome(t, "", "call-outs").Measures...)
	all.Moment, s.Moment = fixed(all.Moment), fixed(s.Moment)
	golden(t, "dudley_outcomes.txt", func(b *bytes.Buffer) error { return all.Text(b) })
	golden(t, "dudley_savings.txt", func(b *bytes.Buffer) error { return s.Text(b) })
	h.mustBalance(t)
}

// As at a moment only what was over then counts, and what was known then.
func TestOutcomesAsAt(t *testing.T) {
	t.Parallel()
	h := dudley(t)
	equal(t, "claimed by March 2016", h.savings(t, "date:2016-03-31").Total, pounds("492995.00"))
	equal(t, "a day before", h.savings(t, "date:2016-03-30").Total, ledger.Money{})
	if r := h.outcome(t, "period:2015-16/13", "attendances").Measures[0].Results; len(r) != 1 || r[0].Change != "-33.00" {
		t.Errorf("by March 2016: %+v", r)
	}
	last := h.Must("ben", "2017-06-02", ledger.WithdrawClaim{Claim: "year-1", Reason: ledger.Text("counted twice")})
	s := h.savings(t, "")
	equal(t, "without it", s.Total, pounds("776733.00"))
	if len(s.Withdrawn) != 1 || s.Withdrawn[0].Why != "counted twice" {
		t.Errorf("withdrawn = %+v", s.Withdrawn)
	}
	equal(t, "as known before", h.savings(t, "seq:"+itoa(last.Seq-1)).Total, pounds("1269728.00"))
	restated := actual("attendances", "2016-04-01", "2017-03-31", "600")
	restated.Estimated, restated.Reason = true, ledger.Text("late returns")
	h.Must("cam", "2017-06-02", restated)
	r := h.outcome(t, "", "attendances").Measures[0].Results[1]
	if r.Change != "-70.00" || r.Version != 2 || !r.Estimated {
		t.Errorf("restated: %+v", r)
	}
	if _, err := h.Reports.Outcome(t.Context(), h.Fund, report.AsOf{}, "nothing"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("no such measure: %v", err)
	}
}

// The spend beside a result is that of its own days and of its own scheme, to the day.
func TestSpendBesideResults(t *testing.T) {
	t.Parallel()
	h := dudley(t)
	h.budget("2015-04-01", "two", pooltest.NHSMinimum, "500.00")
	h.commit("2015-04-01", "other", "two", pooltest.NHSMinimum, "500.00")
	h.certify("2015-06-15", "other-1", "other", "7.00")
	fund := measure("all", "Admissions", "admission", "100")
	fund.Scheme = ""
	h.Must("cam", "2017-06-01", fund)
	for _, tt := range []struct {
		id                       ledger.MeasureID
		from, to, spend, why, of string
	}{
		{"attendances", "2015-04-01", "2015-09-29", "0.00", "not as long", ""},
		{"attendances", "2015-04-01", "2015-09-30", "66000.00", "not as long", ""},
		{"attendances", "2015-10-01", "2016-03-30", "0.00", "not as long", ""},
		{"attendances", "2016-03-31", "2016-03-31", "0.01", "not as long", ""},
		{"all", "2015-04-01", "2016-03-31", "66007.01", "", "6600.70"},
		{"all", "2015-06-15", "2016-06-14", "66007.01", "", "6600.70"},
		{"all", "2015-06-16", "2016-06-15", "66000.01", "", "6600.00"},
	} {
		value := "90"
		h.Must("cam", "2017-06-01", actual(tt.id, tt.from, tt.to, value))
		for _, r := range h.outcome(t, "", tt.id).Measures[0].Results {
			if r.From.String() != tt.from || r.To.String() != tt.to {
				continue
			}
			if r.Spend.String() != tt.spend || !strings.Contains(r.Why, tt.why) || r.CostEach != tt.of {
				t.Errorf("%s to %s: spend %s, %q, each %s; want %+v", tt.from, tt.to, r.Spend, r.Why, r.CostEach, tt)
			}
		}
	}
}

// A number of one to five is not shown, nor what it could be worked out from; money is, and nought is.
func TestSmallNumbersAreNotShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	small := measure("small", "Readmissions", "readmission", "40")
	small.Targets = []ledger.Target{{
		From: ledger.MustDate("2015-04-01"), To: ledger.MustDate("2016-03-31"), Value: ledger.MustQuantity("8"),
	}}
	h.Must("cam", "2015-06-01", small)
	h.Must("cam", "2015-06-01", measure("from-few", "Falls", "fall", "5"))
	hours := measure("hours", "Hours freed", "hour", "37.5")
	hours.Decimals, hours.Better = 1, ledger.Higher
	h.Must("cam", "2015-06-01", hours)
	income := measure("income", "Income", "pound", "4.00")
	income.Scheme, income.Provider, income.Money = "", pooltest.TrustBody, true
	h.Must("cam", "2015-06-01", income)
	for id, values := range map[ledger.MeasureID][][2]string{
		"small":    {{"0", "0"}, {"1", "fewer than 6"}, {"5", "fewer than 6"}, {"6", "6"}},
		"from-few": {{"20", "20"}},
		"hours":    {{"0.1", "fewer than 6"}, {"5.9", "fewer than 6"}, {"6.0", "6.0"}},
		"income":   {{"1.00", "£1.00"}, {"5.00", "£5.00"}},
	} {
		for _, v := range values {
			a := actual(id, "2015-04-01", "2016-03-31", v[0])
			a.Reason = ledger.Text("restated")
			h.Must("cam", "2016-04-01", a)
			r := h.outcome(t, "", id).Measures[0].Results[0]
			equal(t, string(id)+" of "+v[0], r.Actual, v[1])
			hidden := v[1] == "fewer than 6" || id == "from-few"
			if shown := r.Ratio != "" || r.Change != "" || r.Gain != "" || r.CostEach != ""; shown == hidden {
				t.Errorf("%s of %s shows %+v", id, v[0], r)
			}
			if hidden && r.Met != nil {
				t.Errorf("%s of %s tells whether the target is met", id, v[0])
			}
			var text bytes.Buffer
			o := h.outcome(t, "", id)
			if err := o.Text(&text); err != nil || hidden && !strings.Contains(text.String(), "fewer than 6") {
				t.Errorf("%v\n%s", err, text.String())
			}
		}
	}
	equal(t, "baseline of few", h.outcome(t, "", "from-few").Measures[0].Baseline, "fewer than 6")
	if r := h.outcome(t, "", "small").Measures[0].Results[0]; r.Met == nil || !*r.Met || r.Target != "8" {
		t.Errorf("6 against a target of 8: %+v", r)
	}
	equal(t, "of a provider", h.outcome(t, "", "income").Measures[0].Results[0].Spend, nil)
}

// Beds freed for other patients are an outcome of the hospital beside its lost income, and what one partner saves is
// reported for the body that loses it too.
func TestHospitalFreesBedsAndLosesIncome(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	beds := measure("beds", "Beds freed for other patients", "bed", "100")
	beds.Scheme, beds.Provider, beds.Better = "", pooltest.TrustBody, ledger.Higher
	h.Must("cam", "2016-04-01", beds)
	h.Must("cam", "2016-04-01", actual("beds", "2015-04-01", "2016-03-31", "112"))
	equal(t, "nobody claims a loss yet", h.outcome(t, "", "beds").Measures[0].LostIncome, nil)
	one := claim("admissions", "2015-04-01", "2016-03-31", "50000.00", false)
	one.Measure, one.Loses, one.Lost = "beds", pooltest.TrustBody, pounds("48000.00")
	h.Must("ben", "2016-04-01", one)
	equal(t, "lost income", *h.outcome(t, "", "beds").Measures[0].LostIncome, pounds("48000.00"))
	s := h.savings(t, "")
	equal(t, "bodies", fmt.Sprint(s.Bodies), fmt.Sprint([]report.BodySavings{
		{Body: pooltest.CCGBody, Name: "Test CCG", Gains: pounds("50000.00")},
		{Body: pooltest.TrustBody, Name: "Test NHS Foundation Trust", Loses: pounds("48000.00")},
	}))
	equal(t, "never set off", s.Total, pounds("50000.00"))
	o := h.outcome(t, "", "beds")
	o.Moment, s.Moment = fixed(o.Moment), fixed(s.Moment)
	o.Name, s.Name = "A pooled fund", "A pooled fund"
	golden(t, "hospital_outcomes.txt", func(b *bytes.Buffer) error { return o.Text(b) })
	golden(t, "hospital_savings.txt", func(b *bytes.Buffer) error { return s.Text(b) })
	h.Must("ben", "2016-04-01", ledger.WithdrawClaim{Claim: "admissions", Reason: ledger.Text("x")})
	equal(t, "withdrawn", h.outcome(t, "", "beds").Measures[0].LostIncome, nil)
	if err := o.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}
	if err := s.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}
}
