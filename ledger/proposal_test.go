package ledger

import (
	"errors"
	"testing"
)

func vire(amount string) VireBudget {
	return VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney(amount),
	}
}

// propose holds an act that ada asks for, as the journal does.
func (b *book) propose(act Act) Proposal {
	b.Helper()
	in := Instruction{On: MustDate("2015-06-01"), Reference: Text("paper 7"), Narrative: Text("winter")}
	e, err := b.try(ada, in, ProposeAct{Held: act, Need: "an officer of the other partner"})
	if err != nil {
		b.Fatalf("propose %s: %v", act.Kind(), err)
	}
	if len(e.Postings) != 0 {
		b.Error("a proposal posts nothing")
	}
	p, err := b.fund.Proposal(ProposalNumbered(e.Seq))
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// approve is ben's approval, the last one needed.
func (b *book) approve(p Proposal) (Entry, error) {
	b.Helper()
	return b.try(final(ben), Instruction{On: MustDate("2015-06-02")}, ApproveProposal{Proposal: p.ID, Hash: p.Hash})
}

func TestApproveProposal(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	p := b.propose(vire("100.00"))
	later := Instruction{On: MustDate("2015-07-02")}
	approve := ApproveProposal{Proposal: p.ID, Hash: p.Hash}
	if _, err := b.try(final(ada), later, approve); !errors.Is(err, ErrOwnWork) {
		t.Errorf("her own proposal: %v", err)
	}
	if _, err := b.try(final(ben), later, ApproveProposal{Proposal: p.ID}); !errors.Is(err, ErrStale) {
		t.Errorf("not what was read: %v", err)
	}
	first, err := b.try(cora, later, approve) // policy says that another is needed
	if err != nil || len(first.Postings) != 0 {
		t.Fatalf("first approval: %v, %v", first.Postings, err)
	}
	if _, err := b.try(final(cora), later, approve); !errors.Is(err, ErrOwnWork) {
		t.Errorf("twice: %v", err)
	}
	e, err := b.try(final(ben), later, approve)
	if err != nil {
		t.Fatal(err)
	}
	b.posts(e,
		"9200:2015-16:ccg:minimum:a:revenue:by=virement 100.00",
		"9200:2015-16:ccg:minimum:b:revenue:by=virement -100.00")
	if e.Effective != MustDate("2015-06-01") || e.Narrative.Value != "winter" || e.Reference.Value != "paper 7" {
		t.Errorf("the entry is dated %s, %q, %q: not as it was proposed", e.Effective, e.Narrative, e.Reference)
	}
	if e.Authority.Actor != "ada" || len(e.Authority.Approvals) != 2 || e.Authority.Approvals[1].Actor != "ben" {
		t.Errorf("authority is %+v", e.Authority)
	}
	if _, err := b.try(final(dev), later, approve); !errors.Is(err, ErrDecided) {
		t.Errorf("decided already: %v", err)
	}
}

func TestProposalKeepsPrivateTexts(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	act := raise("m-1", "10.00")
	act.Purpose = Text("a bed for client-7f3a")
	p := b.propose(act)
	if _, err := b.approve(p); err != nil {
		t.Fatal(err)
	}
	c, err := b.fund.Commitment("m-1")
	if err != nil || c.Purpose.Value != "a bed for client-7f3a" || c.Purpose.Salt == (Salt{}) {
		t.Errorf("the commitment's purpose is %+v, %v", c.Purpose, err)
	}
}

func TestProposalIsTriedFirst(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(ProposeAct{Held: vire("600.01")}, ErrNotEnough, "£600.00 available")
	b.refused(ProposeAct{Held: ApproveProposal{Proposal: "p-1"}}, ErrNotFound, "p-1")
	p := b.propose(vire("600.00"))
	b.must(vire("0.01")) // another was quicker
	if _, err := b.approve(p); !errors.Is(err, ErrNotEnough) {
		t.Errorf("there is not enough any more: %v", err)
	}
	b.must(raise("m-1", "10.00"))
	release := b.propose(ReleaseCommitment{Commitment: "m-1"})
	b.must(VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("1.00")})
	if _, err := b.approve(release); !errors.Is(err, ErrStale) {
		t.Errorf("it would post another amount than was approved: %v", err)
	}
}

func TestRejectAndWithdrawProposal(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	p := b.propose(vire("1.00"))
	reject := RejectProposal{Proposal: p.ID, Hash: p.Hash, Reason: Text("not now")}
	b.refused(reject, ErrOwnWork, "withdraw proposal")
	if _, err := b.try(ben, Instruction{}, WithdrawProposal{Proposal: p.ID}); !errors.Is(err, ErrForbidden) {
		t.Errorf("somebody else's: %v", err)
	}
	if e, err := b.try(ben, Instruction{}, reject); err != nil || len(e.Postings) != 0 {
		t.Errorf("reject: %v", err)
	}
	b.refused(WithdrawProposal{Proposal: p.ID}, ErrDecided, "rejected already")
	p = b.propose(vire("1.00"))
	b.must(WithdrawProposal{Proposal: p.ID})
	if _, err := b.approve(p); !errors.Is(err, ErrDecided) {
		t.Errorf("withdrawn: %v", err)
	}
}

func TestApprovedActIsReversed(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(raise("m-1", "10.00"))
	p := b.propose(certify("i-1", "m-1", "INV 1", "10.00"))
	e, err := b.approve(p)
	if err != nil {
		t.Fatal(err)
	}
	b.must(ReverseEntry{Entry: e.Seq, Reason: Text("wrong provider")})
	if i, _ := b.fund.Invoice("i-1"); i.State != InvoiceReversed {
		t.Errorf("the invoice is %s", i.State)
	}
	b.must(certify("i-2", "m-1", "INV 1", "10.00"))
}
