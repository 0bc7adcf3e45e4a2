package report_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func TestParseAsOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ asOf, knownAt string }{
		{"", ""},
		{"seq:1", ""},
		{"2015-09-30T17:00:00Z", "seq:57"},
		{"2015-09-30T18:00:00+01:00", "2015-10-01T00:00:00.123456Z"},
		{"date:2015-09-30", "seq:9"},
		{"period:2015-16/06", ""},
		{"period:2015-16/13", "2015-10-01T00:00:00Z"},
	} {
		if _, err := report.ParseAsOf(tt.asOf, tt.knownAt); err != nil {
			t.Errorf("ParseAsOf(%q, %q) = %v", tt.asOf, tt.knownAt, err)
		}
	}
	for _, tt := range []struct{ asOf, knownAt, says string }{
		{"yesterday", "", `"yesterday"`},
		{"seq:", "", "seq:57"},
		{"seq:0", "", "from 1"},
		{"seq:-1", "", "from 1"},
		{"seq:+1", "", "from 1"},
		{"seq:01", "", "from 1"},
		{"seq:1e3", "", "from 1"},
		{"seq:99999999999999999999", "", "from 1"},
		{"2015-09-30", "", "date:2015-09-30"},
		{"2015-09-30T17:00:00", "", "T17:00:00Z"},
		{"date:30/9/2015", "", "date:2015-09-30"},
		{"date:1999-12-31", "", "date:2015-09-30"},
		{"period:2015-16/14", "", "01 to 13"},
		{"period:2015-16/6", "", "01 to 13"},
		{"period:2015/06", "", "01 to 13"},
		{"", "date:2015-09-30", "knownAt"},
		{"", "period:2015-16/06", "knownAt"},
		{"", "seq:x", "knownAt"},
	} {
		_, err := report.ParseAsOf(tt.asOf, tt.knownAt)
		if !errors.Is(err, report.ErrAsOfForm) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ParseAsOf(%q, %q) = %v, want ErrAsOfForm that says %s", tt.asOf, tt.knownAt, err, tt.says)
		}
	}
}

func TestMomentsThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, tt := range []struct {
		asOf, knownAt string
		want          error
	}{
		{"seq:15", "", nil}, // the last entry of a new pool
		{"seq:16", "", report.ErrNotReached},
		{"", "seq:16", report.ErrNotReached},
		{time.Now().Add(time.Hour).Format(time.RFC3339), "", report.ErrNotReached},
		{"", time.Now().Add(time.Hour).Format(time.RFC3339), report.ErrNotReached},
		{"2014-01-01T00:00:00Z", "", report.ErrBeforeStart},
		{"date:2015-09-30", "2014-01-01T00:00:00Z", report.ErrBeforeStart},
		{"period:2099-00/01", "", report.ErrNotReached},
		{"period:2014-15/13", "", nil},
		{"date:2014-03-31", "", nil},
	} {
		_, err := h.Reports.Position(t.Context(), h.Fund, asOf(t, tt.asOf, tt.knownAt))
		if !errors.Is(err, tt.want) {
			t.Errorf("position as of %q known at %q = %v, want %v", tt.asOf, tt.knownAt, err, tt.want)
		}
		if _, err := h.Reports.Moment(t.Context(), h.Fund, asOf(t, tt.asOf, tt.knownAt)); !errors.Is(err, tt.want) {
			t.Errorf("moment %q known at %q = %v, want %v", tt.asOf, tt.knownAt, err, tt.want)
		}
	}
	for _, fund := range []ledger.FundID{"nowhere", ledger.Service} {
		if _, err := h.Reports.Position(t.Context(), fund, report.AsOf{}); !errors.Is(err, ledger.ErrNoFund) {
			t.Errorf("position of %s = %v, want ErrNoFund", fund, err)
		}
	}
	before := h.position(t, "period:2014-15/13", "")
	equal(t, "agreed in a year before the fund's", before.Total.Agreed, ledger.Money{})
}

// timeline is a fund whose virements of one pound each stand on known days, one of them recorded late.
type timeline struct {
	*house
	first   int64     // the number of the first virement
	instant time.Time // between the recording of the third and the fourth
}

func newTimeline(t *testing.T) timeline {
	t.Helper()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "100.00")
	line := timeline{house: h}
	for i, on := range []string{
		"2015-04-30", "2015-05-31", "2015-06-15", // in order
		"2015-04-10", "2016-03-31", "2016-04-01", // the fourth entry is late
	} {
		act := pooltest.Vire("one", "two", "1.00")
		if on == "2016-04-01" { // the next year has no budget yet
			h.Must("ada", on, ledger.AgreeContribution{
				ID: "next", Source: pooltest.NHSMinimum, Year: 2016, Agreement: 1,
				Function: "community-health", Plan: plan("5.00", on),
			})
			continue
		}
		e := h.Must("ada", on, act)
		switch i {
		case 0:
			line.first = e.Seq
		case 2:
			time.Sleep(2 * time.Millisecond)
			line.instant = e.Recorded.Add(time.Millisecond)
			time.Sleep(2 * time.Millisecond)
		}
	}
	// An adjustment of period 13 is dated 31 March.
	adjust := h.Request("ada", "2016-03-31", pooltest.Vire("one", "two", "10.00"))
	adjust.Instruction.Period = ledger.MustPeriod("2015-16/13")
	if result := h.Journal.Do(t.Context(), h.Fund, adjust); result.Err != nil {
		t.Fatal(result.Err)
	}
	return line
}

func TestAsAt(t *testing.T) {
	t.Parallel()
	h := newTimeline(t)
	seq := func(n int64) string { return "seq:" + itoa(h.first+n) }
	instant := h.instant.Format(time.RFC3339Nano)
	for _, tt := range []struct{ name, asOf, knownAt, want string }{
		{"before any", seq(-1), "", "0.00"},
		{"after the first", seq(0), "", "1.00"},
		{"after the third", seq(2), "", "3.00"},
		{"after the late one", seq(3), "", "4.00"},
		{"at an instant", instant, "", "3.00"},
		{"number known earlier", seq(3), seq(1), "2.00"},

		{"April, late entry included", "period:2015-16/01", "", "2.00"},
		{"April, before it was known", "period:2015-16/01", seq(2), "1.00"},
		{"April, as known at an instant", "period:2015-16/01", instant, "1.00"},
		{"May", "period:2015-16/02", "", "3.00"},
		{"May, before the late entry", "period:2015-16/02", seq(2), "2.00"},
		{"June", "period:2015-16/03", "", "4.00"},
		{"a month without entries", "period:2015-16/09", "", "4.00"},
		{"March", "period:2015-16/12", "", "5.00"},
		{"the year with its adjustments", "period:2015-16/13", "", "15.00"},

		{"1 April", "date:2015-04-01", "", "0.00"},
		{"10 April", "date:2015-04-10", "", "1.00"},
		{"10 April, before it was known", "date:2015-04-10", seq(2), "0.00"},
		{"29 April", "date:2015-04-29", "", "1.00"},
		{"30 April", "date:2015-04-30", "", "2.00"},
		{"30 May", "date:2015-05-30", "", "2.00"},
		{"31 May", "date:2015-05-31", "", "3.00"},
		{"14 June", "date:2015-06-14", "", "3.00"},
		{"15 June", "date:2015-06-15", "", "4.00"},
		{"30 March", "date:2016-03-30", "", "4.00"},
		{"31 March, adjustments included", "date:2016-03-31", "", "15.00"},
		{"31 March, before they were known", "date:2016-03-31", seq(5), "5.00"},
	} {
		p := h.position(t, tt.asOf, tt.knownAt)
		if got := p.Schemes[1].Virements; got != pounds(tt.want) {
			t.Errorf("%s: virements as of %q known at %q = %s, want %s",
				tt.name, tt.asOf, tt.knownAt, got, tt.want)
		}
		if p.Schemes[1].Revised != p.Schemes[1].Virements {
			t.Errorf("%s: the turnover is %s and the budget %s",
				tt.name, p.Schemes[1].Virements, p.Schemes[1].Revised)
		}
		m, err := h.Reports.Moment(t.Context(), h.Fund, asOf(t, tt.asOf, tt.knownAt))
		if err != nil || m.Seq != p.Moment.Seq || m.Period != p.Moment.Period || m.Date != p.Moment.Date {
			t.Errorf("%s: moment %+v, %v, but the position's is %+v", tt.name, m, err, p.Moment)
		}
		if p.Moment.AsOf != tt.asOf || p.Moment.KnownAt != tt.knownAt {
			t.Errorf("%s: the answer says %+v", tt.name, p.Moment)
		}
	}
	h.mustBalance(t)
}

// What an entry recorded later says about earlier days does not change what was known.
func TestLateEntriesLeaveWhatWasKnown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	questions := []string{"", "period:2015-16/03", "period:2015-16/07", "date:2015-06-20", "date:2015-07-15"}
	head, err := h.Journal.Head(t.Context(), h.Fund)
	if err != nil {
		t.Fatal(err)
	}
	known := "seq:" + itoa(head.Seq)
	var before []report.Position
	for _, q := range questions {
		before = append(before, h.position(t, q, ""))
	}
	h.Must("ada", "2015-04-02", pooltest.Vire("one", "three", "7.00"))
	h.receive("2015-05-02", "nhs-minimum", "5.00", ledger.Section75)
	h.forecast("2015-06-02", "one", pooltest.NHSMinimum, "1.00")
	for i, q := range questions {
		then := h.position(t, q, known)
		equal(t, "total as of "+q, then.Total, before[i].Total)
		equal(t, "forecast as of "+q, then.Outturn.After, before[i].Outturn.After)
		if now := h.position(t, q, ""); now.Total == before[i].Total {
			t.Errorf("as of %q the late entries are not seen now", q)
		}
	}
}

// A forecast speaks about the books when it was made.
func TestForecastsAsAt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "100.00")
	h.forecast("2015-06-30", "one", pooltest.NHSMinimum, "90.00")
	h.forecast("2015-09-30", "one", pooltest.NHSMinimum, "70.00")
	for q, want := range map[string]string{
		"date:2015-06-29": "100.00", "date:2015-06-30": "90.00", "period:2015-16/05": "90.00",
		"period:2015-16/06": "70.00", "": "70.00",
	} {
		o := h.position(t, q, "").Outturn
		equal(t, "forecast as of "+q, o.Forecast, pounds(want))
		equal(t, "underspend as of "+q, o.After, pounds("3000000.00").Sub(pounds(want)))
	}
	first := h.position(t, "", "").Outturn.Lines[0]
	equal(t, "variance", first.Variance, pounds("-30.00"))
	equal(t, "reason", first.Reason, "as the provider expects")
}
