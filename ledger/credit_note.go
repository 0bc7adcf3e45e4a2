package ledger

import (
	"fmt"
	"slices"
)

// CreditState is whether a credit note stands.
type CreditState string

// The states of a credit note.
const (
	CreditApplied  CreditState = "applied"
	CreditReversed CreditState = "reversed" // recorded in error; its number may be used again
)

// CreditNote takes something off what an invoice has cost. It is set against what is still to be paid on that or
// another invoice of the provider, or the provider has refunded it.
type CreditNote struct {
	ID       CreditID      `json:"id"`
	Invoice  InvoiceID     `json:"invoice" doc:"the invoice that it corrects"`
	Against  InvoiceID     `json:"against,omitempty" doc:"the invoice that is paid less by it; none: it was refunded"`
	Provider BodyID        `json:"provider"`
	Number   Private       `json:"number,omitzero" doc:"the provider's own"`
	Lines    []InvoiceLine `json:"lines"`
	Gross    Money         `json:"gross"`
	Reason   Private       `json:"reason"`
	Receipt  Private       `json:"receipt,omitzero" doc:"of the refund"`
	State    CreditState   `json:"state"`
	Mark     string        `json:"mark,omitempty"` // of its number: see InvoiceNumber
}

// Ref is the credit note's place among the fund's documents.
func (n CreditNote) Ref() Ref { return Ref{"credit-note", string(n.ID)} }

// ReceiveCreditNote takes what a provider credits off an invoice and off what is still to be paid (row 10c).
type ReceiveCreditNote struct {
	ID      CreditID     `json:"id"`
	Invoice InvoiceID    `json:"invoice"`
	Against InvoiceID    `json:"against,omitempty" doc:"an unpaid invoice of the provider, where the first is paid"`
	Number  Private      `json:"number" screen:"reference" doc:"the credit note's own number"`
	Lines   []ChargeLine `json:"lines" doc:"what it takes off each commitment of the invoice, or off the personal health budget that it was bought from"`
	Reason  Private      `json:"reason"`
}

// CreditNote is a credit note. It returns ErrNotFound.
func (s *State) CreditNote(id CreditID) (CreditNote, error) {
	return need[CreditNote](s, Ref{"credit-note", string(id)}, "credit note")
}

// credits are those of the credit notes that stand.
func (s *State) credits(ids []CreditID) (list []CreditNote, missing error) {
	for _, id := range ids {
		n, err := s.CreditNote(id)
		if missing = firstError(missing, err); err == nil && n.State == CreditApplied {
			list = append(list, n)
		}
	}
	return list, missing
}

// owed is what is still to be paid on an invoice, from one source.
type owed struct {
	source SourceID
	amount Money
}

// payable is what is still to be paid on a certified invoice: its gross from each source, less the credit notes
// that are set against it.
func (s *State) payable(i Invoice) ([]owed, error) {
	credits, err := s.credits(slices.Concat(i.Credits, i.SetOff))
	return i.owed(credits), err
}

// owed is the invoice's gross from each source, less those of the credit notes that are set against it.
func (i Invoice) owed(credits []CreditNote) []owed {
	var list []owed
	for _, l := range i.charges() {
		list = changed(list, l.Source, l.Gross())
	}
	for _, n := range credits {
		for _, l := range n.Lines {
			if n.Against == i.ID {
				list = changed(list, l.Source, l.Gross().Neg())
			}
		}
	}
	return list
}

func changed(list []owed, source SourceID, by Money) []owed {
	at := slices.IndexFunc(list, func(o owed) bool { return o.source == source })
	if at < 0 {
		return append(list, owed{source, by})
	}
	list[at].amount = list[at].amount.Add(by)
	return list
}

func totalOwed(list []owed) (sum Money) {
	for _, o := range list {
		sum = sum.Add(o.amount)
	}
	return sum
}

// Kind names the act and its version.
func (ReceiveCreditNote) Kind() string { return "receive-credit-note/1" }

// Matter is the partners' money that the provider gives back.
func (a ReceiveCreditNote) Matter(s *State) (Matter, error) {
	return s.creditMatter(a.Invoice, a.Lines)
}

// creditMatter is what policy judges a credit by: what it takes off what the schemes have spent.
func (s *State) creditMatter(id InvoiceID, charges []ChargeLine) (Matter, error) {
	i, err := s.Invoice(id)
	if err != nil {
		return Matter{}, err
	}
	lines, err := s.credited(i, charges)
	if err != nil {
		return Matter{}, err
	}
	if len(lines) == 0 {
		lines = []InvoiceLine{{Scheme: i.charges()[0].Scheme, Source: i.charges()[0].Source}}
	}
	return s.linesMatter(lines, i.Provider, 0)
}

// Do takes the credit off what the schemes have spent, and off what is still to be paid. It refuses a number that
// the provider has used for a credit before, more than the invoice less earlier credits, and more than is still to
// be paid on the invoice that it is set against; where the invoice is paid, another must be named.
func (a ReceiveCreditNote) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(checkNumber(a.Number), needText("the reason", a.Reason))
	if err != nil {
		return Entry{}, err
	}
	n := CreditNote{
		ID: a.ID, Invoice: a.Invoice, Against: a.Against, Number: a.Number, Reason: a.Reason,
	}
	i, err := s.applyCredit(&n, a.Lines)
	if err != nil {
		return Entry{}, err
	}
	if n.Against == "" && i.State == InvoiceCertified {
		n.Against = i.ID
	}
	if n.Against == "" {
		return Entry{}, ErrWrongState.With("invoice %s is %s: name an unpaid invoice of %s to set the credit against, or "+
			"record the refund when it has come in", i.ID, i.State, i.Provider)
	}
	lines, err := s.creditLines(i, n)
	if err != nil {
		return Entry{}, err
	}
	i.Credits = append(slices.Clone(i.Credits), n.ID)
	if err := s.setOff(i, n); err != nil {
		return Entry{}, err
	}
	return Entry{Postings: lines}, nil
}

// applyCredit checks a credit note and gives it its lines. It refuses an invoice that was not certified, a number
// used before, and more than is left of the invoice.
func (s *State) applyCredit(n *CreditNote, charges []ChargeLine) (Invoice, error) {
	i, err := s.Invoice(n.Invoice)
	if err := firstError(CheckID("the credit note's id", n.ID), err, s.absent(n.Ref())); err != nil {
		return i, err
	}
	switch i.State {
	case InvoiceCertified, InvoicePaid, InvoiceSettled:
	default:
		return i, ErrWrongState.With("invoice %s is %s; a credit note is recorded once it has been certified", i.ID,
			i.State)
	}
	n.Provider, n.State = i.Provider, CreditApplied
	if !n.Number.IsZero() {
		n.Mark = s.numberMark("credit/"+string(i.Provider), n.Number.Value)
		used, err := Find[InvoiceNumber](s, InvoiceNumber{Mark: n.Mark}.Ref())
		if err == nil && used.Credit != "" {
			err = ErrExists.With("%s has sent a credit note of that number before: it is %s", i.Provider, used.Credit)
		}
		if err != nil {
			return i, err
		}
	}
	if len(charges) == 0 {
		return i, ErrInvalid.With("say what the credit takes off which commitment, or off the personal health budget")
	}
	if n.Lines, err = s.credited(i, charges); err != nil {
		return i, err
	}
	for _, l := range n.Lines {
		n.Gross = n.Gross.Add(l.Gross())
		if err := CheckAmount(l.Gross()); err != nil {
			return i, err
		}
	}
	return i, CheckAmount(n.Gross)
}

// credited are the lines of a credit for an invoice. It refuses more than the invoice's line less earlier credits,
// in any of its parts. VAT is divided as the invoice's was; where that was in two parts it must be said.
func (s *State) credited(i Invoice, charges []ChargeLine) ([]InvoiceLine, error) {
	earlier, err := s.credits(i.Credits)
	if err != nil {
		return nil, err
	}
	var lines []InvoiceLine
	for _, l := range charges {
		if err := l.check(); err != nil {
			return nil, err
		}
		left, err := i.chargeOf(l)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(lines, left.same) {
			return nil, i.notOnce(l.Commitment)
		}
		for _, n := range earlier {
			if k := slices.IndexFunc(n.Lines, left.same); k >= 0 {
				left = left.less(n.Lines[k])
			}
		}
		line, err := left.credit(l)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// chargeOf is the invoice's own line that a credit is of. Scheme and source may be left out where the invoice charges
// the commitment in one line.
func (i Invoice) chargeOf(l ChargeLine) (InvoiceLine, error) {
	named, found := BudgetLine{l.Scheme, l.Source}, []InvoiceLine{}
	for _, x := range i.charges() {
		if x.Commitment == l.Commitment && (named == BudgetLine{} || named == x.at()) {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return InvoiceLine{}, i.notOnce(l.Commitment)
	case 1:
		return found[0], nil
	}
	return InvoiceLine{}, ErrInvalid.With("invoice %s charges %d lines of commitment %s: name the scheme and the source of "+
		"the one that is credited", i.ID, len(found), l.Commitment)
}

func (i Invoice) notOnce(id CommitmentID) error {
	if i.HealthBudget != "" {
		return ErrInvalid.With("invoice %s was bought from personal health budget %s: a credit note takes something off it once, "+
			"and names no commitment", i.ID, i.HealthBudget)
	}
	return ErrInvalid.With("invoice %s charges commitments, each of which a credit note names once: %s is not so", i.ID,
		id)
}

// charged says what the line is charged to.
func (l InvoiceLine) charged() string {
	if l.Commitment == "" {
		return "the personal health budget's purchase"
	}
	return "commitment " + string(l.Commitment)
}

// credit is the part of what is left of an invoice's line that is credited.
func (l InvoiceLine) credit(of ChargeLine) (InvoiceLine, error) {
	out := l
	out.Net, out.VAT, out.Irrecoverable = of.Net, of.VAT, of.Irrecoverable.Amount
	switch {
	case of.VAT.IsZero() || of.Irrecoverable.Said:
	case l.Irrecoverable == l.VAT:
		out.Irrecoverable = of.VAT
	case !l.Irrecoverable.IsZero():
		return out, ErrInvalid.With("of the VAT left on %s %s can be recovered and %s cannot: say how much of "+
			"the credit's cannot", l.charged(), l.Recoverable().Pounds(), l.Irrecoverable.Pounds())
	}
	for _, part := range []struct {
		what           string
		credited, left Money
	}{
		{"net", out.Net, l.Net},
		{"recoverable VAT", out.Recoverable(), l.Recoverable()},
		{"irrecoverable VAT", out.Irrecoverable, l.Irrecoverable},
	} {
		if excess := part.credited.Sub(part.left); excess.Sign() > 0 {
			return out, ErrNotEnough.With("the credit of %s %s is %s more than the %s that the invoice and its earlier "+
				"credits leave on %s", part.credited.Pounds(), part.what, excess.Pounds(), part.left.Pounds(), l.charged())
		}
	}
	out.Excess = lesser(out.Cost(), l.Excess)
	return out, nil
}

// Describe says what the act does.
func (a ReceiveCreditNote) Describe() string {
	return fmt.Sprintf("Credit note %s received for invoice %s", a.ID, a.Invoice)
}

// undo takes the credit note back. It refuses one whose credit has lessened a payment that was made.
func (a ReceiveCreditNote) undo(s *State, _ Entry) error {
	n, err := s.CreditNote(a.ID)
	if err != nil {
		return err
	}
	i, err := s.Invoice(n.Against)
	if err != nil {
		return err
	}
	if i.State != InvoiceCertified && i.State != InvoiceSettled {
		return ErrWrongState.With("invoice %s is %s, and credit note %s lessened its payment; reverse that first",
			i.ID, i.State, n.ID)
	}
	if err := i.checkNotRequested(); err != nil {
		return err
	}
	i.State = InvoiceCertified
	s.Save(i)
	s.takeBack(n)
	return nil
}

func (s *State) takeBack(n CreditNote) {
	n.State = CreditReversed
	s.Save(n)
	if n.Mark != "" {
		s.Save(InvoiceNumber{Mark: n.Mark})
	}
}
