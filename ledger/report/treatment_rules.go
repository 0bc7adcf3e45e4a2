package report

import (
	"fmt"
	"slices"

	"pooled/ledger"
)

// line puts a scheme line into the accounts of the partners that it concerns, by its arrangement. What a partner spent
// itself is its own whatever the arrangement.
func (t *treatments) line(src ledger.Source, l LineRow, held sheet) {
	payer, spent := src.Answers(), l.Spent.Sub(l.PartnerDirect)
	row := TreatedRow{
		Scheme: l.Scheme, SchemeName: l.SchemeName, Source: l.Source, SourceName: l.SourceName,
		Arrangement: l.Arrangement, Kind: PooledSpend,
	}
	if !l.PartnerDirect.IsZero() {
		direct := row
		direct.Kind, direct.Basis = DirectSpend, "spent by the partner itself, out of money it never paid over"
		if l.Arrangement == ledger.AlignedBudget {
			direct.Kind, direct.Basis = AlignedSpend, "the partner's own spend, beside the pool for memorandum alone"
		}
		t.put(payer, direct, Treated{Expenditure: l.PartnerDirect})
		t.ownMoney = t.ownMoney.Add(l.PartnerDirect)
	}
	if spent.IsZero() && held == (sheet{}) {
		return
	}
	switch l.Arrangement {
	case ledger.LeadCommissioning:
		t.lead(row, l, payer, spent, held)
	case ledger.JointOperation:
		t.joint(row, l, payer, spent, held)
	default:
		row.Basis = t.name(t.host) + " is the agent of " + t.name(payer) + ", whose expenditure it is"
		if l.Arrangement == ledger.AlignedBudget {
			row.Kind, row.Basis = AlignedSpend, "an aligned budget: the expenditure of "+t.name(payer)+" alone"
		}
		t.agent(row, payer, spent, held)
	}
}

// put adds figures to a partner's row of a line, or makes it.
func (t *treatments) put(partner ledger.BodyID, row TreatedRow, f Treated) {
	if f == (Treated{}) {
		return
	}
	t.know(partner)
	rows := t.rows[partner]
	i := slices.IndexFunc(rows, func(r TreatedRow) bool {
		return r.Scheme == row.Scheme && r.Source == row.Source && r.Kind == row.Kind
	})
	if i < 0 {
		i, rows = len(rows), append(rows, row)
	}
	rows[i].add(f)
	t.rows[partner] = rows
}

func (t *treatments) name(id ledger.BodyID) string { return t.books.papers.bodyName(id) }

// lead: the lead shows the whole spend, and what the payer pays it as income; the payer shows what it pays the lead.
func (t *treatments) lead(row TreatedRow, l LineRow, payer ledger.BodyID, spent ledger.Money, held sheet) {
	lead, why := t.leadOf(l, payer)
	row.Basis = t.name(lead) + " leads, " + why
	f := Treated{Expenditure: spent, Debtors: held.debtors, Creditors: held.creditors}
	if lead == payer {
		t.ownMoney, t.owedToSelf = t.ownMoney.Add(spent), t.owedToSelf.Add(held.due)
	} else {
		f.Income, f.Debtors = spent, f.Debtors.Add(held.due)
		t.put(payer, row, Treated{Expenditure: spent, Creditors: held.due})
		t.toLeads, t.payersOwe = t.toLeads.Add(spent), t.payersOwe.Add(held.due)
	}
	t.put(lead, row, f)
	t.holds(row, lead, held.cash)
}

// agent: the host shows no income and no expenditure, but what it holds for the payer, whose spend it is.
func (t *treatments) agent(row TreatedRow, payer ledger.BodyID, spent ledger.Money, held sheet) {
	t.put(payer, row, Treated{Expenditure: spent, Debtors: held.debtors, Creditors: held.creditors})
	t.ownMoney, t.owedToSelf = t.ownMoney.Add(spent), t.owedToSelf.Add(held.due)
	t.holds(row, payer, held.cash)
}

// holds is cash that the host has for another, or has advanced to it: its cash, and due between the two.
func (t *treatments) holds(row TreatedRow, owner ledger.BodyID, cash ledger.Money) {
	t.put(t.host, row, Treated{Cash: cash})
	switch {
	case owner == t.host:
	case cash.Sign() >= 0:
		t.put(t.host, row, Treated{Creditors: cash})
		t.put(owner, row, Treated{Debtors: cash})
		t.byHosts = t.byHosts.Add(cash)
	default:
		t.put(t.host, row, Treated{Debtors: cash.Neg()})
		t.put(owner, row, Treated{Creditors: cash.Neg()})
		t.byHosts = t.byHosts.Sub(cash)
	}
}

// joint: each partner shows its own share of everything. What the payer owes is shared by the others; its own share
// of it it owes itself.
func (t *treatments) joint(row TreatedRow, l LineRow, payer ledger.BodyID, spent ledger.Money, held sheet) {
	share, why := t.sharesOf(l, payer)
	row.Basis = "a joint operation, " + why
	debtors, creditors, cash, due := share(held.debtors), share(held.creditors), share(held.cash), share(held.due)
	for id, part := range share(spent) {
		f := Treated{Income: part, Expenditure: part, Debtors: debtors[id], Creditors: creditors[id], Cash: cash[id]}
		if id == payer {
			f.Creditors = f.Creditors.Add(held.due.Sub(due[id]))
			t.owedToSelf, t.payersOwe = t.owedToSelf.Add(due[id]), t.payersOwe.Add(held.due.Sub(due[id]))
		} else {
			f.Debtors = f.Debtors.Add(due[id])
		}
		t.put(id, row, f)
	}
}

// leadOf is the partner that leads a line, and how that is known: of the side that commissions it the payer, else the
// host, else the first in the agreement; of a line that both commission, or whose side has no partner, the host.
func (t *treatments) leadOf(l LineRow, payer ledger.BodyID) (lead ledger.BodyID, why string) {
	if l.Commissioner == ledger.JointSide {
		return t.host, "as the host of a line that both sides commission"
	}
	side, why := t.of(l.Commissioner), "as its side commissions the line"
	switch {
	case slices.ContainsFunc(side, func(p ledger.Party) bool { return p.Body == payer }):
		return payer, why
	case slices.ContainsFunc(side, func(p ledger.Party) bool { return p.Body == t.host }):
		return t.host, why
	case len(side) > 0:
		return side[0].Body, why
	}
	return t.host, "as the host; the side that commissions has no partner in the agreement"
}

// of are the section 75 partners of a side.
func (t *treatments) of(side ledger.Side) (list []ledger.Party) {
	for _, p := range t.section {
		body := t.books.papers.bodies[p.Body]
		if side == ledger.CouncilSide && body.IsCouncil() || side == ledger.NHSSide && body.IsNHS() {
			list = append(list, p)
		}
	}
	return list
}

// sharesOf divides an amount of a joint operation between its partners, exactly, and says how: by the council's share
// of a line that both sides commission, and within a side by the agreement's weights; else to whose money it is.
func (t *treatments) sharesOf(l LineRow, payer ledger.BodyID) (
	share func(ledger.Money) map[ledger.BodyID]ledger.Money, why string,
) {
	councils, nhs := t.of(ledger.CouncilSide), t.of(ledger.NHSSide)
	if l.Commissioner != ledger.JointSide || len(councils) == 0 || len(nhs) == 0 {
		return func(m ledger.Money) map[ledger.BodyID]ledger.Money {
			return map[ledger.BodyID]ledger.Money{payer: m}
		}, "shared by contributions to the line, which are all of " + t.name(payer)
	}
	return func(m ledger.Money) map[ledger.BodyID]ledger.Money {
		parts := map[ledger.BodyID]ledger.Money{payer: {}}
		council := l.commissioned(m, ledger.CouncilSide)
		within(parts, councils, council)
		within(parts, nhs, m.Sub(council))
		return parts
	}, fmt.Sprintf("%d per cent the councils' and %d per cent the NHS partners'", l.LAPercent, 100-l.LAPercent)
}

// within divides an amount between the partners of a side by their weights, or equally where none has one.
func within(parts map[ledger.BodyID]ledger.Money, side []ledger.Party, amount ledger.Money) {
	weights, total := make([]int64, len(side)), int64(0)
	for i, p := range side {
		weights[i] = p.Weight
		total += p.Weight
	}
	divided := amount.Instalments(len(side))
	if total > 0 {
		divided = amount.Apportion(weights)
	}
	for i, p := range side {
		parts[p.Body] = parts[p.Body].Add(divided[i])
	}
}
