package web

import (
	"slices"
	"strings"
	"testing"

	"pooled/api"
	"pooled/ledger"
	"pooled/ledger/report"
)

func pounds(amount string) ledger.Money { return ledger.MustMoney(amount) }

// Each sentence stands on its figures, at the boundaries of what it says.
func TestMeaning(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		name  string
		total func(*report.TotalRow, *report.Outturn)
		want  string
		not   string
	}{
		{"nothing", func(*report.TotalRow, *report.Outturn) {}, "Nothing has been agreed for 2015-16.", "forecast"},
		{"no budget", func(*report.TotalRow, *report.Outturn) {}, "No scheme has a budget.", "penny"},
		{"a penny due", func(r *report.TotalRow, _ *report.Outturn) {
			r.Agreed, r.Called, r.Due = pounds("10.00"), pounds("5.00"), pounds("0.01")
		}, "£5.00 has fallen due so far, and £0.01 is still owed.", "has been paid"},
		{"nothing due", func(r *report.TotalRow, _ *report.Outturn) {
			r.Agreed, r.Called = pounds("10.00"), pounds("5.00")
		}, "and all that fell due has been paid.", "owed"},
		{"all used", func(r *report.TotalRow, _ *report.Outturn) {
			r.Revised, r.Spent = pounds("7.00"), pounds("7.00")
		}, "budgets of £7.00 are spent or committed to the penny.", "leaves"},
		{"a penny left", func(r *report.TotalRow, _ *report.Outturn) {
			r.Revised, r.Spent, r.Available = pounds("7.00"), pounds("6.99"), pounds("0.01")
		}, "which leaves £0.01.", "penny"},
		{"a penny over", func(r *report.TotalRow, o *report.Outturn) {
			r.Agreed, o.Forecast, o.After = pounds("7.00"), pounds("7.01"), pounds("-0.01")
		}, "£7.01 is spent: £0.01 more than there is.", "is left"},
		{"to the penny", func(r *report.TotalRow, o *report.Outturn) {
			r.Agreed, o.Forecast = pounds("7.00"), pounds("7.00")
		}, "£7.00 is spent and nothing is left.", "more than"},
		{"one", func(_ *report.TotalRow, o *report.Outturn) { o.Unforecast = 1 }, "1 budget has no forecast", "budgets have"},
		{"two", func(_ *report.TotalRow, o *report.Outturn) { o.Unforecast = 2 }, "2 budgets have no forecast", "budget has"},
	} {
		p := api.PositionAnswer{Year: 2015}
		one.total(&p.Total, &p.Outturn)
		says := strings.Join(meaning(p), " ")
		if !strings.Contains(says, one.want) || strings.Contains(says, one.not) {
			t.Errorf("%s: %s", one.name, says)
		}
	}
}

// What is late is counted, and only that.
func TestLateSays(t *testing.T) {
	t.Parallel()
	var owed api.ReceivablesAnswer
	owed.Total.NotDue = pounds("9.00")
	owed.Notices = []report.NoticeRow{{PartnerName: "A", Owed: pounds("9.00")}}
	if says := lateSays(owed); says != nil {
		t.Errorf("what is not due yet: %v", says)
	}
	owed.Total.To30 = pounds("1.50")
	owed.Notices = append(owed.Notices, report.NoticeRow{PartnerName: "B", Owed: pounds("1.50"), DaysOver: 1})
	if says := lateSays(owed); !slices.Equal(says, []string{"1 contribution is late: £1.50 from B, 1 day over."}) {
		t.Errorf("one: %v", says)
	}
	owed.Total.Over90 = pounds("2.00")
	owed.Notices = append(owed.Notices, report.NoticeRow{PartnerName: "C", Owed: pounds("2.00"), DaysOver: 91})
	want := []string{"2 contributions are late: £3.50 in all from B and C, the oldest by 91 days."}
	if says := lateSays(owed); !slices.Equal(says, want) {
		t.Errorf("two: %v", says)
	}
}

// A board is told of each risk, and of none where there is none.
func TestRisks(t *testing.T) {
	t.Parallel()
	var p api.PositionAnswer
	var floats api.FloatsAnswer
	floats.Floats = []report.FloatStanding{{Name: "Enough", Left: pounds("20.00"), Alert: pounds("20.00")}}
	if says := risks(p, api.ReceivablesAnswer{}, floats); len(says) != 0 {
		t.Errorf("no risk: %v", says)
	}
	p.Schemes = []report.SchemeRow{{Scheme: "a", Name: "Beds"}, {Scheme: "b", Name: "Homes"}, {Scheme: "c", Name: "Even"}}
	for i := range p.Schemes {
		p.Schemes[i].Revised = pounds("10.00")
	}
	p.Outturn.Lines = []report.ForecastLine{
		{Scheme: "a", Forecast: pounds("6.00")},
		{Scheme: "a", Forecast: pounds("4.01")},
		{Scheme: "b", Forecast: pounds("9.99")},
		{Scheme: "c", Forecast: pounds("10.00")},
	}
	p.Total.Performance = pounds("3.00")
	p.Minimums = []report.MinimumRow{
		{SourceName: "NHS", Required: pounds("5.00"), Budgeted: pounds("4.00"), Shortfall: pounds("1.00")}, {},
	}
	floats.Floats = append(floats.Floats, report.FloatStanding{
		Name: "Small things", Left: pounds("19.99"), Alert: pounds("20.00"), Alerted: true,
	})
	want := []string{
		"£19.99 of the float Small things is left, less than the £20.00 at which an alert is shown.",
		"£4.00 of NHS falls short of the required minimum of £5.00 by £1.00.",
		"Beds is forecast to spend £0.01 more than its budget of £10.00.",
		"Homes is forecast to spend £0.01 less than its budget of £10.00.",
		"£3.00 of performance money is held until results earn it.",
	}
	if says := risks(p, api.ReceivablesAnswer{}, floats); !slices.Equal(says, want) {
		t.Errorf("risks: %q", says)
	}
}
