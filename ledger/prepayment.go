package ledger

import (
	"fmt"
	"strings"
)

// PrepayProvider records cash paid to a provider ahead of the service (row 9p). The commitment stays committed.
type PrepayProvider struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount"`
	Payment    Private      `json:"payment" doc:"the payment's reference"`
}

// ReceivePrepaid accepts that a service paid ahead has been received (row 9p).
type ReceivePrepaid struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount" doc:"of what was paid ahead"`
	Evidence   Private      `json:"evidence" doc:"the reference of what shows that it was received"`
}

// prepaid is what was paid ahead on a commitment and not yet received. It stands by commitment, not by provider, so
// that what is paid ahead can be held against what is left.
func (c Commitment) prepaid(src Source) Account { return PrepaidOn(c.committed(src)) }

// PrepaidOn is that account of the commitment whose own account is given.
func PrepaidOn(committed Account) Account {
	return Account{
		Code: Prepayments, Partner: committed.Partner, Source: committed.Source, Nature: committed.Nature, Of: committed.Of,
	}
}

// committedTo reports whether an account is a commitment's own: there a proposal keeps what it reserves, too.
func (a Account) committedTo() (CommitmentID, bool) {
	id, ok := strings.CutPrefix(a.Of, "commitment=")
	return CommitmentID(id), ok && a.Code == SchemeCommitted
}

// coverPrepaid refuses a line that leaves less on a commitment than was paid ahead on it, whatever the act: it would
// be released, invoiced or taken back a second time.
func (s *State) coverPrepaid(p Posting) error {
	id, ok := p.Account.committedTo()
	if !ok || p.Amount.Sign() < 0 {
		return nil
	}
	ahead, err := s.Balance(PrepaidOn(p.Account))
	if err != nil {
		return err
	}
	if left := p.After.SubsidiaryBalance.Neg(); left.Compare(ahead) < 0 {
		return ErrNotEnough.With("%s would be left on commitment %s, and %s has been paid ahead on it and is not yet received",
			left.Pounds(), id, ahead.Pounds())
	}
	return nil
}

// advance is how money paid ahead goes to a provider. Nothing has been received for it, so it hands money over, as a
// virement to the provider's scheme would: to the host only when every other partner agrees. Where the scheme names
// the provider the partners have agreed already that it charges, and it is a payment, which nobody makes to their
// own organisation.
func advance(named bool) Move {
	if named {
		return Pays
	}
	return Gives
}

// Kind names the act and its version.
func (PrepayProvider) Kind() string { return "prepay-provider/1" }

// Matter is the partner's money, paid to the provider ahead of the service.
func (a PrepayProvider) Matter(s *State) (Matter, error) {
	m, err := s.commitmentMatter(a.Commitment, Gives, a.Amount)
	m.Move = advance(m.Named)
	return m, err
}

// Do records the payment. It refuses more than is left on the commitment less what is paid ahead on it already, and a
// provider whose payments are held.
func (a PrepayProvider) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment))
	if err != nil {
		return Entry{}, err
	}
	c, src, err := s.openCommitment(a.Commitment)
	if err != nil {
		return Entry{}, err
	}
	if err := firstError(s.checkNotHeld(c.Provider), s.checkLeft("prepayment", c, src, a.Amount)); err != nil {
		return Entry{}, err
	}
	return Entry{Postings: []Posting{
		Debit(c.prepaid(src), a.Amount), Credit(src.account(Cash, 0).By(CashPaid), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a PrepayProvider) Describe() string {
	return fmt.Sprintf("%s paid ahead on commitment %s", a.Amount.Pounds(), a.Commitment)
}

// Kind names the act and its version.
func (ReceivePrepaid) Kind() string { return "receive-prepaid/1" }

// Matter is the partner's money: the charge that was paid ahead is accepted.
func (a ReceivePrepaid) Matter(s *State) (Matter, error) {
	return s.commitmentMatter(a.Commitment, Pays, a.Amount)
}

// Do recognises the spend and consumes the commitment by as much. It refuses more than is paid ahead and not yet
// received.
func (a ReceivePrepaid) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the evidence of what was received", a.Evidence))
	if err != nil {
		return Entry{}, err
	}
	c, src, err := s.openCommitment(a.Commitment)
	if err != nil {
		return Entry{}, err
	}
	return Entry{Postings: []Posting{
		Debit(src.schemeAccount(src.spend(c.Form.spend()), c.Year, c.Scheme), a.Amount),
		Credit(c.prepaid(src), a.Amount),
		Debit(c.committed(src), a.Amount), Credit(src.schemeAccount(SchemeConsumed, c.Year, c.Scheme), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a ReceivePrepaid) Describe() string {
	return fmt.Sprintf("%s received of what was paid ahead on commitment %s", a.Amount.Pounds(), a.Commitment)
}
