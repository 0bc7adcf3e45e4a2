package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pooled/ledger"
)

// FloatStatement is what became of a float over a span, by source and by purchase, with the reconciliations made of it.
// Every figure is a balance, or what acts moved of one.
type FloatStatement struct {
	Fund     ledger.FundID   `json:"fund"`
	FundName string          `json:"fundName"`
	From     *Moment         `json:"from,omitempty" doc:"none: from the year's beginning"`
	Moment   Moment          `json:"moment"`
	Draw     ledger.DrawRule `json:"draw"`
	FloatStanding

	Total           FloatFigures      `json:"total"`
	Sources         []FloatSource     `json:"sources" doc:"in the order in which they are drawn on"`
	Purchases       []FloatPurchase   `json:"purchases" doc:"those with something in the span, on order or owed; by the day they were ordered"`
	Reconciliations []FloatReconciled `json:"reconciliations" doc:"of agents' statements that end in the span"`
}

// FloatSource is what became of one source of a float.
type FloatSource struct {
	Source  ledger.SourceID `json:"source"`
	Name    string          `json:"name"`
	Partner ledger.BodyID   `json:"partner"`
	FloatFigures
}

// FloatPurchase is one purchase, to the moment. It says for nobody whom it was for.
type FloatPurchase struct {
	Purchase     ledger.PurchaseID    `json:"purchase"`
	On           ledger.Date          `json:"on" doc:"the day it was ordered"`
	Service      string               `json:"service" doc:"the service's name, as it was bought"`
	ServiceID    string               `json:"serviceId"`
	Provider     ledger.BodyID        `json:"provider"`
	ProviderName string               `json:"providerName"`
	Price        ledger.Money         `json:"price" doc:"listed for one when it was bought; nil: none was"`
	Quantity     int                  `json:"quantity"`
	State        ledger.PurchaseState `json:"state"`

	Ordered   ledger.Money          `json:"ordered"`
	Cancelled ledger.Money          `json:"cancelled"`
	Delivered ledger.Money          `json:"delivered"`
	OnOrder   ledger.Money          `json:"onOrder" doc:"neither delivered nor cancelled (9300)"`
	Owed      ledger.Money          `json:"owed" doc:"delivered, and not paid by the host (2100)"`
	Lines     []ledger.PurchaseLine `json:"lines" doc:"by source, as ordered"`

	touched bool // moved within the span
}

// FloatReconciled is an agent's statement as it was compared with the ledger.
type FloatReconciled struct {
	Reconciliation ledger.ReconciliationID      `json:"reconciliation"`
	Seq            int64                        `json:"seq" doc:"the entry that recorded it"`
	From           ledger.Date                  `json:"from"`
	To             ledger.Date                  `json:"to"`
	Closing        ledger.Money                 `json:"closing" doc:"as the agent stated it"`
	Differences    []ledger.StatementDifference `json:"differences" doc:"none: the statement and the ledger agree"`
}

// FloatStatement is a float's statement up to a moment; from an earlier one, or the year's beginning. It returns
// ErrNotFound, and what Movements returns.
func (r *Reports) FloatStatement(ctx context.Context, fund ledger.FundID, float ledger.FloatID, span Span) (
	FloatStatement, error,
) {
	out := FloatStatement{Fund: fund, Sources: []FloatSource{}, Purchases: []FloatPurchase{}}
	err := r.read(ctx, fund, func(v *view) error {
		var page Movements
		from, to, err := v.span(ctx, span, &page)
		if err != nil {
			return err
		}
		b, err := v.figures(ctx, span.To, figureAccounts)
		if err != nil {
			return err
		}
		found, err := v.floats(ctx, to, []string{string(float)})
		if err == nil && len(found) == 0 {
			err = ledger.ErrNotFound.With("there is no floating fund %q in %s", float, fund)
		}
		if err != nil {
			return err
		}
		if out.From, out.Moment = page.From, b.moment; out.From == nil {
			from = cut{seq: to.seq, through: ledger.NewPeriod(b.moment.Year, 1) - 1}
		}
		if out.FloatStanding, err = v.floatStanding(ctx, b, found[0]); err != nil {
			return err
		}
		out.Draw = found[0].Draw
		return v.fillFloat(ctx, &out, found[0], from, to)
	})
	return out, err
}

// fillFloat adds the moves up, and adds the words of documents.
func (v *view) fillFloat(ctx context.Context, out *FloatStatement, f ledger.FloatingFund, from, to cut) error {
	papers, err := v.papers(ctx, to, out.Moment, "fund", "source")
	if err != nil {
		return err
	}
	out.FundName = papers.fund.Name
	for _, id := range f.Sources {
		src := papers.source(id)
		out.Sources = append(out.Sources, FloatSource{Source: id, Name: src.Name, Partner: src.Partner})
	}
	moves, err := v.floatMoves(ctx, f.ID, out.Moment.Year, from, to)
	if err != nil {
		return err
	}
	bought := map[string]*FloatPurchase{}
	for _, m := range moves {
		out.Total.add(m)
		for n := range out.Sources {
			if out.Sources[n].Source == m.source {
				out.Sources[n].add(m)
			}
		}
		if id, ok := strings.CutPrefix(m.of, "purchase="); ok {
			at(bought, id).add(m)
		}
	}
	if out.Purchases, err = v.floatPurchases(ctx, out.Moment, bought, to); err != nil {
		return err
	}
	out.Reconciliations, err = v.floatReconciliations(ctx, f.ID, from, to)
	return err
}

// add adds a move of one of the purchase's accounts: of what is on order, or of what the host owes.
func (p *FloatPurchase) add(m floatMove) {
	amount := m.amount.Neg()
	p.touched = p.touched || !m.before
	if m.code == ledger.Creditors {
		p.Owed = p.Owed.Add(amount)
		return
	}
	p.OnOrder = p.OnOrder.Add(amount)
	switch m.act {
	case buy:
		p.Ordered = p.Ordered.Add(amount)
		p.source(m.source, amount)
	case cancel:
		p.Cancelled = p.Cancelled.Sub(amount)
	case deliver:
		p.Delivered = p.Delivered.Sub(amount)
	}
}

func (p *FloatPurchase) source(id ledger.SourceID, amount ledger.Money) {
	n := slices.IndexFunc(p.Lines, func(l ledger.PurchaseLine) bool { return l.Source == id })
	if n < 0 {
		n, p.Lines = len(p.Lines), append(p.Lines, ledger.PurchaseLine{Source: id})
	}
	p.Lines[n].Amount = p.Lines[n].Amount.Add(amount)
}

// standing is the state that the purchase's figures put it in.
func (p *FloatPurchase) standing() ledger.PurchaseState {
	switch {
	case p.Cancelled.Sign() > 0:
		return ledger.PurchaseCancelled
	case p.Delivered.IsZero():
		return ledger.PurchaseOrdered
	case p.Delivered.Compare(p.Ordered) >= 0:
		return ledger.PurchaseDelivered
	}
	return ledger.PurchasePartDelivered
}

// floatPurchases are those with something in the span, on order or owed, with what was bought and from whom.
func (v *view) floatPurchases(ctx context.Context, m Moment, bought map[string]*FloatPurchase, c cut) (
	[]FloatPurchase, error,
) {
	list := []FloatPurchase{}
	var ids, providers []string
	for id, p := range bought {
		if p.touched || !p.OnOrder.IsZero() || !p.Owed.IsZero() {
			ids = append(ids, id)
		}
	}
	err := v.named(ctx, v.fund, "spot-purchase", ids, c.seq, func(_ int64, d ledger.Document) {
		doc, ok := d.(ledger.SpotPurchase)
		if !ok {
			return
		}
		p := *bought[string(doc.ID)]
		p.Purchase, p.On, p.Service, p.ServiceID = doc.ID, doc.On, doc.Service.Name, doc.Service.ID
		p.Provider, p.ProviderName, p.Price, p.Quantity = doc.Provider, string(doc.Provider), doc.Service.Price, doc.Quantity
		if p.State = p.standing(); p.Ordered.IsZero() { // of an earlier year, or reversed
			p.State = doc.State
		}
		slices.SortFunc(p.Lines, func(a, b ledger.PurchaseLine) int { return cmp.Compare(a.Source, b.Source) })
		providers, list = append(providers, string(doc.Provider)), append(list, p)
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(providers)
	bodies, err := v.bodies(ctx, m, slices.Compact(providers))
	for n := range list {
		if b, ok := bodies[list[n].Provider]; ok {
			list[n].ProviderName = b.Name
		}
	}
	slices.SortFunc(list, func(a, b FloatPurchase) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Purchase, b.Purchase))
	})
	return list, err
}

// floatReconciliations are those of statements that end after the first moment and not after the second.
func (v *view) floatReconciliations(ctx context.Context, float ledger.FloatID, from, to cut) (
	[]FloatReconciled, error,
) {
	list := []FloatReconciled{}
	err := v.documents(ctx, to, []string{"float-reconciliation"}, func(seq int64, d ledger.Document) {
		r, ok := d.(ledger.FloatReconciliation)
		if !ok || r.Float != float {
			return
		}
		end := r.Statement.To
		if !to.holds(seq, ledger.PeriodOf(end), end) || from.holds(seq, ledger.PeriodOf(end), end) {
			return
		}
		list = append(list, FloatReconciled{r.ID, seq, r.Statement.From, end, r.Statement.Closing, r.Differences})
	})
	slices.SortStableFunc(list, func(a, b FloatReconciled) int {
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Seq, b.Seq))
	})
	return list, err
}
