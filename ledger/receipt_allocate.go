package ledger

import "fmt"

// AllocateReceipt says which call notice a receipt pays, when it is known: of one held apart, or of what was over.
type AllocateReceipt struct {
	Receipt ReceiptID `json:"receipt"`
	Notice  int64     `json:"notice" doc:"the call notice's number"`
	Amount  Money     `json:"amount" doc:"at most what is left of the receipt, and what is owed on the notice"`
}

// ReturnReceipt records that the host has paid back what was held of a receipt, to whoever sent it.
type ReturnReceipt struct {
	Receipt ReceiptID `json:"receipt"`
	Amount  Money     `json:"amount" doc:"at most what is left of the receipt"`
	Payment Private   `json:"payment" screen:"reference" doc:"the payment's reference"`
	Reason  Private   `json:"reason"`
}

// leftOf is a receipt that something may be left of, with its contribution and source where it is known for what it
// was paid.
func (s *State) leftOf(id ReceiptID) (CashReceipt, Contribution, Source, error) {
	r, err := s.Receipt(id)
	if err != nil {
		return r, Contribution{}, Source{}, err
	}
	switch r.State {
	case ReceiptMatched, ReceiptSettled:
		return r, Contribution{}, Source{}, ErrWrongState.With("nothing is left of receipt %s: it is %s", id, r.State)
	case ReceiptReversed:
		return r, Contribution{}, Source{}, ErrWrongState.With("receipt %s was recorded in error and is reversed", id)
	case ReceiptUnidentified:
		return r, Contribution{}, Source{}, nil
	}
	c, err := s.Contribution(r.Contribution)
	if err != nil {
		return r, c, Source{}, err
	}
	src, err := s.Source(c.Source)
	return r, c, src, err
}

// settleReceipt saves an unidentified receipt as settled when the amount is all that was left of it. It
// refuses more than the receipt.
func (s *State) settleReceipt(r CashReceipt, amount Money) error {
	if amount.Compare(r.Amount) > 0 {
		return ErrNotEnough.With("%s is more than receipt %s, which is %s", amount.Pounds(), r.ID, r.Amount.Pounds())
	}
	cash, _ := r.unidentified()
	left, err := s.Balance(cash)
	if err != nil {
		return err
	}
	if r.State == ReceiptUnidentified && amount.Compare(left) > 0 { // said before others are asked
		return ErrNotEnough.With("%s is more than the %s of receipt %s that is not yet allocated or returned",
			amount.Pounds(), left.Pounds(), r.ID)
	}
	if r.State == ReceiptUnidentified && left == amount {
		r.State = ReceiptSettled
	}
	s.Save(r)
	return nil
}

// reopenReceipt saves a receipt as unidentified again, where it was settled.
func (s *State) reopenReceipt(id ReceiptID) error {
	r, err := s.Receipt(id)
	if err == nil && r.State == ReceiptSettled {
		r.State = ReceiptUnidentified
		s.Save(r)
	}
	return err
}

// Kind names the act and its version.
func (AllocateReceipt) Kind() string { return "allocate-receipt/1" }

// Matter is the money of the partner whose notice it pays.
func (a AllocateReceipt) Matter(s *State) (Matter, error) {
	n, err := need[CallNotice](s, noticeRef(a.Notice), "call notice")
	if err != nil {
		return Matter{}, err
	}
	return s.matter(n.Source, "", a.Amount)
}

// Do pays the notice with what is held of the receipt. It refuses more than is left of the receipt or owed on the
// notice, and what was over of one source for a notice of another.
func (a AllocateReceipt) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckAmount(a.Amount); err != nil {
		return Entry{}, err
	}
	r, paid, from, err := s.leftOf(a.Receipt)
	n, c, src, missing := s.raised(a.Notice)
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	if err := s.settleReceipt(r, a.Amount); err != nil {
		return Entry{}, err
	}
	owed := Credit(c.owed(src, n.Number), a.Amount)
	if r.State == ReceiptOver {
		if from.ID != src.ID {
			return Entry{}, ErrRingFence.With("receipt %s was paid for source %s, and call notice %d is for source %s; "+
				"return it instead", r.ID, from.ID, n.Number, src.ID)
		}
		return Entry{Postings: []Posting{Debit(paid.inAdvance(from), a.Amount), owed}}, nil
	}
	cash, held := r.unidentified()
	return Entry{Postings: []Posting{
		Debit(held, a.Amount), Credit(cash, a.Amount), Debit(src.account(Cash, 0).By(Receipt), a.Amount), owed,
	}}, nil
}

// undo holds the receipt apart again.
func (a AllocateReceipt) undo(s *State, _ Entry) error { return s.reopenReceipt(a.Receipt) }

// Describe says what the act does.
func (a AllocateReceipt) Describe() string {
	return fmt.Sprintf("%s of receipt %s allocated to call notice %d", a.Amount.Pounds(), a.Receipt, a.Notice)
}

// Kind names the act and its version.
func (ReturnReceipt) Kind() string { return "return-receipt/1" }

// Matter is the money that goes back: to the partner that paid it, or to whoever did.
func (a ReturnReceipt) Matter(s *State) (Matter, error) {
	r, err := s.Receipt(a.Receipt)
	if err != nil || r.Contribution == "" {
		return Matter{Amount: a.Amount}, err
	}
	c, err := s.Contribution(r.Contribution)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(c.Source, "", c.Partner, Gives, a.Amount)
}

// Do pays back what is held of the receipt. It refuses more than is left of it.
func (a ReturnReceipt) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment),
		needText("the reason", a.Reason))
	if err != nil {
		return Entry{}, err
	}
	r, c, src, err := s.leftOf(a.Receipt)
	if err != nil {
		return Entry{}, err
	}
	if err := s.settleReceipt(r, a.Amount); err != nil {
		return Entry{}, err
	}
	if r.State == ReceiptOver {
		held, err := s.Balance(c.inAdvance(src))
		if err == nil && a.Amount.Compare(held.Neg()) > 0 {
			err = ErrNotEnough.With("%s is more than the %s held in advance for contribution %s", a.Amount.Pounds(),
				held.Neg().Pounds(), c.ID)
		}
		if err != nil {
			return Entry{}, err
		}
		return Entry{Postings: []Posting{
			Debit(c.inAdvance(src), a.Amount), Credit(src.account(Cash, 0).By(Receipt), a.Amount),
		}}, nil
	}
	cash, held := r.unidentified()
	return Entry{Postings: []Posting{Debit(held, a.Amount), Credit(cash, a.Amount)}}, nil
}

// undo holds the receipt apart again.
func (a ReturnReceipt) undo(s *State, _ Entry) error { return s.reopenReceipt(a.Receipt) }

// Describe says what the act does.
func (a ReturnReceipt) Describe() string {
	return fmt.Sprintf("%s of receipt %s returned", a.Amount.Pounds(), a.Receipt)
}
