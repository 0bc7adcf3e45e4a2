package main

import "pooled/ledger/audit"

type diffCommand struct {
	File string `arg:"" help:"An export, compressed or not; - for standard input."`
	From string `arg:"" help:"The earlier moment: seq:57, 2015-09-30T17:00:00Z or period:2015-16/06." placeholder:"MOMENT"`
	To   string `arg:"" help:"The later moment, in the same forms." placeholder:"MOMENT"`
	JSON bool   `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (diffCommand) Help() string {
	return `It says what changed in a fund between two moments, from its export alone: each account in money, and each
entry in words. Between two periods it is what the later ones hold, whenever it was recorded.

Examples:

  pooled diff havering.export seq:100 seq:120
  pooled diff havering.export period:2015-16/05 period:2015-16/06
  pooled diff havering.export seq:100 seq:120 --json | jq .accounts

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export or does not reach
a moment.`
}

// Run compares the moments.
func (c diffCommand) Run(s streams) error {
	from, err := audit.ParseMoment(c.From)
	if err != nil {
		return misuse{err}
	}
	to, err := audit.ParseMoment(c.To)
	if err != nil {
		return misuse{err}
	}
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	changed, err := audit.Diff(in, from, to, audit.Options{Progress: counting(s.err, "replaying")})
	if err != nil {
		return outside(err)
	}
	return printed(s, c.JSON, changed)
}
