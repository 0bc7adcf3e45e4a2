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

// queueAccounts inserts the accounts that nobody has used before and notes their numbers.
func (w *writer) queueAccounts(trip *pgx.Batch, out *outcome, slice []posted) {
	var number, control flat[int32]
	var code, year flat[int16]
	var partner, source, scheme, nature, of, name flat[string]
	for i := range slice {
		for _, line := range slice[i].entry.Postings {
			for _, a := range [2]ledger.Account{line.Account.Control(), line.Account} {
				n, fresh := w.numberOf(out, a)
				if !fresh {
					continue
				}
				of0, _ := w.numberOf(out, a.Control())
				number, control = append(number, n), append(control, of0)
				code, year = append(code, int16(a.Code)), append(year, int16(a.Year))
				partner, source = append(partner, string(a.Partner)), append(source, string(a.Source))
				scheme, nature = append(scheme, string(a.Scheme)), append(nature, string(a.Nature))
				of, name = append(of, a.Of), append(name, a.String())
			}
		}
	}
	if len(number) > 0 {
		trip.Queue(insertAccounts, w.number, number, control, code, year, partner, source, scheme, nature, of, name)
	}
}

// numberOf is an account's number in the database, and whether it has just been given.
func (w *writer) numberOf(out *outcome, a ledger.Account) (n int32, fresh bool) {
	if n, ok := w.numbers[a]; ok {
		return n, false
	}
	if n, ok := out.numbers[a]; ok {
		return n, false
	}
	out.head.accounts++
	out.numbers[a] = out.head.accounts
	return out.head.accounts, true
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
	for i := range slice {
		for _, d := range slice[i].entry.Documents {
			ref := d.Ref()
			kinds, ids, seqs = append(kinds, ref.Kind), append(ids, ref.ID), append(seqs, slice[i].entry.Seq)
		}
	}
	if len(kinds) > 0 {
		trip.Queue(insertVersions, w.number, kinds, ids, seqs)
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

// lineOf is a posting with its place, for sorting.
type lineOf struct {
	control, own int32
	entry        *ledger.Entry
	line         int
}

// linesOf are a slice's postings by account: lines of one account then stand together in the table, and PostgreSQL
// fills the pages of its indexes instead of leaving each half empty.
func (w *writer) linesOf(out *outcome, slice []posted) []lineOf {
	lines := make([]lineOf, 0, 2*len(slice))
	for i := range slice {
		e := &slice[i].entry
		for k, p := range e.Postings {
			control, _ := w.numberOf(out, p.Account.Control())
			own, _ := w.numberOf(out, p.Account)
			lines = append(lines, lineOf{control, own, e, k})
		}
	}
	slices.SortStableFunc(lines, func(a, b lineOf) int {
		return cmp.Or(cmp.Compare(a.control, b.control), cmp.Compare(a.entry.Period, b.entry.Period))
	})
	return lines
}

func (w *writer) queuePostings(trip *pgx.Batch, out *outcome, slice []posted) {
	n := 2 * len(slice)
	account, subsidiary := make(flat[int32], 0, n), make(flat[int32], 0, n)
	seqs, amount := make(flat[int64], 0, n), make(flat[int64], 0, n)
	balance, moved := make(flat[int64], 0, n), make(flat[int64], 0, n)
	subBalance, subMoved := make(flat[int64], 0, n), make(flat[int64], 0, n)
	line, code, period := make(flat[int16], 0, n), make(flat[int16], 0, n), make(flat[int16], 0, n)
	effective, place := make(flat[time.Time], 0, n), make(flat[int64], 0, n)
	for _, l := range w.linesOf(out, slice) {
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
