package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
	"pooled/policy"
)

type verifyCommand struct {
	Files   []string `arg:"" name:"file" help:"An export, compressed or not; - for standard input. With --service, one of each fund."`
	Service string   `help:"An export of the service journal, or of a fund, that is newer than the others: no fund may be missing from FILES, shorter or another than it recorded, and its register of keys holds." placeholder:"FILE"`
	JSON    bool     `name:"json" help:"Print what was found as JSON."`
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
  pooled verify *.export --service service.export
  pooled verify havering.export --receipt march.json --held service:48:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU

Checkpoints in the file must be signed by one of the keys (--key), and each checkpoint that a partner kept (--witness)
must be of the same history.

With --service, the file of the service journal says where every fund stood: a fund that is missing, shorter or
another is told. Checkpoints, those that a partner kept too, must be signed by a key that stands in its register, then
in use and not revoked.

A receipt is what the API answered with a posted entry. It is what shows that the file is the history you were shown
before, and not another that is whole as well; keep those of your last visit, and one of the fund "service" too.

It exits with 0 when the file is whole, 1 when something is wrong with it and 2 when it is no export.`
}

// Run verifies the files.
func (c verifyCommand) Run(s streams) error {
	sparing()
	keys, err := c.keys()
	if err != nil {
		return err
	}
	o := audit.Options{}
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
	if c.Service != "" {
		if o.Service, err = c.organisation(s, o); err != nil {
			return fmt.Errorf("%s: %w", c.Service, err)
		}
		o.Registered = seal.Registered
	}
	var found []ledger.FundID
	for _, name := range c.Files {
		report, err := c.verify(s, name, o)
		if err != nil && len(c.Files) > 1 {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err != nil {
			return err
		}
		if err := printed(s, c.JSON, report); err != nil {
			return err
		}
		found = append(found, report.Fund)
	}
	if c.Service != "" {
		return missing(o.Service.Heads, found)
	}
	return nil
}

// sparing trades a little time for memory: rubbish may grow to half of what is held before it is collected. GOGC, where
// it is set, wins.
func sparing() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

// organisation verifies the file that the service journal is read from; its own register holds for its checkpoints.
func (c verifyCommand) organisation(s streams, o audit.Options) (*audit.ServiceJournal, error) {
	if c.Service == "-" {
		return nil, misused("the service journal is read before the other files: give it as a file")
	}
	first, err := c.verify(s, c.Service, o)
	if err != nil {
		return nil, err
	}
	o.Service, o.Registered = first.Journal, seal.Registered
	_, err = c.verify(s, c.Service, o)
	return first.Journal, err
}

// verify verifies one file.
func (c verifyCommand) verify(s streams, name string, o audit.Options) (audit.Report, error) {
	in, err := s.open(name)
	if err != nil {
		return audit.Report{}, err
	}
	defer in.Close()
	o.Progress = counting(s.err, "verifying "+name)
	if name == c.Service || len(c.Files) > 1 { // one of many, which need not be of the fund that something is held of
		o.Held = slices.Clone(o.Held)
		for i := range o.Held {
			o.Held[i].Any = true
		}
	}
	from, done, err := c.judge(in, &o)
	if err != nil {
		return audit.Report{}, err
	}
	defer done() //nolint:errcheck // what is removed anyway
	report, err := audit.Verify(from, o)
	return report, unreadable(err)
}

// missing tells of the funds that the service journal recorded and no file was given of.
func missing(recorded ledger.Heads, found []ledger.FundID) error {
	var gone []error
	for _, h := range recorded.Funds {
		if !slices.Contains(found, h.Fund) {
			gone = append(gone, fmt.Errorf("the fund %s is missing: the service journal recorded that it had %d entries, "+
				"with the root %s, and no file of it was given", h.Fund, h.Size, h.Root))
		}
	}
	return errors.Join(gone...)
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
