package report

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// MatchFunding are contributions bound to each other, the second of which is called only as the first is received.
type MatchFunding struct {
	Fund   ledger.FundID `json:"fund"`
	Name   string        `json:"name"`
	Moment Moment        `json:"moment"`
	Pairs  []MatchPair   `json:"pairs"`
}

// MatchPair is a contribution and the one that it matches.
type MatchPair struct {
	Year    ledger.Year  `json:"year"`
	First   MatchSide    `json:"first" doc:"called as it falls due"`
	Second  MatchSide    `json:"second" doc:"called only as the first is received"`
	MayCall ledger.Money `json:"mayCall" doc:"of the second, now: what has been received of the first and not called of the second"`
}

// MatchSide is one of the two. Its figures are of its source in the year, as the calls are held against them.
type MatchSide struct {
	Contribution ledger.ContributionID `json:"contribution"`
	Partner      ledger.BodyID         `json:"partner"`
	Name         string                `json:"name" doc:"the partner's"`
	Source       ledger.SourceID       `json:"source"`
	Agreed       ledger.Money          `json:"agreed"`
	Called       ledger.Money          `json:"called"`
	Received     ledger.Money          `json:"received"`
}

var matchAccounts = accounts{codes: []int16{
	int16(ledger.ResourcesAgreed), int16(ledger.ResourcesCalled), int16(ledger.ContributionDebtors),
	int16(ledger.GrantDebtors),
}}

// MatchFunding are a fund's pairs as at a moment, in the order they were agreed. It returns what Position returns.
func (r *Reports) MatchFunding(ctx context.Context, fund ledger.FundID, at AsOf) (MatchFunding, error) {
	f := MatchFunding{Fund: fund}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.moment(ctx, at)
		if err != nil {
			return err
		}
		f.Moment = m
		f.Name, f.Pairs, err = v.matched(ctx, c, m)
		return err
	})
	return f, err
}

// matched are the pairs as at a cut, and the fund's name.
func (v *view) matched(ctx context.Context, c cut, m Moment) (name string, pairs []MatchPair, err error) {
	args := c.args(v.fund)
	args["kinds"] = []string{"fund", "source", "contribution"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return "", nil, fmt.Errorf("contributions of %s: %w", v.id, err)
	}
	p := papers{bodies: map[ledger.BodyID]ledger.Body{}}
	agreed := map[ledger.ContributionID]ledger.Contribution{}
	var second []ledger.Contribution
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if one, ok := d.(ledger.Contribution); ok {
			agreed[one.ID] = one
			if one.MatchOf != "" && one.State == ledger.ContributionAgreed {
				second = append(second, one)
			}
		} else if err == nil {
			p.put(d)
		}
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("contributions of %s: %w", v.id, err)
	}
	pairs = []MatchPair{}
	if len(second) == 0 {
		return p.fund.Name, pairs, nil
	}
	if p.bodies, err = v.bodies(ctx, m, p.named()); err != nil {
		return "", nil, err
	}
	held, err := v.balances(ctx, c, matchAccounts)
	for _, one := range second {
		pair := MatchPair{
			Year: one.Year, First: held.side(p, agreed[one.MatchOf]), Second: held.side(p, one),
		}
		room := ledger.MatchRoom(pair.First.Received, pair.Second.Called)
		if uncalled := pair.Second.Agreed.Sub(pair.Second.Called); room.Compare(uncalled) > 0 {
			room = uncalled
		}
		if room.Sign() > 0 {
			pair.MayCall = room
		}
		pairs = append(pairs, pair)
	}
	return p.fund.Name, pairs, err
}

// side is what a contribution's source was agreed, called and received in its year.
func (b balances) side(p papers, c ledger.Contribution) MatchSide {
	s := MatchSide{Contribution: c.ID, Partner: c.Partner, Name: p.bodyName(c.Partner), Source: c.Source}
	var owed ledger.Money
	for a, held := range b {
		if a.Source != c.Source || a.Partner != c.Partner || a.Year != 0 && a.Year != c.Year {
			continue
		}
		switch a.Code {
		case ledger.ResourcesAgreed:
			s.Agreed = s.Agreed.Add(held.amount)
		case ledger.ResourcesCalled:
			s.Agreed, s.Called = s.Agreed.Add(held.amount), s.Called.Add(held.amount)
		default:
			owed = owed.Add(held.amount)
		}
	}
	s.Received = ledger.Received(s.Called, owed)
	return s
}

// Text writes the pairs, each side in a line. It returns the first error of w.
func (f MatchFunding) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s\nMatch funding, %s\n\n", f.Name, f.Moment)
	t := table{}
	t.add("£", "agreed", "called", "received", "may be called now")
	for _, pair := range f.Pairs {
		t.rule()
		for _, side := range []MatchSide{pair.First, pair.Second} {
			t.add(fmt.Sprintf("%s, %s (%s)", side.Name, side.Source, pair.Year),
				append(figures(side.Agreed, side.Called, side.Received), "")...)
		}
		t.add("  the second, as the first is received", "", "", "", figure(pair.MayCall))
	}
	t.print(out)
	return out.err
}
