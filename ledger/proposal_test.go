package ledger

import (
	"errors"
	"strings"
	"testing"
)

func vire(amount string) VireBudget {
	return VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney(amount),
	}
}

// propose holds an act that ada asks for, as the journal does.
func (b *book) propose(act Act, want ...error) Proposal {
	b.Helper()
	return b.proposeBy(ada, act, want...)
}

func (b *book) proposeBy(who Authority, act Act, want ...error) Proposal {
	b.Helper()
	in := Instruction{On: MustDate("2015-06-01"), Reference: Text("paper 7"), Narrative: Text("winter")}
	e, err := b.try(who, in, ProposeAct{Held: act, Need: "an officer of the other partner"})
	if len(want) > 0 && errors.Is(err, want[0]) {
		return Proposal{}
	}
	if err != nil {
		b.Fatalf("propose %s: %v", act.Kind(), err)
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

// What the act itself refuses is refused when it is proposed, but for lack of money: that may be there in the end.
func TestProposalIsTriedFirst(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(ProposeAct{Held: ApproveProposal{Proposal: "p-1"}}, ErrNotFound, "p-1")
	b.refused(ProposeAct{Held: ReleaseCommitment{Commitment: "none"}}, ErrNotFound, "none")
	p := b.propose(vire("600.01"))
	if !strings.Contains(p.Short, "£600.00 available") || len(p.Postings) != 2 {
		t.Errorf("short = %q, postings %v", p.Short, p.Postings)
	}
	if _, err := b.approve(p); !errors.Is(err, ErrNotEnough) {
		t.Errorf("still not enough: %v", err)
	}
	if p, _ = b.fund.Proposal(p.ID); p.State != ProposalOpen || len(p.Approvals) != 0 {
		t.Errorf("a refused approval left %s with %v", p.State, p.Approvals)
	}
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("0.01")})
	if e, err := b.approve(p); err != nil || len(e.Postings) != 2 {
		t.Errorf("enough by now: %v", err)
	}
	p = b.propose(certify("i-9", "none-yet", "INV 9", "10.00"), ErrNotFound)
	if p.ID != "" {
		t.Error("an invoice against no commitment was proposed")
	}
}

// When the books have changed nothing runs: both sets of lines are shown, and everybody is asked again.
func TestProposalIsAskedAgain(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(raise("m-1", "10.00"))
	p := b.propose(ReleaseCommitment{Commitment: "m-1"})
	later := Instruction{On: MustDate("2015-06-02")}
	if _, err := b.try(cora, later, ApproveProposal{Proposal: p.ID, Hash: p.Hash}); err != nil {
		t.Fatal(err)
	}
	b.must(VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("1.00"), Reason: Text("more")})
	by := final(ben)
	by.Still = "everybody again"
	e, err := b.try(by, later, ApproveProposal{Proposal: p.ID, Hash: p.Hash})
	if err != nil || len(e.Postings) != 0 {
		t.Fatalf("the last approval of what has changed = %v, %v", e.Postings, err)
	}
	again, err := b.fund.Proposal(p.ID)
	if err != nil || again.State != ProposalOpen || len(again.Approvals) != 0 || again.Round != 1 ||
		again.Hash == p.Hash || again.Need != "everybody again" {
		t.Fatalf("asked again: %+v, %v", again, err)
	}
	if again.Before[1].Amount != MustMoney("10.00") || again.Postings[1].Amount != MustMoney("11.00") {
		t.Errorf("before %v, now %v", again.Before, again.Postings)
	}
	if id, need := ProposalLeft(e); id != p.ID || need != "everybody again" {
		t.Errorf("the answer says %s, %q", id, need)
	}
	if c, _ := b.fund.Commitment("m-1"); c.State != CommitmentOpen {
		t.Errorf("the commitment is %s although nothing ran", c.State)
	}
	if _, err := b.try(final(ben), later, ApproveProposal{Proposal: p.ID, Hash: p.Hash}); !errors.Is(err, ErrStale) {
		t.Errorf("an approval of what was read before: %v", err)
	}
	if e, err = b.approve(again); err != nil || e.Postings[1].Amount != MustMoney("11.00") {
		t.Errorf("an approval of what is there now: %v, %v", e.Postings, err)
	}
}

func TestProposalExpires(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(SetProposalTerms{Days: 0}, ErrInvalid, "1 to 90 days")
	b.refused(SetProposalTerms{Days: 91}, ErrInvalid, "1 to 90 days")
	b.must(SetProposalTerms{Days: 3})
	p := b.propose(vire("1.00"))
	b.refused(ExpireProposal{Proposal: p.ID}, ErrWrongState, "can be decided until")
	b.at = b.at.AddDate(0, 0, 3) // its last day
	b.refused(ExpireProposal{Proposal: p.ID}, ErrWrongState, "can be decided until")
	q := b.propose(vire("2.00"))
	b.at = b.at.AddDate(0, 0, 1)
	if _, err := b.approve(p); !errors.Is(err, ErrExpired) {
		t.Errorf("the day after: %v", err)
	}
	b.must(ExpireProposal{Proposal: p.ID})
	b.refused(ExpireProposal{Proposal: p.ID}, ErrDecided, "expired already")
	if _, err := b.approve(q); err != nil {
		t.Errorf("one that can be decided still: %v", err)
	}
}

// A proposal may keep what it would take, so that nobody else spends it first.
func TestProposalReserves(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(SetProposalTerms{Days: 28, Reserve: true})
	p := b.propose(vire("500.00"))
	b.refused(vire("100.01"), ErrNotEnough, "£100.00 available")
	e, err := b.approve(p)
	if err != nil {
		t.Fatal(err)
	}
	b.posts(e,
		"9200:2015-16:ccg:minimum:a:revenue:by=virement 500.00",
		"9200:2015-16:ccg:minimum:b:revenue:by=virement -500.00",
		"9200:2015-16:ccg:minimum:a:revenue:by=reserved -500.00",
		"9300:2015-16:ccg:minimum:a:revenue:proposal="+string(p.ID)+" 500.00")
	ends := map[string]func(Proposal) (Entry, error){
		"rejected": func(p Proposal) (Entry, error) {
			return b.try(ben, Instruction{}, RejectProposal{Proposal: p.ID, Hash: p.Hash, Reason: Text("no")})
		},
		"withdrawn": func(p Proposal) (Entry, error) {
			return b.try(ada, Instruction{}, WithdrawProposal{Proposal: p.ID})
		},
		"expired a year later": func(p Proposal) (Entry, error) {
			b.at = b.at.AddDate(1, 0, 0)
			return b.try(ada, Instruction{}, ExpireProposal{Proposal: p.ID})
		},
	}
	for _, how := range []string{"rejected", "withdrawn", "expired a year later"} {
		p := b.propose(vire("100.00"))
		b.refused(vire("0.01"), ErrNotEnough, "£0.00 available")
		if e, err := ends[how](p); err != nil || e.Period.Year() != 2015 {
			t.Fatalf("%s: %s, %v", how, e.Period, err)
		}
		b.must(reverse(b.must(vire("100.00"))))
	}
	short := b.propose(vire("100.01"))
	if len(short.Reserved) != 0 {
		t.Errorf("what is not there was reserved: %v", short.Reserved)
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
