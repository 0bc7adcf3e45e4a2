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
	"pooled/policy"
)

type signCommand struct {
	place
	Key   string        `required:"" help:"The private key. What was signed with it is kept beside it, in FILE.signed." placeholder:"FILE"`
	Every time.Duration `help:"How often the journals are looked at; ${default} when left out." default:"10s"`
	Heads time.Duration `name:"heads-every" help:"How often where the funds stand is recorded in the service journal; ${default} when left out." default:"1h"`
	Once  bool          `help:"Record and sign what moved, and end."`
}

// signEveryMin keeps the signer from asking the database without a pause.
const signEveryMin = time.Second

// Help teaches the command.
func (signCommand) Help() string {
	return `It reads where each journal stands, and no entry: a role that sees tree heads and hashes, pooled_signer, is
enough, and on a server of your own that is the role to give. Whatever moved since is signed, if a proof shows that
it only went on from what was signed before. What does not is refused and said loudly, and so is a journal that is
gone. Run one process for a key, as a user of its own, on another machine if you can. What is signed first is where
a period was closed, or where all funds stand was recorded: within a second or two, however long --every is.

Before it signs, it records in the service journal where the funds stand, where its role may post: over a data folder.
The role pooled_signer may not, and then "pooled serve" does it, every hour and when a period is closed.

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
	signing := &signing{
		signer: signer, log: journal.NewLog(pool), stored: map[ledger.FundID]int64{},
		seen: map[ledger.FundID]int64{}, words: log,
	}
	keeper, closed, err := c.keeper(ctx, b, signing.log)
	if err != nil {
		return err
	}
	defer closed()
	signing.keeper = keeper
	for {
		err := errors.Join(signing.record(ctx, c.Once), signing.round(ctx))
		if c.Once || ctx.Err() != nil {
			return err
		}
		if err != nil {
			log.Error("NOT SIGNED", "reason", err)
		}
		if signing.wait(ctx, c.Every) != nil {
			return nil
		}
	}
}

// keeper records where the funds stand, where the role that the program was given may post; else it is nil.
func (c signCommand) keeper(ctx context.Context, b *books, signer *journal.Log) (*headsKeeper, func(), error) {
	if !b.embedded() {
		if may, err := signer.MayPost(ctx); err != nil || !may {
			return nil, func() {}, err
		}
	}
	scheme, err := policy.Default()
	if err != nil {
		return nil, nil, err
	}
	pool, err := postgres.Pool(ctx, b.urlOf(postgres.Writer), 2, journal.Prepare)
	if err != nil {
		return nil, nil, err
	}
	h := wire(b, pool, scheme, slog.New(slog.DiscardHandler), journal.Watch{})
	return &headsKeeper{house: h, every: c.Heads}, func() { h.journal.Close(); pool.Close() }, nil
}

// signing signs, round after round, what moved.
type signing struct {
	signer *seal.Signer
	log    *journal.Log
	stored map[ledger.FundID]int64 // the size whose checkpoint is known to stand in the table
	seen   map[ledger.FundID]int64 // the newest entry that is to be signed at once, as the last round found it
	keeper *headsKeeper            // nil: the service records where the funds stand
	words  *slog.Logger
}

// record records where the funds stand, where that is due and this process may. What a scheme of delegation refuses,
// such as one adopted before there was that act, hinders no signature.
func (s *signing) record(ctx context.Context, now bool) error {
	if s.keeper == nil {
		return nil
	}
	err := s.keeper.record(ctx, now)
	if kind := ledger.KindOf(err); kind == ledger.Forbidden || kind == ledger.Busy {
		s.words.Warn("where the funds stand is not recorded", "reason", err)
		return nil
	}
	return err
}

// wait waits for the next round: until a period is closed or heads are recorded, or for so long.
func (s *signing) wait(ctx context.Context, every time.Duration) error {
	for end := time.Now().Add(every); time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(signEveryMin, time.Until(end))):
		}
		found, err := s.log.Milestones(ctx)
		if err != nil {
			continue // the round will tell
		}
		for fund, seq := range found {
			if seq > max(s.seen[fund], s.signer.Last(fund).Size) {
				return nil
			}
		}
	}
	return nil
}

// round signs each journal that moved. One that is refused hinders no other.
func (s *signing) round(ctx context.Context) error {
	seen, err := s.log.Milestones(ctx)
	if err != nil {
		return err
	}
	s.seen = seen // so that what is refused is not tried again without a pause
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
