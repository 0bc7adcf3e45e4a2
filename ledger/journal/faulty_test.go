package journal_test

import (
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// faulty is a virement whose rule panics: what a fault of ours must not cost others.
type faulty struct{ ledger.VireBudget }

func (faulty) Do(*ledger.State, ledger.Authority) (ledger.Entry, error) { panic("a fault of ours") }

func TestAPanicCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	results := p.Journal.DoEach(t.Context(), p.Fund, []journal.Request{
		p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00")),
		p.Request("ada", "2015-06-01", faulty{pooltest.Vire("one", "two", "1.00")}),
		p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "2.00")),
	})
	if results[0].Err != nil || results[2].Err != nil {
		t.Errorf("the others = %v and %v", results[0].Err, results[2].Err)
	}
	if results[1].Err == nil || ledger.KindOf(results[1].Err) != ledger.Internal {
		t.Errorf("the faulty act = %v, want an internal fault", results[1].Err)
	}
	if results[2].Entry.Seq != results[0].Entry.Seq+1 {
		t.Errorf("entries %d and %d, want no gap", results[0].Entry.Seq, results[2].Entry.Seq)
	}
}

func TestNoAuthorityNoEntry(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	refuse := ledger.ErrForbidden.With("this test allows nothing")
	for name, tt := range map[string]struct {
		decide ledger.Decide
		want   error
	}{
		"policy refuses": {
			func(ledger.Question) (ledger.Decision, error) { return ledger.Decision{}, refuse },
			ledger.ErrForbidden,
		},
		"policy says nothing": {
			func(ledger.Question) (ledger.Decision, error) { return ledger.Decision{}, nil },
			ledger.ErrNoAuthority,
		},
	} {
		j := journal.Open(journal.Config{Pool: p.Pgx(), Decide: tt.decide})
		t.Cleanup(j.Close)
		before, _ := j.Head(t.Context(), p.Fund)
		result := j.Do(t.Context(), p.Fund, p.Request("ada", "2015-06-01", ledger.AddScheme{
			ID: "four", Name: "Four",
			CodeListYear: 2015,
		}))
		if !errors.Is(result.Err, tt.want) {
			t.Errorf("%s: %v, want %v", name, result.Err, tt.want)
		}
		if after, _ := j.Head(t.Context(), p.Fund); after != before {
			t.Errorf("%s: the head moved", name)
		}
	}
}

func TestAnUnknownFundIsNotMade(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	result := p.Journal.Do(t.Context(), "nowhere", p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00")))
	if !errors.Is(result.Err, ledger.ErrNoFund) {
		t.Errorf("an act on no fund = %v", result.Err)
	}
	// A fund whose opening is refused does not exist either.
	result = p.Journal.Do(t.Context(), "refused", p.Request("ada", "2015-06-01",
		ledger.OpenFund{Name: "Refused", Host: "nobody-knows"}))
	if result.Err == nil {
		t.Error("a fund was opened for a host that is not registered")
	}
	if _, err := p.Journal.Head(t.Context(), "refused"); !errors.Is(err, ledger.ErrNoFund) {
		t.Errorf("a fund whose opening was refused = %v, want none", err)
	}
}

// An act that must wait becomes a proposal; its approval by somebody else runs it in one entry.
func TestAProposalRunsOnItsApproval(t *testing.T) {
	t.Parallel()
	decide := func(q ledger.Question) (ledger.Decision, error) {
		d, err := pooltest.AllowAll(q)
		if q.Act == "vire-budget" {
			d.Waits = "one other finance officer"
		}
		return d, err
	}
	p := pooltest.NewIn(t, pooltest.Shared(t), decide)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	ask := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "4.00"))
	proposed := p.Journal.Do(t.Context(), p.Fund, ask)
	if proposed.Err != nil || proposed.Proposal == "" || len(proposed.Entry.Postings) != 0 {
		t.Fatalf("proposal = %+v", proposed)
	}
	again := p.Journal.Do(t.Context(), p.Fund, ask)
	if !again.Replayed || again.Proposal != proposed.Proposal || again.Waits != proposed.Waits {
		t.Errorf("the same request again = %+v, want the same proposal", again)
	}
	d, err := p.Journal.Document(t.Context(), p.Fund, ledger.Ref{Kind: "proposal", ID: string(proposed.Proposal)}, 0)
	if err != nil {
		t.Fatal(err)
	}
	held := d.(ledger.Proposal)
	if _, err := p.Do("ada", "2015-06-02", ledger.ApproveProposal{Proposal: held.ID, Hash: held.Hash}); !errors.Is(err,
		ledger.ErrOwnWork) {
		t.Errorf("her own proposal = %v, want ErrOwnWork", err)
	}
	if _, err := p.Do("ben", "2015-06-02", ledger.ApproveProposal{
		Proposal: held.ID,
		Hash:     ledger.DigestOf([]byte("something else")),
	}); !errors.Is(err, ledger.ErrStale) {
		t.Errorf("another hash = %v, want ErrStale", err)
	}
	e := p.Must("ben", "2015-06-02", ledger.ApproveProposal{Proposal: held.ID, Hash: held.Hash})
	if len(e.Postings) != 2 || e.Authority.Actor != "ada" && len(e.Authority.Approvals) == 0 {
		t.Errorf("the approval posted %d lines under %+v", len(e.Postings), e.Authority)
	}
	if _, err := p.Do("cat", "2015-06-02", ledger.ApproveProposal{Proposal: held.ID, Hash: held.Hash}); !errors.Is(err,
		ledger.ErrDecided) {
		t.Errorf("a second approval = %v, want ErrDecided", err)
	}
	results := p.Journal.DoAll(t.Context(), p.Fund, []journal.Request{
		p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00")),
	})
	if !errors.Is(results[0].Err, ledger.ErrForbidden) {
		t.Errorf("an act that must wait, all or nothing = %v, want it refused", results[0].Err)
	}
}

func TestAnActMayLookBackWithinItsBatch(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	head, _ := p.Journal.Head(t.Context(), p.Fund)
	reverse := ledger.ReverseEntry{Entry: head.Seq + 1, Reason: ledger.Text("keyed twice")}
	results := p.Journal.DoEach(t.Context(), p.Fund, []journal.Request{
		p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "4.00")),
		p.Request("ben", "2015-06-01", reverse),
		p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "10.00")),
	})
	for i, r := range results {
		if r.Err != nil {
			t.Errorf("act %d: %v", i+1, r.Err)
		}
	}
	if results[1].Entry.Reverses != head.Seq+1 {
		t.Errorf("entry %d reverses %d", results[1].Entry.Seq, results[1].Entry.Reverses)
	}
	// An entry asked for before it is there is not remembered as absent.
	for range 2 {
		_, _ = p.Do("ben", "2015-06-01", ledger.ReverseEntry{Entry: head.Seq + 5, Reason: ledger.Text("too soon")})
	}
	p.Must("ada", "2015-06-01", pooltest.Vire("two", "one", "1.00"))
	p.Must("ada", "2015-06-01", pooltest.Vire("two", "one", "1.00"))
	p.Must("ben", "2015-06-01", ledger.ReverseEntry{Entry: head.Seq + 5, Reason: ledger.Text("now")})
}

func TestAnUnsealedTextIsAFault(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	ask := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
	ask.Instruction.Narrative = ledger.Text("in the clear")
	err := p.Journal.Do(t.Context(), p.Fund, ask).Err
	if err == nil || ledger.KindOf(err) != ledger.Internal {
		t.Errorf("an unsealed narrative = %v, want an internal fault", err)
	}
}
