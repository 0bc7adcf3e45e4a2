package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Span is from one moment to a later one: the entries that count at the second and did not at the first.
// Where From is left empty it begins with the journal.
type Span struct{ From, To AsOf }

// Movements are the lines of one account over a span, page by page.
type Movements struct {
	Fund    ledger.FundID  `json:"fund"`
	Account string         `json:"account"`
	From    *Moment        `json:"from,omitempty" doc:"none: from the beginning of the journal"`
	To      Moment         `json:"to"`
	Opening ledger.Money   `json:"opening" doc:"balance at the first moment, debits positive"`
	Closing ledger.Money   `json:"closing" doc:"balance at the second moment"`
	Lines   []MovementLine `json:"lines"`
	Next    int64          `json:"next,omitempty" doc:"ask for entries after this number; none: no more"`
}

// MovementLine is one posting.
type MovementLine struct {
	Seq       int64         `json:"seq"`
	Line      int           `json:"line"`
	Recorded  time.Time     `json:"recorded"`
	Effective ledger.Date   `json:"effective"`
	Period    ledger.Period `json:"period"`
	Act       string        `json:"act" doc:"the act's name, such as vire-budget"`
	Account   string        `json:"account" doc:"the account, or the one below it"`
	Debit     ledger.Money  `json:"debit"`
	Credit    ledger.Money  `json:"credit"`
}

// heldAccount is an account as the database has it.
type heldAccount struct {
	number, control int32
	account         ledger.Account
}

// Movements lists what moved an account between two moments. The account is given by its written name; a
// control account shows the lines of all below it. It returns ErrNotFound for an account nothing was ever
// posted to, and what Position returns. A page ends with a whole entry, so it may be longer than the limit by
// the lines of one.
func (r *Reports) Movements(
	ctx context.Context, fund ledger.FundID, account string, span Span, after int64, limit int,
) (Movements, error) {
	out := Movements{Fund: fund, Account: account, Lines: []MovementLine{}}
	err := r.read(ctx, fund, func(v *view) error {
		held, err := v.account(ctx, account)
		if err != nil {
			return err
		}
		from, to, err := v.span(ctx, span, &out)
		if err != nil {
			return err
		}
		if out.Closing, err = v.balanceOf(ctx, held, to); err != nil {
			return err
		}
		if out.Opening, err = v.balanceOf(ctx, held, from); err != nil {
			return err
		}
		return v.movements(ctx, held, from, to, &out, after, max(1, min(limit, pageMax)))
	})
	return out, err
}

// span resolves both moments and refuses a second that is before the first.
func (v *view) span(ctx context.Context, span Span, out *Movements) (from, to cut, err error) {
	if out.To, to, err = v.resolve(ctx, span.To); err != nil || span.From == (AsOf{}) {
		return from, to, err
	}
	var first Moment
	if first, from, err = v.resolve(ctx, span.From); err != nil {
		return from, to, err
	}
	out.From = &first
	within := from.partial <= to.through || from.partial == to.partial && from.date <= to.date
	if from.seq > to.seq || from.through > to.through || !within {
		err = ledger.ErrInvalid.With("the first moment, %s, does not come before the second, %s; "+
			"ask for both in the same way", first, out.To)
	}
	return from, to, err
}

// account finds an account by name.
func (v *view) account(ctx context.Context, name string) (heldAccount, error) {
	var h heldAccount
	a := &h.account
	err := v.tx.QueryRow(ctx, `
		SELECT number, control, code, year, partner, source, scheme, nature, document
		  FROM account
		 WHERE fund = $1
		   AND name = $2`, v.fund, name).
		Scan(&h.number, &h.control, &a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, ledger.ErrNotFound.With("nothing has been posted to an account of that name in %s", v.id)
	}
	return h, err
}

// own is the condition on lines of the account itself, as the indexes have it.
func (h heldAccount) own() string {
	if h.number == h.control {
		return "p.account = @number"
	}
	return "p.subsidiary = @number AND p.subsidiary <> p.account"
}

// balanceOf is one account's balance at a cut. A document has few lines, which are added up.
func (v *view) balanceOf(ctx context.Context, h heldAccount, c cut) (ledger.Money, error) {
	if c.seq == 0 {
		return ledger.Money{}, nil
	}
	if h.number == h.control || strings.HasPrefix(h.account.Of, "by=") {
		all, err := v.balances(ctx, c, accounts{[]int16{int16(h.account.Code)}, []string{h.account.Of}})
		return all[h.account].amount, err
	}
	args := c.args(v.fund)
	args["number"] = h.number
	var pence int64
	err := v.tx.QueryRow(ctx, `
		SELECT coalesce(sum(p.amount), 0)::bigint
		  FROM posting AS p
		 WHERE p.fund = @fund
		   AND `+h.own()+`
		   AND p.seq <= @seq
		   AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)`, args).Scan(&pence)
	return ledger.Pence(pence), err
}

// movements fills a page with the lines that count at to and not at from.
func (v *view) movements(
	ctx context.Context, h heldAccount, from, to cut, out *Movements, after int64, limit int,
) error {
	args := to.args(v.fund)
	for name, value := range from.args(v.fund) {
		if name != "fund" {
			args["from_"+name] = value
		}
	}
	args["number"], args["after"], args["limit"] = h.number, after, limit
	rows, err := v.tx.Query(ctx, `
		SELECT p.seq, p.line, e.recorded, p.effective, p.period, e.act, s.name, p.amount
		  FROM posting AS p
		  JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
		  JOIN account AS s ON s.fund = @fund AND s.number = p.subsidiary
		 WHERE p.fund = @fund
		   AND `+h.own()+`
		   AND p.seq > @after
		   AND p.seq <= @seq
		   AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
		   AND NOT (p.seq <= @from_seq AND (
		       p.period <= @from_through OR p.period = @from_partial AND p.effective <= @from_date))
		 ORDER BY p.seq
		 FETCH FIRST @limit ROWS WITH TIES`, args)
	if err != nil {
		return fmt.Errorf("movements of %s: %w", v.id, err)
	}
	out.Lines, err = pgx.CollectRows(rows, scanMovement)
	if n := len(out.Lines); n >= limit {
		out.Next = out.Lines[n-1].Seq
	}
	return err
}

func scanMovement(row pgx.CollectableRow) (MovementLine, error) {
	var m MovementLine
	var effective time.Time
	var pence int64
	err := row.Scan(&m.Seq, &m.Line, &m.Recorded, &effective, &m.Period, &m.Act, &m.Account, &pence)
	m.Recorded, m.Effective, m.Act = m.Recorded.UTC(), ledger.DateOf(effective), actName(m.Act)
	if pence > 0 {
		m.Debit = ledger.Pence(pence)
	} else {
		m.Credit = ledger.Pence(-pence)
	}
	return m, err
}

// actName is an act's name without its version.
func actName(kind string) string {
	name, _, _ := strings.Cut(kind, "/")
	return name
}
