package ledger

// FloatRoom is what is left to somebody who buys from a float on a day: of the float, of what they may buy alone, and
// of what may be spent on a client. Each is the balance of accounts; of a limit, the limit less the balance used.
type FloatRoom struct {
	Float    FloatID  `json:"float"`
	Name     string   `json:"name"`
	Purpose  string   `json:"purpose,omitempty"`
	Left     Money    `json:"left" doc:"what may still be ordered: available (9200), or with the agent and not ordered for (9300)"`
	Purchase Money    `json:"purchase,omitzero" doc:"the most that one purchase may cost; none: no limit"`
	Window   Window   `json:"window" doc:"of the limits below"`
	Worker   *CapRoom `json:"worker,omitempty" doc:"of what you may buy alone; none: there is no limit"`
	Client   *CapRoom `json:"client,omitempty" doc:"of what may be spent on the client that was named; none: no limit, or nobody named"`
}

// CapRoom is a limit with what is left of it: the limit less what stands as used (9520).
type CapRoom struct {
	Limit Money `json:"limit"`
	Used  Money `json:"used"`
	Left  Money `json:"left"`
}

// After is the room after a purchase of an amount, never less than nothing.
func (r FloatRoom) After(amount Money) FloatRoom {
	r.Left = greater(r.Left.Sub(amount), Money{})
	for _, c := range []**CapRoom{&r.Worker, &r.Client} {
		if *c != nil {
			one := **c
			one.Used = one.Used.Add(amount)
			one.Left = greater(one.Limit.Sub(one.Used), Money{})
			*c = &one
		}
	}
	return r
}

// Room is what is left to an actor of a float on a day; for a client, where one is named. All is asked for before any
// that is missing is told.
func (s *State) Room(f FloatingFund, actor ActorID, client ClientID, on Date) (FloatRoom, error) {
	s.On, s.Period = on, PeriodOf(on)
	room := FloatRoom{Float: f.ID, Purpose: f.Purpose.Value, Purchase: f.Limits.Purchase, Window: f.Limits.Window}
	scheme, unknown := s.Scheme(SchemeID(f.ID))
	room.Name = scheme.Name
	lines, missing := s.floatLines(f)
	if missing == nil {
		for _, l := range lines {
			balance, err := s.Balance(l.left())
			room.Left, missing = room.Left.Sub(balance), firstError(missing, err)
		}
	}
	worker, lacking := s.capRoom(f.workerCap(actor, s.Period))
	room.Worker = worker
	if client != "" {
		of, err := s.capRoom(f.clientCap(client, s.Period))
		room.Client, lacking = of, firstError(lacking, err)
	}
	return room, firstError(unknown, missing, lacking)
}

// left is where what may still be ordered of the source stands.
func (l floatLine) left() Account {
	if l.of.Agent != "" {
		return l.advanced()
	}
	return l.account(SchemeAvailable)
}

// capRoom is what is left of a cap; nil where there is no limit.
func (s *State) capRoom(c floatCap) (*CapRoom, error) {
	if c.limit.IsZero() {
		return nil, nil //nolint:nilnil // no limit is no error
	}
	used, err := s.usedOf(c, s.Period)
	return &CapRoom{c.limit, used, greater(c.limit.Sub(used), Money{})}, err
}

// CostOf is what a quantity comes to at a price for one. It refuses a quantity that nothing is bought in, and a price
// that is no amount.
func CostOf(price Money, quantity int) (Money, error) {
	if quantity < 1 || quantity > quantityMax {
		return Money{}, ErrInvalid.With("the quantity is 1 to %d", quantityMax)
	}
	if err := CheckAmount(price); err != nil {
		return Money{}, err
	}
	total := price.times(int64(quantity))
	return total, CheckAmount(total)
}
