package main

import (
	"pooled/ledger"
	"pooled/ledger/audit"
)

type registerCommand struct {
	File          string   `arg:"" help:"An export, compressed or not; - for standard input."`
	Filter        []string `help:"By these filters alone, such as round-sum,night; all when left out." placeholder:"NAME,…"`
	Period        string   `help:"Find entries of this period alone, such as 2015-16/06; what is usual is learnt from all." placeholder:"PERIOD"`
	Round         string   `help:"An amount is round that is a whole multiple of this." default:"1000.00" placeholder:"POUNDS"`
	Near          int      `help:"An amount is just under a limit from so many per cent of it on." default:"90" placeholder:"N"`
	NightFrom     int      `help:"The hour at which the night begins, in London." default:"20" placeholder:"HOUR"`
	NightTo       int      `help:"The hour at which it ends." default:"7" placeholder:"HOUR"`
	PeriodEndDays int      `help:"The last days of a period that are its end." default:"3" placeholder:"DAYS"`
	BackDays      int      `help:"An entry is back-dated that is recorded more days after its date." default:"31" placeholder:"DAYS"`
	SplitDays     int      `help:"Purchases that may be one stand within so many days." default:"30" placeholder:"DAYS"`
	Rare          int      `help:"A pair of accounts is unusual that so many entries or fewer have." default:"3" placeholder:"N"`
	Alone         int      `help:"One approver is a preparer's only one after so many approvals." default:"3" placeholder:"N"`
	JSON          bool     `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (registerCommand) Help() string {
	return `It goes over a fund's whole journal, from its export alone, by the filters that auditors use to choose what
to look at. Each states its rule and how many entries it finds, and lists them, the first thousand. None of them is
wrong for that. The filters are round-sum, under-limit, night, weekend, period-end, back-dated, closed-period,
rare-accounts, split-purchase, one-approver and reversal; beside them stand who approved whose entries, and the
first digits of the debits against Benford's law.

An entry's amount is the sum of its debits in the actuals book; where it has none, in memo without allowances. Limits
are those of the scheme of delegation in force when the entry was recorded, as the file's service journal has it.
Times of day are by the clock in London.

Examples:

  pooled register havering.export
  pooled register havering.export --filter under-limit,split-purchase --near 95 --split-days 60
  pooled register havering.export --period 2015-16/12
  pooled register havering.export --json | jq '.risks[] | [.risk, .count]'

It exits with 0 when it is done, 1 when something is wrong with the file and 2 when it is no export.`
}

// Run goes over the file.
func (c registerCommand) Run(s streams) error {
	round, err := ledger.ParseMoney(c.Round)
	if err != nil {
		return misuse{err}
	}
	asked := audit.RegisterOptions{Filters: c.Filter, Thresholds: audit.Thresholds{
		Round: round, Near: c.Near, NightFrom: c.NightFrom, NightTo: c.NightTo, PeriodEndDays: c.PeriodEndDays,
		BackDays: c.BackDays, SplitDays: c.SplitDays, Rare: c.Rare, Alone: c.Alone,
	}}
	if c.Period != "" {
		if asked.Period, err = ledger.ParseEntryPeriod(c.Period); err != nil {
			return misuse{err}
		}
	}
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	risks, err := audit.Register(in, asked, audit.Options{Progress: counting(s.err, "reading")})
	if err != nil {
		return outside(err)
	}
	return printed(s, c.JSON, risks)
}
