package ledger

import "testing"

func TestStatutoryRate(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]int64{
		"2015-01-01": 850, "2016-12-31": 850, "2017-01-01": 825, "2017-12-31": 825, "2018-01-01": 850, "2020-06-30": 875,
		"2020-07-01": 810, "2022-07-01": 925, "2023-01-01": 1150, "2024-12-31": 1325, "2025-01-01": 1275,
		"2025-07-01": 1225, "2025-12-31": 1225,
	} {
		if got, known := StatutoryRate(MustDate(day)); got != want || !known {
			t.Errorf("from %s interest runs at %d, %v, want %d", day, got, known, want)
		}
	}
	for _, day := range []string{"2014-12-31", "2026-01-01"} {
		if rate, known := StatutoryRate(MustDate(day)); known {
			t.Errorf("the rate from %s is %d, of which nothing is known", day, rate)
		}
	}
}

func TestLateInterest(t *testing.T) {
	t.Parallel()
	disputed := []Dispute{{From: MustDate("2024-12-10"), To: MustDate("2024-12-20")}}
	for _, tt := range []struct {
		received, paid string
		gross          string
		disputes       []Dispute
		want           string
		known          bool
	}{
		{"2024-11-30", "2024-12-30", "36500.00", nil, "0.00", true}, // the 30th day
		{"2024-11-30", "2024-12-31", "36500.00", nil, "13.25", true},
		{"2024-12-01", "2025-01-01", "36500.00", nil, "12.75", true}, // starts to run after the change of the rate
		{"2024-11-30", "2025-01-10", "36500.00", nil, "145.75", true},
		{"2024-11-30", "2025-01-09", "36500.00", disputed, "0.00", true},
		{"2024-11-30", "2025-01-10", "36500.00", disputed, "12.75", true}, // starts to run when the dispute's days are over
		{"2024-11-30", "2024-12-31", "13.77", nil, "0.00", true},          // 0.4999 of a penny
		{"2024-11-30", "2024-12-31", "13.78", nil, "0.01", true},
		{"2025-12-02", "2026-01-01", "1.00", nil, "0.00", true}, // in time, whatever the rate
		{"2025-12-02", "2026-01-02", "1.00", nil, "0.00", false},
		{"2025-11-30", "2026-12-31", "9999999999.99", nil, "1228356164.38", true},
	} {
		i := Invoice{Received: MustDate(tt.received), Gross: MustMoney(tt.gross), Disputes: tt.disputes}
		got, known := i.LateInterest(MustDate(tt.paid))
		if got != MustMoney(tt.want) || known != tt.known {
			t.Errorf("%s from %s to %s: %s, %v, want %s", tt.gross, tt.received, tt.paid, got, known, tt.want)
		}
	}
}

func TestPayLateInterest(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(receive("i-1", charge("m-la", "100.00", "0.00", ""), charge("m-nhs", "50.00", "0.00", "")))
	b.must(receive("i-2", charge("m-la", "10.00", "0.00", "")))
	interest := func(of InvoiceID, amount string) PayLateInterest {
		return PayLateInterest{Invoice: of, Amount: MustMoney(amount), Payment: Text("p")}
	}
	for _, id := range []InvoiceID{"i-1", "i-2"} {
		b.must(CertifyReceivedInvoice{Invoice: id})
	}
	b.refusedOn("2015-06-20", interest("i-1", "0.10"), ErrWrongState, "once it has been paid")
	b.mustOn("2015-06-19", PayInvoice{Invoice: "i-2", Payment: Text("p")}) // came in on 20 May: the 30th day
	b.mustOn("2015-06-20", PayInvoice{Invoice: "i-1", Payment: Text("p")})
	b.refusedOn("2015-06-20", interest("i-2", "0.10"), ErrWrongState, "paid within 30 days, and not after 30")
	b.refusedOn("2015-06-20", interest("i-1", "0.00"), ErrAmountNotPositive, "more than")
	b.refusedOn("2015-06-20", PayLateInterest{Invoice: "i-1", Amount: MustMoney("1.00")}, ErrInvalid, "reference")
	if _, err := b.try(ben, Instruction{On: MustDate("2015-06-20")}, interest("i-1", "0.10")); KindOf(err) != Forbidden {
		t.Errorf("whoever certified it pays: %v", err)
	}
	e := b.mustOn("2015-06-20", interest("i-1", "0.10"))
	b.posts(e, // row 10i
		"5900:2015-16:ccg:minimum:la:revenue 0.07", cashPaid+" -0.10",
		"9200:2015-16:ccg:minimum:la:revenue:by=late-interest 0.07", "9400:2015-16:ccg:minimum:la:revenue -0.07",
		"5900:2015-16:ccg:minimum:nhs:revenue 0.03",
		"9200:2015-16:ccg:minimum:nhs:revenue:by=late-interest 0.03", "9400:2015-16:ccg:minimum:nhs:revenue -0.03")
	b.mustOn("2015-06-20", reverse(e))
	if m := b.balance("9200:2015-16:ccg:minimum:la:revenue:by=late-interest"); !m.IsZero() {
		t.Errorf("after its reversal %s", m)
	}
	b.refusedOn("2015-06-20", interest("i-1", "2000.00"), ErrNotEnough, "available")
	b.must(HoldPayments{Provider: "provider", Reason: Text("x")})
	b.refusedOn("2015-06-20", interest("i-1", "0.10"), ErrHeld, "held")
	b.must(LiftPaymentHold{Provider: "provider", Reason: Text("x")})
	b.fund.Save(func() Invoice { // paid before the day was kept
		i, _ := b.fund.Invoice("i-1")
		i.Paid = 0
		return i
	}())
	b.refusedOn("2015-06-20", interest("i-1", "0.10"), ErrWrongState, "the day on which invoice i-1 was paid is not kept")
}
