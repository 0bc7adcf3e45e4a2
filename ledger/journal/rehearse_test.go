package journal_test

import (
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// A rehearsal answers as posting would, act after act, and posts nothing.
func TestRehearse(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "100.00")
	posted := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "40.00"))
	first := p.Journal.Do(t.Context(), p.Fund, posted)
	if first.Err != nil {
		t.Fatal(first.Err)
	}
	vire := func(from, to ledger.SchemeID, amount string) journal.Request {
		return p.Request("ada", "2015-06-01", pooltest.Vire(from, to, amount))
	}
	requests := []journal.Request{
		posted,
		vire("three", "one", "60.00"), // nothing is there yet
		vire("one", "three", "60.00"),
		vire("three", "one", "60.00"), // what the line before brought
	}
	got := p.Journal.Rehearse(t.Context(), p.Fund, requests)
	if !got[0].Replayed || got[0].Entry.Seq != first.Entry.Seq || got[0].Receipt != first.Receipt {
		t.Errorf("a key that was used: %+v", got[0])
	}
	if !errors.Is(got[1].Err, ledger.ErrNotEnough) || got[2].Err != nil || got[3].Err != nil {
		t.Errorf("rehearsed: %v, %v, %v", got[1].Err, got[2].Err, got[3].Err)
	}
	if head, err := p.Journal.Head(t.Context(), p.Fund); err != nil || head.Seq != first.Entry.Seq {
		t.Errorf("a rehearsal moved the journal to %d, %v", head.Seq, err)
	}
	if after := p.Journal.DoEach(t.Context(), p.Fund, requests); !after[0].Replayed ||
		!errors.Is(after[1].Err, ledger.ErrNotEnough) || after[2].Err != nil || after[3].Err != nil {
		t.Errorf("posted after a rehearsal: %+v", after)
	}
}
