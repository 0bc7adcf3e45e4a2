package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// differencesMax is how many differences are listed; more are counted alone.
const differencesMax = 1000

// What differs of an entry besides the columns that repeat its bytes.
const (
	aRow  = "a row"
	aBody = "body, by its leaf"
)

// Difference is one thing that a table says otherwise than the journal in the file.
type Difference struct {
	Journal  string `json:"journal" doc:"the fund's id, or service"`
	Table    string `json:"table"`
	Entry    int64  `json:"entry,omitempty"`
	What     string `json:"what" doc:"the row's name and column"`
	Found    string `json:"found" doc:"what the table says"`
	Expected string `json:"expected" doc:"what the file makes of it"`
}

// String says it in one line.
func (d Difference) String() string {
	where := fmt.Sprintf("%s, table %s", d.Journal, d.Table)
	if d.Entry > 0 {
		where += fmt.Sprintf(", entry %d", d.Entry)
	}
	return fmt.Sprintf("%s: %s: %s there, %s in the file", where, d.What, d.Found, d.Expected)
}

// Compared is what the tables of a database were found to be.
type Compared struct {
	Fund        ledger.FundID `json:"fund"`
	Entries     int64         `json:"entries" doc:"of the file"`
	Later       int64         `json:"later" doc:"entries in the database that the file does not reach, and that were not compared"`
	Count       int64         `json:"count" doc:"of differences"`
	Differences []Difference  `json:"differences" doc:"the first of them"`

	root   ledger.Digest
	bytes  *Difference // the first that is of entries' bytes, or of entries missing
	behind bool        // entries stand in a table that the file does not reach
}

// Text prints them, for people.
func (c Compared) Text(w io.Writer) error {
	out := &printer{to: w}
	for _, d := range c.Differences {
		out.printf("%s\n", d)
	}
	if more := c.Count - int64(len(c.Differences)); more > 0 {
		out.printf("and %d more\n", more)
	}
	if c.Count == 0 {
		out.printf("%s: the tables are what its %d entries make of them.\n", c.Fund, c.Entries)
	}
	if c.Later > 0 {
		out.printf("%d later entries stand in the database and not in the file: their roots were compared and no more.\n", c.Later)
	}
	return out.err
}

// Against verifies a whole file and compares the database's tables with it, row by row in one snapshot: each entry's
// bytes and columns, each version of a document, each posting with its running balances, the accounts, and where the
// journals of the fund and of the service end. The reader's role is enough. It returns a Fault, or ErrNoFund.
func Against(ctx context.Context, db Database, r io.Reader, o Options) (Compared, error) {
	var found Compared
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, db, snapshot, func(tx pgx.Tx) (err error) {
		found, err = compare(ctx, tx, r, o)
		return err
	})
	return found, err
}

// compare is Against within a transaction.
func compare(ctx context.Context, tx pgx.Tx, r io.Reader, o Options) (Compared, error) {
	c := &comparer{ctx: ctx, tx: tx, differences: []Difference{}}
	o.entry = c.entry
	report, err := Verify(r, o)
	if err == nil {
		err = c.close()
	}
	return Compared{
		report.Fund, report.Entries, c.later, c.count, c.differences, report.Root, c.bytes, c.behind,
	}, err
}

// comparer walks through a journal in the file and its rows in the database side by side.
type comparer struct {
	ctx         context.Context
	tx          pgx.Tx
	count       int64
	differences []Difference
	later       int64
	bytes       *Difference
	behind      bool
	side        *side
}

// side is one journal of the database.
type side struct {
	*comparer
	section  *section
	number   int32
	seq      int64
	recorded time.Time
	root     []byte
	entries  *stream[entryRow]
	versions *stream[versionRow]
	postings *stream[postingRow]
	tree     tree // over the bytes in the table
	scratch  []byte
	running  map[string]*running
}

// differ notes a difference.
func (c *comparer) differ(d Difference) {
	if c.bytes == nil && d.Table == "entry" && (d.What == aBody || d.What == aRow) {
		c.bytes = &d
	}
	if c.count++; c.count <= differencesMax {
		c.differences = append(c.differences, d)
	}
}

// entry compares one entry. The first of a journal opens it.
func (c *comparer) entry(s *section, e *entry, body []byte) error {
	if c.side == nil || c.side.section != s {
		if err := c.close(); err != nil {
			return err
		}
		if err := c.open(s); err != nil {
			return err
		}
	}
	return errors.Join(c.side.entryRows(e, body), c.side.versionRows(e), c.side.postingRows(e))
}

func (c *comparer) open(s *section) error {
	j := &side{comparer: c, section: s, running: map[string]*running{}}
	err := c.tx.QueryRow(c.ctx, `
		SELECT fund, seq, recorded, root
		  FROM fund
		 WHERE id = $1
		   AND seq > 0`, s.fund).Scan(&j.number, &j.seq, &j.recorded, &j.root)
	if errors.Is(err, pgx.ErrNoRows) {
		return ledger.ErrNoFund.With("there is no journal of %s in the database", s.fund)
	}
	if err == nil {
		j.entries, err = openStream[entryRow](c, entrySQL, j.number)
	}
	if err == nil {
		j.versions, err = openStream[versionRow](c, versionSQL, j.number)
	}
	if err == nil {
		j.postings, err = openStream[postingRow](c, postingSQL, j.number)
	}
	c.side = j
	return err
}

// close reads what is left of a journal's rows after the last entry of the file, and compares where it ends.
func (c *comparer) close() error {
	j := c.side
	if j == nil {
		return nil
	}
	if err := errors.Join(j.rest(), j.accounts(), j.openProposals(), j.head()); err != nil {
		return err
	}
	return errors.Join(j.entries.close(), j.versions.close(), j.postings.close())
}

// differ notes a difference of this journal.
func (j *side) differ(table string, seq int64, what string, found, expected any) {
	j.comparer.differ(Difference{j.section.fund, table, seq, what, fmt.Sprint(found), fmt.Sprint(expected)})
}

// rest reads the rows of entries that the file does not reach. Only where the journal goes on may there be any.
func (j *side) rest() error {
	for {
		row, err := j.entries.peek()
		if row == nil || err != nil {
			break
		}
		if row.Seq != j.tree.size+1 || row.Seq > j.seq {
			j.differ("entry", row.Seq, aRow, "one too many", fmt.Sprintf("none; the head is at %d", j.seq))
		}
		j.grow(row.Body)
		j.behind = true
		if j.section.fund != string(ledger.Service) {
			j.later++
		}
		j.entries.next()
	}
	for row, err := j.versions.peek(); row != nil && err == nil; row, err = j.versions.peek() {
		if row.Seq > j.seq {
			j.differ("document_version", row.Seq, row.Kind+"/"+row.ID, "a row", "none")
		}
		j.versions.next()
	}
	for row, err := j.postings.peek(); row != nil && err == nil; row, err = j.postings.peek() {
		if row.Seq > j.seq {
			j.differ("posting", row.Seq, row.name(), "a row", "none")
		}
		j.postings.next()
	}
	return errors.Join(j.entries.err, j.versions.err, j.postings.err)
}

func (j *side) grow(body []byte) {
	var leaf ledger.Digest
	leaf, j.scratch = leafHash(j.scratch, body)
	j.tree.add(leaf)
}

// head compares where the journal ends: with the file where that ends there, and with the table's own entries.
func (j *side) head() error {
	if j.seq != j.tree.size {
		j.differ("fund", 0, "seq", j.seq, fmt.Sprintf("%d entries in the table", j.tree.size))
	}
	if j.seq < j.section.tree.size {
		j.differ("fund", 0, "seq", j.seq, j.section.tree.size)
	}
	if root := j.tree.root(); string(j.root) != string(root[:]) {
		j.differ("fund", 0, "root", digestText(j.root), root.String()+" over the entries of the table")
	}
	if j.seq != j.section.tree.size {
		return nil
	}
	if root := j.section.tree.root(); string(j.root) != string(root[:]) {
		j.differ("fund", 0, "root", digestText(j.root), root)
	}
	if at := j.recorded.UTC().Format(recordedForm); at != string(j.section.recorded) {
		j.differ("fund", 0, "recorded", at, string(j.section.recorded))
	}
	return nil
}

func digestText(b []byte) string {
	var d ledger.Digest
	copy(d[:], b)
	return d.String()
}
