package ledger

import (
	"fmt"
	"slices"
)

const (
	invoiceLinesMax = 50
	resemblingMax   = 20
)

// ReceiveInvoice records an invoice that has come in, and which commitments it charges how much. It posts nothing
// until the invoice is certified.
type ReceiveInvoice struct {
	ID       InvoiceID    `json:"id"`
	Provider BodyID       `json:"provider"`
	Number   Private      `json:"number" doc:"the provider's own invoice number"`
	Net      Money        `json:"net" doc:"before VAT: of all lines"`
	VAT      Money        `json:"vat" doc:"0.00 where there is none"`
	Gross    Money        `json:"gross" doc:"net and VAT"`
	Received Date         `json:"received" doc:"the day the valid invoice came in: its payment is due from then"`
	Invoiced Date         `json:"invoiced" doc:"the date it bears"`
	Lines    []ChargeLine `json:"lines" doc:"one for each commitment, or line of one"`
}

// InvoiceLikeness is the invoices of one provider, date and gross: they may be one invoice sent twice.
type InvoiceLikeness struct {
	Provider BodyID      `json:"provider"`
	Invoiced Date        `json:"invoiced"`
	Gross    Money       `json:"gross"`
	Invoices []InvoiceID `json:"invoices"`
}

// Ref is the likeness's place among the fund's documents.
func (l InvoiceLikeness) Ref() Ref {
	return Ref{"invoice-likeness", fmt.Sprintf("%s.%s.%s", l.Provider, l.Invoiced, l.Gross)}
}

// Kind names the act and its version.
func (ReceiveInvoice) Kind() string { return "receive-invoice/1" }

// Matter is the partners' money that the invoice would cost. It goes nowhere yet.
func (a ReceiveInvoice) Matter(s *State) (Matter, error) {
	lines, missing := make([]InvoiceLine, len(a.Lines)), error(nil)
	for n, l := range a.Lines {
		var err error
		if lines[n], _, err = s.charged(l); err != nil {
			missing = err
		}
	}
	if missing != nil {
		return Matter{}, missing
	}
	return s.linesMatter(lines, a.Provider, 0)
}

// linesMatter is what policy judges an act about several lines by: what they cost in all, for the first scheme and
// source and, as further parts, for each of the others. Each part is judged with the whole amount.
func (s *State) linesMatter(lines []InvoiceLine, provider BodyID, how Move) (Matter, error) {
	var total Money
	for _, l := range lines {
		total = total.Add(l.Cost())
	}
	if len(lines) == 0 {
		return Matter{Provider: provider, Move: how, Amount: total}, nil
	}
	var about []BudgetLine
	for _, l := range lines {
		if at := (BudgetLine{l.Scheme, l.Source}); !slices.Contains(about, at) {
			about = append(about, at)
		}
	}
	return inParts(about, func(at BudgetLine) (Matter, error) {
		return s.matterWith(at.Source, at.Scheme, provider, how, total)
	})
}

// Do records the invoice. It refuses a number that the provider has used before, sums that do not agree, a
// commitment that is another provider's, released, or of another year than the first, and one charged twice. More
// than is left on a commitment is no hindrance yet.
func (a ReceiveInvoice) Do(s *State, by Authority) (Entry, error) {
	err := firstError(CheckID("the invoice's id", a.ID), checkNumber(a.Number), a.checkSums(), a.checkDates(s.On),
		s.absent(Invoice{ID: a.ID}.Ref()))
	if err != nil {
		return Entry{}, err
	}
	i := Invoice{
		ID: a.ID, Provider: a.Provider, Number: a.Number, Net: a.Net, VAT: a.VAT, Gross: a.Gross,
		Received: a.Received, Invoiced: a.Invoiced, State: InvoiceReceived,
		Mark: s.invoiceMark(a.Provider, a.Number.Value), ReceivedBy: by.duties(),
	}
	for _, l := range a.Lines {
		line, c, err := s.charged(l)
		if err != nil {
			return Entry{}, err
		}
		if err := i.take(c, line); err != nil {
			return Entry{}, err
		}
		i.Lines = append(i.Lines, line)
	}
	if len(i.Lines) == 1 {
		i.Commitment, i.Scheme, i.Source = i.Lines[0].Commitment, i.Lines[0].Scheme, i.Lines[0].Source
	}
	alike, err := Find[InvoiceLikeness](s, InvoiceLikeness{i.Provider, i.Invoiced, i.Gross, nil}.Ref())
	if err := firstError(s.unused(i), err); err != nil {
		return Entry{}, err
	}
	i.Resembles = alike.Invoices
	list := append(slices.Clone(alike.Invoices), i.ID)
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark, Invoice: i.ID})
	s.Save(InvoiceLikeness{i.Provider, i.Invoiced, i.Gross, list[max(0, len(list)-resemblingMax):]})
	return Entry{}, nil
}

// take refuses a commitment that the invoice cannot charge, and gives the invoice its year.
func (i *Invoice) take(c Commitment, line InvoiceLine) error {
	twice := slices.ContainsFunc(i.Lines, line.same)
	switch {
	case twice:
		return ErrInvalid.With("charge commitment %s in one line", c.ID)
	case c.Provider != i.Provider:
		return ErrInvalid.With("commitment %s is to %s, and the invoice is from %s", c.ID, c.Provider, i.Provider)
	case c.State != CommitmentOpen:
		return ErrWrongState.With("what was left on commitment %s has been released", c.ID)
	case i.Year != 0 && i.Year != c.Year:
		return ErrWrongState.With("commitment %s belongs to %s, and the invoice charges one of %s", c.ID, c.Year, i.Year)
	}
	i.Year = c.Year
	return nil
}

// checkSums refuses an invoice whose lines and totals do not agree.
func (a ReceiveInvoice) checkSums() error {
	if len(a.Lines) == 0 || len(a.Lines) > invoiceLinesMax {
		return ErrInvalid.With("an invoice charges 1 to %d commitments", invoiceLinesMax)
	}
	var net, vat Money
	for _, l := range a.Lines {
		if err := firstError(CheckAmount(l.Net), l.check()); err != nil {
			return err
		}
		net, vat = net.Add(l.Net), vat.Add(l.VAT)
	}
	switch {
	case net != a.Net || vat != a.VAT:
		return ErrInvalid.With("the lines come to %s and %s of VAT, and the invoice to %s and %s", net.Pounds(),
			vat.Pounds(), a.Net.Pounds(), a.VAT.Pounds())
	case net.Add(vat) != a.Gross:
		return ErrInvalid.With("net and VAT come to %s, and the gross is %s", net.Add(vat).Pounds(), a.Gross.Pounds())
	}
	return CheckAmount(a.Gross)
}

// checkDates refuses an invoice that came in after the day it is recorded, or before the date it bears.
func (a ReceiveInvoice) checkDates(today Date) error {
	switch {
	case a.Received == 0 || a.Received > today:
		return ErrInvalid.With("say the day on which the invoice came in; it cannot be after %s", today.UK())
	case a.Invoiced == 0 || a.Invoiced > a.Received:
		return ErrInvalid.With("say the date that the invoice bears; it cannot be after %s, when it came in",
			a.Received.UK())
	}
	return nil
}

// Describe says what the act does.
func (a ReceiveInvoice) Describe() string {
	return fmt.Sprintf("Invoice %s of %s received from %s", a.ID, a.Gross.Pounds(), a.Provider)
}

// Warnings are what is odd about an entry that nothing refuses: an invoice that may have been sent twice.
func (e Entry) Warnings() []string {
	act, ok := e.Act.(ReceiveInvoice)
	if !ok {
		return nil
	}
	var list []string
	for _, d := range e.Documents {
		i, ok := d.(Invoice)
		for _, other := range i.Resembles {
			if ok && i.ID == act.ID {
				list = append(list, fmt.Sprintf("Invoice %s is also from %s, of %s and dated %s: make sure that it is not the "+
					"same invoice sent twice.", other, i.Provider, i.Gross.Pounds(), i.Invoiced.UK()))
			}
		}
	}
	return list
}
