package main

import "pooled/ledger/audit"

type lifeCommand struct {
	File string `arg:"" help:"An export, compressed or not; - for standard input."`
	Of   string `arg:"" help:"A document, such as commitment:ctt-nhs; or partner:BODY, provider:BODY, scheme:ID, source:ID, actor:WHO or approver:WHO." placeholder:"KIND:ID"`
	JSON bool   `name:"json" help:"Print each entry as one JSON object on a line."`
}

// Help teaches the command.
func (lifeCommand) Help() string {
	return `The life of one document, one partner's money, one provider, one scheme or source, or what one person asked
for or approved: every entry that touched it, from the fund's export alone, with states and amounts and the balance
that each line left. Of each entry it shows the lines and documents that are the subject's own, or all where none
is: a document that names the subject is its own too, as an invoice names its commitment and its provider.

Examples:

  pooled life havering.export commitment:ctt-nhs
  pooled life havering.export partner:havering-ccg
  pooled life havering.export provider:nelft
  pooled life havering.export approver:council-finance --json | jq -c '[.entry, .by.actor, .sentence]'

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export or nothing in it
touches the subject.`
}

// Run follows the subject through the file.
func (c lifeCommand) Run(s streams) error {
	of, err := audit.ParseSubject(c.Of)
	if err != nil {
		return misuse{err}
	}
	return showSteps(s, c.File, audit.Selection{Of: of, Own: true}, c.JSON)
}
