package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// ErrOtherHistory refuses to go on with an export whose entries are not the journal's.
var ErrOtherHistory = &ledger.Error{
	Kind: ledger.Conflict, Name: "other-history",
	Text: "the entries that you hold are not those of this journal; keep the file as evidence, and begin anew",
}

// ExportOptions are what is exported and how.
type ExportOptions struct {
	Fund     ledger.FundID
	Redacted bool // without texts: for public inspection

	// The journals are exported as they stood at these sizes; as they stand now where they are nil.
	Entries, Service int64

	// Entries that whoever asks holds already, the service's first: neither they nor the first line are written. Root,
	// where it is given, is the root over those of them that are of the last one's journal, and must be the database's.
	After int64
	Root  ledger.Digest

	Begun    io.Reader // a file that broke off: what it holds must be what the database holds, at its sizes
	Progress func(done, all int64)
}

// Database begins transactions: a connection or a pool of them. The reader's role is enough.
type Database interface {
	BeginTx(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error)
}

// Exporting is an export that can be written: what can be refused has been.
type Exporting struct {
	db       Database
	out      *bufio.Writer
	options  ExportOptions
	head     header
	journals []*exported
	asItIs   bool   // whoever reads it verifies it: roots and numbers that are wrong are written as they are
	have     int64  // entries written or held, of both journals
	kept     *lines // of the file that was begun, until it breaks off
	page     bytes.Buffer
	line     []byte
	hashed   []byte
}

// exported is one of the two journals of an export.
type exported struct {
	fund   ledger.FundID
	number int32
	size   int64
	root   ledger.Digest
	tree   *tree // over the entries written or held
	read   int64 // the number of the last entry read or held
	noted  int64 // checkpoints of this size and more are still to come
	passed bool  // whoever asks holds entries of the next one already
}

// Export writes a fund's whole journal as it stands now, with the service journal its acts were judged under, or the
// service journal alone. The same two sizes give the same bytes for ever, but for texts erased and checkpoints signed
// meanwhile. It returns ErrNoFund where there is none.
func Export(ctx context.Context, db Database, w io.Writer, o ExportOptions) error {
	x, err := PrepareExport(ctx, db, o)
	if err != nil {
		return err
	}
	return x.Write(ctx, w)
}

// PrepareExport finds out how the journals stand. It returns ErrNoFund where there is none, ErrInvalid where they have
// not so many entries, and ErrOtherHistory where what whoever asks holds is not theirs.
func PrepareExport(ctx context.Context, db Database, o ExportOptions) (*Exporting, error) {
	x := &Exporting{db: db, options: o, head: header{Type: headerType, Fund: o.Fund, Redacted: o.Redacted}}
	begun, err := x.begun()
	if err != nil {
		return nil, err
	}
	err = x.reading(ctx, func(tx pgx.Tx) error {
		if err := x.stand(ctx, tx, begun); err != nil {
			return err
		}
		return x.goOn(ctx, tx)
	})
	if err == nil && begun != nil && *begun != x.head {
		err = &Fault{Kind: Rewritten, Line: 1, Text: "the file that was begun says other roots than the database: " +
			"keep it as evidence, and begin anew"}
	}
	return x, err
}

// Entries and Service are how many entries the export is of.
func (x *Exporting) Entries() int64 { return x.head.Entries }

// Service is how many entries of the service journal it is of.
func (x *Exporting) Service() int64 { return x.head.Service }

// Write writes it. Between pages it holds no connection, so that whoever reads slowly holds up nobody.
func (x *Exporting) Write(ctx context.Context, w io.Writer) error {
	x.out = bufio.NewWriterSize(w, 1<<16)
	if x.options.After == 0 {
		if err := x.json(x.out, x.head); err != nil {
			return err
		}
	}
	for _, j := range x.journals {
		if err := x.journal(ctx, j); err != nil {
			return err
		}
	}
	if err := x.json(x.out, foot{footType, x.head.Entries, x.head.Root, x.head.Service, x.head.ServiceRoot}); err != nil {
		return err
	}
	return x.out.Flush()
}

// begun reads the first line of a file that was begun; its sizes are those of the export.
func (x *Exporting) begun() (*header, error) {
	if x.options.Begun == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	kept, err := newLines(x.options.Begun)
	if err != nil {
		return nil, err
	}
	first, err := kept.next()
	if err != nil {
		return nil, err
	}
	h, err := readHeader(first)
	switch {
	case err != nil:
		return nil, err
	case h.Fund != x.options.Fund || h.Redacted != x.options.Redacted:
		return nil, ledger.ErrInvalid.With("the file that was begun is of %s, redacted %v: go on with the same, or begin anew",
			h.Fund, h.Redacted)
	}
	x.kept, x.options.Entries, x.options.Service = kept, h.Entries, h.Service
	return &h, nil
}

// journal writes the entries of a journal that are still to come, page by page.
func (x *Exporting) journal(ctx context.Context, j *exported) error {
	if j.passed {
		return nil
	}
	for first := true; first || j.read < j.size; first = false {
		x.page.Reset()
		if err := x.reading(ctx, func(tx pgx.Tx) error { return x.readPage(ctx, tx, j) }); err != nil {
			return err
		}
		if _, err := x.out.Write(x.page.Bytes()); err != nil {
			return err
		}
		if x.options.Progress != nil {
			x.options.Progress(x.have, x.head.Service+x.head.Entries)
		}
	}
	switch {
	case x.asItIs:
	case j.tree.size != j.size:
		return fmt.Errorf("the journal of %s has %d entries, and should have %d", j.fund, j.tree.size, j.size)
	case j.tree.root() != j.root:
		return fmt.Errorf("the journal of %s has the root %s, and its entries that of %s: export what there is with "+
			"care, and verify it", j.fund, j.root, j.tree.root())
	}
	return nil
}

// entry puts an entry on the page.
func (x *Exporting) entry(j *exported, body, texts []byte) error {
	var leaf ledger.Digest
	leaf, x.hashed = leafHash(x.hashed, body)
	j.tree.add(leaf)
	x.have++
	x.line = base64.RawURLEncoding.AppendEncode(x.line[:0], leaf[:])
	x.line = append(append(x.line, '\t'), body...)
	if len(texts) > 0 {
		x.line = base64.StdEncoding.AppendEncode(append(x.line, '\t'), texts)
	}
	if err := x.agree(j, len(texts) > 0); err != nil {
		return err
	}
	x.page.Write(append(x.line, '\n'))
	return nil
}

// agree holds the next entry of a file that was begun against the database's. What was erased since is left out of it.
func (x *Exporting) agree(j *exported, texts bool) error {
	for x.kept != nil {
		b, err := x.kept.next()
		if err != nil { // it breaks off here
			x.kept = nil
			return nil //nolint:nilerr // that it breaks off is why it is gone on with
		}
		var c checkpointLine
		p, ok := split(b)
		if !ok && strict(b, &c) == nil && c.Type == checkpointType {
			continue // written as the database has it
		}
		if bytes.Equal(b, x.line) || ok && x.erased(b, p, texts) {
			return nil
		}
		return &Fault{
			Kind: Edited, Line: x.kept.number, Fund: string(j.fund), Seq: j.read,
			Text: "the file that was begun does not hold what the database does: keep it as evidence, and begin anew",
		}
	}
	return nil
}

// erased reports whether a line is the entry with texts that the database had once.
func (x *Exporting) erased(b []byte, p parts, texts bool) bool {
	return !texts && !x.options.Redacted && len(p.texts) > 0 && bytes.HasPrefix(b, append(x.line, '\t'))
}

func (x *Exporting) json(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = w.Write(append(b, '\n'))
	}
	return err
}

// noFund tells of a fund that is not there.
func noFund(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return ledger.ErrNoFund
	}
	return err
}
