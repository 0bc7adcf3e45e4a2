package report_test

import (
	"bytes"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// A day ends in London, an hour early by the world's clock in summer.
func TestEndOfADay(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2016-03-31": "2016-03-31T22:59:59.999999Z",
		"2016-03-26": "2016-03-26T23:59:59.999999Z",
		"2016-12-31": "2016-12-31T23:59:59.999999Z",
	} {
		equal(t, day, report.EndOf(ledger.MustDate(day)).Format(time.RFC3339Nano), want)
	}
}

// partnerYearEnd is the CCG's year end as if its cut-off day had ended at an instant.
func (h *house) partnerYearEnd(t *testing.T, at string, after int64, limit int, end time.Time) report.PartnerYearEnd {
	t.Helper()
	y, err := h.Reports.PartnerYearEndBy(t.Context(), h.Fund, asOf(t, at, ""), pooltest.CCGBody, 2015, after, limit, end)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// recordedAt is when an entry was recorded.
func (h *house) recordedAt(t *testing.T, seq int64) time.Time {
	t.Helper()
	m, err := h.Reports.Moment(t.Context(), h.Fund, report.AtSeq(seq))
	if err != nil {
		t.Fatal(err)
	}
	return m.Recorded
}

// What was posted to the year after the cut-off is listed, and with it the frozen figures come to today's.
func TestPartnerYearEndIsFrozen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	defer h.mustBalance(t)
	h.year()
	last := h.Must("ada", "2015-04-01", ledger.SetCutOff{
		Partner: pooltest.CCGBody, Year: 2015, Date: ledger.MustDate("2099-12-31"),
	}).Seq
	h.certify("2016-03-30", "late", "contract", "1234.56")
	h.Must("ada", "2016-04-02", ledger.AgreeContribution{ // next year's is no movement of this one
		ID: "next", Source: pooltest.NHSMinimum, Year: 2016, Agreement: 1, Function: "community-health",
		Plan: plan("5.00", "2016-04-15"),
	})
	h.budget("2016-03-31", "one", pooltest.LASource, "1.00") // the council's, so none of the CCG's
	end := h.recordedAt(t, last)
	y := h.partnerYearEnd(t, "", 0, 100, end)
	equal(t, "frozen", y.Frozen, true)
	equal(t, "at", y.Seq, last)
	equal(t, "entries", len(y.Entries), 1)
	equal(t, "act", y.Entries[0].Act, "certify-invoice")
	equal(t, "debits", y.Entries[0].Debits, pounds("2469.12"))
	for _, row := range y.Rows {
		if row.Frozen.Add(row.Moved) != row.Now {
			t.Errorf("%d: %s and %s are not %s", row.Code, row.Frozen, row.Moved, row.Now)
		}
	}
	listed := map[ledger.Code]ledger.Money{}
	for _, e := range y.Entries {
		for _, l := range e.Lines {
			a, err := ledger.ParseAccount(l.Account)
			if err != nil {
				t.Fatal(err)
			}
			listed[a.Code] = listed[a.Code].Add(l.Debit).Sub(l.Credit)
		}
	}
	for _, row := range y.Rows {
		moved := row.Moved
		if row.Side == "credit" {
			moved = moved.Neg()
		}
		equal(t, row.Account, listed[row.Code], moved)
	}
	y.Moment = fixed(y.Moment)
	y.CutOff = ledger.MustDate("2016-04-20")
	golden(t, "partner_year_end.txt", func(b *bytes.Buffer) error { return y.Text(b) })

	now := h.partnerYearEnd(t, "", 0, 100, time.Now().Add(time.Hour))
	equal(t, "not frozen", now.Frozen, false)
	equal(t, "and nothing moves", len(now.Entries), 0)
	for _, row := range now.Rows {
		equal(t, row.Account, row.Frozen, row.Now)
	}
	before := h.partnerYearEnd(t, "seq:"+itoa(last), 0, 100, end)
	equal(t, "as at the cut-off", len(before.Entries), 0)
}
