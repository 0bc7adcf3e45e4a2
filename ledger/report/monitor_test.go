package report_test

import (
	"bytes"
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// monitored is a fund whose scheme one is profiled, spent and forecast, and whose scheme two is none of these.
func monitored(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	const nhs, la = pooltest.NHSMinimum, pooltest.LASource
	h.budget("2015-04-01", "one", nhs, "120000.00")
	h.budget("2015-04-01", "two", la, "1000.00")
	h.profile("2015-04-02", "winter beds", 1, "20000.00", 10, "50000.00", 11, "50000.00")
	h.commit("2015-04-03", "beds", "one", nhs, "100000.00")
	h.certify("2015-04-30", "beds-1", "beds", "15000.00")
	h.certify("2015-06-30", "beds-2", "beds", "20000.01")
	h.forecast("2015-05-31", "one", nhs, "110000.00")
	h.forecast("2015-06-30", "one", nhs, "125000.00")
	h.Must("ada", "2015-06-15", pooltest.Vire("one", "two", "10000.00"))
	h.forecast("2015-07-31", "one", nhs, "109000.00")
	return h
}

// profile profiles scheme one's NHS money over some months of 2015-16.
func (h *house) profile(on, reason string, parts ...any) {
	p := ledger.ProfileBudget{Scheme: "one", Source: pooltest.NHSMinimum, Reason: ledger.Text(reason)}
	for i := 0; i < len(parts); i += 2 {
		p.Periods = append(p.Periods, ledger.ProfilePart{
			Period: ledger.NewPeriod(2015, parts[i].(int)), Amount: pounds(parts[i+1].(string)),
		})
	}
	h.Must("ada", on, p)
}

func (h *house) monitor(t *testing.T, at string) report.Monitor {
	t.Helper()
	m, err := h.Reports.Monitor(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func heading(outturn, variance string) report.Heading {
	return report.Heading{Outturn: pounds(outturn), Variance: pounds(variance)}
}

func TestMonitor(t *testing.T) {
	t.Parallel()
	h := monitored(t)
	defer h.mustBalance(t)
	m := h.monitor(t, "period:2015-16/02")
	equal(t, "two months", m.Elapsed, 2)
	equal(t, "before the virement", m.Lines[0].MonitorSums, report.MonitorSums{
		Budget: pounds("20000.00"), Actual: pounds("15000.00"), Variance: pounds("-5000.00"),
		Revised: pounds("120000.00"), Committed: pounds("85000.00"), Available: pounds("20000.00"),
		StraightLine: heading("90000.00", "-30000.00"), Promised: heading("100000.00", "-20000.00"),
		Holder: heading("110000.00", "-10000.00"),
	})
	m = h.monitor(t, "period:2015-16/03")
	one := m.Lines[0]
	equal(t, "after it", one.MonitorSums, report.MonitorSums{ // the £10,000.00 is taken off the two months of winter
		Budget: pounds("20000.00"), Actual: pounds("35000.01"), Variance: pounds("15000.01"),
		Revised: pounds("110000.00"), Committed: pounds("64999.99"), Available: pounds("10000.00"),
		StraightLine: heading("140000.04", "30000.04"), Promised: heading("100000.00", "-10000.00"),
		Holder: heading("125000.00", "15000.00"),
	})
	equal(t, "since the profile", one.Since, pounds("-10000.00"))
	equal(t, "January", one.Periods[9], report.MonitorPeriod{
		Period: ledger.NewPeriod(2015, 10), Budget: pounds("45000.00"),
	})
	equal(t, "June", one.Periods[2].Actual, pounds("20000.01"))
	equal(t, "comment", one.Comment, "as the provider expects")
	equal(t, "profile", one.ProfileReason, "winter beds")
	two := m.Lines[2] // line 1 is of scheme two too, and got the virement
	equal(t, "twelfths", two.Budget, pounds("250.02"))
	equal(t, "the odd pennies are early", two.Periods[3].Budget, pounds("83.34"))
	equal(t, "and then one less", two.Periods[4].Budget, pounds("83.33"))
	equal(t, "no forecast", two.Made, ledger.Period(0))
	equal(t, "total to date", m.Total.Budget, pounds("22750.04")) // with three twelfths of £10,000.00
	equal(t, "as at its last day", h.monitor(t, "date:2015-06-30").Total, m.Total)

	p := h.position(t, "period:2015-16/03", "")
	equal(t, "spent ties to 9400", m.Total.Actual, p.Total.Spent)
	equal(t, "committed ties to 9300", m.Total.Committed, p.Total.Committed)
	equal(t, "available ties to 9200", m.Total.Available, p.Total.Available)
	equal(t, "revised", m.Total.Revised, p.Total.Revised)
	equal(t, "the holder's", m.Total.Holder.Outturn, p.Outturn.Forecast)

	h.Must("ada", "2015-06-20", ledger.ApproveOverspend{
		Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("600.00"), Reason: ledger.Text("winter"),
	})
	over := h.monitor(t, "period:2015-16/03")
	equal(t, "what is approved beyond a budget is no part of it", over.Total.Revised, m.Total.Revised)
	equal(t, "nor of it to date", over.Total.Budget, m.Total.Budget)
	equal(t, "and is shown", over.Lines[0].Overspend, pounds("600.00"))
	equal(t, "now, long after: all of the year", h.monitor(t, "").Total.Budget, pounds("121000.00"))
	_, err := h.Reports.Monitor(t.Context(), h.Fund, asOf(t, "date:2015-06-29", ""))
	if !errors.Is(err, report.ErrAsOfForm) {
		t.Errorf("within a month: %v", err)
	}
	m.Fund, m.Moment = "test", fixed(m.Moment)
	golden(t, "monitor.txt", func(b *bytes.Buffer) error { return m.Text(b) })
	if err := m.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}

	h.profile("2015-07-01", "after the virement", 1, "20000.00", 12, "90000.00")
	equal(t, "profiled anew", h.monitor(t, "period:2015-16/04").Lines[0].Profile, 2)
	equal(t, "and June is as it was", h.monitor(t, "period:2015-16/03").Lines[0].Profile, 1)
}

func TestForecastHistory(t *testing.T) {
	t.Parallel()
	h := monitored(t)
	h.forecast("2015-06-30", "two", pooltest.LASource, "900.00")
	history := func(at string, scheme ledger.SchemeID, source ledger.SourceID) report.ForecastHistory {
		t.Helper()
		found, err := h.Reports.ForecastHistory(t.Context(), h.Fund, asOf(t, at, ""), scheme, source)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	all := history("", "", "").Forecasts
	equal(t, "all", len(all), 4)
	for i, want := range []struct {
		amount, change string
		period         int
		newest         bool
	}{{"110000.00", "0.00", 2, false}, {"125000.00", "15000.00", 3, false}, {"109000.00", "-16000.00", 4, true}} {
		got := all[i]
		equal(t, "amount", got.Amount, pounds(want.amount))
		equal(t, "change", got.Change, pounds(want.change))
		equal(t, "period", got.Period, ledger.NewPeriod(2015, want.period))
		equal(t, "newest", got.Newest, want.newest)
		equal(t, "reason", got.Reason, "as the provider expects")
	}
	equal(t, "another line begins anew", all[3].Change, ledger.Money{})
	equal(t, "of a scheme", len(history("", "two", "").Forecasts), 1)
	equal(t, "of a source", len(history("", "", pooltest.NHSMinimum).Forecasts), 3)
	equal(t, "of neither", len(history("", "two", pooltest.NHSMinimum).Forecasts), 0)
	june := history("period:2015-16/03", "one", "").Forecasts
	equal(t, "as at June", len(june), 2)
	equal(t, "newest in June", june[1].Newest, true)
}
