package main

import (
	"encoding/json"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"pooled/ledger/audit"
)

type verifyCommand struct {
	File string `arg:"" help:"An export, compressed or not; - for standard input."`
	JSON bool   `name:"json" help:"Print what was found as JSON."`
}

// Help teaches the command.
func (verifyCommand) Help() string {
	return `It needs no database, no network and no trust in whoever wrote the file. It proves every leaf and root, that no
entry is missing, every entry's balance in each book, the ledger's equations, dates and periods, and that each act
was allowed by distinct people; and it names the first line that is wrong and what is wrong with it.

Examples:

  pooled verify havering.export
  pooled verify havering.export.gz --json | jq .entries

It exits with 0 when the file is whole, 1 when something is wrong with it and 2 when it is no export.`
}

// Run verifies the file.
func (c verifyCommand) Run(s streams) error {
	in, err := c.open(s)
	if err != nil {
		return err
	}
	defer in.Close()
	report, err := audit.Verify(in, audit.Options{Progress: counting(s.err, "verifying")})
	if err != nil {
		return unreadable(err)
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		return out.Encode(report)
	}
	return report.Text(s.out)
}

// unreadable makes a misuse of the error that a file is no export.
func unreadable(err error) error {
	if f := audit.AsFault(err); f != nil && f.Kind == audit.Unreadable {
		return misuse{err}
	}
	return err
}

func (c verifyCommand) open(s streams) (io.ReadCloser, error) {
	if c.File == "-" {
		return io.NopCloser(s.in), nil
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, misuse{err}
	}
	return file, nil
}

// counting shows on a terminal how far long work has come, and nothing elsewhere.
func counting(err io.Writer, what string) func(done, all int64) {
	file, ok := err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, all int64) {
		if bar == nil {
			bar = progressbar.Default(all, what)
		}
		if done%1024 == 0 || done == all {
			_ = bar.Set64(done)
		}
	}
}
