package journal

import (
	"cmp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pooled/ledger"
)

// flat is a column of values on its way to unnest. Its elements are encoded without reflection.
type flat[T any] = pgtype.FlatArray[T]

// lineOf is a posting with the numbers of its accounts.
type lineOf struct {
	control, own int32
	entry        *ledger.Entry
	line         int
}

// linesOf are a slice's postings by account: lines of one account then stand together in the table, and PostgreSQL
// fills the pages of its indexes instead of leaving each half empty. Accounts that nobody has used before are inserted.
func (w *writer) linesOf(trip *pgx.Batch, out *outcome, slice []posted) []lineOf {
	n := 0
	for i := range slice {
		n += len(slice[i].entry.Postings)
	}
	lines, fresh := make([]lineOf, 0, n), accountsOf{}
	for i := range slice {
		e := &slice[i].entry
		for k, p := range e.Postings {
			control := out.numberOf(p.Account.Control(), 0, &fresh)
			own := control
			if p.Account.Of != "" {
				own = out.numberOf(p.Account, control, &fresh)
			}
			lines = append(lines, lineOf{control, own, e, k})
		}
	}
	fresh.queue(trip, w.number)
	slices.SortStableFunc(lines, func(a, b lineOf) int {
		return cmp.Or(cmp.Compare(a.control, b.control), cmp.Compare(a.entry.Period, b.entry.Period))
	})
	return lines
}

// accountsOf are the columns of accounts that are used for the first time.
type accountsOf struct {
	number, control                           flat[int32]
	code, year                                flat[int16]
	partner, source, scheme, nature, of, name flat[string]
}

// numberOf is an account's number in the database; one that nobody has used before is given the next. control is that
// of its control account, 0 for such a one itself.
func (out *outcome) numberOf(a ledger.Account, control int32, fresh *accountsOf) int32 {
	if n := out.state.AccountNumber(a); n != 0 {
		return n
	}
	out.head.accounts++
	n := out.head.accounts
	out.state.NumberAccount(a, n)
	fresh.number, fresh.control = append(fresh.number, n), append(fresh.control, cmp.Or(control, n))
	fresh.code, fresh.year = append(fresh.code, int16(a.Code)), append(fresh.year, int16(a.Year))
	fresh.partner, fresh.source = append(fresh.partner, string(a.Partner)), append(fresh.source, string(a.Source))
	fresh.scheme, fresh.nature = append(fresh.scheme, string(a.Scheme)), append(fresh.nature, string(a.Nature))
	fresh.of, fresh.name = append(fresh.of, a.Of), append(fresh.name, a.String())
	return n
}

func (f *accountsOf) queue(trip *pgx.Batch, fund int32) {
	if len(f.number) > 0 {
		trip.Queue(insertAccounts, fund, f.number, f.control, f.code, f.year, f.partner, f.source, f.scheme, f.nature, f.of,
			f.name)
	}
}

func (w *writer) queueEntries(trip *pgx.Batch, at time.Time, slice []posted) {
	n := len(slice)
	seqs, effective := make(flat[int64], n), make(flat[time.Time], n)
	period, act, body := make(flat[int16], n), make(flat[string], n), make(flat[[]byte], n)
	late := make(flat[int16], n)
	for i := range slice {
		e := &slice[i].entry
		seqs[i], effective[i], period[i] = e.Seq, e.Effective.Time(), int16(e.Period)
		act[i], body[i], late[i] = e.Act.Kind(), slice[i].body, int16(e.For)
	}
	trip.Queue(insertEntries, w.number, at, seqs, effective, period, act, body, late)
}

func (w *writer) queueVersions(trip *pgx.Batch, slice []posted) {
	var kinds, ids flat[string]
	var seqs flat[int64]
	var begun flat[bool]
	for i := range slice {
		for _, d := range slice[i].entry.Documents {
			ref := d.Ref()
			kinds, ids, seqs = append(kinds, ref.Kind), append(ids, ref.ID), append(seqs, slice[i].entry.Seq)
			begun = append(begun, slices.Contains(slice[i].begun, ref))
		}
	}
	if len(kinds) > 0 {
		trip.Queue(insertVersions, w.number, kinds, ids, seqs, begun)
	}
}

func (w *writer) queueKeys(trip *pgx.Batch, slice []posted) {
	var keys flat[hash16]
	var requests, seqs flat[int64]
	for i := range slice {
		if p := &slice[i]; p.request.Key != "" {
			keys, requests = append(keys, p.request.key), append(requests, requestOf(p.request))
			seqs = append(seqs, p.entry.Seq)
		}
	}
	if len(keys) > 0 {
		trip.Queue(insertKeys, w.number, keys, requests, seqs)
	}
}

// placeOf is where an entry's lines begin in their accounts: by period, then number, as the database's place_of has it.
func placeOf(period ledger.Period, seq int64) int64 { return int64(period)<<52 + seq<<13 }

func (w *writer) queuePostings(trip *pgx.Batch, lines []lineOf) {
	n := len(lines)
	account, subsidiary := make(flat[int32], 0, n), make(flat[int32], 0, n)
	seqs, amount := make(flat[int64], 0, n), make(flat[int64], 0, n)
	balance, moved := make(flat[int64], 0, n), make(flat[int64], 0, n)
	subBalance, subMoved := make(flat[int64], 0, n), make(flat[int64], 0, n)
	line, code, period := make(flat[int16], 0, n), make(flat[int16], 0, n), make(flat[int16], 0, n)
	effective, place := make(flat[time.Time], 0, n), make(flat[int64], 0, n)
	for _, l := range lines {
		e, p := l.entry, &l.entry.Postings[l.line]
		account, subsidiary = append(account, l.control), append(subsidiary, l.own)
		seqs, line = append(seqs, e.Seq), append(line, int16(l.line+1))
		code, period = append(code, int16(p.Account.Code)), append(period, int16(e.Period))
		effective, amount = append(effective, e.Effective.Time()), append(amount, p.Amount.Pence())
		balance, moved = append(balance, p.After.Balance.Pence()), append(moved, p.After.Period.Pence())
		subBalance = append(subBalance, p.After.SubsidiaryBalance.Pence())
		subMoved = append(subMoved, p.After.SubsidiaryPeriod.Pence())
		place = append(place, placeOf(e.Period, e.Seq)+int64(l.line+1))
	}
	if len(account) > 0 {
		trip.Queue(insertPostings, w.number, account, subsidiary, seqs, line, code, effective, period, amount,
			balance, moved, subBalance, subMoved, place)
	}
}

// queueTexts keeps the salts and values of private fields beside their entries, each once.
func (w *writer) queueTexts(trip *pgx.Batch, slice []posted) {
	var seqs flat[int64]
	var kept flat[[]byte]
	for i := range slice {
		var texts []ledger.Private
		slice[i].entry.EachText(func(p ledger.Private) {
			known := func(t ledger.Private) bool { return t.Digest == p.Digest }
			if p.Value != "" && !slices.ContainsFunc(texts, known) {
				texts = append(texts, p)
			}
		})
		if len(texts) > 0 {
			seqs, kept = append(seqs, slice[i].entry.Seq), append(kept, ledger.EncodeTexts(texts))
		}
	}
	if len(seqs) > 0 {
		trip.Queue(insertTexts, w.number, seqs, kept)
	}
}

func (w *writer) queueTiles(trip *pgx.Batch, tiles []tile) {
	if len(tiles) == 0 {
		return
	}
	var level flat[int16]
	var number flat[int64]
	var root, hashes flat[[]byte]
	for _, t := range tiles {
		level, number = append(level, t.level), append(number, t.number)
		root, hashes = append(root, t.root[:]), append(hashes, t.hashes)
	}
	trip.Queue(insertTiles, w.number, level, number, root, hashes)
}
