package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) cash(on string, lines ...ledger.ReceiptLine) ledger.Entry {
	for i := range lines {
		lines[i].Date = ledger.MustDate(on)
	}
	return h.Must("ada", on, ledger.MatchReceipts{Receipts: lines})
}

func got(reference, amount string, notice int64) ledger.ReceiptLine {
	return ledger.ReceiptLine{Reference: ledger.Text(reference), Amount: pounds(amount), Notice: notice}
}

// owing is a fund with debts of all ages at the end of September, and every kind of line on the CCG's account.
func owing(t testing.TB) *house {
	h := newHouse(t)
	const nhs = pooltest.NHSMinimum
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: "quarters", Source: nhs, Year: 2015, Agreement: 1, Function: "community-health", Plan: ledger.Plan{
			Amount: pounds("400.00"), Dates: []ledger.Date{
				ledger.MustDate("2015-07-02"), ledger.MustDate("2015-08-01"), ledger.MustDate("2015-08-31"),
				ledger.MustDate("2015-09-30"),
			},
		},
	})
	for n := range 4 {
		h.Must("ada", "2015-06-30", ledger.CallContribution{Contribution: "quarters", Instalment: n + 1})
	}
	h.Must("ada", "2015-06-30", ledger.ReduceCall{Notice: 1, Amount: pounds("200000.00"), Reason: ledger.Text("too much")})
	h.cash("2015-06-30", got("A 1", "750000.00", 1), got("A 2", "70.00", 0))
	h.Must("ada", "2015-07-01", ledger.WriteOffCall{Notice: 1, Amount: pounds("40000.00"), Reason: ledger.Text("given up")})
	h.cash("2015-07-02", got("A 3", "100.25", 4))
	h.Must("ada", "2015-07-03", ledger.ReduceCall{Notice: 4, Amount: pounds("10.00"), Reason: ledger.Text("too much")})
	return h
}

func (h *house) receivables(t *testing.T, at string, partner ledger.BodyID, open bool) report.Receivables {
	t.Helper()
	r, err := h.Reports.Receivables(t.Context(), h.Fund, asOf(t, at, ""), partner, open)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bands(notDue, to30, to60, to90, over90, owed string) report.AgedBands {
	return report.AgedBands{
		NotDue: pounds(notDue), To30: pounds(to30), To60: pounds(to60), To90: pounds(to90), Over90: pounds(over90),
		Owed: pounds(owed),
	}
}

func TestAgedContributions(t *testing.T) {
	t.Parallel()
	h := owing(t)
	defer h.mustBalance(t)
	for at, want := range map[string]report.AgedBands{
		"date:2015-09-30": bands("100.00", "100.00", "100.00", "0.00", "10000.00", "10300.00"), // 30, 60 days
		"date:2015-10-01": bands("0.00", "100.00", "100.00", "100.00", "10000.00", "10300.00"), // 1, 31, 61 days
		"date:2015-10-30": bands("0.00", "100.00", "100.00", "100.00", "10000.00", "10300.00"), // 30, 60, 90 days
		"date:2015-10-31": bands("0.00", "0.00", "100.00", "100.00", "10100.00", "10300.00"),   // 31, 61, 91 days
		"date:2015-06-29": bands("0.00", "0.00", "0.00", "1000000.00", "0.00", "1000000.00"),
		"date:2015-06-30": bands("400.00", "0.00", "0.00", "50000.00", "0.00", "50400.00"),
	} {
		r := h.receivables(t, at, pooltest.CCGBody, false)
		equal(t, at, r.Total, want)
		equal(t, at+" by partner", r.Partners[0].AgedBands, want)
		equal(t, at+" by source", r.Partners[0].Sources[0].AgedBands, want)
		due := h.position(t, at, "")
		equal(t, at+" in the accounts", r.Total.Owed, due.Partners[0].Due)
	}
	all := h.receivables(t, "", "", false)
	equal(t, "owed by all", all.Total.Owed, h.position(t, "", "").Total.Due)
	equal(t, "not identified", all.Unidentified, pounds("70.00"))
	equal(t, "notices", fmt.Sprint(len(all.Notices), len(h.receivables(t, "", "", true).Notices)), "7 6")
	n := h.receivables(t, "date:2015-10-31", pooltest.CCGBody, false).Notices
	equal(t, "days over", fmt.Sprint(n[0].DaysOver, n[1].DaysOver, n[3].DaysOver), "213 0 61")
	equal(t, "written off", fmt.Sprint(n[0].WrittenOff, n[0].Reduced), "40000.00 200000.00")
}

func (h *house) account(t *testing.T, at string, year ledger.Year) report.PartnerAccount {
	t.Helper()
	a, err := h.Reports.PartnerAccount(t.Context(), h.Fund, asOf(t, at, ""), pooltest.CCGBody, year)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPartnerAccount(t *testing.T) {
	t.Parallel()
	h := owing(t)
	e := h.Must("ada", "2016-04-02", ledger.MatchReceipts{Receipts: []ledger.ReceiptLine{{
		Reference: ledger.Text("B 1"), Date: ledger.MustDate("2016-04-01"), Amount: pounds("100.00"), Notice: 5,
	}}})
	a := h.account(t, "", 2015)
	equal(t, "opening", a.Opening, report.AccountBalance{})
	equal(t, "closing", a.Closing, report.AccountBalance{
		Owed: pounds("10300.00"), Held: pounds("0.25"), Back: pounds("10.00"), Net: pounds("10289.75"),
	})
	equal(t, "totals", fmt.Sprint(a.Totals),
		"[{called 1000400.00} {received -750100.25} {reduced -200010.00} {written-off -40000.00}]")
	last := a.Lines[len(a.Lines)-1]
	equal(t, "the last line", fmt.Sprint(last.Date, last.Kind, last.Moved.Owed, last.Moved.Back, last.Net),
		"2015-07-03reduced0.00 10.00 10289.75")
	next := h.account(t, "", 2016)
	equal(t, "next year's opening", next.Opening, a.Closing)
	equal(t, "next year's lines", fmt.Sprint(len(next.Lines), next.Lines[0].Seq == e.Seq, next.Lines[0].Notices), "1 true [5]")
	equal(t, "next year's notices", len(next.Notices), 3) // those that something is owed on
	june := h.account(t, "date:2015-06-30", 0)
	equal(t, "at the end of June", june.Closing.Net, pounds("50400.00"))
	day := h.account(t, "date:2015-07-01", 0)
	equal(t, "on a day within a month", day.Closing.Net, pounds("10400.00"))
	equal(t, "before there was one", h.account(t, "date:2015-07-01", 2016).Opening, day.Closing)
	_, err := h.Reports.PartnerAccount(t.Context(), h.Fund, report.AsOf{}, "nobody", 0)
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("the account of nobody: %v", err)
	}
}

// Where the host pays out more than it holds, the notices that are late stand beside it.
func TestOverdrawnCashNamesWhoIsLate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.commit("2015-04-02", "c", "one", pooltest.NHSMinimum, "1000.00")
	equal(t, "with cash in hand", len(h.position(t, "", "").Overdue), 0)
	h.certify("2015-04-03", "i", "c", "600.00")
	h.pay("2015-04-04", "i")
	p := h.position(t, "date:2015-04-04", "")
	equal(t, "advanced", p.Total.AdvancedByHost, pounds("600.00"))
	equal(t, "late", fmt.Sprint(len(p.Overdue), p.Overdue[0].Number, p.Overdue[0].DaysOver), "3 1 3")
	h.cash("2015-04-04", got("A", "1000000.00", 1))
	equal(t, "once it is paid", len(h.position(t, "", "").Overdue), 0)
}

func TestReceivableTexts(t *testing.T) {
	t.Parallel()
	h := owing(t)
	golden(t, "partner_account.txt", func(w *bytes.Buffer) error {
		a := h.account(t, "date:2015-09-30", 0)
		a.Fund, a.Moment = "test", fixed(a.Moment)
		return a.Text(w)
	})
	golden(t, "call_notice.txt", func(w *bytes.Buffer) error {
		n, err := h.Reports.Notice(t.Context(), h.Fund, asOf(t, "date:2015-09-30", ""), 1)
		if err != nil {
			return err
		}
		n.Fund, n.Moment = "test", fixed(n.Moment)
		return n.Text(w)
	})
	golden(t, "statement_owed.txt", func(w *bytes.Buffer) error {
		s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "date:2015-09-30", ""))
		if err != nil {
			return err
		}
		s.Fund, s.Moment = "test", fixed(s.Moment)
		return s.Text(w, false)
	})
	_, err := h.Reports.Notice(t.Context(), h.Fund, report.AsOf{}, 99)
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a notice that there is none of: %v", err)
	}
}
