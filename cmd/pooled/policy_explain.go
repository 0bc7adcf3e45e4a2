package main

import (
	"context"
	"fmt"
	"time"

	"pooled/ledger"
)

type policyExplainCommand struct {
	place
	Act      string          `arg:"" help:"The act, such as vire-budget."`
	As       ledger.ActorID  `required:"" help:"Who would ask." placeholder:"ACTOR"`
	Fund     ledger.FundID   `required:"" help:"In which fund; service for organisations, posts and policy." placeholder:"FUND"`
	Amount   string          `help:"How much, such as 150000.00; no money when left out." placeholder:"AMOUNT"`
	Partner  ledger.BodyID   `help:"Whose money; that of the source when left out." placeholder:"BODY"`
	Source   ledger.SourceID `help:"From which source." placeholder:"SOURCE"`
	Scheme   ledger.SchemeID `help:"For which scheme." placeholder:"SCHEME"`
	Provider ledger.BodyID   `help:"Who would be paid, promised or given it." placeholder:"BODY"`
}

// Help teaches the command.
func (policyExplainCommand) Help() string {
	return `Nothing is done, and nothing is logged. It exits with 0 for yes, also when others must approve, and with 1
for no.

  pooled policy explain vire-budget --as pool-manager --fund havering \
      --source nhs-minimum --scheme ctt --amount 150000.00`
}

// Run asks policy and prints its answer.
func (c policyExplainCommand) Run(ctx context.Context, s streams) error {
	m := ledger.Matter{Partner: c.Partner, Source: c.Source, Scheme: c.Scheme, Provider: c.Provider}
	if c.Amount != "" {
		amount, err := ledger.ParseMoney(c.Amount)
		if err != nil {
			return misuse{err}
		}
		m.Amount = amount
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		var q ledger.Question
		err := h.journal.View(ctx, c.Fund, time.Now(), func(state *ledger.State, service int64) (err error) {
			q, err = state.Suppose(c.As, c.Act, m, service)
			return err
		})
		if err != nil {
			return err
		}
		d, err := h.policy.Decide(q)
		switch {
		case err != nil:
			fmt.Fprintf(s.out, "no: %v\n", err)
			return fmt.Errorf("%s may not do it", c.As)
		case d.Waits != "":
			fmt.Fprintf(s.out, "yes, once others have approved: %s\n", d.Waits)
		default:
			fmt.Fprintf(s.out, "yes: rule %s allows it to %s in the post %s\n", d.Authority.Rule, c.As, d.Authority.Post)
		}
		return nil
	})
}
