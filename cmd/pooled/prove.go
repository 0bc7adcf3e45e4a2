package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"pooled/ledger"
	"pooled/ledger/seal"
)

type proveCommand struct {
	place
	Fund   ledger.FundID `arg:"" help:"The fund, such as havering, or service."`
	Entry  int64         `arg:"" help:"The entry's number."`
	Output string        `required:"" short:"o" help:"The file to write; - for standard output." placeholder:"FILE"`
	Whole  bool          `help:"With the entry's bytes."`
}

// Help teaches the command.
func (proveCommand) Help() string {
	return `The file shows that one entry stands in the fund's journal, and no other entry: its leaf, the hashes from there
to the root, and the newest checkpoint that covers it. It is checked offline.

Examples:

  pooled prove havering 57 --output 57.proof
  pooled check-proof 57.proof --key council.pub`
}

// Run writes the proof.
func (c proveCommand) Run(ctx context.Context, s streams) error {
	return withHouse(ctx, c.place, s, func(h *house) error {
		proved, err := h.journal.Log().Prove(ctx, c.Fund, c.Entry)
		if err != nil {
			return err
		}
		p := seal.Proof{Type: seal.ProofType, Inclusion: seal.Inclusion(proved)}
		if c.Whole {
			posted, err := h.journal.Entry(ctx, c.Fund, c.Entry)
			if err != nil {
				return err
			}
			p.Entry = posted.Body
		}
		if p.Checkpoint == "" {
			fmt.Fprintf(s.err, "no checkpoint covers entry %d yet: the proof leads to the root at entry %d, which nobody signed\n",
				c.Entry, p.Size)
		}
		text, err := json.Marshal(p)
		if err != nil {
			return err
		}
		text = append(text, '\n')
		if c.Output == "-" {
			_, err = s.out.Write(text)
			return err
		}
		return os.WriteFile(c.Output, text, 0o600)
	})
}
