package ledger

import (
	"slices"
	"testing"
)

func TestPaymentFile(t *testing.T) {
	t.Parallel()
	line := func(n, amount string, state PaymentState) PaymentLine {
		return PaymentLine{
			Reference: "P000007-" + n, Invoice: InvoiceID("i-" + n), Provider: "care-co", Amount: MustMoney(amount),
			Split: []PaymentPart{{"ctt", "minimum", MustMoney(amount)}}, State: state,
		}
	}
	r := PaymentRequest{ID: "june", Number: 7, Due: MustDate("2015-06-30"), Lines: []PaymentLine{
		line("001", "1250.00", PaymentRequested), line("002", "3.00", PaymentPaid), line("003", "0.05", PaymentRequested),
		line("004", "7.00", PaymentRequested), line("005", "8.00", PaymentRequested),
	}}
	r.Lines[0].Split = append(r.Lines[0].Split, PaymentPart{"jadt", "local", MustMoney("0.50")})
	r.Lines[4].Provider = "unknown"
	direct := DirectLine{
		Reference: "P000007-006", Budget: "h-1", Client: client, Scheme: "phb", Source: "minimum", Amount: MustMoney("60.00"),
		State: PaymentRequested,
	}
	r.Direct = []DirectLine{direct, direct}
	r.Direct[1].State = PaymentPaid
	rows := PaymentFileRows(r, map[InvoiceID]Private{
		"i-001": Text("INV/1"), "i-003": Text(`=HYPERLINK("http://x")`), "i-004": Text(`a "b", c`),
		"i-005": {Digest: Digest{1}},
	}, map[BodyID]Identity{"care-co": {"A1B", []Identifier{"GB-COH-01234567", "GB-CHC-123456"}}})
	want := [][]string{
		{
			"P000007-001", "june", "care-co", "A1B", "GB-COH-01234567 GB-CHC-123456", "i-001", "INV/1", "1250.00", "2015-06-30",
			"ctt/minimum=1250.00; jadt/local=0.50", "",
		},
		{
			"P000007-003", "june", "care-co", "A1B", "GB-COH-01234567 GB-CHC-123456", "i-003", `=HYPERLINK("http://x")`, "0.05",
			"2015-06-30", "ctt/minimum=0.05", "",
		},
		{
			"P000007-004", "june", "care-co", "A1B", "GB-COH-01234567 GB-CHC-123456", "i-004", `a "b", c`, "7.00", "2015-06-30",
			"ctt/minimum=7.00", "",
		},
		{"P000007-005", "june", "unknown", "", "", "i-005", "[withheld]", "8.00", "2015-06-30", "ctt/minimum=8.00", ""},
		{
			"P000007-006", "june", "", "", "", "", "", "60.00", "2015-06-30", "phb/minimum=60.00", "client-7f3a",
		},
	}
	if !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
		t.Errorf("the lines are\n%q\nwant\n%q", rows, want)
	}
}
