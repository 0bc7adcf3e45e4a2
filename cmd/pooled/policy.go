package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

type policyCommand struct {
	Show    policyShowCommand    `cmd:"" help:"Print the scheme of delegation in force, or the one that comes with the program."`
	Explain policyExplainCommand `cmd:"" help:"Say whether somebody may do an act, and if not, who could."`
	Diff    policyDiffCommand    `cmd:"" help:"Show what another scheme of delegation would change."`
	Adopt   policyAdoptCommand   `cmd:"" help:"Ask for a scheme of delegation to be put in force."`
}

type policyShowCommand struct {
	place
	Fund    ledger.FundID `help:"The fund; every fund that has none of its own when left out." placeholder:"FUND"`
	Default bool          `help:"The one that comes with the program, without looking into any database."`
}

// Help teaches the command.
func (policyShowCommand) Help() string {
	return `The rules are printed word for word, ready to be edited and compared:

  pooled policy show --default > ours.csv
  pooled policy diff ours.csv --fund havering`
}

// Run prints the rules.
func (c policyShowCommand) Run(ctx context.Context, s streams) error {
	if c.Default {
		_, err := io.WriteString(s.out, string(policy.DefaultRules()))
		return err
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		d, err := h.delegation(ctx, c.Fund)
		if err != nil {
			return err
		}
		hash, err := h.policy.Hash(d)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.err, "scheme of delegation %s, version %d of %s, in force from %s; limits count together in a %s\n",
			hash, d.Version, d.Scope, d.From.UK(), d.Window)
		_, err = io.WriteString(s.out, string(d.Rules))
		return err
	})
}

// withHouse opens the books for a command and closes them after it.
func withHouse(ctx context.Context, at place, s streams, do func(*house) error) (err error) {
	h, err := openHouse(ctx, at, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return do(h)
}

// delegation is the scheme in force now in a fund; empty names the one of all funds without one of their own. Where
// none has been adopted it is the one that comes with the program.
func (h *house) delegation(ctx context.Context, fund ledger.FundID) (d ledger.Delegation, err error) {
	if fund == "" {
		fund = ledger.Service
	}
	err = h.journal.View(ctx, fund, time.Now(), func(state *ledger.State, _ int64) (err error) {
		d, err = state.DelegationOf(fund)
		return err
	})
	if d.Rules == "" {
		d = policy.DefaultDelegation()
	}
	return d, err
}

type policyAdoptCommand struct {
	place
	File   string         `arg:"" help:"The rules, in the form of policy.csv; - for standard input."`
	As     ledger.ActorID `required:"" help:"Who asks." placeholder:"ACTOR"`
	Key    string         `required:"" help:"Your own name for this request: asked again with it, it is answered again." placeholder:"KEY"`
	Fund   ledger.FundID  `help:"The fund whose own it is; every fund that has none of its own when left out." placeholder:"FUND"`
	From   string         `help:"The first day it is in force, such as 2026-04-01; today when left out." placeholder:"DATE"`
	Window ledger.Window  `help:"Over which limits count together: month, quarter or year." enum:"month,quarter,year" default:"quarter" placeholder:"WINDOW"`
}

// Help teaches the command.
func (policyAdoptCommand) Help() string {
	return `Nobody changes a scheme of delegation alone: this makes a proposal, and says who must approve it. A file that
cannot be read as a scheme of delegation is refused with the line at fault, and the one in force stays.

  pooled policy adopt ours.csv --fund havering --as pool-manager --key ours-2026`
}

// Run asks for the act.
func (c policyAdoptCommand) Run(ctx context.Context, s streams) error {
	rules, err := readRules(c.File, s.in)
	if err != nil {
		return err
	}
	act := ledger.AdoptDelegation{Scope: c.Fund, Window: c.Window, Rules: rules}
	if c.From != "" {
		if act.From, err = ledger.ParseDate(c.From); err != nil {
			return misuse{err}
		}
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		r := h.journal.Do(ctx, ledger.Service, journal.Request{
			Actor: c.As, Key: c.Key, Act: act,
			Body: ledger.DigestOf([]byte(fmt.Sprint(act.Scope, act.From, act.Window, act.Rules))),
		})
		switch {
		case r.Err != nil:
			return r.Err
		case r.Proposal != "":
			fmt.Fprintf(s.out, "entry %d of the service journal: proposal %s waits\n", r.Entry.Seq, r.Proposal)
			fmt.Fprintln(s.err, r.Waits)
		default:
			fmt.Fprintf(s.out, "entry %d of the service journal: adopted\n", r.Entry.Seq)
		}
		return nil
	})
}

// readRules reads a file of rules. What they say is checked where they are used.
func readRules(file string, stdin io.Reader) (ledger.Rules, error) {
	in := stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return "", misuse{err}
		}
		defer opened.Close()
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, ledger.RulesLengthMax+1))
	return ledger.Rules(text), err
}
