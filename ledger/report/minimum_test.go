package report_test

import (
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// preview is the entry an act would make.
func (h *house) preview(t *testing.T, on string, act ledger.Act) ledger.Entry {
	t.Helper()
	r := h.Request("ada", on, act)
	r.Preview = true
	result := h.Journal.Do(t.Context(), h.Fund, r)
	if result.Err != nil {
		t.Fatal(result.Err)
	}
	return result.Entry
}

func TestMinimums(t *testing.T) {
	t.Parallel()
	const source = pooltest.NHSMinimum
	h := newHouse(t)
	h.Must("ada", "2015-04-01", ledger.AddScheme{
		ID: "joint", Name: "Joint team", CodeListYear: 2015,
		Lines: []ledger.SchemeLine{{
			Source: source, Arrangement: ledger.JointOperation, Area: "social-care",
			Commissioner: ledger.JointSide, LAPercent: 33, Provider: pooltest.TrustBody, Function: "community-health",
			Type: "integrated-care-planning",
		}},
	})
	for _, m := range []ledger.RequireMinimum{
		{ID: "social-care", Area: "social-care", Required: pounds("60.00")},
		{ID: "council", Commissioner: ledger.CouncilSide, Required: pounds("33.01")},
		{ID: "nhs", Commissioner: ledger.NHSSide, Required: pounds("1.00")},
	} {
		m.Source, m.Year = source, 2015
		h.Must("ada", "2015-04-01", m)
	}
	h.Must("ada", "2015-04-01", ledger.RequireMinimum{
		ID: "next-year", Source: source, Year: 2016, Area: "other",
		Required: pounds("5.00"),
	})
	h.budget("2015-04-01", "joint", source, "100.01") // the council's 33 per cent is 33.00
	h.budget("2015-04-01", "one", source, "50.00")    // commissioned by the NHS
	h.budget("2015-04-01", "two", pooltest.LASource, "70.00")
	h.commit("2015-04-02", "c", "joint", source, "20.00")
	h.certify("2015-04-03", "i", "c", "10.00")
	h.forecast("2015-05-01", "joint", source, "58.00")

	want := []report.MinimumRow{
		{
			Minimum: "social-care", Area: "social-care", Required: pounds("60.00"), Budgeted: pounds("100.01"),
			Spent: pounds("10.00"), Forecast: pounds("58.00"), Shortfall: pounds("2.00"),
		},
		{
			Minimum: "council", Commissioner: ledger.CouncilSide, Required: pounds("33.01"), Budgeted: pounds("33.00"),
			Spent: pounds("3.30"), Forecast: pounds("19.14"), Shortfall: pounds("13.87"),
		},
		{
			Minimum: "nhs", Commissioner: ledger.NHSSide, Required: pounds("1.00"), Budgeted: pounds("117.01"),
			Spent: pounds("6.70"), Forecast: pounds("88.86"), Shortfall: pounds("0.00"),
		},
	}
	p := h.position(t, "", "")
	equal(t, "minimums of the year", len(p.Minimums), len(want))
	for i, w := range want {
		w.Source, w.SourceName, w.Year = source, "NHS minimum", 2015
		equal(t, string(w.Minimum), p.Minimums[i], w)
	}
}

func TestWarningsBeforeAMinimumIsBroken(t *testing.T) {
	t.Parallel()
	const source = pooltest.NHSMinimum
	h := newHouse(t)
	h.Must("ada", "2015-04-01", ledger.AddScheme{
		ID: "care", Name: "Home care", CodeListYear: 2015,
		Lines: []ledger.SchemeLine{{
			Source: source, Arrangement: ledger.LeadCommissioning, Area: "social-care",
			Commissioner: ledger.CouncilSide, Provider: pooltest.TrustBody, Function: "social-care",
			Type: "integrated-care-planning",
		}},
	})
	h.Must("ada", "2015-04-01", ledger.RequireMinimum{
		ID: "care", Source: source, Year: 2015, Area: "social-care",
		Required: pounds("1000.00"),
	})
	h.budget("2015-04-01", "care", source, "1200.00")
	for _, tt := range []struct {
		name string
		act  ledger.Act
		want []string
	}{
		{"to the minimum", pooltest.Vire("care", "one", "200.00"), nil},
		{"a penny below it", pooltest.Vire("care", "one", "200.01"), []string{
			"This would leave £999.99 of NHS minimum budgeted on Social care in 2015-16, £0.01 less than the " +
				"required minimum of £1,000.00.",
		}},
		{"a budget cut", ledger.SetSchemeBudget{
			Scheme: "care", Source: source, Direction: ledger.Decrease,
			Amount: pounds("700.00"),
		}, []string{"£500.00 less"}},
		{"more budget", ledger.SetSchemeBudget{
			Scheme: "care", Source: source, Direction: ledger.Increase,
			Amount: pounds("1.00"),
		}, nil},
		{"a minimum that is not met yet", ledger.RequireMinimum{
			ID: "care", Source: source, Year: 2015,
			Area: "social-care", Required: pounds("1200.01"),
		}, nil},
	} {
		got := report.Warnings(h.position(t, "", ""), h.preview(t, "2015-05-01", tt.act))
		if len(got) != len(tt.want) || len(got) > 0 && !strings.Contains(got[0], tt.want[0]) {
			t.Errorf("%s: warnings %q, want %q", tt.name, got, tt.want)
		}
	}
	// Once below, making it worse warns and mending it does not.
	h.Must("ada", "2015-05-01", pooltest.Vire("care", "one", "300.00"))
	now := h.position(t, "", "")
	worse := report.Warnings(now, h.preview(t, "2015-05-02", pooltest.Vire("care", "one", "1.00")))
	better := report.Warnings(now, h.preview(t, "2015-05-02", pooltest.Vire("one", "care", "1.00")))
	if len(worse) != 1 || len(better) != 0 {
		t.Errorf("making it worse warns %q, mending it %q", worse, better)
	}
}
