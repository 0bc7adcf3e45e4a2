package journal_test

import (
	"bytes"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// An erased text is gone from entry, document and database, while bytes, roots and postings stay as they were.
func TestErasedTextIsGoneAndRootsStay(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	const secret = "transport for client-7f3a"
	raised := p.Must("ada", "2015-06-01", ledger.RaiseCommitment{
		ID: "c-1", Scheme: "one", Source: pooltest.NHSMinimum,
		Provider: pooltest.TrustBody, Form: ledger.Contract, Amount: ledger.MustMoney("100.00"),
		Purpose: ledger.Text(secret),
	})
	p.Must("ada", "2015-06-01", ledger.VaryCommitment{
		Commitment: "c-1", Direction: ledger.Increase,
		Amount: ledger.MustMoney("1.00"), Reason: ledger.Text("more trips"),
	})
	before, err := p.Journal.Entry(t.Context(), p.Fund, raised.Seq)
	if err != nil {
		t.Fatal(err)
	}
	if act := before.Entry.Act.(ledger.RaiseCommitment); act.Purpose.Value != secret {
		t.Fatalf("purpose before = %q", act.Purpose)
	}
	if bytes.Contains(before.Body, []byte(secret)) {
		t.Error("the public bytes hold the text")
	}
	head, _ := p.Journal.Head(t.Context(), p.Fund)

	p.Must("dpo", "2015-06-02", ledger.EraseText{
		Entry: raised.Seq, Reason: ledger.Text("asked for"),
		Rule: "UK GDPR Article 17",
	})

	after, err := p.Journal.Entry(t.Context(), p.Fund, raised.Seq)
	if err != nil {
		t.Fatal(err)
	}
	if act := after.Entry.Act.(ledger.RaiseCommitment); act.Purpose.Value != "" || act.Purpose.IsZero() {
		t.Errorf("purpose after = %q, want it withheld", act.Purpose)
	}
	if !bytes.Equal(before.Body, after.Body) {
		t.Error("the entry's bytes changed")
	}
	if root, err := p.Journal.RootAt(t.Context(), p.Fund, head.Seq); err != nil || root != head.Root {
		t.Errorf("root at %d = %v %v, want %v", head.Seq, root, err, head.Root)
	}
	d, err := p.Journal.Document(t.Context(), p.Fund, ledger.Ref{Kind: "commitment", ID: "c-1"}, 0)
	if err != nil || d.(ledger.Commitment).Purpose.Value != "" {
		t.Errorf("the varied commitment still says %q, %v", d.(ledger.Commitment).Purpose, err)
	}
	var left int
	if err := p.Pgx().QueryRow(t.Context(), `SELECT count(*) FROM private_text WHERE position($1 IN texts) > 0`, []byte(secret)).
		Scan(&left); err != nil || left != 0 {
		t.Errorf("the database keeps %d copies, %v", left, err)
	}
	// The writer that had the commitment in memory works on without the text.
	p.Must("ada", "2015-06-03", ledger.ReleaseCommitment{Commitment: "c-1", Reason: ledger.Text("done")})
}

func TestDocumentsAsAtANumber(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	raised := p.Must("ada", "2015-06-01", ledger.RaiseCommitment{
		ID: "c-1", Scheme: "one", Source: pooltest.NHSMinimum,
		Provider: pooltest.TrustBody, Form: ledger.Contract, Amount: ledger.MustMoney("100.00"),
	})
	p.Must("ada", "2015-06-02", ledger.ReleaseCommitment{Commitment: "c-1", Reason: ledger.Text("not needed")})
	ref := ledger.Ref{Kind: "commitment", ID: "c-1"}
	for _, tt := range []struct {
		at   int64
		want ledger.CommitmentState
	}{{raised.Seq, ledger.CommitmentOpen}, {0, ledger.CommitmentReleased}} {
		d, err := p.Journal.Document(t.Context(), p.Fund, ref, tt.at)
		if err != nil || d.(ledger.Commitment).State != tt.want {
			t.Errorf("as at %d = %+v %v, want %s", tt.at, d, err, tt.want)
		}
	}
	if _, err := p.Journal.Document(t.Context(), p.Fund, ref, raised.Seq-1); ledger.KindOf(err) != ledger.NotFound {
		t.Errorf("before it was raised = %v, want not found", err)
	}
	list, err := p.Journal.Documents(t.Context(), p.Fund, "scheme", "one", 1, 0)
	if err != nil || len(list) != 1 || list[0].(ledger.Scheme).ID != "three" {
		t.Errorf("schemes after one = %v %v, want three", list, err)
	}
	page, err := p.Journal.Entries(t.Context(), p.Fund, journal.Page{Document: ref, Limit: 10})
	if err != nil || len(page) != 2 || page[0].Entry.Seq != raised.Seq {
		t.Errorf("the life of c-1 = %d entries %v, want 2", len(page), err)
	}
}
