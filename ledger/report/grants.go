package report

import (
	"cmp"
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed grants.sql
var grantsSQL string

// PassingOn is what became of the capital grants that are allocated to districts: what was passed on, when and with
// what proof, what is kept with a district's consent, and what is late.
type PassingOn struct {
	Fund    ledger.FundID `json:"fund"`
	Name    string        `json:"name"`
	Moment  Moment        `json:"moment"`
	Day     ledger.Date   `json:"day" doc:"what is late is judged on it"`
	Grants  []GrantRow    `json:"grants"`
	Sources []GrantTie    `json:"sources" doc:"what is outstanding, beside what is held (2200)"`
	Late    ledger.Money  `json:"late" doc:"outstanding after the day by which it was to be passed on"`
}

// GrantFigures are the figures of an allocation.
type GrantFigures struct {
	Allocated   ledger.Money `json:"allocated" doc:"passed on, consented and outstanding (9510 + 9520)"`
	Passed      ledger.Money `json:"passedOn" doc:"passed on to the district (9520)"`
	Consented   ledger.Money `json:"consented" doc:"kept for other capital use with its consent (9520)"`
	Outstanding ledger.Money `json:"outstanding" doc:"not yet passed on (9510)"`
}

// GrantRow is one contribution's grant over all districts.
type GrantRow struct {
	Contribution ledger.ContributionID `json:"contribution"`
	Source       ledger.SourceID       `json:"source"`
	SourceName   string                `json:"sourceName"`
	Year         ledger.Year           `json:"year"`
	Version      int                   `json:"version" doc:"of the allocation"`
	Due          ledger.Date           `json:"due"`
	DaysLate     int                   `json:"daysLate" doc:"0: nothing is late"`
	GrantFigures
	Districts []DistrictRow `json:"districts"`
}

// DistrictRow is what became of a district's allocation.
type DistrictRow struct {
	District ledger.BodyID `json:"district"`
	Name     string        `json:"name"`
	DaysLate int           `json:"daysLate" doc:"0: nothing is late"`
	GrantFigures
	Payments []Passing `json:"payments" doc:"what was passed on, and reversals of it, in order"`
	Consents []Consent `json:"consents" doc:"what is kept with its consent, and reversals of it, in order"`
}

// Passing is one payment of a grant to a district; a reversal is negative.
type Passing struct {
	Seq     int64        `json:"seq"`
	On      ledger.Date  `json:"on"`
	Amount  ledger.Money `json:"amount"`
	Payment string       `json:"payment,omitempty" doc:"its reference; [withheld] where it may not be shown"`
	Proof   string       `json:"proof,omitempty" doc:"what shows that it arrived; none: not recorded yet"`
}

// Consent is what a district agreed is put to other capital use; a reversal is negative.
type Consent struct {
	Seq     int64        `json:"seq"`
	On      ledger.Date  `json:"on" doc:"of the entry"`
	Given   ledger.Date  `json:"given,omitempty" doc:"the day the district gave it"`
	Amount  ledger.Money `json:"amount"`
	Consent string       `json:"consent,omitempty" doc:"its reference; [withheld] where it may not be shown"`
}

// GrantTie holds what is outstanding of a source's grants against what the fund still holds of them.
type GrantTie struct {
	Source      ledger.SourceID `json:"source"`
	Name        string          `json:"name"`
	Held        ledger.Money    `json:"held" doc:"received in advance and not passed on or released (2200)"`
	Outstanding ledger.Money    `json:"outstanding" doc:"of all allocations"`
	Difference  ledger.Money    `json:"difference" doc:"held and not allocated; negative: allocated and not yet received"`
}

// grantCodes are the accounts that grants are read from; that of resources tells the year.
var grantCodes = accounts{codes: []int16{int16(ledger.CapitalInAdvance), int16(ledger.ResourcesAgreed)}}

// grantKinds are the documents that say what became of grants.
var grantKinds = []string{"fund", "agreement", "source", "grant-allocation", "grant-passing", "grant-consent"}

// PassingOn is what became of a fund's allocated grants as at a moment. It returns what Position returns.
func (r *Reports) PassingOn(ctx context.Context, fund ledger.FundID, at AsOf) (PassingOn, error) {
	var p PassingOn
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, grantCodes)
		if err != nil {
			return err
		}
		b.papers, err = v.papers(ctx, b.cut, b.moment, grantKinds...)
		if err == nil {
			p, err = v.passingOn(ctx, b)
		}
		return err
	})
	return p, err
}

// lateGrants is what of allocated grants had not been passed on by the day it was due.
func (v *view) lateGrants(ctx context.Context, b *books) (ledger.Money, error) {
	g := *b
	var err error
	if g.papers, err = v.papers(ctx, b.cut, b.moment, "source", "grant-allocation"); err != nil {
		return ledger.Money{}, err
	}
	p, err := v.passingOn(ctx, &g)
	return p.Late, err
}

// grantLine is a line of the accounts that an allocation stands in.
type grantLine struct {
	code         ledger.Code
	year         ledger.Year
	kind         string
	contribution ledger.ContributionID
	district     ledger.BodyID
	seq          int64
	on           ledger.Date
	amount       ledger.Money // credits positive
}

func (v *view) grantLines(ctx context.Context, c cut) ([]grantLine, error) {
	rows, err := v.tx.Query(ctx, grantsSQL, c.args(v.fund))
	if err != nil {
		return nil, fmt.Errorf("grants of %s: %w", v.id, err)
	}
	var lines []grantLine
	var l grantLine
	var of string
	var effective time.Time
	var pence int64
	_, err = pgx.ForEachRow(rows, []any{&l.code, &l.year, &of, &l.seq, &effective, &pence}, func() error {
		kind, name, _ := strings.Cut(of, "=")
		contribution, district, _ := strings.Cut(name, ".")
		l.kind, l.contribution, l.district = kind, ledger.ContributionID(contribution), ledger.BodyID(district)
		l.on, l.amount = ledger.DateOf(effective), ledger.Pence(-pence)
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("grants of %s: %w", v.id, err)
	}
	slices.SortStableFunc(lines, func(a, b grantLine) int { return cmp.Compare(a.seq, b.seq) })
	return lines, nil
}

// passingOn adds the lines up by contribution and district, with the words of their entries.
func (v *view) passingOn(ctx context.Context, b *books) (PassingOn, error) {
	p := PassingOn{
		Fund: b.fund, Name: b.papers.fund.Name, Moment: b.moment, Day: b.day, Grants: []GrantRow{}, Sources: []GrantTie{},
	}
	lines, err := v.grantLines(ctx, b.cut)
	if err != nil {
		return p, err
	}
	for _, g := range b.papers.grants {
		row := b.grantRow(g, lines)
		if row.Year != b.moment.Year && row.Outstanding.IsZero() {
			continue
		}
		p.Grants = append(p.Grants, row)
		for _, d := range row.Districts {
			if d.DaysLate > 0 {
				p.Late = p.Late.Add(d.Outstanding)
			}
		}
	}
	p.Sources = b.grantTies(p.Grants)
	return p, nil
}

// grantRow is one contribution's: districts in the order of its newest allocation, then those it no longer names.
func (b *books) grantRow(g ledger.GrantAllocation, lines []grantLine) GrantRow {
	row := GrantRow{
		Contribution: g.Contribution, Source: g.Source, SourceName: b.papers.source(g.Source).Name, Year: g.Year,
		Version: g.Version, Due: g.Due, Districts: []DistrictRow{},
	}
	at := func(id ledger.BodyID) *DistrictRow {
		i := slices.IndexFunc(row.Districts, func(d DistrictRow) bool { return d.District == id })
		if i < 0 {
			i = len(row.Districts)
			row.Districts = append(row.Districts, DistrictRow{
				District: id, Name: b.papers.bodyName(id), Payments: []Passing{}, Consents: []Consent{},
			})
		}
		return &row.Districts[i]
	}
	for _, d := range g.Districts {
		at(d.District)
	}
	for _, l := range lines {
		if l.contribution == g.Contribution && l.year == g.Year {
			at(l.district).add(l, b.papers)
		}
	}
	for i := range row.Districts {
		d := &row.Districts[i]
		if d.Outstanding.Sign() > 0 && b.day > g.Due {
			d.DaysLate = int(b.day - g.Due)
		}
		row.sum(d.GrantFigures)
		row.DaysLate = max(row.DaysLate, d.DaysLate)
	}
	row.Districts = slices.DeleteFunc(row.Districts, func(d DistrictRow) bool { // restated to nothing
		return d.GrantFigures == GrantFigures{} && len(d.Payments)+len(d.Consents) == 0
	})
	return row
}

func (d *DistrictRow) add(l grantLine, p papers) {
	f := GrantFigures{Allocated: l.amount}
	switch l.kind {
	case ledger.GrantPassed:
		f.Passed = l.amount
		said := p.passings[l.seq]
		d.Payments = append(d.Payments, Passing{l.seq, l.on, l.amount, said.Payment.String(), said.Proof.String()})
	case ledger.GrantConsented:
		f.Consented = l.amount
		said := p.consents[l.seq]
		d.Consents = append(d.Consents, Consent{l.seq, l.on, said.Given, l.amount, said.Consent.String()})
	default:
		f.Outstanding = l.amount
	}
	d.sum(f)
}

func (f *GrantFigures) sum(g GrantFigures) {
	f.Allocated, f.Passed = f.Allocated.Add(g.Allocated), f.Passed.Add(g.Passed)
	f.Consented, f.Outstanding = f.Consented.Add(g.Consented), f.Outstanding.Add(g.Outstanding)
}

// grantTies are the sources that have an allocation, in the order they were recorded.
func (b *books) grantTies(grants []GrantRow) []GrantTie {
	ties := []GrantTie{}
	for _, src := range b.papers.sources {
		tie := GrantTie{Source: src.ID, Name: src.Name}
		mine := false
		for _, g := range grants {
			if g.Source == src.ID {
				mine, tie.Outstanding = true, tie.Outstanding.Add(g.Outstanding)
			}
		}
		for a, held := range b.balances {
			if a.Code == ledger.CapitalInAdvance && a.Source == src.ID {
				tie.Held = tie.Held.Sub(held.amount)
			}
		}
		if tie.Difference = tie.Held.Sub(tie.Outstanding); mine {
			ties = append(ties, tie)
		}
	}
	return ties
}
