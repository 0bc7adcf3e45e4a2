package ledger

import (
	"bytes"
	"fmt"
)

// Stated is an amount that may be left out, where nil and unsaid are two things.
type Stated struct {
	Amount Money
	Said   bool
}

// Say is a stated amount.
func Say(amount Money) Stated { return Stated{amount, true} }

// IsZero reports that nothing was said; £0.00 is something.
func (s Stated) IsZero() bool { return !s.Said }

// MarshalJSON writes the amount.
func (s Stated) MarshalJSON() ([]byte, error) { return s.Amount.MarshalJSON() }

// UnmarshalJSON reads an amount.
func (s *Stated) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return ErrAmountForm
	}
	s.Said = true
	return s.Amount.UnmarshalJSON(b)
}

// ChargeLine is what an invoice charges to one commitment, or a credit note takes off it.
type ChargeLine struct {
	Commitment    CommitmentID `json:"commitment,omitempty" doc:"left out of a credit for what was bought from a personal health budget alone"`
	Net           Money        `json:"net" doc:"before VAT"`
	VAT           Money        `json:"vat,omitzero"`
	Irrecoverable Stated       `json:"irrecoverable,omitzero" doc:"VAT that cannot be recovered; left out: none where a council commissions, all where the NHS does"`
	Scheme        SchemeID     `json:"scheme,omitempty" doc:"which line of the commitment, where it has several"`
	Source        SourceID     `json:"source,omitempty" doc:"which line of the commitment, where it has several"`
}

// InvoiceLine is what an invoice charges to one line of a commitment, with its VAT divided into what the host's VAT
// return brings back and what is a cost to the scheme.
type InvoiceLine struct {
	Commitment    CommitmentID `json:"commitment"`
	Scheme        SchemeID     `json:"scheme"`
	Source        SourceID     `json:"source"`
	Net           Money        `json:"net"`
	VAT           Money        `json:"vat"`
	Irrecoverable Money        `json:"irrecoverable" doc:"VAT that is a cost to the scheme"`
	Excess        Money        `json:"excess,omitzero" doc:"of the cost: what was beyond the commitment and was approved"`
}

// Cost is what the line costs the scheme: net, and the VAT that cannot be recovered.
func (l InvoiceLine) Cost() Money { return l.Net.Add(l.Irrecoverable) }

// Recoverable is the VAT that comes back.
func (l InvoiceLine) Recoverable() Money { return l.VAT.Sub(l.Irrecoverable) }

// Gross is what the provider is owed for the line.
func (l InvoiceLine) Gross() Money { return l.Net.Add(l.VAT) }

func (l InvoiceLine) add(m InvoiceLine) InvoiceLine {
	l.Net, l.VAT, l.Irrecoverable = l.Net.Add(m.Net), l.VAT.Add(m.VAT), l.Irrecoverable.Add(m.Irrecoverable)
	l.Excess = l.Excess.Add(m.Excess)
	return l
}

func (l InvoiceLine) less(m InvoiceLine) InvoiceLine {
	m.Net, m.VAT, m.Irrecoverable, m.Excess = m.Net.Neg(), m.VAT.Neg(), m.Irrecoverable.Neg(), m.Excess.Neg()
	return l.add(m)
}

// check refuses amounts that no line can have.
func (l ChargeLine) check() error {
	for _, m := range []Money{l.Net, l.VAT, l.Irrecoverable.Amount} {
		if m.Sign() != 0 {
			if err := CheckAmount(m); err != nil {
				return err
			}
		}
	}
	if l.Irrecoverable.Amount.Compare(l.VAT) > 0 {
		return ErrInvalid.With("of the %s of VAT on commitment %s at most as much cannot be recovered, not %s",
			l.VAT.Pounds(), l.Commitment, l.Irrecoverable.Amount.Pounds())
	}
	return nil
}

// charged is the line as the invoice keeps it. Its VAT follows the regime of whoever commissions the scheme's
// line, not the provider's (HMRC VATGPB6640): a council recovers it (section 33 VATA 1994), an NHS body does not
// but for contracted-out services. What is said on the line goes first; of a joint one it must be said.
func (s *State) charged(l ChargeLine) (InvoiceLine, Commitment, error) {
	out := InvoiceLine{Commitment: l.Commitment, Net: l.Net, VAT: l.VAT, Irrecoverable: l.Irrecoverable.Amount}
	if l.Commitment == "" {
		return out, Commitment{}, ErrInvalid.With("say which commitment each line of the invoice charges")
	}
	c, err := s.Commitment(l.Commitment)
	if err != nil {
		return out, c, err
	}
	at, err := c.chosen(BudgetLine{l.Scheme, l.Source})
	if err != nil {
		return out, c, err
	}
	out.Scheme, out.Source = at.Scheme, at.Source
	if l.VAT.IsZero() || l.Irrecoverable.Said {
		return out, c, nil
	}
	out.Irrecoverable, err = s.irrecoverable(at, l.VAT, "commitment "+string(c.ID))
	return out, c, err
}

// irrecoverable is how much of the VAT on something cannot be recovered, by who commissions the scheme's line. It
// refuses to guess for one that is commissioned jointly.
func (s *State) irrecoverable(at BudgetLine, vat Money, on string) (Money, error) {
	scheme, err := s.Scheme(at.Scheme)
	if err != nil {
		return Money{}, err
	}
	line, _ := scheme.Line(at.Source)
	switch line.Commissioner {
	case CouncilSide:
		return Money{}, nil
	case NHSSide:
		return vat, nil
	}
	return Money{}, ErrInvalid.With("scheme %s is commissioned jointly: say how much of the %s of VAT on %s cannot be "+
		"recovered", at.Scheme, vat.Pounds(), on)
}

// RefundVAT records that the host's VAT return has brought recoverable VAT back (row 9v).
type RefundVAT struct {
	Source  SourceID `json:"source"`
	Amount  Money    `json:"amount"`
	Receipt Private  `json:"receipt" screen:"reference" doc:"the VAT return's or the receipt's reference"`
}

// Kind names the act and its version.
func (RefundVAT) Kind() string { return "refund-vat/1" }

// Matter is the partner's money, coming back.
func (a RefundVAT) Matter(s *State) (Matter, error) { return s.matter(a.Source, "", a.Amount) }

// Do records the receipt. It refuses more than stands as recoverable VAT of the source.
func (a RefundVAT) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the receipt's reference", a.Receipt)); err != nil {
		return Entry{}, err
	}
	src, err := s.Source(a.Source)
	if err != nil {
		return Entry{}, err
	}
	due, err := s.Balance(src.account(RecoverableVAT, 0))
	if err != nil {
		return Entry{}, err
	}
	if a.Amount.Compare(due) > 0 {
		return Entry{}, ErrNotEnough.With("%s is %s more than the %s of recoverable VAT due for source %s",
			a.Amount.Pounds(), a.Amount.Sub(due).Pounds(), due.Pounds(), src.ID)
	}
	return Entry{Postings: []Posting{
		Debit(src.account(Cash, 0).By(VATRefunded), a.Amount), Credit(src.account(RecoverableVAT, 0), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a RefundVAT) Describe() string {
	return fmt.Sprintf("%s of recoverable VAT refunded for source %s", a.Amount.Pounds(), a.Source)
}
