package report

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// DraftContributions is how a year's contributions are drawn from those of the year before, step by step: what recurs
// of what was agreed, recurrent variations, inflation, efficiency. It saves nothing. Planned changes are added by
// whoever asks for the draft to be saved.
type DraftContributions struct {
	Fund       ledger.FundID  `json:"fund"`
	Name       string         `json:"name"`
	Moment     Moment         `json:"moment"`
	Year       ledger.Year    `json:"year" doc:"the year drafted"`
	From       ledger.Year    `json:"from" doc:"the year before, whose contributions are drawn on"`
	Inflation  ledger.Percent `json:"inflation"`
	Efficiency ledger.Percent `json:"efficiency"`
	Rule       string         `json:"rule" doc:"how it is rounded"`
	Rows       []DraftRow     `json:"rows"`
	Partners   []DraftPartner `json:"partners"`
	Total      ledger.Drawn   `json:"total" doc:"the sum of the rows, step by step"`
	LeftOut    []DraftLeftOut `json:"leftOut" doc:"contributions of the year before, or parts of them, that do not recur"`
	Once       ledger.Money   `json:"leftOutTotal"`
}

// DraftRow is a contribution that recurs.
type DraftRow struct {
	Contribution ledger.ContributionID `json:"contribution"`
	Partner      ledger.BodyID         `json:"partner"`
	Source       ledger.SourceID       `json:"source"`
	ledger.Drawn
}

// DraftPartner is what one partner's rows come to.
type DraftPartner struct {
	Partner ledger.BodyID `json:"partner"`
	Name    string        `json:"name"`
	ledger.Drawn
}

// DraftLeftOut is what does not recur of a contribution. What took off a contribution for one year is negative.
type DraftLeftOut struct {
	Contribution ledger.ContributionID `json:"contribution"`
	Partner      ledger.BodyID         `json:"partner"`
	Source       ledger.SourceID       `json:"source"`
	Amount       ledger.Money          `json:"amount"`
	Why          string                `json:"why"`
}

const draftRule = "Inflation and efficiency are each worked out from what recurs of a contribution and rounded to the " +
	"penny, half a penny up; totals are the sums of what is shown."

// DraftContributions draws a year's contributions from those of the year before. It reads the fund's contributions. It
// returns what Position returns.
func (r *Reports) DraftContributions(
	ctx context.Context, fund ledger.FundID, at AsOf, year ledger.Year, inflation, efficiency ledger.Percent,
) (DraftContributions, error) {
	d := DraftContributions{
		Fund: fund, Year: year, From: year - 1, Inflation: inflation, Efficiency: efficiency, Rule: draftRule,
		Rows: []DraftRow{}, Partners: []DraftPartner{}, LeftOut: []DraftLeftOut{},
	}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		d.Moment, d.Moment.Year = m, d.From
		p, err := v.papers(ctx, c, m, "fund", "agreement", "source")
		if err != nil {
			return err
		}
		d.Name = p.fund.Name
		found, err := v.contributions(ctx, c)
		d.draw(found)
		for i := range d.Partners {
			d.Partners[i].Name = p.bodyName(d.Partners[i].Partner)
		}
		return err
	})
	return d, err
}

// draw draws on the contributions of the year before, each with what a predecessor paid of it.
func (d *DraftContributions) draw(all []ledger.Contribution) {
	named := map[ledger.ContributionID]ledger.Contribution{}
	for _, c := range all {
		named[c.ID] = c
	}
	for _, c := range all {
		if c.Year != d.From || c.State != ledger.ContributionAgreed || c.TakenOver != "" {
			continue
		}
		for before := c.Follows; before != ""; before = named[before].Follows {
			c = c.Following(named[before])
		}
		d.add(c)
	}
}

// add draws on one contribution.
func (d *DraftContributions) add(c ledger.Contribution) {
	steps := c.Draw(d.Inflation, d.Efficiency)
	if once := c.Total().Sub(steps.Recurrent); !once.IsZero() {
		d.LeftOut = append(d.LeftOut, DraftLeftOut{c.ID, c.Partner, c.Source, once, whyOnce(c, steps)})
		d.Once = d.Once.Add(once)
	}
	if steps.Recurrent.IsZero() {
		return
	}
	d.Rows = append(d.Rows, DraftRow{c.ID, c.Partner, c.Source, steps})
	at := slices.IndexFunc(d.Partners, func(p DraftPartner) bool { return p.Partner == c.Partner })
	if at < 0 {
		at, d.Partners = len(d.Partners), append(d.Partners, DraftPartner{Partner: c.Partner})
	}
	d.Partners[at].Drawn = d.Partners[at].Drawn.Add(steps)
	d.Total = d.Total.Add(steps)
}

// whyOnce says why an amount is left out of the next year.
func whyOnce(c ledger.Contribution, steps ledger.Drawn) string {
	switch {
	case c.Performance:
		return "performance money"
	case c.RiskShare != "":
		return "a part of risk-share call " + string(c.RiskShare)
	case !c.Recurrent && steps.Varied.IsZero():
		return "non-recurrent"
	case !c.Recurrent:
		return "non-recurrent, but for recurrent variations"
	}
	return "non-recurrent variations"
}

// contributions are the fund's contributions as at a cut, in the order they were first recorded.
func (v *view) contributions(ctx context.Context, c cut) ([]ledger.Contribution, error) {
	args := c.args(v.fund)
	args["kinds"] = []string{"contribution"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return nil, fmt.Errorf("contributions of %s: %w", v.id, err)
	}
	var list []ledger.Contribution
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if one, ok := d.(ledger.Contribution); ok {
			list = append(list, one)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("contributions of %s: %w", v.id, err)
	}
	return list, nil
}
