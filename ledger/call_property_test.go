package ledger

import (
	"fmt"

	"pgregory.net/rapid"
)

// drawReceivable draws acts on call notices and receipts, that may be lawful or not.
func drawReceivable(t *rapid.T, b *book, n int, amount Money) []Act {
	notice := rapid.Int64Range(1, 6).Draw(t, "notice")
	var known []ReceiptID
	for _, e := range b.entries["test"] {
		for _, d := range e.Documents {
			if r, ok := d.(CashReceipt); ok {
				known = append(known, r.ID)
			}
		}
	}
	receipt := rapid.SampledFrom(known).Draw(t, "receipt")
	line := func(reference string, notice int64) ReceiptLine {
		return ReceiptLine{
			Reference: Text(reference), Date: MustDate("2015-05-29"), Amount: amount, Notice: notice,
		}
	}
	reference := fmt.Sprint("R", n)
	return []Act{
		matched(line(reference, 0), line(reference+"b", notice)), matched(line(reference, notice)),
		AllocateReceipt{Receipt: receipt, Notice: notice, Amount: amount},
		ReturnReceipt{Receipt: receipt, Amount: amount, Payment: Text("p"), Reason: Text("x")},
		ReduceCall{Notice: notice, Amount: amount, Reason: Text("x")},
		WriteOffCall{Notice: notice, Amount: amount, Reason: Text("x")},
	}
}

// checkCalls holds that call notices are numbered without a gap, that each owes no more than decisions have left of it,
// and that cash which is not identified is owed back to the penny.
func (sum books) checkCalls(t *rapid.T, b *book) {
	var notices int64
	for _, d := range b.fund.documents.young {
		switch d := d.(type) {
		case CallNotice:
			notices++
			c, _ := Find[Contribution](b.fund, Ref{"contribution", string(d.Contribution)})
			src, _ := Find[Source](b.fund, Ref{"source", string(d.Source)})
			open := sum[c.owed(src, d.Number)]
			all, _ := d.changed()
			most := d.Amount.Sub(all)
			if d.State == NoticeReversed {
				most = Money{}
			}
			if most.Sign() < 0 || open.Compare(most) > 0 {
				t.Fatalf("call notice %d is %s and owes %s of %s", d.Number, d.State, open, most)
			}
		case CashReceipt:
			cash, held := d.unidentified()
			left := sum[cash]
			if left != sum[held].Neg() || left.Compare(d.Amount) > 0 {
				t.Fatalf("receipt %s of %s: %s of cash is held, and %s owed back", d.ID, d.Amount, left, sum[held])
			}
			if settled := d.State != ReceiptUnidentified; settled != left.IsZero() {
				t.Fatalf("receipt %s is %s and %s is left of it", d.ID, d.State, left)
			}
		}
	}
	last, _ := b.fund.documents.get(CallNumbers{}.Ref())
	if numbers, _ := last.(CallNumbers); numbers.Last != notices {
		t.Fatalf("there are %d call notices, and the last is number %d", notices, numbers.Last)
	}
}
