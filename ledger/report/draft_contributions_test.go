package report_test

import (
	"bytes"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func percent(t *testing.T, s string) ledger.Percent {
	t.Helper()
	p, err := ledger.ParsePercent(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) draft(t *testing.T, year ledger.Year, inflation, efficiency string) report.DraftContributions {
	t.Helper()
	d, err := h.Reports.DraftContributions(t.Context(), h.Fund, asOf(t, "", ""), year, percent(t, inflation),
		percent(t, efficiency))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A draft shows each step, its totals are the sums of its rows, and what is saved is what was shown.
func TestDraftContributions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	defer h.mustBalance(t)
	const nhs, la = pooltest.NHSMinimum, pooltest.LASource
	for _, c := range []ledger.AgreeContribution{
		{ID: "core", Source: nhs, Plan: plan("1000000.01", "2015-07-01")},
		{ID: "carers", Source: nhs, Plan: plan("12345.67", "2015-07-01")},
		{ID: "homes", Source: la, Plan: plan("283.00", "2015-07-01")},
	} {
		c.Year, c.Agreement, c.Function, c.Recurrent = 2015, 1, "community-health", true
		h.Must("ada", "2015-04-01", c)
	}
	for _, v := range []struct {
		id     ledger.ContributionID
		amount string
		recurs bool
	}{
		{"core", "1000100.01", true}, {"core", "1000050.00", false}, {"nhs-minimum", "70.00", false}, {"homes", "280.50", true},
	} {
		h.Must("ada", "2015-06-01", ledger.VaryContribution{
			Contribution: v.id, Agreement: 1, Plan: plan(v.amount, "2015-09-01"), Recurrent: v.recurs,
		})
	}
	d := h.draft(t, 2016, "2.5", "1.1")
	var sum ledger.Drawn
	for _, row := range d.Rows {
		sum = sum.Add(row.Drawn)
		equal(t, string(row.Contribution), row.Recurrent.Add(row.Inflation).Sub(row.Efficiency), row.Drafted)
	}
	equal(t, "total", d.Total, sum)
	equal(t, "core", d.Rows[0].Drawn, ledger.Drawn{
		Agreed: pounds("1000000.01"), Varied: pounds("100.00"), Recurrent: pounds("1000100.01"),
		Inflation: pounds("25002.50"), Efficiency: pounds("11001.10"), Drafted: pounds("1014101.41"),
	})
	equal(t, "left out", d.Once, pounds("3000019.99")) // three of a million, 70.00 more and 50.01 less
	d.Moment = fixed(d.Moment)
	golden(t, "draft_contributions.txt", func(b *bytes.Buffer) error { return d.Text(b) })

	act := ledger.DrawContributions{Year: 2016, Inflation: d.Inflation, Efficiency: d.Efficiency}
	for _, row := range d.Rows {
		act.Contributions = append(act.Contributions, ledger.DrawContribution{Contribution: row.Contribution})
	}
	e := h.Must("ada", "2016-03-01", act)
	for i, row := range d.Rows {
		drawn, _ := e.Documents[i].(ledger.Contribution)
		equal(t, "saved", drawn.Total(), row.Drafted)
	}
	equal(t, "drafts are not drawn on", len(h.draft(t, 2017, "2.5", "1.1").Rows), 0)
}
