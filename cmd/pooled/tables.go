package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"pooled/ledger/audit"
)

type tablesCommand struct {
	File   string `arg:"" help:"An export, compressed or not; - for standard input."`
	Output string `required:"" short:"o" help:"The folder to write to; it is made where there is none." placeholder:"DIR"`
	Form   string `enum:"csv,parquet" default:"csv" help:"${enum}: for a spreadsheet, or for tools that read columns." placeholder:"FORM"`
}

// Help teaches the command.
func (tablesCommand) Help() string {
	return `It writes four tables for an auditor's own tools: entries, postings, documents and authorities, each with
the fund and the entry's number to join them by. The service journal, which says who was allowed what, is in them as
the fund "service". Amounts are whole pence, debits positive; instants are UTC. Nothing private is in them: where an
entry or a document holds a text that may be hidden, its digest stands.

In CSV no cell begins with what a spreadsheet takes for a formula. Parquet files are compressed (zstd).

Examples:

  pooled tables havering.export --output tables
  pooled tables havering.export --output tables --form parquet

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export.`
}

// Run writes the tables. Each file has its name once the export has been proved whole.
func (c tablesCommand) Run(s streams) (err error) {
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(c.Output, 0o700); err != nil {
		return misuse{err}
	}
	return unreadable(c.write(in, audit.Options{Progress: counting(s.err, "writing")}))
}

// write opens the four files one within the other, so that none has its name before all are whole.
func (c tablesCommand) write(in io.Reader, o audit.Options) error {
	tables := [4]io.Writer{}
	names := [4]string{"entries", "postings", "documents", "authorities"}
	var open func(n int) error
	open = func(n int) error {
		if n < len(names) {
			return replaceFile(filepath.Join(c.Output, names[n]+"."+c.Form), func(w io.Writer) error {
				tables[n] = w
				return open(n + 1)
			})
		}
		return c.fill(in, tables, o)
	}
	return open(0)
}

func (c tablesCommand) fill(in io.Reader, to [4]io.Writer, o audit.Options) error {
	entries := newTable[audit.EntriesTable](to[0], c.Form)
	postings := newTable[audit.PostingsTable](to[1], c.Form)
	documents := newTable[audit.DocumentsTable](to[2], c.Form)
	authorities := newTable[audit.AuthoritiesTable](to[3], c.Form)
	_, err := audit.Tables(in, o, func(rows *audit.TableRows) error {
		return errors.Join(entries.write(rows.Entry), postings.write(rows.Postings...),
			documents.write(rows.Documents...), authorities.write(rows.Authorities...))
	})
	if err != nil {
		return err
	}
	return errors.Join(entries.close(), postings.close(), documents.close(), authorities.close())
}
