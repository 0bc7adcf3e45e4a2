package audit

import (
	"context"
	"errors"
	"io"

	"pooled/ledger"
)

// ErrNotWhole refuses to go over a journal with which something is wrong.
var ErrNotWhole = &ledger.Error{
	Kind: ledger.Conflict, Name: "journal-not-whole",
	Text: "something is wrong with the journal, and nothing is told of it but that; verify it",
}

// Books are the journals of a database, read by a program that serves them as an auditor reads a file: each is streamed
// and verified as its export would be, and nothing else of the database is trusted.
type Books struct{ db Database }

// NewBooks reads from a database. The reader's role is enough.
func NewBooks(db Database) *Books { return &Books{db} }

// Export prepares an export: see PrepareExport.
func (b *Books) Export(ctx context.Context, o ExportOptions) (*Exporting, error) {
	return PrepareExport(ctx, b.db, o)
}

// Verify verifies a fund's journal, and has every decision judged again by what decide answers, unless that is nil. It
// reads the journal twice then, which Progress counts.
func (b *Books) Verify(ctx context.Context, fund ledger.FundID, decide ledger.Decide, o Options) (
	report Report, err error,
) {
	x, err := b.prepare(ctx, ExportOptions{Fund: fund})
	if err != nil {
		return Report{}, err
	}
	if decide != nil {
		judge := NewJudge(decide)
		first, second := inTwo(o.Progress)
		x.options.Progress, o.Progress, o.Each = first, second, judge.Each
		at := ExportOptions{Fund: fund, Entries: x.Entries(), Service: x.Service()}
		err := x.to(ctx, func(in io.Reader) error { judge.Look(in); return nil })
		if err != nil {
			return Report{}, err
		}
		if x, err = b.prepare(ctx, at); err != nil {
			return Report{}, err
		}
	}
	err = x.to(ctx, func(in io.Reader) (err error) {
		report, err = Verify(in, o)
		return err
	})
	return report, err
}

// Organisation verifies the service journal by itself and is what it says of other journals and of keys.
func (b *Books) Organisation(ctx context.Context) (*ServiceJournal, error) {
	x, err := b.prepare(ctx, ExportOptions{Fund: ledger.Service})
	if err != nil {
		return nil, err
	}
	var report Report
	err = x.to(ctx, func(in io.Reader) (err error) {
		report, err = Verify(in, Options{})
		return err
	})
	return report.Journal, err
}

// Register goes over a fund's journal by the risk filters: see Register.
func (b *Books) Register(ctx context.Context, at ExportOptions, asked RegisterOptions) (risks Risks, err error) {
	x, err := b.prepare(ctx, at)
	if err != nil {
		return Risks{}, err
	}
	err = x.to(ctx, func(in io.Reader) (err error) {
		risks, err = Register(in, asked, Options{})
		return err
	})
	return risks, err
}

// inTwo has a count of one reading count two.
func inTwo(progress func(done, all int64)) (first, second func(done, all int64)) {
	if progress == nil {
		return nil, nil
	}
	return func(done, all int64) { progress(done, 2*all) }, func(done, all int64) { progress(all+done, 2*all) }
}

func (b *Books) prepare(ctx context.Context, o ExportOptions) (*Exporting, error) {
	x, err := PrepareExport(ctx, b.db, o)
	if err == nil {
		x.asItIs = true
	}
	return x, err
}

var errRead = errors.New("it was read as far as was needed")

// to has the export read as it is written: a page is held at once, however long it is.
func (x *Exporting) to(ctx context.Context, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, out := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := x.Write(ctx, out)
		written <- err
		_ = out.CloseWithError(err) // never fails
	}()
	found := read(in)
	_ = in.CloseWithError(errRead) // likewise
	if err := <-written; err != nil && !errors.Is(err, errRead) {
		return err // what was read of it breaks off for that
	}
	return found
}
