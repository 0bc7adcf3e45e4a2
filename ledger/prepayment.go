package ledger

import (
	"fmt"
	"strings"
)

// PrepayProvider records cash paid to a provider ahead of the service (row 9p). The commitment stays committed.
type PrepayProvider struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount"`
	Payment    Private      `json:"payment" screen:"reference" doc:"the payment's reference"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"which line, where the commitment has several"`
	Source     SourceID     `json:"source,omitempty" doc:"which line, where the commitment has several"`
}

// ReceivePrepaid accepts that a service paid ahead has been received (row 9p).
type ReceivePrepaid struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount" doc:"of what was paid ahead"`
	Evidence   Private      `json:"evidence" doc:"the reference of what shows that it was received"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"which line, where the commitment has several"`
	Source     SourceID     `json:"source,omitempty" doc:"which line, where the commitment has several"`
}

// PrepaidOn is the account of what was paid ahead on the commitment's line whose own account is given. The account
// knows no scheme, so where the commitment has several lines their schemes keep them apart.
func PrepaidOn(committed Account, several bool) Account {
	a := Account{
		Code: Prepayments, Partner: committed.Partner, Source: committed.Source, Nature: committed.Nature, Of: committed.Of,
	}
	if several {
		a.Of += "/" + string(committed.Scheme)
	}
	return a
}

// prepaidOn is that account, once the commitment says how many lines it has.
func (s *State) prepaidOn(committed Account, id CommitmentID) (Account, error) {
	c, err := Find[Commitment](s, Commitment{ID: id}.Ref())
	return PrepaidOn(committed, len(c.Lines) > 0), err
}

// committedTo reports whether an account is a commitment's own: there a proposal keeps what it reserves, too.
func (a Account) committedTo() (CommitmentID, bool) {
	id, ok := strings.CutPrefix(a.Of, "commitment=")
	return CommitmentID(id), ok && a.Code == SchemeCommitted
}

// aheadOn is how much of what was paid ahead on a commitment its account of one year must cover. What it has left in
// the year before or after covers the rest while both are open, and so does what the close of the year before took
// from it as long as it can still be rolled.
func (s *State) aheadOn(committed Account) (Money, error) {
	id, ok := committed.committedTo()
	c, err := Find[Commitment](s, Commitment{ID: id}.Ref())
	if err != nil || !ok {
		return Money{}, err
	}
	ahead, err := s.Balance(PrepaidOn(committed, len(c.Lines) > 0))
	if err != nil || ahead.IsZero() {
		return ahead, err
	}
	before, after := committed, committed
	before.Year--
	after.Year++
	first, closed, missing := s.balance(AccountPeriod{before, NewPeriod(before.Year, 14)})
	second, lacking := s.Balance(after)
	if c.Rolled != before.Year {
		ahead = ahead.Sub(closed)
	}
	ahead = ahead.Add(first).Add(second) // what is left stands on the credit side
	return greater(ahead, Money{}), firstError(err, missing, lacking)
}

// coverPrepaid refuses a line that leaves less on a commitment than was paid ahead on it, whatever the act: it would
// be released, invoiced or taken back a second time.
func (s *State) coverPrepaid(p Posting) error {
	id, ok := p.Account.committedTo()
	if !ok || p.Amount.Sign() < 0 || s.Period.closing() { // what is closed is rolled into the next year
		return nil
	}
	ahead, err := s.aheadOn(p.Account)
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
	m, err := s.orderMatter(a.Commitment, BudgetLine{a.Scheme, a.Source}, Gives, a.Amount)
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
	o, err := s.openOrder(a.Commitment, BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	if err := firstError(s.checkNotHeld(o.of.Provider), s.checkLeft("prepayment", o, a.Amount)); err != nil {
		return Entry{}, err
	}
	return Entry{Postings: []Posting{
		Debit(o.prepaid(), a.Amount), Credit(o.src.account(Cash, 0).By(CashPaid), a.Amount),
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
	return s.orderMatter(a.Commitment, BudgetLine{a.Scheme, a.Source}, Pays, a.Amount)
}

// Do recognises the spend and consumes the commitment by as much. It refuses more than is paid ahead and not yet
// received.
func (a ReceivePrepaid) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the evidence of what was received", a.Evidence))
	if err != nil {
		return Entry{}, err
	}
	o, err := s.openOrder(a.Commitment, BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	return Entry{Postings: o.consumePrepaid(a.Amount)}, nil
}

// consumePrepaid spends what was paid ahead on the line, and consumes the commitment by as much.
func (o orderLine) consumePrepaid(amount Money) []Posting {
	return []Posting{
		Debit(o.spend(), amount), Credit(o.prepaid(), amount),
		Debit(o.committed(), amount), Credit(o.account(SchemeConsumed), amount),
	}
}

// Describe says what the act does.
func (a ReceivePrepaid) Describe() string {
	return fmt.Sprintf("%s received of what was paid ahead on commitment %s", a.Amount.Pounds(), a.Commitment)
}
