package main

import (
	"encoding/json"
	"strings"

	"pooled/ledger/audit"
)

type stepCommand struct {
	File     string `arg:"" help:"An export, compressed or not; - for standard input."`
	From     int64  `help:"Begin at the entry of this number." placeholder:"SEQ"`
	To       int64  `help:"End with the entry of this number." placeholder:"SEQ"`
	Account  string `help:"Entries that move an account whose written form begins so, such as 9200:2015-16." placeholder:"ACCOUNT"`
	Scheme   string `help:"Entries that touch a scheme." placeholder:"ID"`
	Document string `help:"Entries that touch a document, such as commitment:ctt-nhs." placeholder:"KIND:ID"`
	JSON     bool   `name:"json" help:"Print each entry as one JSON object on a line."`
}

// Help teaches the command.
func (stepCommand) Help() string {
	return `It goes through a fund's journal entry by entry, from its export alone: who did what, by which rule and
with whose approval, each document with its state before and after, and each account with its balance before and
after. Balances count from the first entry, wherever the steps begin. Each entry is proved before it is shown;
whether the rest of the file is whole the exit code says.

Examples:

  pooled step havering.export --from 60 --to 66
  pooled step havering.export --account 9200:2015-16 --scheme jadt
  pooled step havering.export --document commitment:ctt-nhs
  pooled step havering.export --json | jq -c '[.entry, .by.actor, .sentence]'

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export or does not hold
what is asked for.`
}

// Run goes through the file.
func (c stepCommand) Run(s streams) error {
	want := audit.Selection{From: c.From, To: c.To, Account: c.Account}
	if c.From < 0 || c.To < 0 || c.To > 0 && c.To < c.From {
		return misused("--from and --to are entries' numbers, and --to is not before --from")
	}
	var err error
	switch {
	case c.Scheme != "" && c.Document != "":
		return misused("give --scheme or --document, not both")
	case c.Scheme != "":
		want.Of, err = audit.ParseSubject("scheme:" + c.Scheme)
	case c.Document != "":
		want.Of, err = audit.ParseSubject(strings.Replace(c.Document, "/", ":", 1))
	}
	if err != nil {
		return misuse{err}
	}
	return showSteps(s, c.File, want, c.JSON)
}

// showSteps prints the entries of a file that are wanted, as they are proved.
func showSteps(s streams, file string, want audit.Selection, asJSON bool) error {
	in, err := s.open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := json.NewEncoder(s.out)
	lines.SetEscapeHTML(false)
	_, err = audit.Steps(in, want, audit.Options{}, func(one audit.Step) error {
		if asJSON {
			return lines.Encode(one)
		}
		return one.Text(s.out)
	})
	return outside(err)
}
