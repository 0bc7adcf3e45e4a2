package ledger

import "fmt"

// Cap says which of a float's caps a purchase would go beyond, for policy to judge by.
type Cap string

// The caps, the one that takes most approval last.
const (
	WithinCaps   Cap = "within" // none
	BeyondWorker Cap = "worker" // beyond what the worker may buy alone in the window
	BeyondClient Cap = "client" // an exception from what may be spent on the client is asked for
)

// capped is an act that policy judges by a cap of its asker's as well.
type capped interface {
	cap(s *State, actor ActorID, period Period) (Cap, error)
}

// floatCap is how much may be bought from a float for somebody, or by somebody, in a window: an allowance, on the
// accounts 9500 to 9520.
type floatCap struct {
	name   string // of the allowance
	limit  Money
	says   string // what it limits
	float  FloatID
	window string

	left, used Account // 9510 and 9520
}

func (f FloatingFund) workerCap(actor ActorID, p Period) floatCap {
	return f.cap("worker", string(actor), p, f.Limits.Worker, "one worker may buy alone")
}

func (f FloatingFund) clientCap(client ClientID, p Period) floatCap {
	return f.cap("client", string(client), p, f.Limits.Client, "may be spent on one client")
}

func (f FloatingFund) cap(of, who string, p Period, limit Money, says string) floatCap {
	window := f.Limits.Window.Of(p)
	name := "float." + string(f.ID) + "." + of + "." + who + "." + window
	left, used := allowanceAccount(AllowanceLeft, p.Year(), name), allowanceAccount(AllowanceUsed, p.Year(), name)
	return floatCap{name, limit, says, f.ID, window, left, used}
}

func (c floatCap) String() string {
	return fmt.Sprintf("that %s from float %s in %s", c.says, c.float, c.window)
}

// usedOf is what was used of the cap before.
func (s *State) usedOf(c floatCap, p Period) (Money, error) {
	used, _, err := s.balance(AccountPeriod{c.used, p})
	return used.Neg(), err
}

// beyond is by how much an amount goes beyond what is left of the cap, of which so much was used; nil where there is no
// limit.
func (c floatCap) beyond(used, amount Money) (excess, left Money) {
	if c.limit.IsZero() {
		return Money{}, Money{}
	}
	left = greater(c.limit.Sub(used), Money{})
	return greater(amount.Sub(left), Money{}), left
}

// useCap counts an amount against a cap. Up to the limit it is granted as such; what goes beyond, which others have
// approved, is granted besides. A limit that was lowered takes back what is not used.
func (s *State) useCap(c floatCap, amount Money, approved bool) ([]Posting, error) {
	leftBefore, leftErr := s.Balance(c.left)
	usedBefore, usedErr := s.usedOf(c, s.Period)
	if err := firstError(leftErr, usedErr); err != nil {
		return nil, err
	}
	excess, room := c.beyond(usedBefore, amount)
	if !excess.IsZero() && !approved {
		return nil, ErrOverLimit.With("%s is %s more than the %s left of the %s %s", amount.Pounds(), excess.Pounds(),
			room.Pounds(), c.limit.Pounds(), c)
	}
	whole := greater(c.limit, usedBefore.Add(amount))
	if excess.IsZero() && !c.limit.IsZero() {
		whole = greater(c.limit, usedBefore)
	}
	lines := make([]Posting, 0, 4)
	if more := whole.Sub(usedBefore.Sub(leftBefore)); !more.IsZero() {
		lines = append(lines, Debit(allowanceAccount(AllowanceGranted, s.Period.Year(), ""), more), Credit(c.left, more))
	}
	return append(lines, Debit(c.left, amount), Credit(c.used, amount)), nil
}

// giveBack returns an amount to caps that it was counted against.
func (s *State) giveBack(names []string, amount Money) (lines []Posting) {
	if amount.IsZero() {
		return nil
	}
	year := s.Period.Year()
	for _, name := range names {
		lines = append(lines, Debit(allowanceAccount(AllowanceUsed, year, name), amount),
			Credit(allowanceAccount(AllowanceLeft, year, name), amount))
	}
	return lines
}

// count counts the purchase against the client's cap and the worker's. Beyond the client's it takes an exception, and
// beyond either somebody else's approval.
func (a OrderPurchase) count(s *State, f FloatingFund, p *SpotPurchase, by Authority) ([]Posting, error) {
	approved := by.Supposed || len(by.Approvals) > 0
	worker := f.workerCap(by.Actor, s.Period)
	p.Counts = []string{worker.name}
	lines, err := s.useCap(worker, a.Amount, approved)
	if a.Client == "" || a.Budget != "" || err != nil { // a budget was counted when it was allocated
		return lines, err
	}
	client := f.clientCap(a.Client, s.Period)
	p.Counts = append(p.Counts, client.name)
	more, err := s.useCap(client, a.Amount, approved && !a.Exception.IsZero())
	return append(lines, more...), err
}

func (a OrderPurchase) checkPurchaseLimit(f FloatingFund) error {
	if most := f.Limits.Purchase; !most.IsZero() && a.Amount.Compare(most) > 0 {
		return ErrOverLimit.With("%s is %s more than the %s that one purchase from float %s may cost", a.Amount.Pounds(),
			a.Amount.Sub(most).Pounds(), most.Pounds(), f.ID)
	}
	return nil
}
