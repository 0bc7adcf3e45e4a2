package report

import (
	"testing"

	"pooled/ledger"
)

// A contract is governed by the law in force on its date, and an invoice over several by that of the earliest.
func TestRegimeOfAContract(t *testing.T) {
	t.Parallel()
	p := PromptPayment{}
	for _, r := range paymentRegimes {
		p.Regimes = append(p.Regimes, RegimeFigures{PaymentRegime: r})
	}
	contracts := map[ledger.CommitmentID]ledger.Date{}
	invoice := func(days ...string) (i ledger.Invoice) {
		for _, day := range days {
			id := ledger.CommitmentID(day)
			if day != "unknown" {
				contracts[id] = ledger.MustDate(day)
			}
			i.Lines = append(i.Lines, ledger.InvoiceLine{Commitment: id})
		}
		return i
	}
	const none, pcr, act = "none", "public-contracts-regulations-2015", "procurement-act-2023"
	for _, tt := range []struct {
		invoice ledger.Invoice
		want    string
	}{
		{invoice("2015-02-25"), none},
		{invoice("2015-02-26"), pcr},
		{invoice("2025-02-23"), pcr},
		{invoice("2025-02-24"), act},
		{invoice("2026-01-01", "2025-02-23"), pcr},
		{invoice("2025-02-23", "2026-01-01"), pcr},
		{invoice("2025-03-01", "2026-01-01"), act},
		{invoice("unknown", "2025-03-01"), act},
		{invoice("unknown"), none},
	} {
		if got := p.regime(tt.invoice, contracts).Regime; got != tt.want {
			t.Errorf("%+v is under %s, want %s", tt.invoice.Commitments(), got, tt.want)
		}
	}
	for n, r := range paymentRegimes[1:] {
		if r.From != paymentRegimes[n].To+1 {
			t.Errorf("%s begins on %s, and the one before ends on %s", r.Regime, r.From, paymentRegimes[n].To)
		}
	}
}
