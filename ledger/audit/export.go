package audit

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// ExportOptions are what is exported and how.
type ExportOptions struct {
	Fund     ledger.FundID
	Redacted bool      // without texts: for public inspection
	Begun    io.Reader // a file that broke off: what it holds in whole lines is kept, and nothing of it is read again
	Progress func(done, all int64)
}

// Database begins transactions: a connection or a pool of them. The reader's role is enough.
type Database interface {
	BeginTx(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error)
}

// beginSQL opens the snapshot of an export. Journals are read along their keys, side by side with their texts, so that
// the first line comes at once and the server keeps none of them.
const beginSQL = `
	BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SET LOCAL enable_seqscan = off;
	SET LOCAL enable_bitmapscan = off;
	SET LOCAL enable_hashjoin = off;
	SET LOCAL enable_sort = off;
	SET LOCAL jit = off`

// exporter is one run of an export.
type exporter struct {
	db      pgx.Tx
	out     *bufio.Writer
	options ExportOptions
	head    header
	have    int64 // entries written or kept, of both journals
	line    []byte
	hashed  []byte
	notes   []noted // checkpoints of the journal being written that are still to come
}

// Export writes a fund's whole journal as it stands now, with the service journal its acts were judged under, or the
// service journal alone. The same
// two sizes give the same bytes for ever, but for texts erased and checkpoints signed
// meanwhile. It returns ErrNoFund where there is none.
func Export(ctx context.Context, db Database, w io.Writer, o ExportOptions) error {
	return pgx.BeginTxFunc(ctx, db, pgx.TxOptions{BeginQuery: beginSQL}, func(tx pgx.Tx) error {
		x := &exporter{db: tx, out: bufio.NewWriterSize(w, 1<<20), options: o}
		return x.run(ctx)
	})
}

func (x *exporter) run(ctx context.Context) error {
	kept, err := x.begin(ctx)
	if err != nil {
		return err
	}
	for _, j := range []struct {
		fund ledger.FundID
		size int64
		root ledger.Digest
	}{{ledger.Service, x.head.Service, x.head.ServiceRoot}, {x.options.Fund, x.head.Entries, x.head.Root}} {
		var t *tree
		err := x.readNotes(ctx, j.fund, j.size)
		if err == nil {
			t, err = x.keep(kept, j.size)
		}
		if err == nil {
			err = x.journal(ctx, j.fund, j.size, t)
		}
		if err != nil {
			return err
		}
		if t.root() != j.root {
			return fmt.Errorf("the journal of %s has the root %s, and its entries that of %s: export what there is with "+
				"care, and verify it", j.fund, j.root, t.root())
		}
	}
	if err := x.json(foot{footType, x.head.Entries, x.head.Root, x.head.Service, x.head.ServiceRoot}); err != nil {
		return err
	}
	return x.out.Flush()
}

// begin writes the first line: that of the file begun before, or one that says how the journals stand now.
func (x *exporter) begin(ctx context.Context) (*lines, error) {
	if x.options.Begun != nil {
		kept, err := newLines(x.options.Begun)
		if err != nil {
			return nil, err
		}
		first, err := kept.next()
		if err == nil {
			x.head, err = readHeader(first)
		}
		switch {
		case err != nil:
			return nil, err
		case x.head.Fund != x.options.Fund || x.head.Redacted != x.options.Redacted:
			return nil, ledger.ErrInvalid.With("the file that was begun is of %s, redacted %v: go on with the same, or begin anew",
				x.head.Fund, x.head.Redacted)
		}
		return kept, x.json(x.head)
	}
	x.head = header{Type: headerType, Fund: x.options.Fund, Redacted: x.options.Redacted}
	if x.options.Fund == ledger.Service {
		return nil, x.beginService(ctx)
	}
	var root, serviceRoot []byte
	err := x.db.QueryRow(ctx, `
		SELECT f.seq, f.root, s.seq, s.root
		  FROM fund AS f, fund AS s
		 WHERE f.id = $1
		   AND f.fund > 0
		   AND f.seq > 0
		   AND s.fund = 0`, x.options.Fund).Scan(&x.head.Entries, &root, &x.head.Service, &serviceRoot)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ledger.ErrNoFund
	}
	if err != nil {
		return nil, err
	}
	x.head.Root, x.head.ServiceRoot = ledger.Digest(root), ledger.Digest(serviceRoot)
	return nil, x.json(x.head)
}

// beginService writes the first line of an export of the service journal alone: that of a fund without entries.
func (x *exporter) beginService(ctx context.Context) error {
	var root []byte
	err := x.db.QueryRow(ctx, `
		SELECT seq, root
		  FROM fund
		 WHERE fund = 0
		   AND seq > 0`).Scan(&x.head.Service, &root)
	if errors.Is(err, pgx.ErrNoRows) {
		return ledger.ErrNoFund
	}
	if err != nil {
		return err
	}
	x.head.Root, x.head.ServiceRoot = (&tree{}).root(), ledger.Digest(root)
	return x.json(x.head)
}

// keep copies the entries of a journal that a file begun before holds already, and returns the tree over them.
func (x *exporter) keep(kept *lines, size int64) (*tree, error) {
	t := &tree{}
	for kept != nil && t.size < size {
		b, err := kept.next()
		if err != nil { // it breaks off here, and is read from the database from here on
			return t, nil //nolint:nilerr // that it breaks off is why it is gone on with
		}
		p, ok := split(b)
		if !ok {
			continue // a checkpoint: written anew
		}
		leaf, hashed := leafHash(x.hashed, p.body)
		if x.hashed = hashed; string(p.leaf) != leaf.String() {
			return nil, &Fault{Kind: Edited, Line: kept.number, Text: "the file begun before was changed; begin anew"}
		}
		t.add(leaf)
		if _, err := x.out.Write(append(b, '\n')); err != nil {
			return nil, err
		}
		x.done()
		if err := x.checkpoints(t.size); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// journal writes the entries of a journal that the tree lacks.
func (x *exporter) journal(ctx context.Context, fund ledger.FundID, size int64, t *tree) error {
	texts := "t.texts"
	join := "LEFT JOIN private_text AS t ON t.fund = e.fund AND t.seq = e.seq"
	if x.options.Redacted {
		texts, join = "NULL", ""
	}
	rows, err := x.db.Query(ctx, `
		SELECT e.body, `+texts+`
		  FROM fund AS f
		  JOIN entry AS e ON e.fund = f.fund
		  `+join+`
		 WHERE f.id = $1
		   AND e.seq > $2
		   AND e.seq <= $3
		 ORDER BY e.seq`, fund, t.size, size)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		raw := rows.RawValues()
		var leaf ledger.Digest
		leaf, x.hashed = leafHash(x.hashed, raw[0])
		t.add(leaf)
		if err := errors.Join(x.entry(leaf, raw[0], raw[1]), x.checkpoints(t.size)); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if t.size != size {
		return fmt.Errorf("the journal of %s has %d entries, and should have %d", fund, t.size, size)
	}
	return nil
}

func (x *exporter) entry(leaf ledger.Digest, body, texts []byte) error {
	x.line = base64.RawURLEncoding.AppendEncode(x.line[:0], leaf[:])
	x.line = append(append(x.line, '\t'), body...)
	if len(texts) > 0 {
		x.line = base64.StdEncoding.AppendEncode(append(x.line, '\t'), texts)
	}
	x.line = append(x.line, '\n')
	_, err := x.out.Write(x.line)
	x.done()
	return err
}

func (x *exporter) done() {
	x.have++
	if x.options.Progress != nil {
		x.options.Progress(x.have, x.head.Service+x.head.Entries)
	}
}

func (x *exporter) json(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = x.out.Write(append(b, '\n'))
	}
	return err
}
