package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func resources(
	agreed, performance, forgone, called, received, due, unallocated, cash string,
) report.Resources {
	return report.Resources{
		Agreed: pounds(agreed), Performance: pounds(performance), Forgone: pounds(forgone),
		Called: pounds(called), Received: pounds(received), Due: pounds(due), Unallocated: pounds(unallocated),
		Cash: pounds(cash),
	}
}

func spending(budget, virements, revised, committed, spent, available, direct string) report.Spending {
	return report.Spending{
		Budget: pounds(budget), Virements: pounds(virements), Revised: pounds(revised),
		Committed: pounds(committed), Spent: pounds(spent), Available: pounds(available),
		PartnerDirect: pounds(direct),
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func TestEveryColumn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	p := h.position(t, "", "")
	equal(t, "year", p.Moment.Year, 2015)

	equal(t, "total resources", p.Total.Resources, resources("3195000.00", "50000.00", "20000.00", "3125000.00",
		"2675000.00", "430000.00", "1645000.00", "2600000.00"))
	equal(t, "total spending", p.Total.Spending, spending("1550000.00", "0.00", "1550000.00", "150000.00",
		"150000.00", "1250000.00", "35000.00"))
	for i, want := range []report.Resources{
		resources("1110000.00", "50000.00", "20000.00", "1055000.00", "600000.00", "430000.00", "330000.00",
			"570000.00"),
		resources("1015000.00", "0.00", "0.00", "1015000.00", "1015000.00", "0.00", "715000.00", "1015000.00"),
		resources("1070000.00", "0.00", "0.00", "1055000.00", "1060000.00", "0.00", "600000.00", "1015000.00"),
	} {
		equal(t, "resources of "+string(p.Sources[i].Source), p.Sources[i].Resources, want)
	}
	for i, want := range []report.Spending{
		spending("780000.00", "0.00", "780000.00", "90000.00", "55000.00", "635000.00", "25000.00"),
		spending("300000.00", "0.00", "300000.00", "0.00", "0.00", "300000.00", "0.00"),
		spending("470000.00", "0.00", "470000.00", "60000.00", "95000.00", "315000.00", "10000.00"),
	} {
		equal(t, "spending of "+string(p.Sources[i].Source), p.Sources[i].Spending, want)
	}
	for i, want := range []report.Spending{
		spending("800000.00", "-50000.00", "750000.00", "90000.00", "30000.00", "630000.00", "0.00"),
		spending("280000.00", "50000.00", "330000.00", "0.00", "25000.00", "305000.00", "25000.00"),
		spending("470000.00", "0.00", "470000.00", "60000.00", "95000.00", "315000.00", "10000.00"),
	} {
		equal(t, "scheme "+string(p.Schemes[i].Scheme), p.Schemes[i].Spending, want)
	}
	equal(t, "lines", len(p.Lines), 9)
	equal(t, "line one of nhs-minimum", p.Lines[0].Spending,
		spending("500000.00", "-50000.00", "450000.00", "90000.00", "30000.00", "330000.00", "0.00"))
	equal(t, "partners", len(p.Partners), 3)
	equal(t, "first partner of the agreement", p.Partners[0].Partner, pooltest.CCGBody)
	equal(t, "the CCG's resources", p.Partners[0].Resources, p.Sources[0].Resources)
	equal(t, "the council's spending", p.Partners[1].Spending,
		spending("770000.00", "0.00", "770000.00", "60000.00", "95000.00", "615000.00", "10000.00"))
	equal(t, "a partner without money", p.Partners[2].Resources, report.Resources{})
	equal(t, "names", p.Partners[1].Name+", "+p.Sources[2].Name+", "+p.Schemes[0].Name,
		"Test Council, Disabled facilities grant, Scheme one")
	h.mustBalance(t)
}

func TestReversalsComeOffTheFigureTheyWentOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	receipt := h.receive("2015-05-01", "nhs-minimum", "400.00", ledger.Section75)
	virement := h.Must("ada", "2015-05-02", pooltest.Vire("one", "two", "300.00"))
	for _, e := range []ledger.Entry{receipt, virement} {
		h.Must("ben", "2015-05-03", ledger.ReverseEntry{Entry: e.Seq, Reason: ledger.Text("a test")})
	}
	p := h.position(t, "", "")
	equal(t, "received", p.Total.Received, ledger.Money{})
	equal(t, "due", p.Total.Due, pounds("3000000.00"))
	equal(t, "scheme one", p.Schemes[0].Spending,
		spending("1000.00", "0.00", "1000.00", "0.00", "0.00", "1000.00", "0.00"))
	h.mustBalance(t)
}

func TestCashAdvancedByTheHost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.commit("2015-04-02", "c", "one", pooltest.NHSMinimum, "1000.00")
	h.certify("2015-04-03", "i", "c", "1000.00")
	h.pay("2015-04-04", "i")
	p := h.position(t, "", "")
	equal(t, "cash", p.Total.Cash, pounds("-1000.00"))
	equal(t, "advanced", p.Total.AdvancedByHost, pounds("1000.00"))
}

// A year is shown by itself: the next year's budget has its own, and receipts are the year's.
func TestEachYearIsShownByItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.receive("2015-05-01", "nhs-minimum", "400000.00", ledger.Section75)
	h.Must("ada", "2016-04-01", ledger.AgreeContribution{
		ID: "nhs-2016", Source: pooltest.NHSMinimum, Year: 2016,
		Agreement: 1, Function: "community-health", Plan: plan("500.00", "2016-04-01"),
	})
	h.Must("ada", "2016-04-01", ledger.CallContribution{Contribution: "nhs-2016", Instalment: 1})
	h.receive("2016-04-10", "nhs-2016", "500.00", ledger.Section75)

	now := h.position(t, "", "")
	equal(t, "year now", now.Moment.Year, 2016)
	equal(t, "total now", now.Total.Resources,
		resources("500.00", "0.00", "0.00", "500.00", "500.00", "2600000.00", "500.00", "400500.00"))
	before, err := h.Reports.Position(t.Context(), h.Fund, report.AsOf{}.InYear(2015))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "agreed in the year before, now", before.Total.Agreed, pounds("3000000.00"))
	past := h.position(t, "period:2015-16/13", "")
	equal(t, "year then", past.Moment.Year, 2015)
	equal(t, "total then", past.Total.Resources,
		resources("3000000.00", "0.00", "0.00", "3000000.00", "400000.00", "2600000.00", "3000000.00", "400000.00"))
}

func TestOverrideIsDisplayed(t *testing.T) {
	t.Parallel()
	h := newHouse(t).another(t, "Unsigned fund", pooltest.CCGBody, pooltest.CouncilBody)
	equal(t, "overrides of a draft", len(h.position(t, "", "").Overrides), 0)
	h.Must("ada", "2015-04-01", ledger.OverrideUnsigned{
		Version: 1, ApprovedBy: pooltest.CouncilBody,
		Reason: ledger.Text("the board meets in June"), Until: ledger.MustDate("2015-06-30"),
	})
	want := report.Override{
		Version: 1, By: pooltest.CouncilBody, ByName: "Test Council",
		Reason: "the board meets in June", Until: ledger.MustDate("2015-06-30"),
	}
	under := h.position(t, "date:2015-06-30", "")
	equal(t, "overrides", len(under.Overrides), 1)
	equal(t, "override on its last day", under.Overrides[0], want)
	want.Lapsed = true
	equal(t, "override the day after", h.position(t, "date:2015-07-01", "").Overrides[0], want)

	withheld := h.position(t, "", "")
	if _, err := h.DB.Pool(t).Exec(t.Context(), `UPDATE private_text SET texts = '' WHERE fund = (
		SELECT fund FROM fund WHERE id = $1)`, h.Fund); err != nil {
		t.Fatal(err)
	}
	want.Reason = "[withheld]"
	equal(t, "override with its reason withheld", h.position(t, "", "").Overrides[0], want)
	equal(t, "reason before", withheld.Overrides[0].Reason, "the board meets in June")

	h.sign()
	equal(t, "overrides once signed", len(h.position(t, "", "").Overrides), 0)
	equal(t, "overrides as it was known", len(h.position(t, "", "seq:3").Overrides), 1)
}

func TestWithIsWhatThePositionBecomes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	before := h.position(t, "", "")
	request := h.Request("ada", "2015-05-01", pooltest.Vire("one", "two", "250.00"))
	request.Preview = true
	preview := h.Journal.Do(t.Context(), h.Fund, request)
	if preview.Err != nil {
		t.Fatal(preview.Err)
	}
	promised := before.With(preview.Entry)
	equal(t, "before is unchanged", before.Schemes[0].Available, pounds("1000.00"))
	h.Must("ada", "2015-05-01", pooltest.Vire("one", "two", "250.00"))
	after := h.position(t, "", "")
	equal(t, "total", promised.Total, after.Total)
	for i := range after.Schemes {
		equal(t, "scheme", promised.Schemes[i], after.Schemes[i])
	}
	for i := range after.Lines {
		equal(t, "line", promised.Lines[i], after.Lines[i])
	}
	var read report.Position
	b, err := json.Marshal(before)
	if err == nil {
		err = json.Unmarshal(b, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "total of a position read back", read.With(preview.Entry).Total, before.Total)
}

func TestPositionAsText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	h.Must("ada", "2015-04-01", ledger.RequireMinimum{
		ID: "community", Source: pooltest.NHSMinimum, Year: 2015,
		Area: "community-health", Required: pounds("800000.00"),
	})
	h.forecast("2015-09-30", "one", pooltest.NHSMinimum, "430000.00")
	p := h.position(t, "period:2015-16/07", "")
	p.Moment, p.Fund = fixed(p.Moment), "test"
	golden(t, "position.txt", func(b *bytes.Buffer) error { return p.Text(b) })
}
