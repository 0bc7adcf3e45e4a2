package ledger

import "fmt"

// BuyFromBudget buys from a personal health budget what the client has chosen (row 14n). The provider's invoice is
// accepted with it and is paid as any other.
type BuyFromBudget struct {
	ID            InvoiceID      `json:"id" doc:"the name of the provider's invoice"`
	Budget        HealthBudgetID `json:"budget"`
	Provider      BodyID         `json:"provider"`
	Price         Money          `json:"price" doc:"the price paid, VAT included: as much is taken from the budget"`
	VAT           Money          `json:"vat,omitzero" doc:"of the price"`
	Irrecoverable Stated         `json:"irrecoverable,omitzero" doc:"VAT that cannot be recovered; left out: none where a council commissions, all where the NHS does"`
	Number        Private        `json:"number" screen:"number" doc:"the provider's own invoice number"`
	Received      Date           `json:"received" doc:"the day the invoice came in"`
	ConfirmNumber bool           `json:"confirmNumber,omitempty" doc:"the number could be an NHS number, and is the invoice's own"`
}

// Kind names the act and its version.
func (BuyFromBudget) Kind() string { return "buy-from-budget/1" }

// Matter is the partner's money, due to the provider.
func (a BuyFromBudget) Matter(s *State) (Matter, error) {
	b, err := s.HealthBudget(a.Budget)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(b.Source, b.Scheme, a.Provider, Pays, a.Price)
}

// Do accepts the invoice as due and takes its price from the budget: what it costs is spent, and VAT that comes back
// goes to what the scheme has available. It refuses more than is left, a budget that is not open, a provider whose
// payments are held, and an invoice number the provider has used before.
func (a BuyFromBudget) Do(s *State, by Authority) (Entry, error) {
	i := Invoice{
		ID: a.ID, HealthBudget: a.Budget, Provider: a.Provider, Number: a.Number, Gross: a.Price, Received: a.Received,
		State: InvoiceCertified, CertifiedBy: by.duties(),
	}
	err := firstError(CheckID("the invoice's id", a.ID), CheckAmount(a.Price), checkNumber(a.Number), s.absent(i.Ref()))
	switch {
	case err != nil:
		return Entry{}, err
	case a.Received == 0 || a.Received > s.On:
		return Entry{}, ErrInvalid.With("say the day on which the invoice came in; it cannot be after %s", s.On.UK())
	case a.VAT.Sign() < 0 || a.VAT.Compare(a.Price) >= 0:
		return Entry{}, ErrInvalid.With("the VAT of %s must be less than the price of %s", a.VAT.Pounds(), a.Price.Pounds())
	}
	l, err := s.openHealthLine(a.Budget)
	if err == nil && l.of.Float != "" {
		err = ErrWrongState.With("the agent of float %s holds personal health budget %s and buys from it: order a purchase "+
			"from the float that names the budget", l.of.Float, a.Budget)
	}
	if err != nil {
		return Entry{}, err
	}
	_, unknown := s.Body(a.Provider)
	charge, unclear := s.healthCharge(l, a)
	i.Mark = s.invoiceMark(a.Provider, a.Number.Value)
	if err := firstError(unknown, unclear, s.checkNotHeld(a.Provider), s.unused(i),
		l.checkFree(s, "price", a.Price)); err != nil {
		return Entry{}, err
	}
	i.Scheme, i.Source, i.Year, i.Lines = l.of.Scheme, l.of.Source, l.of.Year, []InvoiceLine{charge}
	i.Net, i.VAT = charge.Net, charge.VAT
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark, Invoice: i.ID})
	return Entry{Postings: l.accept(i, charge)}, nil
}

// healthCharge is what the purchase charges, its VAT by the regime of whoever commissions the scheme's line.
func (s *State) healthCharge(l healthLine, a BuyFromBudget) (InvoiceLine, error) {
	out := InvoiceLine{
		Scheme: l.of.Scheme, Source: l.of.Source, Net: a.Price.Sub(a.VAT), VAT: a.VAT, Irrecoverable: a.Irrecoverable.Amount,
	}
	if out.Irrecoverable.Sign() < 0 || out.Irrecoverable.Compare(a.VAT) > 0 {
		return out, ErrInvalid.With("of the %s of VAT at most as much cannot be recovered, not %s", a.VAT.Pounds(),
			out.Irrecoverable.Pounds())
	}
	if a.VAT.IsZero() || a.Irrecoverable.Said {
		return out, nil
	}
	var err error
	out.Irrecoverable, err = s.irrecoverable(BudgetLine{l.of.Scheme, l.of.Source}, a.VAT, "invoice "+string(a.ID))
	return out, err
}

// accept owes the provider the price, spends its cost from the budget and gives the scheme the VAT that comes back.
func (l healthLine) accept(i Invoice, c InvoiceLine) []Posting {
	lines := []Posting{Debit(l.account(HealthBudgetSpend), c.Cost())}
	vat := c.Recoverable()
	if !vat.IsZero() {
		lines = append(lines, Debit(l.src.account(RecoverableVAT, 0), vat))
	}
	lines = append(lines, Credit(i.creditor(l.src), c.Gross()), Debit(l.committed(), c.Gross()),
		Credit(l.account(SchemeConsumed), c.Cost()))
	if !vat.IsZero() {
		lines = append(lines, Credit(l.account(SchemeAvailable).By(CommitMove), vat))
	}
	return lines
}

// undo marks the invoice as accepted in error and frees its number. It refuses one that has been paid, and a budget
// that is closed.
func (a BuyFromBudget) undo(s *State, original Entry) error {
	b, err := s.HealthBudget(a.Budget)
	if err != nil {
		return err
	}
	if b.State == HealthBudgetClosed {
		return ErrWrongState.With("personal health budget %s is closed; reverse its release first", b.ID)
	}
	return CertifyInvoice{ID: a.ID}.undo(s, original)
}

// Describe says what the act does.
func (a BuyFromBudget) Describe() string {
	return fmt.Sprintf("%s bought from %s with personal health budget %s", a.Price.Pounds(), a.Provider, a.Budget)
}
