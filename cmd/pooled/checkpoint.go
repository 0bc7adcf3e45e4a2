package main

import (
	"context"
	"fmt"

	"pooled/ledger"
	"pooled/ledger/seal"
)

type checkpointCommand struct {
	place
	Fund  ledger.FundID `arg:"" help:"The fund, such as havering, or service."`
	Since int64         `help:"With the proof that it goes on from this many entries, for a witness." placeholder:"SIZE"`
}

// Help teaches the command.
func (checkpointCommand) Help() string {
	return `Prints the newest signed checkpoint of a journal; "pooled sign --once" signs one now. With --since the proof stands
above it, in the form that "pooled witness" takes.

Examples:

  pooled checkpoint havering
  pooled checkpoint havering --since 147 | pooled witness --dir kept --key icb.key --signer council.pub -`
}

// Run prints the checkpoint.
func (c checkpointCommand) Run(ctx context.Context, s streams) error {
	return withHouse(ctx, c.place, s, func(h *house) error {
		log := h.journal.Log()
		newest, err := log.Checkpoint(ctx, c.Fund)
		if err != nil {
			return err
		}
		out := newest.Note
		if c.Since > 0 {
			growth, err := log.Growth(ctx, c.Fund, c.Since, newest.Size)
			if err != nil {
				return err
			}
			out = seal.Update{Old: c.Since, Growth: growth, Note: newest.Note}.String()
		}
		_, err = fmt.Fprint(s.out, out)
		return err
	})
}
