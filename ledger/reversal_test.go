package ledger

import (
	"bytes"
	"errors"
	"testing"
)

func reverse(e Entry) ReverseEntry { return ReverseEntry{Entry: e.Seq, Reason: Text("in error")} }

func TestReverseEntry(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	e := b.must(vire("100.00"))
	r := b.mustOn("2015-09-01", reverse(e))
	b.posts(r, // row 19
		"9200:2015-16:ccg:minimum:a:revenue:by=virement -100.00",
		"9200:2015-16:ccg:minimum:b:revenue:by=virement 100.00")
	if r.Reverses != e.Seq {
		t.Errorf("the reversal names entry %d, want %d", r.Reverses, e.Seq)
	}
	if m := b.balance("9200:2015-16:ccg:minimum:a:revenue:by=virement"); !m.IsZero() {
		t.Errorf("turnover of virements is %s after the reversal", m)
	}
	b.refused(reverse(e), ErrAlreadyReversed, "by entry")
	b.refused(reverse(r), ErrWrongState, "is itself a reversal")
	b.refused(ReverseEntry{Entry: 1, Reason: Text("x")}, ErrWrongState, "moved no money")
	b.refused(ReverseEntry{Entry: b.fund.Seq, Reason: Text("x")}, ErrNotFound, "no entry")
	b.refused(ReverseEntry{Entry: e.Seq}, ErrInvalid, "reason")
	again := b.must(vire("1.00"))
	b.refusedOn("2016-04-01", reverse(again), ErrWrongState, "in the accounts of 2015-16")
	spent := b.must(vire("599.00"))
	_ = spent
	b.must(VireBudget{
		From: BudgetLine{"b", "minimum"}, To: BudgetLine{"a", "minimum"},
		Amount: MustMoney("600.00"),
	})
	b.refused(reverse(again), ErrNotEnough, "£1.00 is more than the £0.00 available in scheme b")
}

func TestReversalSetsStatesBack(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	agreed := b.must(agree("c-1", "minimum", "1000.00"))
	called := b.must(CallContribution{Contribution: "c-1", Instalment: 1, Amount: MustMoney("700.00")})
	b.refused(reverse(agreed), ErrWrongState, "reverse the calls first")
	received := b.must(ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("1.00"), Power: Section75,
		Receipt: Text("r"),
	})
	b.refused(reverse(called), ErrNotEnough, "£700.00 is more than the £699.00 due")
	b.must(reverse(received))
	b.must(reverse(called))
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("500.00")})
	raised := b.must(raise("m-1", "100.00"))
	certified := b.must(certify("i-1", "m-1", "INV 1", "60.00"))
	paid := b.must(PayInvoice{Invoice: "i-1", Payment: Text("p")})
	b.refused(reverse(certified), ErrWrongState, "reverse its payment first")
	b.refused(reverse(raised), ErrNotEnough, "£100.00 is more than the £40.00 left on commitment m-1")
	b.must(reverse(paid))
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("p 2")})
	b.must(reverse(b.entries["test"][b.fund.Seq-2]))
	b.must(reverse(certified))
	released := b.must(ReleaseCommitment{Commitment: "m-1"})
	b.must(reverse(released))
	b.must(certify("i-2", "m-1", "INV 1", "60.00"))
	varied := b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("310.00")})
	b.refused(reverse(varied), ErrWrongState, "varying contribution c-1 again")
}

func TestReversedAgreementOfAContribution(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	agreed := b.must(agree("c-1", "minimum", "10.00"))
	b.must(reverse(agreed))
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "is reversed, not agreed")
	pledged := b.must(AgreePerformance{
		ID: "p-1", Source: "pot", Year: 2015, Agreement: 1,
		Function: "social-care",
		Plan:     oneInstalment("10.00"),
	})
	b.must(reverse(pledged))
	b.refused(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("1.00"),
		Measured: MustPeriod("2015-16/01"),
	},
		ErrWrongState, "reversed")
}

func TestEraseText(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	e := b.must(raise("m-1", "10.00"))
	erase := EraseText{Entry: e.Seq, Reason: Text("asked by the person"), Rule: "UK GDPR Article 17"}
	overlay := b.fund.Overlay()
	overlay.At = b.at
	overlay.On, overlay.Period = MustDate("2015-06-01"), MustPeriod("2015-16/03")
	overlay.Hold(entryRef(e.Seq), PostedEntry{e})
	if _, err := erase.Do(overlay, ada); err != nil || len(overlay.Erased()) != 1 ||
		overlay.Erased()[0] != e.Seq {
		t.Errorf("erased %v, %v", overlay.Erased(), err)
	}
	b.refused(EraseText{Entry: e.Seq, Reason: Text("x")}, ErrInvalid, "the rule")
	b.refused(EraseText{Entry: 999, Reason: Text("x"), Rule: "r"}, ErrNotFound, "no entry 999")
	if done := b.must(erase); len(done.Postings) != 0 {
		t.Error("an erasure posts nothing")
	}
}

func TestPrivateStaysOutOfPublicBytes(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	act := raise("m-1", "10.00")
	act.Purpose = Text("a bed for client-7f3a")
	e := b.must(act)
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"client-7f3a", "why"} {
		if bytes.Contains(body, []byte(secret)) {
			t.Errorf("the public bytes hold %q: %s", secret, body)
		}
	}
	back, err := DecodeEntry(body)
	if err != nil {
		t.Fatal(err)
	}
	purpose := back.Act.(RaiseCommitment).Purpose
	sealed := e.Act.(RaiseCommitment).Purpose
	if purpose.String() != "[withheld]" || purpose.Reveal(sealed.Salt, "something else") ||
		!purpose.Reveal(sealed.Salt, sealed.Value) {
		t.Errorf("the purpose reads back as %+v", purpose)
	}
	planted := raise("m-2", "10.00")
	planted.Purpose = Private{Digest: DigestOf(body)}
	b.refused(planted, ErrInvalid, "not as its digest")
	if _, err := ReadAct("vire-budget", []byte(`{"sum":"1.00"}`)); !errors.Is(err, ErrUnknownField) {
		t.Errorf("unknown field: %v", err)
	}
	if _, err := ReadAct("propose-act", []byte(`{}`)); !errors.Is(err, ErrUnknownAct) {
		t.Errorf("a proposal is not asked for by name: %v", err)
	}
}

// A reversal is judged by all that its entry moved: each scheme of an invoice, and the whole of what it spent.
func TestReversalIsOfAllThatWasMoved(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(receive("r-1", charge("m-la", "50.00", "10.00", ""), charge("m-nhs", "30.00", "6.00", "")))
	certified := b.must(CertifyReceivedInvoice{Invoice: "r-1"})
	paid := b.must(PayInvoice{Invoice: "r-1", Payment: Text("p")})
	for _, tt := range []struct {
		of      Entry
		amount  string
		schemes []SchemeID
	}{
		{certified, "86.00", []SchemeID{"la", "nhs"}},
		{paid, "96.00", []SchemeID{""}},
	} {
		a := ReverseEntry{Entry: tt.of.Seq, Reason: Text("x")}
		if _, err := a.Matter(b.fund); !errors.Is(err, ErrNotLoaded) {
			t.Fatal(err)
		}
		b.load(b.fund)
		m, err := a.Matter(b.fund)
		parts := append([]Matter{m}, m.Parts...)
		if err != nil || len(parts) != len(tt.schemes) {
			t.Fatalf("%+v: %v", parts, err)
		}
		for n, part := range parts {
			if part.Scheme != tt.schemes[n] || part.Amount != MustMoney(tt.amount) || part.Source != "minimum" {
				t.Errorf("part %d of %s is %+v", n, tt.of.Act.Kind(), part)
			}
		}
	}
}
