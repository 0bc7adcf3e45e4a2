package main

import (
	"errors"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"pooled/ledger/audit"
	"pooled/ledger/seal"
	"pooled/policy"
)

type verifyCommand struct {
	File string `arg:"" help:"An export, compressed or not; - for standard input."`
	JSON bool   `name:"json" help:"Print what was found as JSON."`
	held
	trusted
	SkipDecisions bool `help:"Do not judge again what the scheme of delegation of each moment allowed."`
}

// Help teaches the command.
func (verifyCommand) Help() string {
	return `It needs no database, no network and no trust in whoever wrote the file. It proves every leaf and root, that no
entry is missing, every entry's balance in each book, the ledger's equations, dates and periods, that each act
was allowed by distinct people, and that this is what the scheme of delegation of its moment gives. It names the
first line that is wrong and what is wrong with it.

Examples:

  pooled verify havering.export
  pooled verify havering.export.gz --json | jq .entries
  pooled verify havering.export --key council.pub --key icb.pub --witness kept
  pooled verify havering.export --receipt march.json --held service:48:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU

Checkpoints in the file must be signed by one of the keys (--key), and each checkpoint that a partner kept (--witness)
must be of the same history.

A receipt is what the API answered with a posted entry. It is what shows that the file is the history you were shown
before, and not another that is whole as well; keep those of your last visit, and one of the fund "service" too.

It exits with 0 when the file is whole, 1 when something is wrong with it and 2 when it is no export.`
}

// Run verifies the file.
func (c verifyCommand) Run(s streams) error {
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	keys, err := c.keys()
	if err != nil {
		return err
	}
	o := audit.Options{Progress: counting(s.err, "verifying")}
	if len(keys.Trusted) > 0 {
		o.Signed = func(note string) error {
			_, err := keys.Open(note)
			return err
		}
	}
	if o.Held, err = c.read(keys); errors.Is(err, seal.ErrSignature) {
		return err
	} else if err != nil {
		return misuse{err}
	}
	from, done, err := c.judge(in, &o)
	if err != nil {
		return err
	}
	defer done() //nolint:errcheck // what is removed anyway
	report, err := audit.Verify(from, o)
	if err != nil {
		return unreadable(err)
	}
	return printed(s, c.JSON, report)
}

// judge has every decision judged again by the scheme of delegation of its moment, unless that is skipped. A file is
// looked through first for the entries that others name; what can be read but once is kept on the disk for that.
func (c verifyCommand) judge(in io.Reader, o *audit.Options) (from io.Reader, done func() error, err error) {
	done = func() error { return nil }
	if c.SkipDecisions {
		return in, done, nil
	}
	scheme, err := policy.Default()
	if err != nil {
		return nil, nil, err
	}
	judge := audit.NewJudge(scheme.Decide)
	o.Each = judge.Each
	file, ok := in.(*os.File)
	if ok {
		info, err := file.Stat()
		if err != nil {
			return nil, nil, err
		}
		ok = info.Mode().IsRegular()
	}
	if !ok {
		return spooled(in, judge.Look)
	}
	judge.Look(file)
	_, err = file.Seek(0, io.SeekStart)
	return file, done, err
}

// unreadable makes a misuse of the error that a file is no export.
func unreadable(err error) error {
	if f := audit.AsFault(err); f != nil && f.Kind == audit.Unreadable {
		return misuse{err}
	}
	return err
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
