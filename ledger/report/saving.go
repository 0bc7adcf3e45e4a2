package report

import (
	"context"

	"pooled/ledger"
)

// Savings are the claims of savings as at a moment. None of it is cash or stands in an account: what one body saves,
// and what another loses by it, are stated beside one another and never set off.
type Savings struct {
	Fund      ledger.FundID `json:"fund"`
	Name      string        `json:"name"`
	Moment    Moment        `json:"moment"`
	Heading   string        `json:"heading"`
	Claims    []ClaimRow    `json:"claims" doc:"those that stand"`
	Bodies    []BodySavings `json:"bodies" doc:"by the body that gains or loses"`
	Total     ledger.Money  `json:"total" doc:"of all that is claimed as saved"`
	AtLeast   bool          `json:"atLeast" doc:"one claim or more was stated as at least its amount, and so is the total"`
	Lost      ledger.Money  `json:"lost" doc:"of the income that is claimed to be lost by it"`
	Withdrawn []ClaimRow    `json:"withdrawn" doc:"claims that no longer count"`
}

// ClaimRow is one claim.
type ClaimRow struct {
	Claim   ledger.ClaimID   `json:"claim"`
	Measure ledger.MeasureID `json:"measure,omitempty"`
	Scheme  ledger.SchemeID  `json:"scheme,omitempty"`
	From    ledger.Date      `json:"from"`
	To      ledger.Date      `json:"to"`
	Amount  ledger.Money     `json:"amount"`
	AtLeast bool             `json:"atLeast"`
	Method  string           `json:"method"`
	Source  string           `json:"source"`
	Gains   ledger.BodyID    `json:"gains"`
	Loses   ledger.BodyID    `json:"loses,omitempty"`
	Lost    ledger.Money     `json:"lost"`
	Why     string           `json:"why,omitempty" doc:"it was withdrawn"`

	gains, loses string // names
}

// BodySavings are what one body is claimed to gain and to lose.
type BodySavings struct {
	Body    ledger.BodyID `json:"body"`
	Name    string        `json:"name"`
	Gains   ledger.Money  `json:"gains"`
	AtLeast bool          `json:"atLeast"`
	Loses   ledger.Money  `json:"loses"`
}

const savingsHeading = "Savings as they are claimed: not cash, and in no account of the fund"

// Savings are a fund's claims of savings as at a moment, of periods that were over then. It returns what Position
// returns.
func (r *Reports) Savings(ctx context.Context, fund ledger.FundID, at AsOf) (Savings, error) {
	var s Savings
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.moment(ctx, at)
		if err != nil {
			return err
		}
		p, err := v.outcomePapers(ctx, c, m)
		if err == nil {
			s = p.savings(m.day())
			s.Fund, s.Name, s.Moment = fund, p.papers.fund.Name, m
		}
		return err
	})
	return s, err
}

func (o *outcomePapers) savings(day ledger.Date) Savings {
	s := Savings{Heading: savingsHeading, Claims: []ClaimRow{}, Bodies: []BodySavings{}, Withdrawn: []ClaimRow{}}
	for _, c := range o.claims {
		if c.To > day {
			continue
		}
		row := ClaimRow{
			Claim: c.ID, Measure: c.Measure, Scheme: c.Scheme, From: c.From, To: c.To, Amount: c.Amount, AtLeast: c.AtLeast,
			Method: c.Method.String(), Source: c.Source.String(), Gains: c.Gains, Loses: c.Loses, Lost: c.Lost,
			gains: o.papers.bodyName(c.Gains), loses: o.papers.bodyName(c.Loses),
		}
		if c.State == ledger.ClaimWithdrawn {
			row.Why = c.Withdrawn.String()
			s.Withdrawn = append(s.Withdrawn, row)
			continue
		}
		s.Claims = append(s.Claims, row)
		s.Total, s.Lost, s.AtLeast = s.Total.Add(c.Amount), s.Lost.Add(c.Lost), s.AtLeast || c.AtLeast
		gains := s.body(c.Gains, row.gains)
		gains.Gains, gains.AtLeast = gains.Gains.Add(c.Amount), gains.AtLeast || c.AtLeast
		if c.Loses != "" {
			loses := s.body(c.Loses, row.loses)
			loses.Loses = loses.Loses.Add(c.Lost)
		}
	}
	return s
}

// body is a body's row, new where it has none yet.
func (s *Savings) body(id ledger.BodyID, name string) *BodySavings {
	for i := range s.Bodies {
		if s.Bodies[i].Body == id {
			return &s.Bodies[i]
		}
	}
	s.Bodies = append(s.Bodies, BodySavings{Body: id, Name: name})
	return &s.Bodies[len(s.Bodies)-1]
}
