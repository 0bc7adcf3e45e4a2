package main

import (
	"io"

	"pooled/ledger/audit"
)

type sampleCommand struct {
	File   string `arg:"" help:"An export, compressed or not. It is read twice."`
	Method string `required:"" enum:"random,monetary-unit" help:"${enum}: every entry as likely as any other, or every penny." placeholder:"METHOD"`
	Size   int    `required:"" help:"How many entries; by monetary unit, how many intervals of pounds and pence." placeholder:"N"`
	Seed   string `required:"" help:"What the draw begins with: the same seed draws the same sample." placeholder:"TEXT"`
	Memo   bool   `help:"Draw from entries that move budget and commitments alone as well."`
	JSON   bool   `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (sampleCommand) Help() string {
	return `It draws a sample of a fund's entries that anybody can draw again: method, size, seed, the file's root and
the population stand beside it. The population is every entry that moves money in the actuals book, but for the
closing entry of a year, which repeats what others moved; its amount is the sum of its debits there. By monetary
unit a point falls every so many pounds, from a start that is drawn, so that every penny is as likely as any other
and no entry of an interval or more is missed.

Draw number i, from 0 upwards, is the first eight bytes, most significant first, of SHA-256 of "pooled-sample/1:SEED:i".
For a number from 1 to n, draws of 2^64 - (2^64 mod n) and more are passed over; the number is 1 + draw mod n. At
random, entries are numbered 1, 2, 3 within the population and numbers drawn before are passed over. By monetary unit
one number is drawn, from 1 to the interval: the total in pence over the size, rounded down.

Examples:

  pooled sample havering.export --method random --size 25 --seed 2015-16-interim
  pooled sample havering.export --method monetary-unit --size 40 --seed 48213 --json | jq '.items[].entry'

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export or too small.`
}

// Run draws the sample.
func (c sampleCommand) Run(s streams) error {
	if c.File == "-" {
		return misused("a sample reads the file twice, which standard input does not allow: name the file")
	}
	open := func() (io.ReadCloser, error) { return s.open(c.File) }
	drawn, err := audit.DrawSample(open, audit.SampleTerms{Method: c.Method, Size: c.Size, Seed: c.Seed, Memo: c.Memo},
		audit.Options{Progress: counting(s.err, "reading")})
	if err != nil {
		return outside(err)
	}
	return printed(s, c.JSON, drawn)
}
