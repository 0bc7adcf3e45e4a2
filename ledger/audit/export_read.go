package audit

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// A page of entries is read at once, and no transaction lasts longer: entries never change, so that pages read one
// after the other are what one look at all of them would give.
const (
	pageEntriesMax = 4096
	pageBytesMax   = 4 << 20
)

// beginSQL opens the snapshot of a page. Journals are read along their keys, side by side with their texts, so that
// the server reads no more than it gives.
const beginSQL = `
	BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SET LOCAL enable_seqscan = off;
	SET LOCAL enable_bitmapscan = off;
	SET LOCAL enable_hashjoin = off;
	SET LOCAL enable_sort = off;
	SET LOCAL jit = off`

func (x *Exporting) reading(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, x.db, pgx.TxOptions{BeginQuery: beginSQL}, do)
}

// stand finds out how the journals stand, or stood at the sizes that were asked for.
func (x *Exporting) stand(ctx context.Context, tx pgx.Tx, begun *header) error {
	var root, serviceRoot []byte
	var number int32
	err := tx.QueryRow(ctx, `
		SELECT f.fund, f.seq, f.root, s.seq, s.root
		  FROM fund AS f, fund AS s
		 WHERE f.id = $1
		   AND f.seq > 0
		   AND s.fund = 0`, x.options.Fund).Scan(&number, &x.head.Entries, &root, &x.head.Service, &serviceRoot)
	if err != nil {
		return noFund(err)
	}
	x.head.Root, x.head.ServiceRoot = ledger.Digest(root), ledger.Digest(serviceRoot)
	if x.options.Fund == ledger.Service { // alone, and no fund's entries after it
		x.head.Entries, x.head.Root = 0, (&tree{}).root()
	}
	x.journals = []*exported{
		{fund: ledger.Service, size: x.head.Service, root: x.head.ServiceRoot, tree: &tree{}, noted: 1},
		{fund: x.options.Fund, number: number, size: x.head.Entries, root: x.head.Root, tree: &tree{}, noted: 1},
	}
	if begun == nil {
		begun = &header{}
	}
	for i, said := range []ledger.Digest{begun.ServiceRoot, begun.Root} {
		j, asked := x.journals[i], []int64{x.options.Service, x.options.Entries}[i]
		switch {
		case asked == 0 || asked == j.size:
			continue
		case asked < 1 || asked > j.size:
			return ledger.ErrInvalid.With("the journal of %s has %d entries, and the export is asked for as it stood at %d",
				j.fund, j.size, asked)
		}
		t, err := frontier(ctx, tx, j.number, asked, said)
		if err != nil {
			return err
		}
		j.size, j.root = asked, t.root()
	}
	x.head.Service, x.head.ServiceRoot = x.journals[0].size, x.journals[0].root
	x.head.Entries, x.head.Root = x.journals[1].size, x.journals[1].root
	return nil
}

// goOn has the journals begin after the entries that whoever asks holds.
func (x *Exporting) goOn(ctx context.Context, tx pgx.Tx) error {
	after := x.options.After
	if all := x.head.Service + x.head.Entries; after < 0 || after > all {
		return ledger.ErrInvalid.With("the export is of %d entries, and you hold %d: ask for the sizes that your file begins with",
			all, after)
	}
	x.have = after
	for i, j := range x.journals {
		held := min(after, j.size)
		if after -= held; held == 0 {
			return nil
		}
		if j.passed = i == 0 && after > 0; j.passed {
			continue
		}
		t, err := frontier(ctx, tx, j.number, held, x.options.Root)
		if err != nil {
			return err
		}
		j.tree, j.read, j.noted = t, held, held
		if (x.options.Root != ledger.Digest{}) && x.options.Root != t.root() {
			return ErrOtherHistory.With("entry %d of %s ends a journal of the root %s here and %s in what you hold: %s",
				held, j.fund, t.root(), x.options.Root, ErrOtherHistory.Text)
		}
		return nil
	}
	return nil
}

// readPage puts the next entries of a journal on the page, each with the checkpoints behind it.
func (x *Exporting) readPage(ctx context.Context, tx pgx.Tx, j *exported) error {
	last := min(j.read+pageEntriesMax, j.size)
	notes, err := readNotes(ctx, tx, j.number, j.noted, last)
	if err != nil {
		return err
	}
	if notes, err = x.notes(notes, j); err != nil { // of what was held before
		return err
	}
	// Each entry's texts are looked up by themselves: with no statistics of a new fund, a join reads all of its texts.
	texts, join := "t.texts", `LEFT JOIN LATERAL (
		       SELECT texts FROM private_text WHERE fund = e.fund AND seq = e.seq LIMIT 1) AS t ON true`
	if x.options.Redacted {
		texts, join = "NULL::bytea", ""
	}
	rows, err := tx.Query(ctx, `
		SELECT e.seq, e.body, `+texts+`
		  FROM entry AS e
		  `+join+`
		 WHERE e.fund = $1
		   AND e.seq > $2
		   AND e.seq <= $3
		 ORDER BY e.seq`, j.number, j.read, last)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if x.page.Len() > pageBytesMax {
			return nil // what is left of the page comes with the next
		}
		raw := rows.RawValues()
		if err := rows.Scan(&j.read, nil, nil); err != nil {
			return err
		}
		if err := x.entry(j, raw[1], raw[2]); err != nil {
			return err
		}
		if notes, err = x.notes(notes, j); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	j.read = last
	return nil
}

// notes puts the checkpoints of the entries so far on the page, and returns those to come.
func (x *Exporting) notes(notes []noted, j *exported) ([]noted, error) {
	for len(notes) > 0 && notes[0].size <= j.tree.size {
		if err := x.json(&x.page, checkpointLine{checkpointType, notes[0].note}); err != nil {
			return nil, err
		}
		notes = notes[1:]
	}
	j.noted = j.tree.size + 1
	return notes, nil
}

// frontier is the tree over the first entries of a journal, out of the tiles as far as they are filled. Where somebody
// says that its root is another, the entries themselves are asked: tiles are derived, and can be damaged.
func frontier(ctx context.Context, tx pgx.Tx, fund int32, size int64, said ledger.Digest) (*tree, error) {
	t, err := perfect(ctx, tx, fund, size)
	if err == nil {
		err = leaves(ctx, tx, fund, t, size)
	}
	if err != nil || (said == ledger.Digest{}) || said == t.root() {
		return t, err
	}
	t = &tree{}
	return t, leaves(ctx, tx, fund, t, size)
}

// perfect is the part of that tree which full tiles hold.
func perfect(ctx context.Context, tx pgx.Tx, fund int32, size int64) (*tree, error) {
	t := &tree{}
	for level := bits.Len64(uint64(size)) / tileHeight; level >= 0; level-- {
		height := tileHeight * (level + 1)
		due := t.size >> height
		rows, err := tx.Query(ctx, `
			SELECT number, root
			  FROM tile
			 WHERE fund = $1
			   AND level = $2
			   AND number >= $3
			   AND number < $4
			 ORDER BY number`, fund, level, due, size>>height)
		if err != nil {
			return nil, err
		}
		var number int64
		var root []byte
		_, err = pgx.ForEachRow(rows, []any{&number, &root}, func() error {
			if number == due && len(root) == len(ledger.Digest{}) { // past a tile that is missing, leaves are read
				t.addPerfect(height, ledger.Digest(root))
				due++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// leaves adds the leaves that a tree lacks of a size.
func leaves(ctx context.Context, tx pgx.Tx, fund int32, t *tree, size int64) error {
	rows, err := tx.Query(ctx, `
		SELECT hash
		  FROM leaf
		 WHERE fund = $1
		   AND seq > $2
		   AND seq <= $3
		 ORDER BY seq`, fund, t.size, size)
	if err != nil {
		return err
	}
	var leaf []byte
	_, err = pgx.ForEachRow(rows, []any{&leaf}, func() error {
		t.add(ledger.Digest(leaf))
		return nil
	})
	if err == nil && t.size != size {
		err = fmt.Errorf("%d entries of the journal are there, and should be %d", t.size, size)
	}
	return err
}
