package ledger

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// drawInvoiceAct draws an act about invoices that are received before they are certified, lawful or not.
func drawInvoiceAct(t *rapid.T, b *book, n int) Act {
	commitments := []CommitmentID{"m-la", "m-nhs", "m-joint"}
	commitment := rapid.SampledFrom(commitments).Draw(t, "commitment")
	other := rapid.SampledFrom(commitments).Draw(t, "other")
	invoice := InvoiceID(fmt.Sprint("r-", rapid.IntRange(0, 7).Draw(t, "invoice")))
	also := InvoiceID(fmt.Sprint("r-", rapid.IntRange(0, 7).Draw(t, "also")))
	some := Pence(rapid.Int64Range(1, 2_000).Draw(t, "some"))
	of := func(c CommitmentID, m Money) ChargeLine {
		l := ChargeLine{Commitment: c, Net: m, VAT: Pence(m.Pence() / 5)}
		if rapid.Bool().Draw(t, "said") {
			l.Irrecoverable = Say(Pence(l.VAT.Pence() / 3))
		}
		return l
	}
	received := receive(InvoiceID(fmt.Sprint("r-", n)),
		of(commitment, Pence(rapid.Int64Range(1, 20_000).Draw(t, "pence"))), of(other, some))
	if commitment == other {
		received = receive(received.ID, received.Lines[0])
	}
	note := credit(CreditID(fmt.Sprint("n-", n)), invoice, of(commitment, some))
	if rapid.Bool().Draw(t, "set off") {
		note.Against = also
	}
	day := MustDate("2015-06-10")
	kinds := []Act{
		received, note,
		CertifyReceivedInvoice{Invoice: invoice},
		PayInvoice{Invoice: invoice, Payment: Text("p")},
		note, refunded(note.ID, invoice, of(commitment, some)),
		CertifyReceivedInvoice{Invoice: also},
		DisputeInvoice{Invoice: invoice, From: day, Reason: Text("x")},
		ResolveDispute{Invoice: invoice, To: day, Result: Text("x")},
		RefundVAT{Source: "minimum", Amount: some, Receipt: Text("r")},
		ReverseEntry{Entry: int64(rapid.IntRange(1, int(b.fund.Seq)).Draw(t, "entry")), Reason: Text("x")},
		ReverseEntry{Entry: max(1, b.fund.Seq-1), Reason: Text("x")},
		ReleaseCommitment{Commitment: commitment},
		ReturnInvoice{Invoice: also, Reason: Text("x")},
	}
	return kinds[(rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")+n)%len(kinds)]
}

// inPlay is a book of invoices in each state.
func inPlay(t testing.TB) *book {
	b := regimes(t)
	for n, said := range []string{"", "", "5.00", "0.00"} {
		id := InvoiceID(fmt.Sprint("r-", n))
		b.must(receive(id, charge([]CommitmentID{"m-la", "m-nhs", "m-joint"}[n%3], "50.00", "10.00", said)))
		if n == 3 {
			b.must(DisputeInvoice{Invoice: id, From: MustDate("2015-05-25"), Reason: Text("x")})
		}
		if n == 1 || n == 2 {
			b.must(CertifyReceivedInvoice{Invoice: id})
		}
	}
	b.must(PayInvoice{Invoice: "r-1", Payment: Text("p")})
	return b
}

// checkOwed holds that what is owed to the provider is what its invoices still have to be paid.
func (b *book) checkOwed(t *rapid.T) {
	owed := Money{}
	for n := range 80 {
		i, err := Find[Invoice](b.fund, Invoice{ID: InvoiceID(fmt.Sprint("r-", n))}.Ref())
		if err == nil && i.State == InvoiceCertified {
			left, err := b.fund.payable(i)
			if err != nil {
				t.Fatal(err)
			}
			owed = owed.Add(totalOwed(left))
		}
	}
	if held := b.balance("2100::ccg:minimum::revenue:provider=provider").Neg(); held != owed {
		t.Fatalf("the provider is owed %s, and its invoices come to %s", held, owed)
	}
}

// TestRandomInvoiceActsKeepTheBooks runs random acts about invoices, lawful or not, and holds that what is owed to
// providers is what their invoices still have to be paid, credits taken off.
func TestRandomInvoiceActsKeepTheBooks(t *testing.T) {
	t.Parallel()
	wanted := kindsOf(
		ReceiveInvoice{},
		CertifyReceivedInvoice{},
		DisputeInvoice{},
		ResolveDispute{},
		ReceiveCreditNote{},
		ReceiveRefund{},
		RefundVAT{},
		ReturnInvoice{},
		PayInvoice{},
		ReverseEntry{},
	)
	playAtRandom(t, wanted, func(*rapid.T) *book { return inPlay(t) }, func(t *rapid.T, b *book, n int) Act {
		b.checkOwed(t)
		return drawInvoiceAct(t, b, n)
	})
}
