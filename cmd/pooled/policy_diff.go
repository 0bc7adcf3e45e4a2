package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

type policyDiffCommand struct {
	place
	File string        `arg:"" help:"The other rules, in the form of policy.csv; - for standard input."`
	Fund ledger.FundID `help:"Compare with what is in force in this fund, and judge its entries again." placeholder:"FUND"`
	Year string        `help:"Judge the entries of this financial year again, such as 2015-16; all of them when left out." placeholder:"YEAR"`
}

// Help teaches the command.
func (policyDiffCommand) Help() string {
	return `First the squares of the matrix on which the two schemes answer otherwise, role by act by amount by whose
money: "+" is easier than today, "-" harder. Then, with --fund, each entry of its journal that the other scheme would
have judged otherwise. Nothing is changed. It exits with 0 whether there is a difference or not, and with 1 for rules
that cannot be read.

  pooled policy diff ours.csv --fund havering --year 2015-16`
}

// Run compares.
func (c policyDiffCommand) Run(ctx context.Context, s streams) error {
	rules, err := readRules(c.File, s.in)
	if err != nil {
		return err
	}
	then, err := policy.Load([]byte(rules))
	if err != nil {
		return err
	}
	var year ledger.Year
	if c.Year != "" {
		if year, err = ledger.ParseYear(c.Year); err != nil {
			return misuse{err}
		}
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		today, err := h.delegation(ctx, c.Fund)
		if err != nil {
			return err
		}
		changes, err := policy.Changes(today.Rules, rules)
		if err != nil {
			return err
		}
		printChanges(s, changes)
		if c.Fund == "" {
			return nil
		}
		return h.judgeAgain(ctx, s, c.Fund, year, today, then)
	})
}

func printChanges(s streams, changes []policy.Change) {
	if len(changes) == 0 {
		fmt.Fprintln(s.out, "no square of the matrix differs")
		return
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, c := range changes {
		sign := "-"
		if c.Widens {
			sign = "+"
		}
		where := ""
		if c.Where != "-" {
			where = " where " + c.Where
		}
		fmt.Fprintf(table, "%s %s\t%s%s\t%s\t%s\t%s -> %s\n", sign, c.Act, c.Role, where, c.Band, c.Whose, c.Answer, c.Then)
	}
	_ = table.Flush() // a reader that has gone has seen enough
	fmt.Fprintf(s.out, "%d squares of the matrix differ\n", len(changes))
}

// judgeAgain replays a fund's journal and puts the question about each entry of the year to both schemes.
func (h *house) judgeAgain(ctx context.Context, s streams, fund ledger.FundID, year ledger.Year,
	today ledger.Delegation, then *policy.Policy,
) error {
	var organisations []ledger.Entry
	if err := h.eachEntry(ctx, ledger.Service, func(e ledger.Entry) error {
		organisations = append(organisations, e)
		return nil
	}); err != nil {
		return err
	}
	replay := ledger.NewReplay(fund, organisations)
	judged, differ := 0, 0
	err := h.eachEntry(ctx, fund, func(e ledger.Entry) error {
		if year == 0 || e.Period.Year() == year {
			q, err := replay.Ask(e)
			if err != nil {
				return err
			}
			judged++
			q.Delegation = today
			now := verdict(h.policy.Decide(q))
			q.Delegation.Rules = "" // which then was loaded without
			if other := verdict(then.Decide(q)); now != other {
				differ++
				fmt.Fprintf(s.out, "entry %d, %s: %s\n  today: %s\n  then:  %s\n", e.Seq, e.Effective, e.Sentence(), now, other)
			}
		}
		return replay.Fold(e)
	})
	if err == nil {
		fmt.Fprintf(s.out, "%d of %d entries would be judged otherwise\n", differ, judged)
	}
	return err
}

// verdict is an answer in words that do not name the rule: one that changes its name alone changes nothing.
func verdict(d ledger.Decision, err error) string {
	switch {
	case err != nil:
		return "no: " + err.Error()
	case d.Waits != "":
		return "yes, once others have approved"
	case len(d.Authority.Still) > 0 && !d.Authority.Final:
		return "approved, and others must approve too"
	}
	return "yes"
}

// eachEntry goes through a journal in order.
func (h *house) eachEntry(ctx context.Context, fund ledger.FundID, visit func(ledger.Entry) error) error {
	for after := int64(0); ; {
		page, err := h.journal.Entries(ctx, fund, journal.Page{After: after, Limit: entriesTogether})
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := visit(p.Entry); err != nil {
				return errors.Join(fmt.Errorf("entry %d of %s", p.Entry.Seq, fund), err)
			}
			after = p.Entry.Seq
		}
		if len(page) < entriesTogether {
			return nil
		}
	}
}
