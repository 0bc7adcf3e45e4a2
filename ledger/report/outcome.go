package report

import (
	"context"
	"fmt"
	"math/big"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Outcomes are what came of the money: each measure's baseline and figures, and beside them what the ledger says was
// spent. They are what is published, so small numbers of people are not shown.
type Outcomes struct {
	Fund     ledger.FundID `json:"fund"`
	Name     string        `json:"name"`
	Moment   Moment        `json:"moment"`
	Measures []OutcomeRow  `json:"measures"`
	Note     string        `json:"note" doc:"how small numbers are shown"`
}

// OutcomeRow is one measure.
type OutcomeRow struct {
	Measure    ledger.MeasureID `json:"measure"`
	Name       string           `json:"name"`
	Unit       string           `json:"unit"`
	Of         string           `json:"of" doc:"the scheme, the provider or the fund that it is of, by name"`
	Scheme     ledger.SchemeID  `json:"scheme,omitempty"`
	Provider   ledger.BodyID    `json:"provider,omitempty"`
	Better     ledger.Better    `json:"better"`
	Version    int              `json:"version"`
	From       ledger.Date      `json:"baselineFrom"`
	To         ledger.Date      `json:"baselineTo"`
	Baseline   string           `json:"baseline"`
	Source     string           `json:"baselineSource"`
	Results    []OutcomeResult  `json:"results" doc:"in order of their last days; in a list of measures the latest alone"`
	LostIncome *ledger.Money    `json:"lostIncome,omitempty" doc:"of a provider: what it is claimed to lose, which is no cash of the fund"`

	measure ledger.Measure
}

// OutcomeResult is what a measure came to in a period, against its baseline and its target.
type OutcomeResult struct {
	From      ledger.Date   `json:"from"`
	To        ledger.Date   `json:"to"`
	Actual    string        `json:"actual"`
	Estimated bool          `json:"estimated,omitempty"`
	Version   int           `json:"version" doc:"above 1: it was restated"`
	Evidence  string        `json:"evidence"`
	Ratio     string        `json:"ratio,omitempty" doc:"the change against the baseline as an exact fraction of it, such as -33/100"`
	Change    string        `json:"change,omitempty" doc:"the same in per cent, rounded to two places, such as -33.00"`
	Target    string        `json:"target,omitempty"`
	Met       *bool         `json:"met,omitempty"`
	Spend     *ledger.Money `json:"spend,omitempty" doc:"that the ledger has for the scheme, or the fund, in that period"`
	Gain      string        `json:"gain,omitempty" doc:"by how many it is better than the baseline; negative: worse"`
	CostEach  string        `json:"costEach,omitempty" doc:"the spend by the gain, in pounds, rounded to the penny"`
	Why       string        `json:"why,omitempty" doc:"why there is no change, or no cost of each"`

	change *big.Rat
}

const (
	smallMost = 5
	smallWord = "fewer than 6"
	smallNote = "A number of 1 to 5 is shown as fewer than 6, with nothing that it could be worked out from, unless it " +
		"is of money."
	whySmall   = "a number is too small to be shown"
	whyDays    = "the period is not as long as the baseline's"
	whyNil     = "the baseline is nil"
	whyNoGain  = "it is not better than the baseline"
	whyNoSpend = "the ledger has no spend in that period"
)

// shown is a measure's figure as it may be published, and whether that hides it.
func shown(m ledger.Measure, q ledger.Quantity) (text string, small bool) {
	if m.Money {
		return "£" + q.Grouped(), false
	}
	value := q.Rat()
	if value.Sign() > 0 && value.Cmp(big.NewRat(smallMost+1, 1)) < 0 {
		return smallWord, true
	}
	return q.Grouped(), false
}

// Outcomes are a fund's measures as at a moment, each with its latest result of a period that was over then. It
// returns what Position returns.
func (r *Reports) Outcomes(ctx context.Context, fund ledger.FundID, at AsOf) (Outcomes, error) {
	return r.outcomes(ctx, fund, at, "")
}

// Outcome is one measure of a fund as at a moment, with all its results. It returns ErrNotFound besides.
func (r *Reports) Outcome(ctx context.Context, fund ledger.FundID, at AsOf, measure ledger.MeasureID) (
	Outcomes, error,
) {
	return r.outcomes(ctx, fund, at, measure)
}

func (r *Reports) outcomes(ctx context.Context, fund ledger.FundID, at AsOf, only ledger.MeasureID) (Outcomes, error) {
	o := Outcomes{Fund: fund, Note: smallNote, Measures: []OutcomeRow{}}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.moment(ctx, at)
		if err != nil {
			return err
		}
		p, err := v.outcomePapers(ctx, c, m)
		if err != nil {
			return err
		}
		o.Moment, o.Name = m, p.papers.fund.Name
		o.Measures = p.rows(only, m.day())
		if only != "" && len(o.Measures) == 0 {
			return ledger.ErrNotFound.With("there is no measure %q", only)
		}
		return v.spendBeside(ctx, c, o.Measures)
	})
	return o, err
}

// moment resolves a moment for a report that has no balances of its own: its year is that asked for, or of its day.
func (v *view) moment(ctx context.Context, at AsOf) (Moment, cut, error) {
	m, c, err := v.resolve(ctx, at)
	if m.Year = at.year; m.Year == 0 {
		m.Year = ledger.YearOf(m.day())
	}
	return m, c, err
}

// day is the last day that a moment knows of.
func (m Moment) day() ledger.Date {
	switch {
	case m.Date != 0:
		return m.Date
	case m.Period != 0:
		return m.Period.Last()
	}
	return ledger.DateOf(m.Recorded)
}

// outcomePapers are the documents about outcomes.
type outcomePapers struct {
	papers   papers
	measures []ledger.Measure
	actuals  map[ledger.MeasureID][]ledger.Actual
	claims   []ledger.SavingClaim
}

// outcomePapers reads them as at a cut, with their texts and the names of what they are about.
func (v *view) outcomePapers(ctx context.Context, c cut, m Moment) (*outcomePapers, error) {
	out := &outcomePapers{actuals: map[ledger.MeasureID][]ledger.Actual{}}
	args := c.args(v.fund)
	args["kinds"] = []string{"fund", "scheme", "measure", "actual", "saving-claim"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return nil, fmt.Errorf("outcomes of %s: %w", v.id, err)
	}
	var found []ledger.Document
	var worded []int64
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		found = append(found, d)
		if ref.Kind != "fund" && ref.Kind != "scheme" {
			worded = append(worded, seq)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("outcomes of %s: %w", v.id, err)
	}
	texts, err := v.texts(ctx, worded)
	if err != nil {
		return nil, err
	}
	for _, d := range found {
		out.put(ledger.WithPrivate(d, func(p *ledger.Private) { show(p, texts) }))
	}
	out.papers.bodies, err = v.bodies(ctx, m, out.papers.named())
	return out, err
}

func (o *outcomePapers) put(d ledger.Document) {
	switch d := d.(type) {
	case ledger.Measure:
		o.measures = append(o.measures, d)
		o.papers.others = append(o.papers.others, d.Provider)
	case ledger.Actual:
		o.actuals[d.Measure] = append(o.actuals[d.Measure], d)
	case ledger.SavingClaim:
		o.claims = append(o.claims, d)
		o.papers.others = append(o.papers.others, d.Gains, d.Loses)
	default:
		o.papers.put(d)
	}
}

// schemeName is a scheme's name, or its id where it is not known.
func (p papers) schemeName(id ledger.SchemeID) string {
	for _, s := range p.schemes {
		if s.ID == id {
			return s.Name
		}
	}
	return string(id)
}

// spendBeside puts what the ledger says was spent beside each result, and what each of what was gained cost. Of a
// provider the ledger has no spend apart.
func (v *view) spendBeside(ctx context.Context, c cut, rows []OutcomeRow) error {
	known := map[ledger.Date]map[ledger.SchemeID]ledger.Money{}
	for i := range rows {
		row := &rows[i]
		for j := range row.Results {
			if row.Provider != "" {
				continue
			}
			result := &row.Results[j]
			var sides [2]ledger.Money
			for k, day := range []ledger.Date{result.From - 1, result.To} {
				if known[day] == nil {
					spent, err := v.spent(ctx, c.until(day))
					if err != nil {
						return err
					}
					known[day] = spent
				}
				sides[k] = known[day][row.Scheme] // of the whole fund under no scheme's name
			}
			result.cost(sides[1].Sub(sides[0]))
		}
	}
	return nil
}

// spent is what each scheme has spent in all years by a cut, and under no scheme's name all of them.
func (v *view) spent(ctx context.Context, c cut) (map[ledger.SchemeID]ledger.Money, error) {
	balances, err := v.known(ctx, c, accounts{codes: []int16{int16(ledger.SchemeConsumed)}})
	spent := map[ledger.SchemeID]ledger.Money{}
	for a, b := range balances {
		spent[a.Scheme] = spent[a.Scheme].Sub(b.amount)
		spent[""] = spent[""].Sub(b.amount)
	}
	return spent, err
}

// cost puts the spend beside a result, and by the gain what each cost.
func (r *OutcomeResult) cost(spend ledger.Money) {
	r.Spend = &spend
	gain, ok := new(big.Rat).SetString(r.Gain)
	switch {
	case !ok:
	case spend.Sign() <= 0:
		r.Why = whyNoSpend
	case gain.Sign() <= 0:
		r.Why = whyNoGain
	default:
		r.CostEach = new(big.Rat).Quo(big.NewRat(spend.Pence(), 100), gain).FloatString(2)
	}
}
