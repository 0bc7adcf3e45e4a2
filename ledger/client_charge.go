package ledger

import "fmt"

// Charging is whether a scheme charges the people it serves.
type Charging string

// The ways of charging. A scheme of which nothing is said charges nobody until it is.
const (
	Chargeable Charging = "chargeable"
	FreeOfCost Charging = "free" // such as reablement, at no cost to the client
)

// OtherIncomeKind is what other income is.
type OtherIncomeKind string

// The kinds of other income.
const (
	ClientCharge   OtherIncomeKind = "client-charge"
	InterestEarned OtherIncomeKind = "interest"
)

// SetSchemeCharging says whether a scheme charges the people it serves.
type SetSchemeCharging struct {
	Scheme   SchemeID `json:"scheme"`
	Charging Charging `json:"charging" doc:"chargeable, or free to the client"`
	Reason   Private  `json:"reason" doc:"the decision that it rests on"`
}

// ReceiveClientCharge records what the host received as a charge to a client, or as interest on the pool's cash (row
// 22). It is new money, to be allocated as any other.
type ReceiveClientCharge struct {
	Source  SourceID        `json:"source" doc:"the host's source of other income"`
	Of      OtherIncomeKind `json:"of,omitempty" doc:"client-charge or interest; client-charge when left out"`
	Scheme  SchemeID        `json:"scheme,omitempty" doc:"of a client charge: the chargeable scheme"`
	Client  ClientID        `json:"client,omitempty" doc:"of a client charge, where it is one client's: the pseudonym"`
	Amount  Money           `json:"amount"`
	Receipt Private         `json:"receipt" screen:"reference" doc:"the receipt's reference"`
}

func checkCharging(c Charging) error {
	if c != Chargeable && c != FreeOfCost {
		return ErrInvalid.With("say whether the scheme is chargeable, or free to the client")
	}
	return nil
}

// Kind names the act and its version.
func (SetSchemeCharging) Kind() string { return "set-scheme-charging/1" }

// Matter is no money yet: it is about the scheme.
func (a SetSchemeCharging) Matter(*State) (Matter, error) { return Matter{Scheme: a.Scheme}, nil }

// Do records it. Charges that were received before stay.
func (a SetSchemeCharging) Do(s *State, _ Authority) (Entry, error) {
	scheme, err := s.Scheme(a.Scheme)
	if err := firstError(checkCharging(a.Charging), needText("the reason", a.Reason), err); err != nil {
		return Entry{}, err
	}
	scheme.Charging = a.Charging
	s.Save(scheme)
	return Entry{}, nil
}

// Describe says what the act does.
func (a SetSchemeCharging) Describe() string {
	return fmt.Sprintf("Scheme %s is %s", a.Scheme, a.Charging)
}

// Kind names the act and its version.
func (ReceiveClientCharge) Kind() string { return "receive-client-charge/1" }

// Matter is the pool's money, received by the host.
func (a ReceiveClientCharge) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, a.Scheme, a.Amount)
}

// Do records the receipt. It refuses a source that is not the host's own of other income, and a charge to a client of a
// scheme that is not chargeable.
func (a ReceiveClientCharge) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the receipt's reference", a.Receipt), a.check())
	if err != nil {
		return Entry{}, err
	}
	src, err := s.Source(a.Source)
	fund, missing := s.OpenFund()
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	if src.Fence != OtherIncomeFence || src.answers() != fund.Host {
		return Entry{}, ErrRingFence.With("source %s is not %s's source of other income, which the host receives it in", src.ID,
			fund.Host)
	}
	if a.Scheme != "" {
		if err := s.checkChargeable(a.Scheme); err != nil {
			return Entry{}, err
		}
	}
	year := s.Period.Year()
	return Entry{Postings: []Posting{
		Debit(src.account(Cash, 0).By(Receipt), a.Amount), Credit(src.account(OtherIncome, year), a.Amount),
		Debit(src.account(ResourcesCalled, year), a.Amount), Credit(src.account(Unallocated, year), a.Amount),
	}}, nil
}

// check refuses a kind that there is not, a charge of no scheme, and interest of a scheme or a client.
func (a ReceiveClientCharge) check() error {
	switch {
	case a.Of == InterestEarned && (a.Scheme != "" || a.Client != ""):
		return ErrInvalid.With("interest is the pool's, of no scheme and no client")
	case a.Of == InterestEarned:
		return nil
	case a.Of != "" && a.Of != ClientCharge:
		return ErrInvalid.With("other income is a client-charge or interest, not %q", a.Of)
	case a.Scheme == "":
		return ErrInvalid.With("say which scheme the client was charged for")
	case a.Client != "":
		return CheckClient("the client", a.Client)
	}
	return nil
}

// checkChargeable refuses a scheme that charges nobody.
func (s *State) checkChargeable(id SchemeID) error {
	scheme, err := s.Scheme(id)
	switch {
	case err != nil:
		return err
	case scheme.Charging == FreeOfCost:
		return ErrWrongState.With("scheme %s is free to the client, so it takes no charge", id)
	case scheme.Charging != Chargeable:
		return ErrWrongState.With("nothing says that scheme %s is chargeable, so it takes no charge", id)
	}
	return nil
}

// Describe says what the act does.
func (a ReceiveClientCharge) Describe() string {
	if a.Of == InterestEarned {
		return fmt.Sprintf("Interest of %s received, source %s", a.Amount.Pounds(), a.Source)
	}
	return fmt.Sprintf("Client charge of %s received for scheme %s, source %s", a.Amount.Pounds(), a.Scheme, a.Source)
}
