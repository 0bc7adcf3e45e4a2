package report

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

const (
	heldFundsMax   = 64  // whose newest balances are held in memory
	heldEntriesMax = 500 // that are added to held balances; beyond, reading all balances anew costs less
)

// held are the newest balances of the funds asked about last, so that a position of now costs what was posted since the
// last one, not a look-up for each account and period. They are no answer of their own: they are the balances of an
// earlier snapshot and the lines of the entries since, and whoever reads them first looks whether the journal still
// holds the very entry they rest on.
type held struct {
	mu    sync.Mutex
	funds map[ledger.FundID]heldBalances
}

// heldBalances are the balances after an entry. The map is never changed once it is held.
type heldBalances struct {
	seq      int64
	entry    [sha256.Size]byte // of that entry's bytes: a database put back from a copy may hold another
	balances balances
}

func (h *held) get(fund ledger.FundID) (heldBalances, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b, ok := h.funds[fund]
	return b, ok
}

// keep holds balances in the place of older ones, and of some other fund's where there are too many.
func (h *held) keep(fund ledger.FundID, b heldBalances) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.funds == nil {
		h.funds = map[ledger.FundID]heldBalances{}
	}
	for other := range h.funds {
		if len(h.funds) < heldFundsMax {
			break
		}
		if other != fund {
			delete(h.funds, other)
		}
	}
	h.funds[fund] = b
}

// newest are the balances that figures are made of, after the newest entry of the snapshot.
func (v *view) newest(ctx context.Context, c cut) (balances, error) {
	if before, ok := v.held.get(v.id); ok && before.seq <= c.seq && c.seq-before.seq <= heldEntriesMax {
		now, known, err := v.advance(ctx, before, c.seq)
		if err != nil || known {
			return now.balances, err
		}
	}
	now := heldBalances{seq: c.seq}
	var err error
	if now.balances, err = v.balances(ctx, c, figureAccounts); err != nil {
		return nil, err
	}
	var body []byte
	err = v.tx.QueryRow(ctx, `SELECT body FROM entry WHERE fund = $1 AND seq = $2`, v.fund, c.seq).Scan(&body)
	if err != nil {
		return nil, fmt.Errorf("entry %d of %s: %w", c.seq, v.id, err)
	}
	now.entry = sha256.Sum256(body)
	v.held.keep(v.id, now)
	return now.balances, nil
}

// advance adds the lines of the entries since to held balances. They are not known where the entry they rest on is
// another one now, or where an account is new: its number is the database's to say.
func (v *view) advance(ctx context.Context, before heldBalances, seq int64) (heldBalances, bool, error) {
	rows, err := v.tx.Query(ctx, `
		SELECT body
		  FROM entry
		 WHERE fund = $1
		   AND seq BETWEEN $2 AND $3
		 ORDER BY seq`, v.fund, before.seq, seq)
	if err != nil {
		return before, false, fmt.Errorf("entries of %s since %d: %w", v.id, before.seq, err)
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return before, false, fmt.Errorf("entries of %s since %d: %w", v.id, before.seq, err)
	}
	if len(bodies) == 0 || sha256.Sum256(bodies[0]) != before.entry {
		return before, false, nil
	}
	if len(bodies) == 1 {
		return before, true, nil
	}
	now := heldBalances{seq, sha256.Sum256(bodies[len(bodies)-1]), maps.Clone(before.balances)}
	for _, body := range bodies[1:] {
		if known, err := now.balances.post(body); err != nil || !known {
			return before, false, err
		}
	}
	v.held.keep(v.id, now)
	return now, true, nil
}

// post adds an entry's lines to the accounts that are there, and reports whether all that figures are made of were.
func (b balances) post(body []byte) (bool, error) {
	postings, err := ledger.DecodePostings(body)
	if err != nil {
		return false, err
	}
	for _, p := range postings {
		if !slices.Contains(figureAccounts.codes, int16(p.Account.Code)) {
			continue
		}
		known := b.move(p.Account.Control(), p.Amount)
		if slices.Contains(figureAccounts.kinds, p.Account.Of) {
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
