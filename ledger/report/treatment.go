package report

import (
	"context"
	"slices"

	"pooled/ledger"
)

// memorandumNote says what these figures are, and what they are not.
const memorandumNote = "This is the host's memorandum account of the fund, not a statutory ledger of any partner: each " +
	"partner takes its own figures from it into its own accounts, under its own policies. Invoices certified and not yet " +
	"paid are the lines' own; a source's other debtors, creditors and cash are divided between its lines by what they " +
	"have spent and committed."

// PartnerAccounts are one partner's own figures for a year of the fund: each scheme line by its arrangement, and how
// the figures of all partners come to the fund's own.
type PartnerAccounts struct {
	Fund        ledger.FundID  `json:"fund"`
	Name        string         `json:"name"`
	Moment      Moment         `json:"moment"`
	Partner     ledger.BodyID  `json:"partner"`
	PartnerName string         `json:"partnerName"`
	Note        string         `json:"note"`
	Lines       []TreatedRow   `json:"lines"`
	Total       Treated        `json:"total"`
	Reconciled  []ReconcileRow `json:"reconciliation" doc:"from all partners' figures to the fund's own"`
}

// Treated are figures in a partner's own accounts.
type Treated struct {
	Income      ledger.Money `json:"income"`
	Expenditure ledger.Money `json:"expenditure"`
	Debtors     ledger.Money `json:"debtors"`
	Creditors   ledger.Money `json:"creditors"`
	Cash        ledger.Money `json:"cash" doc:"negative: advanced by the host"`
}

// How a partner's figures of a line came about.
const (
	PooledSpend  = "pooled"         // through the fund's cash
	DirectSpend  = "partner-direct" // spent by the partner itself, out of money it never paid over
	AlignedSpend = "aligned"        // its own, shown beside the pool for memorandum alone
	NoLine       = "no-line"        // of a source that no scheme line has a budget from
)

// TreatedRow is a partner's figures of one scheme line.
type TreatedRow struct {
	Scheme      ledger.SchemeID    `json:"scheme"`
	SchemeName  string             `json:"schemeName"`
	Source      ledger.SourceID    `json:"source"`
	SourceName  string             `json:"sourceName"`
	Arrangement ledger.Arrangement `json:"arrangement"`
	Kind        string             `json:"kind" enum:"pooled,partner-direct,aligned,no-line"`
	Basis       string             `json:"basis" doc:"why the figures stand so"`
	Treated
}

// ReconcileRow is a step from all partners' figures to the fund's own.
type ReconcileRow struct {
	Name string `json:"name"`
	Treated
}

// treatmentAccounts are those of the position, and every account of the actuals book.
var treatmentAccounts = func() accounts {
	of := accounts{slices.Clone(figureAccounts.codes), figureAccounts.kinds}
	for _, line := range ledger.Chart {
		if line.Book() == ledger.Actuals && !slices.Contains(of.codes, int16(line.Code)) {
			of.codes = append(of.codes, int16(line.Code))
		}
	}
	return of
}()

// PartnerAccounts are one partner's own figures of a fund as at a moment. It returns ErrNotFound for a body that is
// no partner of the fund, and what Position returns.
func (r *Reports) PartnerAccounts(ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID) (
	PartnerAccounts, error,
) {
	var p PartnerAccounts
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, treatmentAccounts)
		if err != nil {
			return err
		}
		if b.papers, err = v.papers(ctx, b.cut, b.moment, paperKinds...); err != nil {
			return err
		}
		unpaid, err := v.unpaid(ctx, b)
		if err != nil {
			return err
		}
		t := b.treatments(unpaid)
		if !slices.Contains(t.partners, partner) {
			return ledger.ErrNotFound.With("there is no partner %q in this fund", partner)
		}
		p = PartnerAccounts{
			Fund: b.fund, Name: b.papers.fund.Name, Moment: b.moment, Partner: partner,
			PartnerName: b.papers.bodyName(partner), Note: memorandumNote, Lines: t.rows[partner],
			Total: sumRows(t.rows[partner]), Reconciled: t.reconcile(),
		}
		return nil
	})
	return p, err
}

// sheet is what a source's money stands in: what its partner still owes, other debtors, creditors and cash.
type sheet struct{ due, debtors, creditors, cash ledger.Money }

func (s sheet) with(a ledger.Account, amount ledger.Money) sheet {
	switch {
	case a.Code == ledger.Cash:
		s.cash = s.cash.Add(amount)
	case a.Code == ledger.ContributionDebtors:
		s.due = s.due.Add(amount)
	case a.Code < 2000:
		s.debtors = s.debtors.Add(amount)
	case a.Code < 3000:
		s.creditors = s.creditors.Sub(amount)
	}
	return s
}

// apportion divides a sheet between weights, each of its figures exactly.
func (s sheet) apportion(weights []int64) []sheet {
	due, debtors := s.due.Apportion(weights), s.debtors.Apportion(weights)
	creditors, cash := s.creditors.Apportion(weights), s.cash.Apportion(weights)
	parts := make([]sheet, len(weights))
	for i := range parts {
		parts[i] = sheet{due[i], debtors[i], creditors[i], cash[i]}
	}
	return parts
}

// treatments are every partner's figures, and what has to be told to come from them to the fund's own.
type treatments struct {
	books    *books
	unpaid   map[lineKey]ledger.Money
	host     ledger.BodyID
	section  []ledger.Party // section 75 partners, in the order of the agreement
	partners []ledger.BodyID
	rows     map[ledger.BodyID][]TreatedRow

	toLeads, ownMoney, unspent     ledger.Money // of income and expenditure
	payersOwe, owedToSelf, byHosts ledger.Money // of debtors and creditors
	pool                           Treated
}

// treatments works out every line, given what is certified and not yet paid of each.
func (b *books) treatments(unpaid map[lineKey]ledger.Money) *treatments {
	t := &treatments{books: b, unpaid: unpaid, host: b.papers.fund.Host, rows: map[ledger.BodyID][]TreatedRow{}}
	t.section = b.section75()
	for _, p := range t.section {
		t.know(p.Body)
	}
	for _, src := range b.papers.sources {
		t.know(src.Answers())
	}
	sheets, income := map[ledger.SourceID]sheet{}, map[ledger.SourceID]ledger.Money{}
	for a, held := range b.balances {
		line, _ := a.Code.Line()
		if a.Of != "" || line.Book() != ledger.Actuals || a.Year != 0 && a.Year != b.moment.Year {
			continue
		}
		sheets[a.Source] = sheets[a.Source].with(a, held.amount)
		if a.Code >= 4000 && a.Code < 5000 {
			income[a.Source] = income[a.Source].Sub(held.amount)
		}
	}
	lines := b.position().Lines
	for _, src := range b.papers.sources {
		mine := slices.DeleteFunc(slices.Clone(lines), func(l LineRow) bool { return l.Source != src.ID })
		t.source(src, sheets[src.ID], income[src.ID], mine)
	}
	return t
}

func (t *treatments) know(id ledger.BodyID) {
	if !slices.Contains(t.partners, id) {
		t.partners, t.rows[id] = append(t.partners, id), []TreatedRow{}
	}
}

// section75 are the partners of the newest agreement that may be or was relied on.
func (b *books) section75() (list []ledger.Party) {
	for _, a := range slices.Backward(b.papers.agreements) {
		if a.State == ledger.AgreementDraft {
			continue
		}
		for _, p := range a.Partners {
			if p.Part == ledger.Section75Partner {
				list = append(list, p)
			}
		}
		return list
	}
	return nil
}

// source treats the lines of one source. What is certified and not yet paid is the lines' own; the rest of its debtors,
// creditors and cash falls to them by what they have spent through the pool and committed, or where that is nothing by
// their budgets.
func (t *treatments) source(src ledger.Source, whole sheet, income ledger.Money, lines []LineRow) {
	t.pool.Income = t.pool.Income.Add(income)
	t.pool.Debtors = t.pool.Debtors.Add(whole.due).Add(whole.debtors)
	t.pool.Creditors, t.pool.Cash = t.pool.Creditors.Add(whole.creditors), t.pool.Cash.Add(whole.cash)
	for _, l := range lines {
		t.pool.Expenditure = t.pool.Expenditure.Add(l.Spent)
		income = income.Sub(l.Spent)
		whole.creditors = whole.creditors.Sub(t.unpaid[lineKey{l.Scheme, l.Source}])
	}
	t.unspent = t.unspent.Add(income)
	parts := make([]sheet, len(lines))
	if weights := pooledWeights(lines); weights != nil {
		parts = whole.apportion(weights)
	} else if whole != (sheet{}) {
		row := TreatedRow{
			Source: src.ID, SourceName: src.Name, Kind: NoLine, Basis: "no scheme line has a budget from this source",
		}
		t.agent(row, src.Answers(), ledger.Money{}, whole)
	}
	for i, l := range lines {
		parts[i].creditors = parts[i].creditors.Add(t.unpaid[lineKey{l.Scheme, l.Source}])
		t.line(src, l, parts[i])
	}
}

// pooledWeights are how much of a source's money in the pool its lines stand for; nil, where it is nothing.
func pooledWeights(lines []LineRow) []int64 {
	for _, weigh := range []func(LineRow) ledger.Money{
		func(l LineRow) ledger.Money { return l.Spent.Sub(l.PartnerDirect).Add(l.Committed) },
		func(l LineRow) ledger.Money { return l.Revised.Sub(l.PartnerDirect) },
	} {
		weights, total := make([]int64, len(lines)), int64(0)
		for i, l := range lines {
			weights[i] = max(0, weigh(l).Pence())
			total += weights[i]
		}
		if total > 0 {
			return weights
		}
	}
	return nil
}

func sumRows(rows []TreatedRow) (total Treated) {
	for _, r := range rows {
		total.add(r.Treated)
	}
	return total
}

func (f *Treated) add(g Treated) {
	f.Income, f.Expenditure = f.Income.Add(g.Income), f.Expenditure.Add(g.Expenditure)
	f.Debtors, f.Creditors = f.Debtors.Add(g.Debtors), f.Creditors.Add(g.Creditors)
	f.Cash = f.Cash.Add(g.Cash)
}

// reconcile goes from all partners' figures to the fund's own, which are read apart from them.
func (t *treatments) reconcile() []ReconcileRow {
	var all Treated
	for _, id := range t.partners {
		all.add(sumRows(t.rows[id]))
	}
	return []ReconcileRow{
		{"All partners' figures", all},
		{
			"Paid to a lead: the payer's expenditure, and again the lead's when it spends it",
			Treated{Expenditure: t.toLeads.Neg()},
		},
		{"Spent by whom it belongs to, or for them by an agent: nobody's income", Treated{Income: t.ownMoney}},
		{"Called and not spent; in brackets: spent and not called", Treated{Income: t.unspent}},
		{
			"Held or advanced by the host for others: due between the two",
			Treated{Debtors: t.byHosts.Neg(), Creditors: t.byHosts.Neg()},
		},
		{"Called and not paid: the payer's creditor", Treated{Creditors: t.payersOwe.Neg()}},
		{"Called and not paid, by whom it belongs to", Treated{Debtors: t.owedToSelf}},
		{"The fund", t.pool},
	}
}
