package ledger

import (
	"encoding/json"
	"testing"
)

// regimes is a book with £1,000.00 of source minimum for each of three schemes: one of the council's, one of the
// NHS's and one of both, with a commitment of £500.00 in each.
func regimes(t testing.TB) *book {
	t.Helper()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "3000.00"))
	for id, side := range map[SchemeID]Side{"la": CouncilSide, "nhs": NHSSide, "joint": JointSide} {
		l := line("minimum")
		l.Commissioner = side
		b.must(AddScheme{ID: id, Name: "Scheme " + string(id), CodeListYear: 2015, Lines: []SchemeLine{l}})
		b.must(SetSchemeBudget{Scheme: id, Source: "minimum", Direction: Increase, Amount: MustMoney("1000.00")})
		of := raise(CommitmentID("m-"+id), "500.00")
		of.Scheme = id
		b.must(of)
	}
	return b
}

// charge is a line of an invoice, whose irrecoverable VAT is not said where it is empty.
func charge(commitment CommitmentID, net, vat, irrecoverable string) ChargeLine {
	l := ChargeLine{Commitment: commitment, Net: MustMoney(net), VAT: MustMoney(vat)}
	if irrecoverable != "" {
		l.Irrecoverable = Say(MustMoney(irrecoverable))
	}
	return l
}

// receive is an invoice whose sums agree.
func receive(id InvoiceID, lines ...ChargeLine) ReceiveInvoice {
	a := ReceiveInvoice{
		ID: id, Provider: "provider", Number: Text("INV " + string(id)), Lines: lines,
		Received: MustDate("2015-05-20"), Invoiced: MustDate("2015-05-18"),
	}
	for _, l := range lines {
		a.Net, a.VAT = a.Net.Add(l.Net), a.VAT.Add(l.VAT)
	}
	a.Gross = a.Net.Add(a.VAT)
	return a
}

func TestVATFollowsTheCommissioner(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		scheme, said string
		want         []string // of scheme, cost and recoverable
	}{
		{"la", "", []string{"100.00", "20.00"}},
		{"nhs", "", []string{"120.00", ""}},
		{"la", "20.00", []string{"120.00", ""}},
		{"la", "0.00", []string{"100.00", "20.00"}},
		{"nhs", "0.00", []string{"100.00", "20.00"}},
		{"nhs", "7.50", []string{"107.50", "12.50"}},
		{"joint", "7.50", []string{"107.50", "12.50"}},
		{"joint", "0.00", []string{"100.00", "20.00"}},
	} {
		t.Run(tt.scheme+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			b := regimes(t)
			b.must(receive("i-1", charge(CommitmentID("m-"+tt.scheme), "100.00", "20.00", tt.said)))
			e := b.must(CertifyReceivedInvoice{Invoice: "i-1"})
			at, cost := "2015-16:ccg:minimum:"+tt.scheme+":revenue", tt.want[0]
			want := []string{"5100:" + at + " " + cost}
			if tt.want[1] != "" {
				want = append(want, "1200::ccg:minimum::revenue "+tt.want[1])
			}
			b.posts(e, append(want, "2100::ccg:minimum::revenue:provider=provider -120.00", // row 9
				"9300:"+at+":commitment=m-"+tt.scheme+" "+cost, "9400:"+at+" -"+cost)...)
		})
	}
	b := regimes(t)
	b.refused(receive("i-1", charge("m-joint", "100.00", "20.00", "")), ErrInvalid,
		"say how much of the £20.00 of VAT on commitment m-joint cannot be recovered")
	b.refused(receive("i-1", charge("m-la", "100.00", "20.00", "20.01")), ErrInvalid, "not £20.01")
	b.must(receive("i-1", charge("m-joint", "100.00", "0.00", ""))) // without VAT there is nothing to say
}

func TestVATRefundRow(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	refund := func(amount string) RefundVAT {
		return RefundVAT{Source: "minimum", Amount: MustMoney(amount), Receipt: Text("VAT 2015-05")}
	}
	b.refused(refund("0.01"), ErrNotEnough, "£0.01 is £0.01 more than the £0.00 of recoverable VAT due")
	b.must(receive("i-1", charge("m-la", "100.00", "20.00", "")))
	b.refused(refund("0.01"), ErrNotEnough, "more than the £0.00")
	b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	b.refused(refund("20.01"), ErrNotEnough, "£20.01 is £0.01 more than the £20.00")
	b.refused(RefundVAT{Source: "minimum", Amount: MustMoney("1.00")}, ErrInvalid, "reference")
	b.refused(RefundVAT{Source: "minimum", Receipt: Text("r")}, ErrAmountNotPositive, "")
	b.refused(RefundVAT{Source: "none", Amount: MustMoney("1.00"), Receipt: Text("r")}, ErrNotFound, "none")
	e := b.must(refund("20.00"))
	b.posts(e, // row 9v
		"1000::ccg:minimum::revenue:by=vat-refund 20.00", "1200::ccg:minimum::revenue -20.00")
	b.must(reverse(e))
	b.must(refund("19.99"))
	b.refused(refund("0.02"), ErrNotEnough, "more than the £0.01")
}

func TestStatedTellsNilFromUnsaid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Stated{`{}`: {}, `{"x":"0.00"}`: Say(Money{}), `{"x":"1.50"}`: Say(Pence(150))} {
		var got struct {
			X Stated `json:"x,omitzero"`
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.X != want {
			t.Errorf("%s reads as %+v, %v", text, got.X, err)
		}
		if again, err := json.Marshal(got); err != nil || string(again) != text {
			t.Errorf("%s is written %s, %v", text, again, err)
		}
	}
	var got Stated
	for _, text := range []string{`null`, `1`, `"1"`, `"x"`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is taken as an amount", text)
		}
	}
}
