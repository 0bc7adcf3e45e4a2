package report

import (
	"context"
	"slices"
	"strings"

	"pooled/ledger"
)

// Providers are those to whom a fund promises or pays money, and what they are paid by which partner, as at a moment.
type Providers struct {
	Fund      ledger.FundID     `json:"fund"`
	Moment    Moment            `json:"moment"`
	Providers []ProviderAccount `json:"providers"`
	Total     ProviderRow       `json:"total"`
}

// ProviderAccount is an organisation that a fund promises or pays money.
type ProviderAccount struct {
	ID          ledger.BodyID       `json:"id"`
	Name        string              `json:"name"`
	Type        ledger.BodyType     `json:"kind,omitempty"`
	ODS         string              `json:"ods,omitempty" doc:"the NHS organisation code"`
	Identifiers []ledger.Identifier `json:"identifiers" doc:"its company and charity numbers"`
	Partner     bool                `json:"partner" doc:"it is, or was, a section 75 partner of the fund as well"`
	Host        bool                `json:"host" doc:"it hosts the fund as well"`
	HeldSince   ledger.Date         `json:"heldSince,omitempty" doc:"payments to it are held since; none: they are not"`
	Lines       []ProviderLine      `json:"lines" doc:"whose money it is promised or paid"`
	Total       ProviderRow         `json:"total"`
}

// ProviderLine is what a provider is promised and paid of one source.
type ProviderLine struct {
	Partner ledger.BodyID   `json:"partner" doc:"whose money it is"`
	Source  ledger.SourceID `json:"source"`
	ProviderRow
}

// ProviderRow is what is promised and paid. Each is a balance, or a sum of postings on accounts of the provider.
type ProviderRow struct {
	Committed ledger.Money `json:"committed" doc:"left on its commitments of the year: 9300"`
	Ahead     ledger.Money `json:"ahead" doc:"paid to it ahead of the service and not yet received: 1400"`
	Certified ledger.Money `json:"certified" doc:"certified in the year, with its VAT, less credit notes: on 2100"`
	Paid      ledger.Money `json:"paid" doc:"paid in the year on its invoices, less what was returned: on 2100"`
	Unpaid    ledger.Money `json:"unpaid" doc:"certified and not paid, of whatever year: 2100"`
}

func (r *ProviderRow) add(o ProviderRow) {
	r.Committed, r.Ahead = r.Committed.Add(o.Committed), r.Ahead.Add(o.Ahead)
	r.Certified, r.Paid, r.Unpaid = r.Certified.Add(o.Certified), r.Paid.Add(o.Paid), r.Unpaid.Add(o.Unpaid)
}

// providerPapers are what documents say of a fund's providers.
type providerPapers struct {
	seller   map[ledger.PurchaseID]ledger.BodyID
	agent    map[ledger.FloatID]ledger.BodyID
	provider map[ledger.CommitmentID]ledger.BodyID // of each commitment
	held     map[ledger.BodyID]ledger.Date
	partners map[ledger.BodyID]bool
	host     ledger.BodyID
}

// Providers works out what a fund's providers are promised and paid, in order of their names: of one alone, or where
// none is given of all. It returns ErrNotFound for one that the fund has promised and paid nothing, and what Position
// returns.
func (r *Reports) Providers(ctx context.Context, fund ledger.FundID, at AsOf, only ledger.BodyID) (Providers, error) {
	out := Providers{Fund: fund, Providers: []ProviderAccount{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, creditorAccounts)
		if err != nil {
			return err
		}
		out.Moment = b.moment
		papers, err := v.providerPapers(ctx, b.cut)
		if err != nil {
			return err
		}
		all, err := v.turnovers(ctx, b.cut, out.Moment.Year, ledger.Prepayments, ledger.Creditors, ledger.SchemeCommitted)
		if err != nil {
			return err
		}
		rows := map[ledger.BodyID]*ProviderAccount{}
		for of := range papers.held {
			rows[of] = &ProviderAccount{ID: of}
		}
		for _, t := range all {
			if of := papers.of(t); of != "" && (t.account.Year == 0 || t.account.Year == out.Moment.Year) {
				if rows[of] == nil {
					rows[of] = &ProviderAccount{ID: of}
				}
				rows[of].add(t)
			}
		}
		if only != "" && rows[only] == nil {
			return ledger.ErrNotFound.With("%s has promised and paid nothing to %q", fund, only)
		}
		return out.list(ctx, v, papers, rows, only)
	})
	return out, err
}

// of is the provider that an account is about; none of a proposal that waits.
func (p providerPapers) of(t turnover) ledger.BodyID {
	if id, ok := strings.CutPrefix(t.account.Of, "commitment="); ok {
		id, _, _ = strings.Cut(id, "/") // what is paid ahead on one of several lines names its scheme too
		return p.provider[ledger.CommitmentID(id)]
	}
	if id, ok := strings.CutPrefix(t.account.Of, "purchase="); ok {
		return p.seller[ledger.PurchaseID(id)]
	}
	if id, ok := strings.CutPrefix(t.account.Of, "float="); ok {
		if t.account.Code == ledger.Creditors { // the fee; what is advanced to an agent is promised to nobody
			return p.agent[ledger.FloatID(id)]
		}
		return ""
	}
	if t.account.Code == ledger.Creditors {
		return t.provider()
	}
	return ""
}

// add adds what stands in an account to the line of its source.
func (p *ProviderAccount) add(t turnover) {
	var row ProviderRow
	switch t.account.Code {
	case ledger.SchemeCommitted:
		row.Committed = t.balance.Neg()
	case ledger.Prepayments:
		row.Ahead = t.balance
	default:
		row = ProviderRow{Certified: t.paid.Sub(t.moved), Paid: t.paid, Unpaid: t.balance.Neg()}
	}
	at := slices.IndexFunc(p.Lines, func(l ProviderLine) bool { return l.Source == t.account.Source })
	if at < 0 {
		at, p.Lines = len(p.Lines), append(p.Lines, ProviderLine{Partner: t.account.Partner, Source: t.account.Source})
	}
	p.Lines[at].add(row)
	p.Total.add(row)
}

// list fills in who the providers are, and puts them in order.
func (o *Providers) list(ctx context.Context, v *view, papers providerPapers, rows map[ledger.BodyID]*ProviderAccount,
	only ledger.BodyID,
) error {
	var ids []string
	for id := range rows {
		if only == "" || id == only {
			ids = append(ids, string(id))
		}
	}
	slices.Sort(ids)
	bodies, err := v.bodies(ctx, o.Moment, ids)
	for _, id := range ids {
		p := rows[ledger.BodyID(id)]
		body := bodies[p.ID]
		p.Name, p.Type, p.ODS = body.Name, body.Type, body.ODS
		p.Identifiers = append([]ledger.Identifier{}, body.Identifiers...)
		p.Partner, p.Host, p.HeldSince = papers.partners[p.ID], papers.host == p.ID, papers.held[p.ID]
		p.Lines = slices.DeleteFunc(p.Lines, func(l ProviderLine) bool { return l.ProviderRow == ProviderRow{} })
		slices.SortFunc(p.Lines, func(a, b ProviderLine) int {
			return strings.Compare(string(a.Partner)+" "+string(a.Source), string(b.Partner)+" "+string(b.Source))
		})
		p.Lines = append([]ProviderLine{}, p.Lines...)
		o.Providers = append(o.Providers, *p)
		o.Total.add(p.Total)
	}
	return err
}

func (v *view) providerPapers(ctx context.Context, c cut) (providerPapers, error) {
	p := providerPapers{
		provider: map[ledger.CommitmentID]ledger.BodyID{}, held: map[ledger.BodyID]ledger.Date{},
		partners: map[ledger.BodyID]bool{}, seller: map[ledger.PurchaseID]ledger.BodyID{},
		agent: map[ledger.FloatID]ledger.BodyID{},
	}
	kinds := []string{"fund", "agreement", "commitment", "payment-hold", "spot-purchase", "floating-fund"}
	err := v.documents(ctx, c, kinds, func(_ int64, d ledger.Document) {
		switch d := d.(type) {
		case ledger.Fund:
			p.host = d.Host
		case ledger.Agreement:
			for _, party := range d.Partners {
				if party.Part == ledger.Section75Partner && d.State != ledger.AgreementDraft {
					p.partners[party.Body] = true
				}
			}
		case ledger.Commitment:
			p.provider[d.ID] = d.Provider
		case ledger.SpotPurchase:
			p.seller[d.ID] = d.Provider
		case ledger.FloatingFund:
			p.agent[d.ID] = d.Agent
		case ledger.PaymentHold:
			if d.Held {
				p.held[d.Provider] = d.Since
			}
		}
	})
	return p, err
}
