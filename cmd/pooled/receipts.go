package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"pooled/api"
	"pooled/ledger"
	"pooled/ledger/journal"
)

type receiptsCommand struct {
	Import receiptsImportCommand `cmd:"" help:"Record the receipts of a table, all of them or none."`
}

type receiptsImportCommand struct {
	place
	File string         `arg:"" help:"File of receipts (CSV); - for standard input."`
	Fund ledger.FundID  `help:"The fund." required:"" placeholder:"FUND"`
	As   ledger.ActorID `help:"Who asks." required:"" placeholder:"ACTOR"`
	Key  string         `help:"Your own name for this table: sent again with the same rows, it is recorded once." required:"" placeholder:"KEY"` //nolint:lll // a tag cannot be broken
	On   string         `help:"The effective date, such as 2015-06-30; today when left out." placeholder:"DATE"`
}

// Help teaches the command.
func (receiptsImportCommand) Help() string {
	return `The first line names the columns, in any order: reference, date, amount; notice and payer where they are known.

  reference,date,amount,notice,payer
  BACS 4711,2015-06-29,1250.00,12,
  BACS 4712,2015-06-30,80.00,,NHS body unknown

A receipt pays the call notice that it names; what is over is held in advance, and what names none is held apart until
it is allocated. All receipts of a table are recorded (at most 100), or none: what is wrong is named by line and column.

Examples:

  pooled receipts import june.csv --fund havering --as council-finance --key receipts-2015-06
  bank-export | pooled receipts import - --fund havering --as council-finance --key receipts-2015-06-30`
}

// Run records the receipts.
func (c receiptsImportCommand) Run(ctx context.Context, s streams) (err error) {
	asked := line{Act: "match-receipts", Key: c.Key, As: c.As, Fund: c.Fund}
	if c.On != "" {
		if asked.On, err = ledger.ParseDate(c.On); err != nil {
			return misuse{err}
		}
	}
	rows, err := c.rows(s)
	if err != nil {
		return err
	}
	fields := struct {
		Receipts []api.ReceiptRow `json:"receipts"`
	}{rows}
	if asked.Fields, err = json.Marshal(fields); err != nil {
		return err
	}
	request, err := asked.request()
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	p := poster{journal: h.journal}
	result := p.ask(ctx, c.Fund, []journal.Request{request})[0]
	if result.Err != nil {
		return result.Err
	}
	when := "recorded"
	if result.Replayed {
		when = "recorded before"
	}
	if result.Proposal != "" {
		when = fmt.Sprintf("waiting for approval as %s", result.Proposal)
	}
	fmt.Fprintf(s.err, "%d receipts %s, entry %d\n", len(rows), when, result.Entry.Seq)
	return nil
}

func (c receiptsImportCommand) rows(s streams) ([]api.ReceiptRow, error) {
	in, err := s.open(c.File)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return api.ReadReceipts(in)
}
