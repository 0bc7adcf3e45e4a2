package report_test

import (
	"bytes"
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// matchFunded is a fund of Dudley's kind: the CCG and a department give the same, and the second is called only as
// the first is received.
func matchFunded(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	on := "2015-04-01"
	for _, s := range []struct {
		id, name string
		match    ledger.ContributionID
	}{{"first", "First half", ""}, {"second", "Second half", "first"}} {
		h.Must("ada", on, ledger.AddSource{
			ID: ledger.SourceID(s.id), Name: s.name, Partner: pooltest.CCGBody, Nature: ledger.Revenue,
			Fence: ledger.NHSAdditional, Power: ledger.Section75, CodeListYear: 2015,
		})
		h.Must("ada", on, ledger.AgreeContribution{
			ID: ledger.ContributionID(s.id), Source: ledger.SourceID(s.id), Year: 2015, Agreement: 1,
			Function: "community-health", MatchOf: s.match, Plan: plan("50000.00", "2015-05-01"),
		})
	}
	return h
}

func (h *house) matched(t *testing.T, at string) report.MatchFunding {
	t.Helper()
	f, err := h.Reports.MatchFunding(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMatchFunding(t *testing.T) {
	t.Parallel()
	h := matchFunded(t)
	call := func(id ledger.ContributionID, instalment int, amount string) ledger.CallContribution {
		return ledger.CallContribution{Contribution: id, Instalment: instalment, Amount: pounds(amount)}
	}
	stands := func(what, at, firstCalled, firstReceived, secondCalled, secondReceived, may string) {
		t.Helper()
		f := h.matched(t, at)
		if len(f.Pairs) != 1 {
			t.Fatalf("%s: %+v", what, f)
		}
		p := f.Pairs[0]
		want := report.MatchPair{
			Year:  2015,
			First: report.MatchSide{Contribution: "first", Partner: pooltest.CCGBody, Name: "Test CCG", Source: "first"},
			Second: report.MatchSide{
				Contribution: "second", Partner: pooltest.CCGBody, Name: "Test CCG", Source: "second",
			},
			MayCall: pounds(may),
		}
		want.First.Agreed, want.First.Called, want.First.Received = pounds("50000.00"), pounds(firstCalled),
			pounds(firstReceived)
		want.Second.Agreed, want.Second.Called, want.Second.Received = pounds("50000.00"), pounds(secondCalled),
			pounds(secondReceived)
		equal(t, what, p, want)
	}
	stands("nothing called", "", "0.00", "0.00", "0.00", "0.00", "0.00")
	h.Must("ada", "2015-05-01", call("first", 1, "30000.00"))
	stands("the first called", "", "30000.00", "0.00", "0.00", "0.00", "0.00")
	h.receive("2015-05-10", "first", "20000.00", ledger.Section75)
	stands("some of it received", "", "30000.00", "20000.00", "0.00", "0.00", "20000.00")

	// What the report says may be called is what may be called, to the penny.
	if _, err := h.Do("ada", "2015-05-11", call("second", 1, "20000.01")); !errors.Is(err, ledger.ErrNotEnough) {
		t.Errorf("a penny over: %v", err)
	}
	h.Must("ada", "2015-05-11", call("second", 1, "12000.00"))
	stands("some of the second called", "", "30000.00", "20000.00", "12000.00", "0.00", "8000.00")
	if _, err := h.Do("ada", "2015-05-11", call("second", 2, "8000.01")); !errors.Is(err, ledger.ErrNotEnough) {
		t.Errorf("a penny over: %v", err)
	}
	h.receive("2015-05-12", "second", "12000.00", ledger.Section75)
	stands("a day before", "date:2015-05-10", "30000.00", "20000.00", "0.00", "0.00", "20000.00")
	f := h.matched(t, "")
	f.Moment = fixed(f.Moment)
	golden(t, "match_funding.txt", func(b *bytes.Buffer) error { return f.Text(b) })
	s := h.statement(t, "period:2015-16/03")
	equal(t, "the statement's pairs", len(s.MatchFunding), 1)
	equal(t, "the statement's", s.MatchFunding[0].MayCall, pounds("8000.00"))

	h.Must("ada", "2015-05-20", call("first", 2, "20000.00"))
	h.receive("2015-05-20", "first", "30000.00", ledger.Section75)
	h.Must("ada", "2015-05-20", call("second", 2, "38000.00"))
	stands("all", "", "50000.00", "50000.00", "50000.00", "12000.00", "0.00")
	if err := f.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}
	if n := newHouse(t).matched(t, ""); len(n.Pairs) != 0 {
		t.Errorf("a fund without: %+v", n)
	}
}

func (h *house) statement(t *testing.T, at string) report.Statement {
	t.Helper()
	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The statement says shortly what came of the money, apart from it: claims of savings are in no line of cash.
func TestStatementShowsOutcomesApart(t *testing.T) {
	t.Parallel()
	h := dudley(t)
	s := h.statement(t, "period:2016-17/12")
	equal(t, "outcomes", len(s.Outcomes), 3)
	equal(t, "change", s.Outcomes[0].Change, "-75.00")
	equal(t, "saved", s.Savings.Total, pounds("1269728.00"))
	equal(t, "at least", s.Savings.AtLeast, true)
	without := s
	without.Outcomes, without.Savings, without.MatchFunding = nil, nil, nil
	equal(t, "cash out", without.TotalOut, pounds("0.00")) // of the year 2016-17
	s.Moment = fixed(s.Moment)
	golden(t, "dudley_statement.txt", func(b *bytes.Buffer) error { return s.Text(b, true) })
	if n := newHouse(t).statement(t, ""); n.Outcomes != nil || n.Savings != nil || n.MatchFunding != nil {
		t.Errorf("a fund without: %+v", n)
	}
}
