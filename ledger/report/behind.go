package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed behind.sql
var behindSQL string

// Key says which row of a position a figure stands in. What is left empty is the total over it.
type Key struct {
	Scheme  ledger.SchemeID `json:"scheme"`
	Source  ledger.SourceID `json:"source"`
	Partner ledger.BodyID   `json:"partner"`
}

func (k Key) takes(a ledger.Account) bool {
	return (k.Scheme == "" || k.Scheme == a.Scheme) && (k.Source == "" || k.Source == a.Source) &&
		(k.Partner == "" || k.Partner == a.Partner)
}

// Makeup is what stands behind a figure of the position: its accounts, and a page of the entries that moved
// it. The amounts of all pages sum to the figure.
type Makeup struct {
	Fund     ledger.FundID `json:"fund"`
	Moment   Moment        `json:"moment"`
	Figure   Figure        `json:"figure"`
	Key      Key           `json:"key"`
	Amount   ledger.Money  `json:"amount" doc:"the figure itself"`
	Accounts []string      `json:"accounts" doc:"the accounts that it adds up"`
	Lines    []MakeupLine  `json:"lines"`
	Next     int64         `json:"next,omitempty" doc:"ask for entries after this number; none: no more"`
}

// MakeupLine is what one entry moved a figure by.
type MakeupLine struct {
	Seq       int64         `json:"seq"`
	Recorded  time.Time     `json:"recorded"`
	Effective ledger.Date   `json:"effective"`
	Period    ledger.Period `json:"period"`
	Act       string        `json:"act" doc:"the act's name, such as vire-budget"`
	Amount    ledger.Money  `json:"amount" doc:"positive on the figure's normal side"`
}

const (
	pageMax   = 1000 // lines of one page
	roundsMax = 20   // of reading for one page, which skips entries that moved money within the figure
)

// Behind opens a figure of the position: the accounts that make it up and the entries after a number that
// moved it, page by page. Entries that moved money only between the figure's own accounts are left out. It
// returns ErrNotFound for a figure there is none of, and what Position returns.
func (r *Reports) Behind(
	ctx context.Context, fund ledger.FundID, at AsOf, f Figure, key Key, after int64, limit int,
) (Makeup, error) {
	m, ok := makeupOf(f)
	if !ok {
		return Makeup{}, ledger.ErrNotFound.With("a position has no figure of that name; its figures are %v", Figures())
	}
	out := Makeup{Fund: fund, Figure: f, Key: key, Accounts: []string{}, Lines: []MakeupLine{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, figureAccounts)
		if err != nil {
			return err
		}
		out.Moment = b.moment
		return v.behind(ctx, b, m, &out, after, max(1, min(limit, pageMax)))
	})
	return out, err
}

// behind fills a page.
func (v *view) behind(ctx context.Context, b *books, m makeup, out *Makeup, after int64, limit int) error {
	accounts, subsidiaries := []int32{}, []int32{}
	for a, balance := range b.balances {
		if !m.takes(a, b.moment.Year) || !out.Key.takes(a) {
			continue
		}
		out.Amount = out.Amount.Add(b.sum(m, a))
		out.Accounts = append(out.Accounts, a.String())
		if a.Of == "" {
			accounts = append(accounts, balance.number)
		} else {
			subsidiaries = append(subsidiaries, balance.number)
		}
	}
	slices.Sort(out.Accounts)
	args := b.cut.args(v.fund)
	args["accounts"], args["subsidiaries"] = accounts, subsidiaries
	args["limit"], args["since"] = limit, int16(0)
	if m.inYear {
		args["since"] = int16(ledger.NewPeriod(b.moment.Year, 1))
	}
	for range roundsMax {
		args["after"] = after
		page, err := v.behindPage(ctx, args, m)
		if err != nil {
			return fmt.Errorf("entries behind %s of %s: %w", out.Figure, v.id, err)
		}
		for _, line := range page {
			after = line.Seq
			if !line.Amount.IsZero() {
				out.Lines = append(out.Lines, line)
			}
			if len(out.Lines) == limit {
				out.Next = after
				return nil
			}
		}
		if len(page) < limit {
			return nil
		}
	}
	out.Next = after
	return nil
}

func (v *view) behindPage(ctx context.Context, args pgx.StrictNamedArgs, m makeup) ([]MakeupLine, error) {
	rows, err := v.tx.Query(ctx, behindSQL, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (MakeupLine, error) {
		var line MakeupLine
		var effective time.Time
		var pence int64
		err := row.Scan(&line.Seq, &line.Recorded, &effective, &line.Period, &line.Act, &pence)
		line.Recorded, line.Effective = line.Recorded.UTC(), ledger.DateOf(effective)
		line.Act, line.Amount = actName(line.Act), m.shown(ledger.Pence(pence))
		return line, err
	})
}
