package ledger

import (
	"fmt"
	"testing"
)

const cashIn, heldAhead = "1000::ccg:minimum::revenue:by=receipt", "2210::ccg:minimum::revenue:contribution=c-1"

func money(reference, amount string, notice int64) ReceiptLine {
	return ReceiptLine{
		Reference: Text(reference), Date: MustDate("2015-05-29"), Amount: MustMoney(amount), Notice: notice,
	}
}

func matched(lines ...ReceiptLine) MatchReceipts { return MatchReceipts{Receipts: lines} }

func (b *book) receiptOf(e Entry, place int) CashReceipt {
	b.Helper()
	r, err := b.fund.Receipt(ReceiptID(fmt.Sprintf("%d-%d", e.Seq, place)))
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// A notice paid in full, in part, and over: what is over is held until the next call, which uses it first.
func TestMatchedReceiptRows(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	b.posts(b.must(matched(money("R 1", "200.00", 1))), cashIn+" 200.00", owedOn(1)+" -200.00") // row 3
	e := b.must(matched(money("R 2", "300.00", 1), money("R 3", "150.00", 1)))
	b.posts(e, cashIn+" 300.00", owedOn(1)+" -300.00", cashIn+" 150.00", owedOn(1)+" -100.00", heldAhead+" -50.00")
	for place, want := range []ReceiptState{ReceiptMatched, ReceiptOver} {
		if r := b.receiptOf(e, place+1); r.State != want || r.Contribution != "c-1" {
			t.Errorf("receipt %d is %+v, want %s", place+1, r, want)
		}
	}
	b.posts(b.must(matched(money("R 4", "400.00", 1))), cashIn+" 400.00", heldAhead+" -400.00") // row 2a, before it is due
	b.posts(b.must(callOf(2)),                                                                  // row 2a, it falls due
		heldAhead+" 400.00", "4110:2015-16:ccg:minimum::revenue -400.00",
		"9005:2015-16:ccg:minimum::revenue 400.00", "9000:2015-16:ccg:minimum::revenue -400.00")
	b.must(reverse(e)) // £50.00 is still held of it
}

// A call of more than is held uses that first, and owes the rest.
func TestCallUsesWhatIsHeldFirst(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	b.must(matched(money("R 1", "750.00", 1)))
	e := b.must(callOf(2))
	b.posts(e, heldAhead+" 150.00", owedOn(2)+" 250.00", "4110:2015-16:ccg:minimum::revenue -400.00",
		"9005:2015-16:ccg:minimum::revenue 400.00", "9000:2015-16:ccg:minimum::revenue -400.00")
	b.must(reverse(e))
	if got := b.balance(heldAhead); got != MustMoney("-150.00") {
		t.Errorf("after the reversal %s is held", got)
	}
}

// What names no notice is held apart from every source's cash until it is known whose it is.
func TestUnidentifiedReceiptRows(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	e := b.must(matched(money("R 1", "100.00", 0)))
	id := fmt.Sprintf("receipt=%d-1", e.Seq)
	cash, held := "1010::::::"+id, "2250::::::"+id
	b.posts(e, cash+" 100.00", held+" -100.00")
	r := b.receiptOf(e, 1)
	allocate := func(amount string) AllocateReceipt {
		return AllocateReceipt{Receipt: r.ID, Notice: 1, Amount: MustMoney(amount)}
	}
	giveBack := func(amount string) ReturnReceipt {
		return ReturnReceipt{Receipt: r.ID, Amount: MustMoney(amount), Payment: Text("p"), Reason: Text("not ours")}
	}
	b.refused(allocate("100.01"), ErrNotEnough, "£100.01 is more than receipt "+string(r.ID)+", which is £100.00")
	part := b.must(allocate("60.00"))
	b.posts(part, held+" 60.00", cash+" -60.00", cashIn+" 60.00", owedOn(1)+" -60.00")
	b.refused(allocate("40.01"), ErrNotEnough, "£40.01 is more than the £40.00 of receipt")
	b.refused(giveBack("40.01"), ErrNotEnough, "£40.01 is more than the £40.00 of receipt")
	b.refused(reverse(e), ErrNotEnough, "£100.00 is more than the £40.00 of receipt")
	back := b.must(giveBack("40.00"))
	b.posts(back, held+" 40.00", cash+" -40.00")
	if r := b.receiptOf(e, 1); r.State != ReceiptSettled {
		t.Errorf("with nothing left it is %s", r.State)
	}
	b.refused(allocate("0.01"), ErrWrongState, "nothing is left of receipt")
	b.must(reverse(back))
	if r := b.receiptOf(e, 1); r.State != ReceiptUnidentified {
		t.Errorf("after the return was reversed it is %s", r.State)
	}
	b.must(reverse(part))
	b.must(reverse(e))
	b.refused(allocate("1.00"), ErrWrongState, "recorded in error")
	b.must(matched(money("R 1", "100.00", 1))) // its reference is free again
}

// What was over is allocated to another notice of the source, or goes back; it never crosses to another source.
func TestOverReceipt(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(agree("c-2", "minimum", "70.00"))
	b.must(agree("c-3", "local", "70.00"))
	b.must(callOf(1))
	b.must(CallContribution{Contribution: "c-2", Instalment: 1})
	b.must(CallContribution{Contribution: "c-3", Instalment: 1})
	over := b.receiptOf(b.must(matched(money("R 1", "700.00", 1))), 1)
	allocate := AllocateReceipt{Receipt: over.ID, Notice: 3, Amount: MustMoney("10.00")}
	b.refused(allocate, ErrRingFence, "was paid for source minimum, and call notice 3 is for source local")
	allocate.Notice = 2
	b.posts(b.must(allocate), heldAhead+" 10.00", owedOn(2)+" -10.00")
	allocate.Amount = MustMoney("60.01")
	b.refused(allocate, ErrNotEnough, "£60.01 is more than the £60.00 due from ccg for source minimum on call notice 2")
	back := ReturnReceipt{Receipt: over.ID, Amount: MustMoney("90.01"), Payment: Text("p"), Reason: Text("too much")}
	b.refused(back, ErrNotEnough, "£90.01 is more than the £90.00 held in advance for contribution c-1")
	back.Amount = MustMoney("90.00")
	b.posts(b.must(back), heldAhead+" 90.00", cashIn+" -90.00")
	m, err := back.Matter(b.fund)
	if err != nil || m.Move != Gives || m.Provider != "ccg" {
		t.Errorf("its return is %+v, %v", m, err)
	}
	back.Reason = Private{}
	b.refused(back, ErrInvalid, "the reason")
	back.Payment = Private{}
	b.refused(back, ErrInvalid, "the payment's reference")
}

// All of the receipts are recorded, or none; which of them is wrong is said.
func TestMatchRefusals(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	call := b.must(callOf(1))
	first := b.must(matched(money("R 1", "10.00", 1)))
	used := fmt.Sprintf("of £10.00 on 29 May 2015, has been recorded before: it is receipt %d-1", first.Seq)
	b.refused(matched(money("r-1", "10.00", 1)), ErrExists, used) // spaces, case and punctuation make no other of it
	b.refused(matched(money("R 2", "1.00", 0), money("R 1", "10.00", 0)), ErrExists, "receipt 2: a receipt of that reference")
	b.refused(matched(money("R 2", "1.00", 0), money("R 2", "1.00", 1)), ErrExists, "receipt 2: ")
	later := money("R 1", "10.00", 1)
	later.Date = MustDate("2015-05-30")
	b.must(matched(money("R 1", "10.01", 1), later)) // another amount, another day
	for _, tt := range []struct {
		line     ReceiptLine
		want     error
		sentence string
	}{
		{money("R 9", "1.00", 9), ErrNotFound, `no call notice "9"`},
		{money(" - ", "1.00", 1), ErrInvalid, "the receipt's reference"},
		{money("R 9", "0.00", 1), ErrAmountNotPositive, ""},
		{ReceiptLine{Reference: Text("R 9"), Amount: MustMoney("1.00")}, ErrInvalid, "cannot be after 1 June 2015"},
		{
			ReceiptLine{Reference: Text("R 9"), Amount: MustMoney("1.00"), Date: MustDate("2015-06-02")},
			ErrInvalid,
			"cannot be after 1 June 2015",
		},
	} {
		b.refused(matched(tt.line), tt.want, tt.sentence)
	}
	b.refused(MatchReceipts{}, ErrInvalid, "1 to 100 receipts")
	b.refused(MatchReceipts{make([]ReceiptLine, ReceiptsMax+1)}, ErrInvalid, "1 to 100 receipts")
	var most []ReceiptLine
	for n := range ReceiptsMax {
		most = append(most, money(fmt.Sprint("M", n), "7.00", 1))
	}
	if e := b.must(matched(most...)); len(e.Postings) > LinesMax {
		t.Errorf("%d postings", len(e.Postings))
	}
	b.refused(reverse(call), ErrNotEnough, "call notice 1")
	other := b.must(callOf(2))
	b.must(reverse(other))
	b.refused(matched(money("R 9", "1.00", 2)), ErrWrongState, "call notice 2 was raised in error")
}

// The matter is that of each source whose notice is paid, with what the receipts come to.
func TestMatchMatter(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(agree("c-3", "local", "70.00"))
	b.must(callOf(1))
	b.must(CallContribution{Contribution: "c-3", Instalment: 1})
	m, err := matched(money("R 1", "1.00", 1), money("R 2", "2.00", 2), money("R 3", "3.00", 0)).Matter(b.fund)
	if err != nil || m.Partner != "ccg" || len(m.Parts) != 1 || m.Parts[0].Partner != "council" ||
		m.Amount != MustMoney("6.00") {
		t.Errorf("the matter is %+v, %v", m, err)
	}
	m, err = matched(money("R 3", "3.00", 0)).Matter(b.fund)
	if err != nil || m.Partner != "" || m.Amount != MustMoney("3.00") {
		t.Errorf("of what is not identified it is %+v, %v", m, err)
	}
}
