package ledger

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// granted is a book whose source dfg has £500.00 agreed in advance and £400.00 received, all budgeted for scheme a.
func granted(t *testing.T) *book {
	t.Helper()
	b := withSources(t)
	c := agree("c-1", "dfg", "500.00")
	c.InAdvance = true
	b.must(c)
	b.must(SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("500.00")})
	b.must(ReceiveGrant{Contribution: "c-1", Amount: MustMoney("400.00"), Power: Section31, Receipt: Text("r")})
	return b
}

func allocate(reason string, shares ...DistrictShare) AllocateGrant {
	a := AllocateGrant{Contribution: "c-1", Due: MustDate("2015-06-30"), Districts: shares}
	if reason != "" {
		a.Reason = Text(reason)
	}
	return a
}

func pass(district BodyID, amount string) PassGrantOn {
	return PassGrantOn{
		Contribution: "c-1", Scheme: "a", District: district, Amount: MustMoney(amount), Payment: Text("p"),
	}
}

func consent(amount string) RecordGrantConsent {
	return RecordGrantConsent{
		Contribution: "c-1", District: "district", Amount: MustMoney(amount), Given: MustDate("2015-05-30"),
		Consent: Text("letter"),
	}
}

func share(district BodyID, amount string) DistrictShare {
	return DistrictShare{district, MustMoney(amount)}
}

func TestAllocateGrant(t *testing.T) {
	t.Parallel()
	b := granted(t)
	b.refused(allocate("", share("district", "500.01")), ErrNotEnough, "£0.01 more than contribution c-1, which is £500.00")
	b.refused(allocate("", share("district", "1.00"), share("district", "1.00")), ErrInvalid, "district is named twice")
	b.refused(allocate("", share("provider", "1.00")), ErrInvalid, "provider is no council")
	b.refused(allocate("", share("nobody", "1.00")), ErrNotFound, "nobody")
	b.refused(allocate("", share("district", "0.00")), ErrAmountNotPositive, "")
	b.refused(allocate(""), ErrInvalid, "1 to 100 districts")
	undated := allocate("", share("district", "1.00"))
	undated.Due = 0
	b.refused(undated, ErrInvalid, "by which day")
	e := b.must(allocate("", share("district", "300.00"), share("council", "200.00")))
	b.posts(e,
		"9500:2015-16:::: 500.00",
		"9510:2015-16:::::grant=c-1.district -300.00", "9510:2015-16:::::grant=c-1.council -200.00")
	b.refused(reverse(e), ErrWrongState, "by allocating contribution c-1 again")

	b.refused(pass("district", "300.01"), ErrNotEnough, "£0.01 more than the £300.00 left")
	b.refused(pass("trust", "0.01"), ErrNotEnough, "£0.01 more than the £0.00 left")
	e = b.must(pass("district", "250.00"))
	b.posts(e, // row 4b, and what is left of the allocation
		"5400:2015-16:council:dfg:a:capital 250.00", "1000::council:dfg::capital:by=passed-on -250.00",
		"2200::council:dfg::capital 250.00", "4210:2015-16:council:dfg::capital -250.00",
		"9005:2015-16:council:dfg::capital 250.00", "9000:2015-16:council:dfg::capital -250.00",
		"9200:2015-16:council:dfg:a:capital:by=spend 250.00", "9400:2015-16:council:dfg:a:capital -250.00",
		"9510:2015-16:::::grant=c-1.district 250.00", "9520:2015-16:::::grant-passed=c-1.district -250.00")
	b.must(reverse(e))
	b.must(pass("district", "300.00"))

	b.refused(allocate("", share("district", "300.00")), ErrInvalid, "the reason why the allocation is restated")
	b.refused(allocate("again", share("district", "299.99")), ErrNotEnough, "£300.00 has been passed on to it")
	b.refused(allocate("again", share("council", "1.00")), ErrNotEnough, "£0.00 would be allocated to district")
	e = b.must(allocate("again", share("district", "310.00"))) // nothing for the council any more
	b.posts(e, "9500:2015-16:::: -190.00",
		"9510:2015-16:::::grant=c-1.district -10.00", "9510:2015-16:::::grant=c-1.council 200.00")
	later := allocate("a later day", share("district", "310.00"))
	later.Due = MustDate("2015-07-31")
	b.posts(b.must(later))
	made, _ := Find[GrantAllocation](b.fund, grantAllocationRef("c-1"))
	if made.Version != 3 || made.Due != later.Due || made.Total() != MustMoney("310.00") {
		t.Errorf("the newest version is %+v", made)
	}

	vary := VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("309.99")}
	b.must(SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Decrease, Amount: MustMoney("200.00")})
	b.refused(vary, ErrNotEnough, "£310.00 allocated to districts is £0.01 more than contribution c-1")
	vary.Plan = oneInstalment("310.00")
	b.must(vary)
	b.must(agree("c-2", "minimum", "5.00"))
	cash := allocate("", share("district", "1.00"))
	cash.Contribution = "c-2"
	b.refused(cash, ErrWrongState, "not agreed as a capital grant")
}

// What a district agrees to is put to other use is spent like any other capital money.
func TestRecordGrantConsent(t *testing.T) {
	t.Parallel()
	b := granted(t)
	b.refused(consent("1.00"), ErrNotFound, `no allocation of contribution "c-1"`)
	b.must(allocate("", share("district", "450.00")))
	b.refused(consent("400.01"), ErrNotEnough, "£400.01 is more than the £400.00 of source dfg that has been received")
	b.refused(consent("450.01"), ErrNotEnough, "£0.01 more than the £450.00 left")
	early := consent("1.00")
	early.Given = MustDate("2015-06-02")
	b.refused(early, ErrInvalid, "not after 1 June 2015")
	early.Given = 0
	b.refused(early, ErrInvalid, "on which day")
	early = consent("1.00")
	early.Consent = Private{}
	b.refused(early, ErrInvalid, "the reference of the district's consent")
	e := b.must(consent("400.00"))
	b.posts(e,
		"2200::council:dfg::capital 400.00", "4210:2015-16:council:dfg::capital -400.00",
		"9005:2015-16:council:dfg::capital 400.00", "9000:2015-16:council:dfg::capital -400.00",
		"9510:2015-16:::::grant=c-1.district 400.00", "9520:2015-16:::::grant-consented=c-1.district -400.00")
	b.refused(allocate("less", share("district", "399.99")), ErrNotEnough, "£400.00 has been passed on to it or kept")
	b.must(RaiseCommitment{
		ID: "m-1", Scheme: "a", Source: "dfg", Provider: "provider", Form: Contract, Amount: MustMoney("400.00"),
	})
	e = b.must(certify("i-1", "m-1", "n", "400.00"))
	b.posts(e,
		"5400:2015-16:council:dfg:a:capital 400.00", "2100::council:dfg::capital:provider=provider -400.00",
		"9300:2015-16:council:dfg:a:capital:commitment=m-1 400.00", "9400:2015-16:council:dfg:a:capital -400.00")
	b.refused(pass("district", "0.01"), ErrNotEnough, "") // nothing of the grant is held any more

	b = granted(t)
	b.must(allocate("", share("district", "450.00")))
	b.must(reverse(b.must(consent("400.00"))))
	b.must(pass("district", "400.00"))
}

func TestRecordPassingProof(t *testing.T) {
	t.Parallel()
	b := granted(t)
	e := b.must(pass("district", "100.00"))
	b.refused(RecordPassingProof{Entry: e.Seq}, ErrInvalid, "the reference of the proof")
	b.refused(RecordPassingProof{Entry: e.Seq + 1, Proof: Text("x")}, ErrNotFound, "no grant passed on by entry")
	b.refused(RecordPassingProof{Entry: e.Seq - 1, Proof: Text("x")}, ErrNotFound, "no grant passed on by entry")
	b.must(RecordPassingProof{Entry: e.Seq, Proof: Text("receipt")})
	b.must(RecordPassingProof{Entry: e.Seq, Proof: Text("a better receipt")})
	b.must(reverse(e))
	b.refused(RecordPassingProof{Entry: e.Seq, Proof: Text("x")}, ErrWrongState, "so nothing was passed on")
}

// checkGrants holds that what is left and used of each district's allocation is what the newest version allocates.
func (sum books) checkGrants(t *rapid.T, b *book) {
	for _, d := range b.fund.documents.young {
		made, ok := d.(GrantAllocation)
		if !ok {
			continue
		}
		of := string(made.Contribution) + "."
		for _, district := range []BodyID{"district", "council"} {
			var all Money
			for a, m := range sum {
				kind, name, _ := strings.Cut(a.Of, "=")
				if strings.HasPrefix(kind, GrantLeft) && name == of+string(district) {
					all = all.Sub(m)
				}
			}
			if want := made.share(district); all != want {
				t.Fatalf("%s is allocated of contribution %s to %s, and its accounts hold %s", want, made.Contribution,
					district, all)
			}
		}
	}
}

// lastPassing is the newest entry that passed a grant on, or 0.
func lastPassing(b *book) (seq int64) {
	for _, e := range b.entries["test"] {
		if _, ok := e.Act.(PassGrantOn); ok {
			seq = e.Seq
		}
	}
	return seq
}
