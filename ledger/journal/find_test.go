package journal_test

import (
	"slices"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// What is found is the newest that holds the words, and whether there is more is said.
func TestFindTheNewest(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "900.00")
	var all []int64
	for range 6 {
		all = append(all, p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "7.77")).Seq)
	}
	slices.Reverse(all)
	for _, limit := range []int{1, 5, 6, 7} {
		found, err := p.Journal.Find(t.Context(), p.Fund, ledger.AskedWords("vire-budget £7.77"), nil, limit)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []int64
		for _, e := range found.Entries {
			seqs = append(seqs, e.Entry.Seq)
		}
		if want := all[:min(limit, len(all))]; !slices.Equal(seqs, want) || found.More != (limit < len(all)) {
			t.Errorf("%d at most: %v, more %v; want %v", limit, seqs, found.More, want)
		}
	}
}
