package ledger

import (
	"errors"
	"slices"
	"testing"
)

// bought is a charge line of a credit for what was bought from a personal health budget.
func boughtLine(net, vat string) ChargeLine { return charge("", net, vat, "") }

// withBought is a book whose budget h-1 of £100.00 has bought for £36.00, £6.00 of it VAT that comes back.
func withBought(t testing.TB) *book {
	a := buy("i-1", "36.00")
	a.VAT = MustMoney("6.00")
	return readied(withBudget, a)(t)
}

// What is offered of an invoice that was bought from a budget is accepted when it is tried, in the states of both.
func TestCreditsOfHealthBudgets(t *testing.T) {
	t.Parallel()
	b := withBought(t)
	spend, consumed := "5300:"+minimumA, "9400:"+minimumA
	b.refused(credit("n-0", "i-1", charge("m-1", "1.00", "0.00", "")), ErrInvalid, "was bought from personal health budget h-1")
	b.refused(credit("n-0", "i-1", boughtLine("30.01", "0.00")), ErrNotEnough,
		"£0.01 more than the £30.00 that the invoice and its earlier credits leave on the personal health budget's purchase")
	e := b.must(credit("n-1", "i-1", boughtLine("5.00", "1.00")))
	b.posts(e, creditor+" 6.00", "1200::ccg:minimum::revenue -1.00", spend+" -5.00", consumed+" 5.00",
		committedH+" -6.00", movedH+" 1.00")
	b.must(reverse(e))
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	e = b.must(refunded("n-2", "i-1", boughtLine("10.00", "2.00"))) // and may be spent again
	b.posts(e, cash+"refund 12.00", "1200::ccg:minimum::revenue -2.00", spend+" -10.00", consumed+" 10.00",
		committedH+" -12.00", movedH+" 2.00")
	b.refused(allotted("h-2", NotionalBudget, "0.01"), ErrOverLimit, "£0.00 left") // it counts against the cap still
	again := buy("i-2", "76.00")
	b.must(again)
	b.refused(reverse(e), ErrNotEnough, "") // it is spent again
	b.must(ReleaseHealthBudget{Budget: "h-1"})
	e = b.must(refunded("n-3", "i-1", boughtLine("10.00", "2.00"))) // the scheme has it, and the cap
	b.posts(e, cash+"refund 12.00", "1200::ccg:minimum::revenue -2.00", spend+" -10.00", consumed+" 10.00",
		movedH+" -10.00", usedOf+" 12.00", leftOf+" -12.00")
	b.must(allotted("h-2", NotionalBudget, "12.00"))
	b.refused(allotted("h-3", NotionalBudget, "0.01"), ErrOverLimit, "£0.00 left")
}

// What a page would show a button for is not refused for the document's sake.
func TestOffersOfBoughtInvoices(t *testing.T) {
	t.Parallel()
	b := withBought(t)
	offered := func() (names []string) {
		i, err := b.fund.Invoice("i-1")
		if err != nil {
			t.Fatal(err)
		}
		acts, err := b.fund.Offers(i)
		for n := 0; n < 5 && errors.Is(err, ErrNotLoaded); n++ {
			b.load(b.fund)
			acts, err = b.fund.Offers(i)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			names = append(names, ActName(a.Kind()))
		}
		return names
	}
	note := credit("n-1", "i-1", boughtLine("30.00", "6.00"))
	if got := offered(); !slices.Contains(got, "receive-credit-note") {
		t.Errorf("a credit note is not offered: %v", got)
	}
	e := b.must(note)
	if got := offered(); slices.Contains(got, "receive-credit-note") || slices.Contains(got, "receive-refund") {
		t.Errorf("nothing is left to credit, and offered is %v", got)
	}
	b.must(reverse(e))
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	if got := offered(); !slices.Contains(got, "receive-refund") {
		t.Errorf("a refund is not offered: %v", got)
	}
	b.must(refunded("n-2", "i-1", boughtLine("30.00", "6.00")))
}

// closedWith is a book whose year 2015-16 is closed, and in which budget h-1 of £40.00 had bought for £36.00.
func closedWith(t *testing.T, more ...Act) (b *book, closing Entry) {
	t.Helper()
	b = ready(t)
	for _, act := range append([]Act{
		SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("100.00"), Window: EachQuarter, EvidenceDays: 28},
		allotted("h-1", NotionalBudget, "40.00"), buy("h-i", "36.00"),
		PayInvoice{Invoice: "h-i", Payment: Text("BACS 1")},
	}, more...) {
		b.must(act)
	}
	for n := 1; n <= 13; n++ {
		b.must(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	return b, b.close()
}

// After the year's close a refund is the scheme's to spend in the new year, and the cap of the closed year is left.
func TestRefundAfterTheYear(t *testing.T) {
	t.Parallel()
	for _, more := range [][]Act{nil, {ReleaseHealthBudget{Budget: "h-1"}}} {
		b, _ := closedWith(t, more...)
		b.posts(b.mustOn("2016-05-05", refunded("n-1", "h-i", boughtLine("10.00", "0.00"))), cash+"refund 10.00",
			"5300:2016-17:ccg:minimum:a:revenue -10.00", "9400:2016-17:ccg:minimum:a:revenue 10.00",
			"9200:2016-17:ccg:minimum:a:revenue:by=commitment -10.00")
	}
}
