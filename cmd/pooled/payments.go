package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"pooled/api"
	"pooled/internal/sheet"
	"pooled/ledger"
	"pooled/ledger/report"
)

type paymentsCommand struct {
	Export   paymentsExportCommand   `cmd:"" help:"Write a payment request as a file for the host's accounts-payable system."`
	Outcomes paymentsOutcomesCommand `cmd:"" help:"Record what became of payments, out of the file that the system answers with."`
}

type paymentsExportCommand struct {
	place
	Request ledger.PaymentRequestID `arg:"" help:"The payment request."`
	Fund    ledger.FundID           `required:"" help:"The fund." placeholder:"FUND"`
}

// Help teaches the command.
func (paymentsExportCommand) Help() string {
	return `The file is CSV in UTF-8: a line for each payment of the request that has no outcome yet, with the reference
that the answer must bring back, what the provider is known by, its own invoice number, the amount, and by when.

  pooled payments export june-2 --fund havering > payments.csv`
}

// Run writes the file.
func (c paymentsExportCommand) Run(ctx context.Context, s streams) error {
	return withHouse(ctx, c.place, s, func(h *house) error {
		rows, err := report.New(h.pool).PaymentFile(ctx, c.Fund, c.Request)
		if err != nil {
			return err
		}
		return sheet.Write(s.out, ledger.PaymentFileColumns, rows)
	})
}

type paymentsOutcomesCommand struct {
	place
	File    string                  `arg:"" help:"File of outcomes; - for standard input."`
	Fund    ledger.FundID           `required:"" help:"The fund." placeholder:"FUND"`
	Request ledger.PaymentRequestID `required:"" help:"The payment request that it answers." placeholder:"REQUEST"`
	As      ledger.ActorID          `required:"" help:"Who records them." placeholder:"ACTOR"`
	Key     string                  `required:"" help:"Your own name for the file: the same file sent again under it is recorded once." placeholder:"KEY"`
	On      string                  `help:"Effective date; today when left out." placeholder:"DATE"`
	JSON    bool                    `name:"json" help:"Print what became of it as JSON."`
}

// Help teaches the command.
func (paymentsOutcomesCommand) Help() string {
	return `The file is CSV in UTF-8. Its first line names the columns, and each other line is what became of one
payment, named by its reference, its invoice, or both:

  reference,invoice,outcome,amount,payment,date,reason
  P000002-001,,paid,1250.00,BACS 0618,2015-06-18,
  P000002-002,,rejected,80.00,,2015-06-18,account closed

The outcome is paid, rejected or returned. All of the file is recorded or none of it: the line that is wrong is named on
standard error.

  pooled payments outcomes answer.csv --fund havering --request june-2 --as council-finance --key bacs-0618

It exits with 1 when the file was refused.`
}

// Run records the outcomes.
func (c paymentsOutcomesCommand) Run(ctx context.Context, s streams) error {
	act, err := c.line(s)
	if err != nil {
		return err
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		t := tally{streams: s, json: c.JSON}
		p := poster{journal: h.journal, each: t.add}
		err := p.post(ctx, bytes.NewReader(act))
		fmt.Fprintf(s.err, "%d posted, %d posted before, %d waiting for approval, %d refused\n",
			t.posted, t.before, t.waiting, t.refused)
		if err == nil && t.refused > 0 {
			err = fmt.Errorf("nothing of %s was recorded", c.File)
		}
		return err
	})
}

// line is the act that records the file's outcomes, as a line of a file of acts.
func (c paymentsOutcomesCommand) line(s streams) ([]byte, error) {
	in, err := s.open(c.File)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	rows, err := api.ReadOutcomes(in)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{"request": c.Request, "outcomes": rows}
	asked := map[string]any{
		"act": "record-payment-outcomes", "key": c.Key, "as": c.As, "fund": c.Fund, "on": c.On, "fields": fields,
	}
	return json.Marshal(asked)
}
