package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

type signCommand struct {
	place
	Key   string        `required:"" help:"The private key. What was signed with it is kept beside it, in FILE.signed." placeholder:"FILE"`
	Every time.Duration `help:"How often the journals are looked at; ${default} when left out." default:"10s"`
	Once  bool          `help:"Sign what moved, and end."`
}

// signEveryMin keeps the signer from asking the database without a pause.
const signEveryMin = time.Second

// Help teaches the command.
func (signCommand) Help() string {
	return `It reads where each journal stands, and no entry: a role that sees tree heads and hashes, pooled_signer, is
enough, and on a server of your own that is the role to give. Whatever moved since is signed, if a proof shows that
it only went on from what was signed before. What does not is refused and said loudly, and so is a journal that is
gone. Run one process for a key, as a user of its own, on another machine if you can.

Examples:

  pooled sign --key /etc/pooled/havering-council.key --once
  DATABASE_URL=postgres://pooled_signer@db/pooled pooled sign --key havering-council.key --every 10s`
}

// Run signs.
func (c signCommand) Run(ctx context.Context, s streams) (err error) {
	if c.Every < signEveryMin {
		return misused("--every is %s at least", signEveryMin)
	}
	signer, err := seal.OpenSigner(c.Key)
	if err != nil {
		return misuse{err}
	}
	log := slog.New(slog.NewTextHandler(s.err, nil))
	b, err := c.open(ctx, slog.New(slog.DiscardHandler), s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	pool, err := postgres.Pool(ctx, b.urlOf(postgres.Signer), 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	signing := &signing{signer, journal.NewLog(pool), map[ledger.FundID]int64{}, log}
	for {
		err := signing.round(ctx)
		if c.Once || ctx.Err() != nil {
			return err
		}
		if err != nil {
			log.Error("NOT SIGNED", "reason", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(c.Every):
		}
	}
}

// signing signs, round after round, what moved.
type signing struct {
	signer *seal.Signer
	log    *journal.Log
	stored map[ledger.FundID]int64 // the size whose checkpoint is known to stand in the table
	words  *slog.Logger
}

// round signs each journal that moved. One that is refused hinders no other.
func (s *signing) round(ctx context.Context) error {
	heads, err := s.log.Heads(ctx)
	if err != nil {
		return err
	}
	gone := s.signer.Funds()
	var refused []error
	for _, h := range heads {
		gone = slices.DeleteFunc(gone, func(f ledger.FundID) bool { return f == h.Fund })
		if err := s.sign(ctx, seal.Head(h)); err != nil {
			refused = append(refused, fmt.Errorf("%s: %w", h.Fund, err))
		}
	}
	slices.Sort(gone)
	for _, fund := range gone {
		refused = append(refused, fmt.Errorf("%s: %w: the journal had %d entries when it was signed last, and is not there",
			fund, seal.ErrStale, s.signer.Last(fund).Size))
	}
	return errors.Join(refused...)
}

func (s *signing) sign(ctx context.Context, h seal.Head) error {
	old := s.signer.Last(h.Fund)
	if old == h && s.stored[h.Fund] == h.Size {
		return nil
	}
	var growth []ledger.Digest
	if old.Size > 0 && old.Size < h.Size {
		var err error
		if growth, err = s.log.Growth(ctx, h.Fund, old.Size, h.Size); err != nil {
			return err
		}
	}
	note, err := s.signer.Sign(h, growth)
	if err != nil {
		return err
	}
	c := journal.Checkpoint{Size: h.Size, Key: s.signer.KeyID(), Root: h.Root, Note: note}
	if err := s.log.AddCheckpoint(ctx, h.Fund, c); err != nil {
		return err
	}
	s.stored[h.Fund] = h.Size
	s.words.Info("signed", "fund", h.Fund, "size", h.Size, "root", h.Root)
	return nil
}
