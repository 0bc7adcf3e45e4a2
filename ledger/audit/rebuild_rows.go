package audit

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// rebuildRows is how many rows of a table are gathered before they are written.
const rebuildRows = 5000

const (
	tileWidth  = 256
	tileHeight = 8
)

// rebuilt is one journal whose projections are written anew.
type rebuilt struct {
	*rebuilder
	section *section
	fund    int32
	last    int32            // the highest number that an account has or had
	numbers map[string]int32 // of accounts, by their written form
	known   []*running       // the accounts of this journal, in the order that they first moved
	books   side             // where the accounts stand, as a comparison works it out

	entries, versions, postings, tiles [][]any
	leaves                             [][]ledger.Digest // by level: those of the tile that is filling
}

// entry takes the next entry's rows.
func (j *rebuilt) entry(e *entry) error {
	period, _ := j.section.period(e) // verified before
	effective, err := ledger.ParseDate(string(e.effective))
	if err != nil {
		return err
	}
	late := ledger.Period(0)
	if len(e.late) > 0 {
		if late, err = ledger.ParsePeriod(string(e.late)); err != nil {
			return err
		}
	}
	j.entries = append(j.entries, []any{
		j.fund, e.seq, string(e.recorded), effective.Time(), int16(period), int16(late), string(e.actKind()),
	})
	err = eachDocument(e, func(ref ledger.Ref, _ string) {
		j.versions = append(j.versions, []any{j.fund, ref.Kind, ref.ID, e.seq})
	})
	if err != nil {
		return err
	}
	moved, err := j.books.moved(e, period)
	if err != nil {
		return err
	}
	for i, a := range moved {
		j.postings = append(j.postings, []any{
			j.fund, j.number(a.control), j.number(a), e.seq, int16(i + 1), int16(a.account.Code),
			effective.Time(), int16(period),
			e.lines[i].pence, a.control.balance, a.control.periods[period], a.balance, a.periods[period],
			int64(period)<<52 + e.seq<<13 + int64(i+1),
		})
	}
	j.leaf(0, j.section.leaf)
	if len(j.entries)+len(j.versions)+len(j.postings)+len(j.tiles) < rebuildRows {
		return nil
	}
	return j.flush()
}

// number is the account's number. One that no row had a number for gets the next; the control comes before its
// subsidiaries.
func (j *rebuilt) number(a *running) int32 {
	n, ok := j.numbers[a.name]
	if !ok {
		j.last++
		n = j.last
		j.numbers[a.name] = n
	}
	if !a.numbered {
		a.numbered = true
		j.known = append(j.known, a)
	}
	return n
}

// leaf adds a hash to a level of the tiles. A tile that fills is a hash of the level above.
func (j *rebuilt) leaf(level int, hash ledger.Digest) {
	if level == len(j.leaves) {
		j.leaves = append(j.leaves, nil)
	}
	j.leaves[level] = append(j.leaves[level], hash)
	if len(j.leaves[level]) < tileWidth {
		return
	}
	var above tree
	hashes := make([]byte, 0, tileWidth*len(hash))
	for _, h := range j.leaves[level] {
		above.add(h)
		hashes = append(hashes, h[:]...)
	}
	root := above.root()
	number := j.section.tree.size>>(tileHeight*(level+1)) - 1
	j.tiles = append(j.tiles, []any{j.fund, int16(level), number, root[:], hashes})
	j.leaves[level] = nil
	j.leaf(level+1, root)
}

// flush writes the rows gathered.
func (j *rebuilt) flush() error {
	for _, set := range []struct {
		rows    *[][]any
		table   string
		columns []string
	}{
		{&j.versions, "document_version", []string{"fund", "kind", "id", "seq"}},
		{&j.postings, "posting", []string{
			"fund", "account", "subsidiary", "seq", "line", "code", "effective", "period", "amount", "balance_after",
			"period_after", "subsidiary_after", "subsidiary_period_after", "place",
		}},
		{&j.tiles, "tile", []string{"fund", "level", "number", "root", "hashes"}},
	} {
		_, err := j.tx.CopyFrom(j.ctx, pgx.Identifier{set.table}, set.columns, pgx.CopyFromRows(*set.rows))
		if err != nil {
			return fmt.Errorf("rebuild %s: %w", set.table, err)
		}
		*set.rows = (*set.rows)[:0]
	}
	batch := &pgx.Batch{}
	for _, row := range j.entries {
		batch.Queue(`
			UPDATE entry
			   SET recorded = $3::text::timestamptz, effective = $4, period = $5, late_for = $6, act = $7
			 WHERE fund = $1
			   AND seq = $2
			   AND (recorded, effective, period, late_for, act)
			       IS DISTINCT FROM ($3::text::timestamptz, $4, $5, $6, $7)`, row...)
	}
	j.entries = j.entries[:0]
	return j.tx.SendBatch(j.ctx, batch).Close()
}

// end writes what is left, the accounts, and where the journal ends. The number of accounts rises by one, which nothing
// uses, so that every running program that held the journal in memory forgets it, account numbers and all.
func (j *rebuilt) end() error {
	rows := make([][]any, 0, len(j.known))
	for _, one := range j.known {
		a, control := one.account, one
		if a.Of != "" {
			control = j.books.running[a.Control().String()]
		}
		rows = append(rows, []any{
			j.fund, j.numbers[one.name], j.numbers[control.name], int16(a.Code), int16(a.Year), string(a.Partner),
			string(a.Source), string(a.Scheme), string(a.Nature), a.Of, one.name,
		})
	}
	_, err := j.tx.CopyFrom(j.ctx, pgx.Identifier{"account"}, []string{
		"fund", "number", "control", "code", "year", "partner", "source", "scheme", "nature", "document", "name",
	}, pgx.CopyFromRows(rows))
	if err = errors.Join(err, j.flush()); err != nil {
		return err
	}
	if _, err = j.tx.Exec(j.ctx, `
		INSERT INTO open_proposal (fund, id)
		SELECT fund, id FROM proposal_left_open WHERE fund = $1`, j.fund); err != nil {
		return err
	}
	t := j.section.tree
	root := t.root()
	frontier := make([]byte, 0, len(t.roots)*len(root))
	for _, r := range t.roots {
		frontier = append(frontier, r[:]...)
	}
	_, err = j.tx.Exec(j.ctx, `
		UPDATE fund
		   SET seq = $2, recorded = $3::text::timestamptz, accounts = $4, frontier = $5, root = $6
		 WHERE fund = $1`, j.fund, t.size, string(j.section.recorded), j.last+1, frontier, root[:])
	return err
}
