package report

import (
	"context"

	"pooled/ledger"
)

// Statement is the partners' quarterly statement of cash: what came in by partner and source, what went out
// by who spends it, what is left, and the forecast for the year. Performance money that was not earned never
// was income: the baseline it belongs to is shown as if it had come in, and a line takes it off again.
type Statement struct {
	Fund        ledger.FundID      `json:"fund"`
	Name        string             `json:"name"`
	Moment      Moment             `json:"moment"`
	Overrides   []Override         `json:"overrides"`
	In          []StatementPartner `json:"in"`
	TotalIn     ledger.Money       `json:"totalIn"`
	Out         []StatementLine    `json:"out" doc:"cash paid, by who spends it"`
	TotalOut    ledger.Money       `json:"totalOut"`
	Balance     ledger.Money       `json:"balance" doc:"cash in less cash out"`
	Cash        ledger.Money       `json:"cash" doc:"cash in hand with the host (1000)"`
	Other       ledger.Money       `json:"otherCash" doc:"cash in hand less the balance"`
	Unpaid      ledger.Money       `json:"certifiedUnpaid" doc:"certified and not yet paid, so not in cash out"`
	Accrued     ledger.Money       `json:"accruedNotInvoiced" doc:"accrued and not yet reversed, so not in cash out (2110)"`
	Overspend   ledger.Money       `json:"overspendUncured" doc:"overspend approved and not yet cured (9020)"`
	Before      ledger.Money       `json:"forecastUnderspendBefore" doc:"before the performance shortfall"`
	After       ledger.Money       `json:"forecastUnderspendAfter"`
	Outside     []OutsideLine      `json:"neverInThePool" doc:"spent by partners themselves: no part of any cash here"`
	GrantsLate  ledger.Money       `json:"grantsLate" doc:"capital grant not passed on by the day it was due"`
	Undecided   *Surplus           `json:"surplusUndecided,omitempty" doc:"what closed years left, neither carried forward nor returned"`
	Late        []LateItem         `json:"priorPeriodItems,omitempty" doc:"of the year: entries that belong to periods closed before"`
	RoundedNote string             `json:"roundedNote"`

	Owed         AgedBands          `json:"calledAndOwed" doc:"what is called and still owed, by days since it was due"`
	OwedBy       []AgedPartner      `json:"owedBy" doc:"the same by partner and source"`
	NotKnown     ledger.Money       `json:"cashNotIdentified" doc:"received, not yet known for what (1010): in no cash above"`
	MatchFunding []MatchPair        `json:"matchFunding,omitempty" doc:"contributions bound to each other"`
	Outcomes     []StatementOutcome `json:"outcomes,omitempty" doc:"the latest result of each measure"`
	Savings      *StatementSavings  `json:"savings,omitempty" doc:"as they are claimed; in no line of cash"`
}

// StatementPartner is what came in from one partner.
type StatementPartner struct {
	Partner ledger.BodyID   `json:"partner"`
	Name    string          `json:"name"`
	Lines   []StatementLine `json:"lines"`
	Total   ledger.Money    `json:"total"`
}

// OutsideLine is what a partner spent itself, of money that never entered the pool.
type OutsideLine struct {
	Partner ledger.BodyID `json:"partner"`
	Name    string        `json:"name"`
	Direct  ledger.Money  `json:"partnerDirect" doc:"of the fund's schemes, out of money it never paid over"`
	Aligned ledger.Money  `json:"aligned" doc:"of budgets that are aligned with the pool and not in it"`
}

// StatementLine is one line of a statement. What is deducted is negative.
type StatementLine struct {
	Name   string          `json:"name"`
	Source ledger.SourceID `json:"source,omitempty"`
	Amount ledger.Money    `json:"amount"`
}

const (
	roundedNote = "Each figure is rounded from its exact amount, totals too, so rounded figures " +
		"may not add up."
	deductionName = "Non-elective adjustment (deducted)"
)

// Statement is the fund's statement as at a moment, such as the end of a quarter's last period. It returns
// what Position returns. It reads the fund's call notices and, where spend is not yet paid, its invoices and accruals.
func (r *Reports) Statement(ctx context.Context, fund ledger.FundID, at AsOf) (Statement, error) {
	var s Statement
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err != nil {
			return err
		}
		unpaid, err := v.unpaid(ctx, b)
		if err != nil {
			return err
		}
		accrued, err := v.accrued(ctx, b)
		if err != nil {
			return err
		}
		if b.notices, err = v.notices(ctx, b); err != nil {
			return err
		}
		s = b.statement(b.position(), unpaid, accrued)
		if err := v.late(ctx, b, &s); err != nil {
			return err
		}
		return v.beside(ctx, b, &s)
	})
	return s, err
}

// late fills in what is late: capital grants not passed on, and items of the year that belong to periods closed before.
func (v *view) late(ctx context.Context, b *books, s *Statement) (err error) {
	if s.GrantsLate, err = v.lateGrants(ctx, b); err != nil {
		return err
	}
	items, err := v.lateItems(ctx, b.cut, 0)
	for _, item := range items {
		if item.Period.Year() == s.Moment.Year {
			s.Late = append(s.Late, item)
		}
	}
	return err
}

// unpaid is what is certified and not yet paid of each budget line. Creditors stand by provider, and a source
// may be spent by several partners, so the invoices themselves say whose they are.
func (v *view) unpaid(ctx context.Context, b *books) (map[lineKey]ledger.Money, error) {
	sums := map[lineKey]ledger.Money{}
	var owed bool
	for a, held := range b.balances {
		owed = owed || a.Code == ledger.Creditors && !held.amount.IsZero()
	}
	if !owed {
		return sums, nil
	}
	l, err := v.invoices(ctx, b.cut)
	for _, i := range l.invoices {
		if i.State == ledger.InvoiceCertified && i.Year == b.moment.Year {
			for _, part := range i.Owed(l.against[i.ID]) {
				key := lineKey{part.Scheme, part.Source}
				sums[key] = sums[key].Add(part.Amount)
			}
		}
	}
	return sums, err
}

func (b *books) statement(p Position, unpaid, accrued map[lineKey]ledger.Money) Statement {
	s := Statement{
		Fund: p.Fund, Name: p.Name, Moment: p.Moment, Overrides: p.Overrides, In: []StatementPartner{},
		Cash: p.Total.Cash, Overspend: p.Total.Uncured, Before: p.Outturn.Before, After: p.Outturn.After,
		RoundedNote: roundedNote,
		Undecided:   p.Undecided,
	}
	for _, partner := range p.Partners {
		in := StatementPartner{
			Partner: partner.Partner, Name: partner.Name, Lines: []StatementLine{},
			Total: partner.Received,
		}
		for _, source := range p.Sources {
			if source.Partner == partner.Partner {
				in.show(source, p.Sources)
			}
		}
		if !partner.Forgone.IsZero() {
			in.Lines = append(in.Lines, StatementLine{Name: deductionName, Amount: partner.Forgone.Neg()})
		}
		if len(in.Lines) > 0 {
			s.In, s.TotalIn = append(s.In, in), s.TotalIn.Add(in.Total)
		}
	}
	s.Out, s.Outside = b.out(p, unpaid, accrued), b.outside(p)
	for _, line := range s.Out {
		s.TotalOut = s.TotalOut.Add(line.Amount)
	}
	for _, amount := range unpaid {
		s.Unpaid = s.Unpaid.Add(amount)
	}
	for _, amount := range accrued {
		s.Accrued = s.Accrued.Add(amount)
	}
	aged := b.receivables(b.notices, "", true)
	s.Owed, s.OwedBy, s.NotKnown = aged.Total, aged.Partners, aged.Unidentified
	s.Balance = s.TotalIn.Sub(s.TotalOut)
	s.Other = s.Cash.Sub(s.Balance)
	return s
}

// show adds a source to a partner's lines, gross of the performance money that was not earned. A performance
// element is part of the partner's baseline, its NHS minimum, and is shown in that line where there is one.
func (in *StatementPartner) show(source SourceRow, all []SourceRow) {
	line := StatementLine{Name: source.Name, Source: source.Source, Amount: source.Received.Add(source.Forgone)}
	if source.baseline(all) != "" || line.Amount.IsZero() {
		return
	}
	for _, other := range all {
		if other.baseline(all) == source.Source {
			line.Amount = line.Amount.Add(other.Received).Add(other.Forgone)
		}
	}
	in.Lines = append(in.Lines, line)
}

// baseline is the source that a performance element is shown in, or none.
func (s SourceRow) baseline(all []SourceRow) ledger.SourceID {
	if s.Fence != ledger.PerformanceFence {
		return ""
	}
	for _, other := range all {
		if other.Partner == s.Partner && other.Fence == ledger.NHSMinimum {
			return other.Source
		}
	}
	return ""
}

// out is the cash spent by each side that commissions: what its lines have spent, less what partners spent
// directly, what is certified and not yet paid, and what is accrued. Joint lines are divided by the council's share.
func (b *books) out(p Position, unpaid, accrued map[lineKey]ledger.Money) []StatementLine {
	var council, health ledger.Money
	for _, l := range p.Lines {
		at := lineKey{l.Scheme, l.Source}
		paid := l.Spent.Sub(l.PartnerDirect).Sub(unpaid[at]).Sub(accrued[at])
		part := l.commissioned(paid, ledger.CouncilSide)
		council, health = council.Add(part), health.Add(paid.Sub(part))
	}
	return []StatementLine{
		{Name: b.sideName(ledger.Body.IsNHS, "NHS partners"), Amount: health},
		{Name: b.sideName(ledger.Body.IsCouncil, "Councils"), Amount: council},
	}
}

// sideName is the one partner of a side, or the side's name where there are several.
func (b *books) sideName(is func(ledger.Body) bool, several string) string {
	name := ""
	for _, id := range b.partners() {
		if body, ok := b.papers.bodies[id]; !ok || !is(body) {
			continue
		}
		if name != "" {
			return several
		}
		name = b.papers.bodyName(id)
	}
	if name == "" {
		return several
	}
	return name
}

// outside is what each partner spent itself, aligned spend apart.
func (b *books) outside(p Position) []OutsideLine {
	list := []OutsideLine{}
	for _, id := range b.partners() {
		line := OutsideLine{Partner: id, Name: b.papers.bodyName(id)}
		for _, l := range p.Lines {
			switch {
			case l.Partner != id:
			case l.Arrangement == ledger.AlignedBudget:
				line.Aligned = line.Aligned.Add(l.PartnerDirect)
			default:
				line.Direct = line.Direct.Add(l.PartnerDirect)
			}
		}
		if !line.Direct.IsZero() || !line.Aligned.IsZero() {
			list = append(list, line)
		}
	}
	return list
}
