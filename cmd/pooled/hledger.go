package main

import (
	"io"

	"pooled/ledger/audit"
)

type hledgerCommand struct {
	File   string `arg:"" help:"An export, compressed or not; - for standard input."`
	Output string `required:"" short:"o" help:"The journal to write, such as havering.journal; - for standard output." placeholder:"FILE"`
}

// Help teaches the command.
func (hledgerCommand) Help() string {
	return `hledger is an accounting program that has nothing to do with this one: an independent witness. The journal
holds both books, actuals and memo, as transactions of their own, so that hledger itself holds that each entry
balances in each. An account is its name in the chart of accounts with its year, partner, source, scheme, nature and
subsidiary as sub-accounts. Tags name the entry, act, period, instant, actor, rule and approvers, and of each line
its scheme, source and partner. Dates are effective dates. Nothing private is in it.

Examples:

  pooled hledger havering.export --output havering.journal
  hledger --file havering.journal check --strict
  hledger --file havering.journal balance actuals --depth 2
  hledger --file havering.journal register tag:scheme=jadt memo:9200

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export.`
}

// Run writes the journal.
func (c hledgerCommand) Run(s streams) error {
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	o := audit.Options{Progress: counting(s.err, "writing")}
	if c.Output == "-" {
		_, err := audit.Hledger(in, s.out, o)
		return unreadable(err)
	}
	return unreadable(replaceFile(c.Output, func(w io.Writer) error {
		_, err := audit.Hledger(in, w, o)
		return err
	}))
}
