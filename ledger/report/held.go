package report

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

const (
	heldMax        = 512 // balances of funds at a cut that are in memory
	heldEntriesMax = 500 // that are added to held balances; beyond, reading all balances anew costs less
)

// held are the balances that were asked for last, so that a position of now, or of a period as known now, costs what
// was posted since the last one, not a look-up for each account and period. They are no answer of their own: they are
// the balances of an earlier snapshot and the lines of the entries since, and whoever reads them first looks whether
// the journal still holds the very entry they rest on.
type held struct {
	mu   sync.Mutex
	list []heldBalances // of at most heldMax, the longest unused first
}

// heldBalances are a fund's balances at a cut. The map is never changed once it is held.
type heldBalances struct {
	fund     ledger.FundID
	cut      cut
	of       accounts
	entry    [sha256.Size]byte // of the bytes of the entry it was known at: a database put back may hold another
	balances balances
}

// sameBut reports two cuts that differ in the number they are known at alone.
func (c cut) sameBut(other cut) bool {
	c.seq = other.seq
	return c == other
}

// get is what is held that comes nearest to a cut, from before it.
func (h *held) get(fund ledger.FundID, c cut, of accounts) (heldBalances, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	best := -1
	for i, b := range h.list {
		if b.fund == fund && b.cut.sameBut(c) && b.of.same(of) && b.cut.seq <= c.seq && c.seq-b.cut.seq <= heldEntriesMax &&
			(best < 0 || b.cut.seq > h.list[best].cut.seq) {
			best = i
		}
	}
	if best < 0 {
		return heldBalances{}, false
	}
	found := h.list[best]
	h.list = append(slices.Delete(h.list, best, best+1), found)
	return found, true
}

// keep holds balances in the place of those at the cuts of the same fund that they were made of or stand for.
func (h *held) keep(b heldBalances, before cut) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = slices.DeleteFunc(h.list, func(old heldBalances) bool {
		return old.fund == b.fund && old.of.same(b.of) && (old.cut == b.cut || old.cut == before)
	})
	if len(h.list) >= heldMax {
		h.list = slices.Delete(h.list, 0, 1)
	}
	h.list = append(h.list, b)
}

// known are balances at a cut, from memory where they can be. Nobody may change the map.
func (v *view) known(ctx context.Context, c cut, of accounts) (balances, error) {
	if before, ok := v.held.get(v.id, c, of); ok {
		now, known, err := v.advance(ctx, before, c.seq)
		if err != nil || known {
			return now.balances, err
		}
	}
	now := heldBalances{fund: v.id, cut: c, of: of}
	var err error
	if now.balances, err = v.balances(ctx, c, of); err != nil {
		return nil, err
	}
	var body []byte
	err = v.tx.QueryRow(ctx, `SELECT body FROM entry WHERE fund = $1 AND seq = $2`, v.fund, c.seq).Scan(&body)
	if err != nil {
		return nil, fmt.Errorf("entry %d of %s: %w", c.seq, v.id, err)
	}
	now.entry = sha256.Sum256(body)
	v.held.keep(now, c)
	return now.balances, nil
}

// advance adds the lines of the entries since to held balances, those that count. They are not known where the entry
// they rest on is another one now, or where an account is new: its number is the database's to say.
func (v *view) advance(ctx context.Context, before heldBalances, seq int64) (heldBalances, bool, error) {
	type since struct {
		Body      []byte
		Period    ledger.Period
		Effective time.Time
	}
	rows, err := v.tx.Query(ctx, `
		SELECT body, period, effective
		  FROM entry
		 WHERE fund = $1
		   AND seq BETWEEN $2 AND $3
		 ORDER BY seq`, v.fund, before.cut.seq, seq)
	if err != nil {
		return before, false, fmt.Errorf("entries of %s since %d: %w", v.id, before.cut.seq, err)
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByPos[since])
	if err != nil {
		return before, false, fmt.Errorf("entries of %s since %d: %w", v.id, before.cut.seq, err)
	}
	if len(entries) == 0 || sha256.Sum256(entries[0].Body) != before.entry {
		return before, false, nil
	}
	if len(entries) == 1 {
		return before, true, nil
	}
	now := before
	now.cut.seq, now.entry = seq, sha256.Sum256(entries[len(entries)-1].Body)
	now.balances = maps.Clone(before.balances)
	for _, e := range entries[1:] {
		if !now.cut.holds(seq, e.Period, ledger.DateOf(e.Effective)) {
			continue
		}
		if known, err := now.balances.post(e.Body, before.of); err != nil || !known {
			return before, false, err
		}
	}
	v.held.keep(now, before.cut)
	return now, true, nil
}

// post adds an entry's lines to the accounts that are there, and reports whether all that are asked for were.
func (b balances) post(body []byte, of accounts) (bool, error) {
	postings, err := ledger.DecodePostings(body)
	if err != nil {
		return false, err
	}
	for _, p := range postings {
		if !slices.Contains(of.codes, int16(p.Account.Code)) {
			continue
		}
		known := b.move(p.Account.Control(), p.Amount)
		if slices.Contains(of.kinds, p.Account.Of) {
			known = b.move(p.Account, p.Amount) && known
		}
		if !known {
			return false, nil
		}
	}
	return true, nil
}

// move adds an amount to an account, and reports whether it was there.
func (b balances) move(a ledger.Account, amount ledger.Money) bool {
	old, ok := b[a]
	if ok {
		b[a] = balance{old.number, old.amount.Add(amount)}
	}
	return ok
}
