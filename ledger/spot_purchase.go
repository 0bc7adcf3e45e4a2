package ledger

import (
	"fmt"
	"slices"
)

// PurchaseState is how far a spot purchase has come.
type PurchaseState string

// The states of a spot purchase.
const (
	PurchaseOrdered       PurchaseState = "ordered"
	PurchasePartDelivered PurchaseState = "part-delivered"
	PurchaseDelivered     PurchaseState = "delivered"
	PurchaseCancelled     PurchaseState = "cancelled" // what was not delivered has gone back to the float
)

// PurchaseStates are all of them, in their order.
var PurchaseStates = []PurchaseState{PurchaseOrdered, PurchasePartDelivered, PurchaseDelivered, PurchaseCancelled}

// BoughtService is a service of the directory as it was when it was bought: frozen, whatever the directory says later.
type BoughtService struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Provider    string       `json:"provider" doc:"the organisation's name in the directory"`
	Identifiers []Identifier `json:"identifiers,omitempty" doc:"what public registers call the organisation"`
	Status      string       `json:"status" doc:"active, or why it cannot be bought"`
	Ended       Date         `json:"ended,omitempty" doc:"when it was no longer in its feed"`
	Option      string       `json:"option,omitempty" doc:"the cost option's id"`
	Price       Money        `json:"price,omitzero" doc:"listed for one; none: the directory gives no price"`
	Unit        string       `json:"unit,omitempty" doc:"what the price is for, such as: three months"`
	PriceEnds   Date         `json:"priceEnds,omitempty" doc:"the last day of the price"`
	Feed        FeedID       `json:"feed"`
}

// PurchaseLine is what a purchase takes from one source.
type PurchaseLine struct {
	Source SourceID `json:"source"`
	Amount Money    `json:"amount"`
}

// SpotPurchase is something bought for a client or a group out of a float.
type SpotPurchase struct {
	ID         PurchaseID       `json:"id"`
	Float      FloatID          `json:"float"`
	Year       Year             `json:"year"`
	On         Date             `json:"on" doc:"the day it was ordered"`
	Provider   BodyID           `json:"provider"`
	Service    BoughtService    `json:"service"`
	Quantity   int              `json:"quantity"`
	Client     ClientID         `json:"client,omitempty" doc:"whom it is for, by a pseudonym"`
	Group      Private          `json:"group,omitzero" doc:"or the group that it is for"`
	Budget     HealthBudgetID   `json:"budget,omitempty" doc:"the client's personal health budget that it is bought from"`
	Form       Form             `json:"form"`
	Amount     Money            `json:"amount" doc:"the price to be paid, VAT included"`
	Lines      []PurchaseLine   `json:"lines" doc:"by source, as ordered"`
	State      PurchaseState    `json:"state"`
	Worker     ActorID          `json:"worker"`
	WorkerBody BodyID           `json:"workerBody" doc:"whom the worker buys for"`
	BoughtBy   []Duty           `json:"boughtBy"`
	Counts     []string         `json:"counts,omitempty" doc:"the allowances that it counts against"`
	Exception  Private          `json:"exception,omitzero" doc:"why the client's limit was exceeded"`
	Reason     Private          `json:"reason,omitzero" doc:"why more is paid than the directory lists"`
	Deliveries []Delivery       `json:"deliveries,omitempty"`
	Agent      BodyID           `json:"agent,omitempty" doc:"who pays out of the float's cash; none: the host"`
	Reconciled ReconciliationID `json:"reconciled,omitempty" doc:"the agent's statement that all of it was found on last"`
	Stated     Money            `json:"stated,omitzero" doc:"what that statement said it cost in all"`
	Cancelled  Private          `json:"cancelled,omitzero" doc:"why"`
}

// Delivery is evidence that was accepted of a delivery.
type Delivery struct {
	Entry    int64   `json:"entry"`
	Date     Date    `json:"date" doc:"of the delivery"`
	Amount   Money   `json:"amount"`
	Evidence Private `json:"evidence"`
	By       []Duty  `json:"by"`
}

const (
	purchaseKind     = "purchase"
	purchaseDocument = "spot-purchase"
	quantityMax      = 10_000
	activeService    = "active"
)

// Ref is the purchase's place among the fund's documents.
func (p SpotPurchase) Ref() Ref { return Ref{purchaseDocument, string(p.ID)} }

// OrderPurchase buys a service of the directory for a client or a group (row 13o).
type OrderPurchase struct {
	ID        PurchaseID     `json:"id"`
	Float     FloatID        `json:"float"`
	Service   string         `json:"service" doc:"the service's id in the directory"`
	Option    string         `json:"option,omitempty" doc:"which of the service's cost options; left out: the only one, or the one of that amount"`
	Quantity  int            `json:"quantity,omitempty" doc:"how many at the listed price; 1 when left out"`
	Provider  BodyID         `json:"provider,omitempty" doc:"the body that provides it; left out: found by what the directory says of it"`
	Client    ClientID       `json:"client,omitempty" doc:"for whom: the pseudonym that the care system drew"`
	Group     Private        `json:"group,omitzero" screen:"client" doc:"or for which group, such as: the Thursday peer group"`
	Form      Form           `json:"form,omitempty" doc:"contract or grant; a contract when left out"`
	Budget    HealthBudgetID `json:"budget,omitempty" doc:"the client's personal health budget with the float's agent; left out: the float pays"`
	Amount    Money          `json:"amount" doc:"to be paid, VAT included"`
	Exception Private        `json:"exception,omitzero" screen:"client" doc:"why the client's limit may be exceeded: somebody higher decides"`
	Reason    Private        `json:"reason,omitzero" screen:"client" doc:"why more is paid than the directory lists"`

	Bought BoughtService `json:"bought,omitzero" filled:"directory" doc:"the service as the directory had it; filled in, never sent"`
}

// SpotPurchase is a purchase. It returns ErrNotFound.
func (s *State) SpotPurchase(id PurchaseID) (SpotPurchase, error) {
	return need[SpotPurchase](s, SpotPurchase{ID: id}.Ref(), "spot purchase")
}

// delivered is what was accepted as delivered, as its evidence says.
func (p SpotPurchase) delivered() (total Money) {
	for _, d := range p.Deliveries {
		total = total.Add(d.Amount)
	}
	return total
}

// Outstanding reports whether something of the purchase is still to be delivered, or to be cancelled.
func (p SpotPurchase) Outstanding() bool {
	return p.State == PurchaseOrdered || p.State == PurchasePartDelivered
}

// unreconciled is how much was delivered out of an agent's cash that no statement has shown.
func (p SpotPurchase) unreconciled() Money {
	if p.Agent == "" {
		return Money{}
	}
	return p.delivered().Sub(p.Stated)
}

// purchaseLines are the lines of the float that a purchase draws on, with the float.
func (s *State) purchaseLines(p SpotPurchase) (lines []floatLine, err error) {
	f, err := s.FloatingFund(p.Float)
	if err != nil {
		return nil, err
	}
	all, missing := s.floatLines(f)
	for _, l := range p.Lines {
		for _, of := range all {
			if of.src.ID == l.Source {
				lines = append(lines, of)
			}
		}
	}
	if missing == nil && len(lines) != len(p.Lines) {
		missing = ErrWrongState.With("purchase %s draws on sources that float %s no longer has", p.ID, f.ID)
	}
	return lines, missing
}

// sources are those that the purchase draws on.
func (p SpotPurchase) sources() []SourceID { return drawnSources(p.Lines) }

// purchaseMatter is what policy judges an act on a purchase by.
func (s *State) purchaseMatter(id PurchaseID, how Move, amount Money) (Matter, error) {
	p, err := s.SpotPurchase(id)
	if err != nil {
		return Matter{}, err
	}
	return s.floatMatter(SchemeID(p.Float), p.sources(), p.Provider, how, amount)
}

// Kind names the act and its version.
func (OrderPurchase) Kind() string { return "order-purchase/1" }

// Matter is the partners' money, promised to the provider.
func (a OrderPurchase) Matter(s *State) (Matter, error) {
	f, err := s.FloatingFund(a.Float)
	if err != nil {
		return Matter{}, err
	}
	return s.floatMatter(SchemeID(f.ID), f.Sources, a.Provider, Promises, a.Amount)
}

// cap is which cap the purchase would go beyond. An exception from a client's limit is asked for in words, or refused.
func (a OrderPurchase) cap(s *State, actor ActorID, period Period) (Cap, error) {
	if !a.Exception.IsZero() {
		return BeyondClient, nil
	}
	f, err := s.FloatingFund(a.Float)
	if err != nil {
		return WithinCaps, err
	}
	worker := f.workerCap(actor, period)
	if worker.limit.IsZero() {
		return WithinCaps, nil
	}
	used, err := s.usedOf(worker, period)
	if excess, _ := worker.beyond(used, a.Amount); excess.Sign() > 0 {
		return BeyondWorker, err
	}
	return WithinCaps, err
}

// Do orders the purchase: what it costs is taken from the float by its draw rule, and counts against the caps until it
// is cancelled. It refuses more than one purchase, one client or, unless others approve, one worker may cost; a service
// that is not in the directory any more; a provider that is another organisation, is held or employs the buyer; and
// more than is left.
func (a OrderPurchase) Do(s *State, by Authority) (Entry, error) {
	if err := a.check(s.On); err != nil {
		return Entry{}, err
	}
	f, err := s.openFloat(a.Float)
	if err != nil {
		return Entry{}, err
	}
	p := a.purchase(f, s, by)
	refused := firstError(CheckID("the purchase's id", a.ID), s.absent(p.Ref()), a.checkPurchaseLimit(f),
		a.checkProvider(s, by))
	e, undrawn := s.drawFor(f, &p) // all is asked for before anything that is missing is told
	counted, uncounted := a.count(s, f, &p, by)
	if err := firstError(refused, undrawn, uncounted); err != nil {
		return Entry{}, err
	}
	if !slices.Contains(f.Buyers, by.Actor) {
		f.Buyers = append(slices.Clone(f.Buyers), by.Actor)
		s.Save(f)
	}
	s.Save(p)
	e.Postings = append(e.Postings, counted...)
	return e, nil
}

// foresee asks for the client's accounts.
func (a OrderPurchase) foresee(s *State) {
	if a.Client == "" || a.Budget != "" {
		return
	}
	if f, err := s.FloatingFund(a.Float); err == nil {
		c := f.clientCap(a.Client, s.Period)
		_, _ = s.usedOf(c, s.Period)
		_, _ = s.Balance(c.left)
	}
}

func (a OrderPurchase) purchase(f FloatingFund, s *State, by Authority) SpotPurchase {
	p := SpotPurchase{
		ID: a.ID, Float: a.Float, Year: s.Period.Year(), On: s.On, Provider: a.Provider, Service: a.Bought,
		Quantity: max(a.Quantity, 1), Client: a.Client, Group: a.Group, Budget: a.Budget, Form: a.Form,
		Amount: a.Amount, State: PurchaseOrdered, Worker: by.Actor, WorkerBody: by.Body, BoughtBy: by.duties()[:1],
		Exception: a.Exception, Reason: a.Reason, Agent: f.Agent,
	}
	if p.Form == "" {
		p.Form = Contract
	}
	return p
}

// check refuses what the act says of itself that cannot be, and a service that the directory does not have to sell.
func (a OrderPurchase) check(on Date) error {
	err := firstError(CheckAmount(a.Amount), a.checkWhom())
	b, listed := a.Bought, a.Bought.Price.times(int64(max(a.Quantity, 1)))
	switch {
	case err != nil:
		return err
	case a.Quantity < 0 || a.Quantity > quantityMax:
		return ErrInvalid.With("the quantity is 1 to %d", quantityMax)
	case a.Form != "" && a.Form != Contract && a.Form != Grant:
		return ErrInvalid.With("a purchase is a contract or a grant")
	case a.Budget != "" && (a.Client == "" || a.Form == Grant || !a.Exception.IsZero()):
		return ErrInvalid.With("a purchase from a personal health budget is a contract, for its client; the client's limit " +
			"was counted when it was allocated, so there is no exception from it")
	case b.ID == "" || b.ID != a.Service:
		return ErrNotFound.With("the directory has no such service; search it for one that can be bought")
	case b.Ended != 0:
		return ErrClosed.With("service %s has not been in the directory since %s, so it cannot be bought", b.ID, b.Ended.UK())
	case b.Status != activeService:
		return ErrClosed.With("service %s is %s in the directory, so it cannot be bought", b.ID, b.Status)
	case a.Option != "" && b.Option != a.Option:
		return ErrNotFound.With("service %s has no cost option of that name now", b.ID)
	case b.PriceEnds != 0 && b.PriceEnds < on:
		return ErrClosed.With("the price of service %s ended on %s", b.ID, b.PriceEnds.UK())
	case !listed.IsZero() && a.Amount.Compare(listed) > 0 && a.Reason.IsZero():
		return ErrInvalid.With("%s is %s more than the %s that the directory lists; say why in reason", a.Amount.Pounds(),
			a.Amount.Sub(listed).Pounds(), listed.Pounds())
	}
	return nil
}

// checkWhom refuses a purchase for nobody, and for a client and a group at once.
func (a OrderPurchase) checkWhom() error {
	switch {
	case (a.Client == "") == a.Group.IsZero():
		return ErrInvalid.With("say for which client, by the pseudonym, or for which group it is")
	case a.Client == "" && !a.Exception.IsZero():
		return ErrInvalid.With("an exception is from a client's limit, and this is for a group")
	case a.Client == "":
		return needText("the group", a.Group)
	}
	return CheckClient("the client", a.Client)
}

// checkProvider refuses a body that is not the one in the directory, that is gone, whose payments are held, or that
// employs the buyer.
func (a OrderPurchase) checkProvider(s *State, by Authority) error {
	if a.Provider == "" {
		return NoSeller(a.Bought.Provider, a.Bought.ID)
	}
	body, err := s.Body(a.Provider)
	if err != nil {
		return err
	}
	switch {
	case !body.provides(a.Bought):
		return ErrInvalid.With("service %s is provided by %s, and %s is another organisation", a.Bought.ID, a.Bought.Provider,
			a.Provider)
	case body.Ended != 0 && body.Ended < s.On:
		return ErrClosed.With("%s ended on %s", body.ID, body.Ended.UK())
	case a.Provider == by.Body || slices.Contains(by.Also, a.Provider):
		return ErrOwnBody.With("you act for %s, and nobody buys from their own organisation", a.Provider)
	}
	return s.checkNotHeld(a.Provider)
}

// NoSeller refuses a purchase of a service whose provider is no organisation that is registered.
func NoSeller(provider, service string) error {
	return ErrNotFound.With("%s, which provides service %s, is not registered as an organisation here, or not with the "+
		"numbers that the directory gives: ask a posts administrator to register or identify it", provider, service)
}

// provides reports whether the body is the organisation that provides a service of the directory: it has one of its
// numbers or, where the one has none or the other, its name.
func (b Body) provides(what BoughtService) bool {
	return b.IsOrganisation(what.Provider, what.Identifiers)
}

// IsOrganisation reports whether the body is an organisation of the directory, by one of its numbers or, where
// either is
// known by no number, by its name.
func (b Body) IsOrganisation(name string, numbers []Identifier) bool {
	if len(b.Identifiers) == 0 || len(numbers) == 0 {
		return b.Name == name
	}
	return slices.ContainsFunc(numbers, func(id Identifier) bool { return slices.Contains(b.Identifiers, id) })
}

// Describe says what the act does.
func (a OrderPurchase) Describe() string {
	return fmt.Sprintf("Purchase %s of %s ordered from %s, float %s", a.ID, a.Amount.Pounds(), a.Provider, a.Float)
}

// offers of a purchase: what is not delivered may be, or be cancelled, and what the host owes be paid.
func (p SpotPurchase) offers(s *State) ([]Act, error) {
	var acts []Act
	if p.Outstanding() {
		acts = append(acts, AcceptDelivery{Purchase: p.ID}, CancelPurchase{Purchase: p.ID})
	}
	lines, err := s.purchaseLines(p)
	if err != nil {
		return nil, err
	}
	var owed Money
	for _, l := range lines {
		balance, missing := s.Balance(l.owed(p.ID))
		owed, err = owed.Sub(balance), firstError(err, missing)
	}
	if owed.Sign() > 0 {
		acts = append(acts, PayFloat{Float: p.Float, Purchase: p.ID})
	}
	return acts, err
}
