package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// ErrNotRebuilt refuses a rebuild that would have to touch more than projections.
var ErrNotRebuilt = &ledger.Error{
	Kind: ledger.Rule, Name: "not-rebuilt",
	Text: "the tables cannot be rebuilt from this file",
}

// rebuildWait is how long a rebuild waits for a lock: it must not queue in front of the program's own work.
const rebuildWait = "5s"

// guards are the triggers that refuse changes to the tables that a rebuild writes. They are off within its transaction
// alone. The lock that this takes lets others read and keeps them from writing.
var guards = [][2]string{
	{"entry", "entry_is_never_changed"},
	{"document_version", "document_version_is_never_changed"},
	{"account", "account_is_never_changed"},
	{"posting", "posting_is_never_changed"},
}

// Rebuild writes a database's projections of a fund's journal and of the service's anew from a file: the columns of
// entries that repeat their bytes, document versions, open proposals, accounts, postings with their running balances,
// tiles, and where each journal ends. It writes no entry's bytes and adds no entry: it refuses, with ErrNotRebuilt, a
// file whose entries are not to the last byte those of the tables, all of them. Texts that may be hidden and the keys
// of requests are in no entry, and stay.
//
// It is done by the role that owns the tables, in one transaction that ends by comparing every table with the file
// once more, and that stands in the log of decisions with who asked for it. open gives the file from its beginning
// each time. It returns what differed before: nothing is written where nothing does.
func Rebuild(ctx context.Context, db Database, open func() (io.ReadCloser, error), by string, o Options) (
	Compared, error,
) {
	var before Compared
	err := pgx.BeginTxFunc(ctx, db, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '`+rebuildWait+`'`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT FROM fund ORDER BY fund FOR UPDATE`); err != nil {
			return fmt.Errorf("wait for the journals' writers: %w", err)
		}
		var err error
		if before, err = compareWith(ctx, tx, open, o); err != nil || before.Count == 0 {
			return err
		}
		if before.bytes != nil {
			return ErrNotRebuilt.With("a rebuild writes no entry's bytes, and they differ: %s", before.bytes)
		}
		if before.behind {
			return ErrNotRebuilt.With("entries stand in the database that the file does not reach; export it anew and rebuild from that")
		}
		if err := rebuild(ctx, tx, open, o); err != nil {
			return err
		}
		after, err := compareWith(ctx, tx, open, o)
		if err == nil && after.Count > 0 {
			err = ErrNotRebuilt.With("rebuilt, the tables would still not be what the file makes of them: %s", after.Differences[0])
		}
		if err == nil {
			err = noteRebuild(ctx, tx, before, by)
		}
		return err
	})
	return before, err
}

func compareWith(ctx context.Context, tx pgx.Tx, open func() (io.ReadCloser, error), o Options) (Compared, error) {
	in, err := open()
	if err != nil {
		return Compared{}, err
	}
	defer in.Close()
	return compare(ctx, tx, in, o)
}

// rebuild writes the projections, with the triggers that guard them off.
func rebuild(ctx context.Context, tx pgx.Tx, open func() (io.ReadCloser, error), o Options) error {
	for _, g := range guards {
		if _, err := tx.Exec(ctx, `ALTER TABLE `+g[0]+` DISABLE TRIGGER `+g[1]); err != nil {
			return err
		}
	}
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	b := &rebuilder{ctx: ctx, tx: tx}
	o.entry = b.entry
	if _, err := Verify(in, o); err != nil {
		return err
	}
	if err := b.end(); err != nil {
		return err
	}
	for _, g := range guards {
		if _, err := tx.Exec(ctx, `ALTER TABLE `+g[0]+` ENABLE TRIGGER `+g[1]); err != nil {
			return err
		}
	}
	return nil
}

// noteRebuild leaves the trace of a rebuild in the log of decisions, under an outcome of its own.
func noteRebuild(ctx context.Context, tx pgx.Tx, before Compared, by string) error {
	tables := map[string]int64{}
	for _, d := range before.Differences {
		tables[d.Table]++
	}
	facts, err := json.Marshal(map[string]any{
		"entries": before.Entries, "root": before.root, "differences": before.Count, "listedByTable": tables,
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO decision (fund, at, outcome, actor, act, rule, said, facts)
		SELECT fund, clock_timestamp(), 'rebuilt', $2, 'rebuild-projections', current_user, $3, $4
		  FROM fund
		 WHERE id = $1`, before.Fund, by,
		fmt.Sprintf("the tables differed from the journal in %d places and were rebuilt from its %d entries; no entry was written",
			before.Count, before.Entries), string(facts))
	return err
}

// rebuilder writes one journal of the file after the other.
type rebuilder struct {
	ctx  context.Context
	tx   pgx.Tx
	side *rebuilt
}

func (b *rebuilder) entry(s *section, e *entry, _ []byte) error {
	if b.side == nil || b.side.section != s {
		if err := b.end(); err != nil {
			return err
		}
		if err := b.begin(s); err != nil {
			return err
		}
	}
	return b.side.entry(e)
}

// begin takes a journal's projections away. Accounts keep their numbers, by their names, as far as those can be read.
func (b *rebuilder) begin(s *section) error {
	j := &rebuilt{
		rebuilder: b, section: s, books: side{section: s, running: map[string]*running{}}, numbers: map[string]int32{},
	}
	err := b.tx.QueryRow(b.ctx, `SELECT fund, accounts FROM fund WHERE id = $1`, s.fund).Scan(&j.fund, &j.last)
	if errors.Is(err, pgx.ErrNoRows) {
		return ledger.ErrNoFund.With("there is no journal of %s in the database", s.fund)
	}
	if err != nil {
		return err
	}
	rows, err := b.tx.Query(b.ctx, `SELECT name, number FROM account WHERE fund = $1`, j.fund)
	if err != nil {
		return err
	}
	var name string
	var number int32
	_, err = pgx.ForEachRow(rows, []any{&name, &number}, func() error {
		j.numbers[name], j.last = number, max(j.last, number)
		return nil
	})
	if err != nil {
		return err
	}
	for _, table := range []string{"document_version", "open_proposal", "account", "posting", "tile"} {
		if _, err := b.tx.Exec(b.ctx, `DELETE FROM `+table+` WHERE fund = $1`, j.fund); err != nil {
			return err
		}
	}
	b.side = j
	return nil
}

// end writes what is left of a journal.
func (b *rebuilder) end() error {
	if b.side == nil {
		return nil
	}
	return b.side.end()
}
