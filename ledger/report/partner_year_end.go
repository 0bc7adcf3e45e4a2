package report

import (
	"cmp"
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed partner_year_end.sql
var partnerYearEndSQL string

// PartnerYearEnd is one partner's figures for a year as they were frozen at the end of its cut-off day, and what was
// posted to the year afterwards: its movements. Frozen and moved come to today's figures, row by row, to the penny. The
// entry that closes the year is no movement: it stands in a period of its own after the year.
type PartnerYearEnd struct {
	Fund    ledger.FundID         `json:"fund"`
	Name    string                `json:"name"`
	Moment  Moment                `json:"moment" doc:"today's figures rest on the entries up to it"`
	Partner ledger.BodyID         `json:"partner"`
	Title   string                `json:"title" doc:"the partner's name"`
	Year    ledger.Year           `json:"year"`
	CutOff  ledger.Date           `json:"cutOff" doc:"the figures are frozen at the end of this day, in London"`
	Frozen  bool                  `json:"frozen" doc:"whether that day is over; until then nothing is a movement"`
	Seq     int64                 `json:"frozenSeq" doc:"the newest entry that counts in the frozen figures"`
	Rows    []PartnerYearEndRow   `json:"rows" doc:"by account of the chart and source"`
	Entries []PartnerYearEndEntry `json:"entries" doc:"what was posted afterwards, entry by entry"`
	Next    int64                 `json:"next,omitempty" doc:"ask for entries after this number; none: no more"`
}

// PartnerYearEndRow is one account of the chart for one source, positive on its normal side.
type PartnerYearEndRow struct {
	Book    string          `json:"book" doc:"actuals or memo"`
	Code    ledger.Code     `json:"code"`
	Account string          `json:"account" doc:"its name in the chart"`
	Side    string          `json:"side" doc:"its normal side, debit or credit"`
	Source  ledger.SourceID `json:"source"`
	Frozen  ledger.Money    `json:"frozen"`
	Moved   ledger.Money    `json:"moved"`
	Now     ledger.Money    `json:"now"`
}

// PartnerYearEndEntry is an entry that was posted to the year after the cut-off, as far as it is the partner's.
type PartnerYearEndEntry struct {
	Seq       int64                `json:"seq"`
	Recorded  time.Time            `json:"recorded"`
	Effective ledger.Date          `json:"effective"`
	Period    ledger.Period        `json:"period"`
	Act       string               `json:"act"`
	Lines     []PartnerYearEndLine `json:"lines"`
	Debits    ledger.Money         `json:"debits"`
	Credits   ledger.Money         `json:"credits"`
}

// PartnerYearEndLine is one posting of such an entry.
type PartnerYearEndLine struct {
	Account string       `json:"account"`
	Debit   ledger.Money `json:"debit"`
	Credit  ledger.Money `json:"credit"`
}

// PartnerYearEnd is a partner's year-end figures and its movements since, a page of entries at a time. It returns
// ErrNotFound where the partner has no cut-off date for the year, ErrAsOfForm for a moment that is a date or a period,
// and what Position returns.
func (r *Reports) PartnerYearEnd(
	ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID, year ledger.Year, after int64, limit int,
) (PartnerYearEnd, error) {
	return r.partnerYearEnd(ctx, fund, at, partner, year, after, limit, EndOf)
}

func (r *Reports) partnerYearEnd(
	ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID, year ledger.Year, after int64, limit int,
	end func(ledger.Date) time.Time,
) (PartnerYearEnd, error) {
	y := PartnerYearEnd{
		Fund: fund, Partner: partner, Year: year, Rows: []PartnerYearEndRow{}, Entries: []PartnerYearEndEntry{},
	}
	if at.date != 0 || at.period != 0 {
		return y, ErrAsOfForm.With("year-end figures are of the whole year: ask by number or by instant, as seq:57 or " +
			"2016-04-30T17:00:00Z")
	}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		if y.Moment = m; y.Moment.Year == 0 {
			y.Moment.Year = year
		}
		p, err := v.papers(ctx, c, m, "fund", "agreement", "cut-off")
		if err != nil {
			return err
		}
		y.Name, y.Title = p.fund.Name, p.bodyName(partner)
		if y.CutOff = p.cutOff(partner, year); y.CutOff == 0 {
			return ledger.ErrNotFound.With("%s has no cut-off date for %s; set one first", partner, year)
		}
		frozen, err := v.frozen(ctx, &y, end(y.CutOff))
		if err != nil {
			return err
		}
		now := cut{seq: m.Seq, through: ledger.NewPeriod(year, 13)}
		if err := v.partnerYearEndRows(ctx, &y, frozen, now); err != nil {
			return err
		}
		return v.partnerYearEndEntries(ctx, &y, frozen, now, after, max(1, min(limit, pageMax)))
	})
	return y, err
}

// EndOf is the last microsecond of a civil day in London.
func EndOf(d ledger.Date) time.Time { return (d + 1).Begins().Add(-time.Microsecond) }

// cutOff is the partner's cut-off date for a year, or none.
func (p papers) cutOff(partner ledger.BodyID, year ledger.Year) ledger.Date {
	for _, c := range p.cutOffs {
		if c.Partner == partner && c.Year == year {
			return c.Date
		}
	}
	return 0
}

// frozen is the cut as the year was known at an instant, or by now where it has not come.
func (v *view) frozen(ctx context.Context, y *PartnerYearEnd, instant time.Time) (cut, error) {
	c := cut{seq: y.Moment.Seq, through: ledger.NewPeriod(y.Year, 13)}
	if y.Frozen = !instant.After(v.now); y.Frozen {
		seq, err := v.seqBy(ctx, v.fund, instant)
		if err != nil {
			return c, err
		}
		c.seq = min(c.seq, seq)
	}
	y.Seq = c.seq
	return c, nil
}

// partnerYearEndRows fills in the partner's figures at both cuts.
func (v *view) partnerYearEndRows(ctx context.Context, y *PartnerYearEnd, frozen, now cut) error {
	all := accounts{kinds: []string{}}
	for _, line := range ledger.Chart {
		all.codes = append(all.codes, int16(line.Code))
	}
	type key struct {
		code   ledger.Code
		source ledger.SourceID
	}
	rows := map[key]PartnerYearEndRow{}
	for n, c := range []cut{frozen, now} {
		held, err := v.balances(ctx, c, all)
		if err != nil {
			return err
		}
		for a, b := range held {
			if a.Partner != y.Partner || a.Of != "" || a.Year != 0 && a.Year != y.Year {
				continue
			}
			line, _ := a.Code.Line()
			amount, side := b.amount, "debit"
			if line.Credit {
				amount, side = amount.Neg(), "credit"
			}
			row := rows[key{a.Code, a.Source}]
			row.Book, row.Code, row.Account, row.Side = line.Book().String(), a.Code, line.Name, side
			if row.Source = a.Source; n == 0 {
				row.Frozen = row.Frozen.Add(amount)
			} else {
				row.Now = row.Now.Add(amount)
			}
			rows[key{a.Code, a.Source}] = row
		}
	}
	for _, row := range rows {
		if row.Moved = row.Now.Sub(row.Frozen); !row.Frozen.IsZero() || !row.Now.IsZero() {
			y.Rows = append(y.Rows, row)
		}
	}
	slices.SortFunc(y.Rows, func(a, b PartnerYearEndRow) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Source, b.Source))
	})
	return nil
}

// partnerYearEndEntries fills a page with what was posted in between.
func (v *view) partnerYearEndEntries(
	ctx context.Context, y *PartnerYearEnd, frozen, now cut, after int64, limit int,
) error {
	rows, err := v.tx.Query(ctx, partnerYearEndSQL, pgx.StrictNamedArgs{
		"fund": v.fund, "frozen": frozen.seq, "seq": now.seq, "through": int16(now.through), "partner": y.Partner,
		"year": int16(y.Year), "after": after, "limit": limit,
	})
	if err != nil {
		return fmt.Errorf("movements of %s: %w", v.id, err)
	}
	lines, err := pgx.CollectRows(rows, scanMovement)
	if err != nil {
		return fmt.Errorf("movements of %s: %w", v.id, err)
	}
	if n := len(lines); n >= limit {
		y.Next = lines[n-1].Seq
	}
	for _, l := range lines {
		n := len(y.Entries)
		if n == 0 || y.Entries[n-1].Seq != l.Seq {
			y.Entries = append(y.Entries, PartnerYearEndEntry{
				Seq: l.Seq, Recorded: l.Recorded, Effective: l.Effective, Period: l.Period, Act: l.Act,
			})
			n++
		}
		e := &y.Entries[n-1]
		e.Lines = append(e.Lines, PartnerYearEndLine{l.Account, l.Debit, l.Credit})
		e.Debits, e.Credits = e.Debits.Add(l.Debit), e.Credits.Add(l.Credit)
	}
	return nil
}
