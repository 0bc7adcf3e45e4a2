package report

import (
	"context"
	"errors"
	"fmt"

	"pooled/ledger"
)

// FloatStandings are how a fund's floats stand, each beside its alert.
type FloatStandings struct {
	Fund   ledger.FundID   `json:"fund"`
	Moment Moment          `json:"moment"`
	Floats []FloatStanding `json:"floats" doc:"in the order they were set up in"`
}

// FloatStanding is how one float stands in a year, and whether its alert is reached.
type FloatStanding struct {
	Float     ledger.FloatID    `json:"float"`
	Name      string            `json:"name"`
	Agent     ledger.BodyID     `json:"agent,omitempty" doc:"who holds its cash; none: the host pays"`
	AgentName string            `json:"agentName,omitempty"`
	State     ledger.FloatState `json:"state"`

	Given    ledger.Money `json:"given" doc:"its budget of the year: left, promised and spent"`
	Left     ledger.Money `json:"left" doc:"available (9200), and with the agent and not ordered for (9300)"`
	Promised ledger.Money `json:"promised" doc:"on order, in clients' budgets with the agent, or kept for proposals that wait (9300)"`
	Spent    ledger.Money `json:"spent" doc:"delivered, the agent's fee and what was written off (9400)"`

	Alert     ledger.Money `json:"alert" doc:"an alert is shown when less than this is left; nil: none is set"`
	Alerted   bool         `json:"alerted" doc:"whether less than that is left, and the float is open"`
	AlertSays string       `json:"alertSays" doc:"the same in words"`
}

// Floats are how a fund's floats stand as at a moment. It returns what Position returns.
func (r *Reports) Floats(ctx context.Context, fund ledger.FundID, at AsOf) (FloatStandings, error) {
	out := FloatStandings{Fund: fund, Floats: []FloatStanding{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, figureAccounts)
		if err != nil {
			return err
		}
		out.Moment = b.moment
		floats, err := v.floats(ctx, b.cut, nil)
		for _, f := range floats {
			st, missing := v.floatStanding(ctx, b, f)
			if err = errors.Join(err, missing); err != nil {
				return err
			}
			out.Floats = append(out.Floats, st)
		}
		return err
	})
	return out, err
}

// floats are some floats, or all of them in the order they were set up in.
func (v *view) floats(ctx context.Context, c cut, only []string) (list []ledger.FloatingFund, err error) {
	add := func(_ int64, d ledger.Document) {
		if f, ok := d.(ledger.FloatingFund); ok {
			list = append(list, f)
		}
	}
	if only != nil {
		err = v.named(ctx, v.fund, "floating-fund", only, c.seq, add)
	} else {
		err = v.documents(ctx, c, []string{"floating-fund"}, add)
	}
	return list, err
}

// floatStanding is how a float stands, from the balances of its scheme and what its agent has not ordered for.
func (v *view) floatStanding(ctx context.Context, b *books, f ledger.FloatingFund) (FloatStanding, error) {
	st := FloatStanding{Float: f.ID, Name: string(f.ID), Agent: f.Agent, State: f.State, Alert: f.Alert}
	err := v.named(ctx, v.fund, "scheme", []string{string(f.ID)}, b.cut.seq, func(_ int64, d ledger.Document) {
		if s, ok := d.(ledger.Scheme); ok {
			st.Name = s.Name
		}
	})
	if f.Agent != "" && err == nil {
		var bodies map[ledger.BodyID]ledger.Body
		bodies, err = v.bodies(ctx, b.moment, []string{string(f.Agent)})
		st.AgentName = bodies[f.Agent].Name
	}
	if err != nil {
		return st, err
	}
	for a, held := range b.balances {
		if a.Scheme != ledger.SchemeID(f.ID) || a.Year != b.moment.Year || a.Of != "" {
			continue
		}
		amount := held.amount.Neg()
		switch st.Given = st.Given.Add(amount); a.Code {
		case ledger.SchemeAvailable:
			st.Left = st.Left.Add(amount)
		case ledger.SchemeCommitted:
			free, err := v.withAgent(ctx, b.cut, a.For("float", string(f.ID)))
			if err != nil {
				return st, err
			}
			st.Left, st.Promised = st.Left.Add(free), st.Promised.Add(amount.Sub(free))
		case ledger.SchemeConsumed:
			st.Spent = st.Spent.Add(amount)
		}
	}
	st.alert()
	return st, nil
}

// withAgent is what stands behind the agent's cash of one source and is not ordered for.
func (v *view) withAgent(ctx context.Context, c cut, a ledger.Account) (ledger.Money, error) {
	held, err := v.account(ctx, a.String())
	if errors.Is(err, ledger.ErrNotFound) {
		return ledger.Money{}, nil
	}
	if err != nil {
		return ledger.Money{}, err
	}
	balance, err := v.balanceOf(ctx, held, c)
	return balance.Neg(), err
}

// alert says whether less is left than the float's alert.
func (st *FloatStanding) alert() {
	left := st.Left.Pounds() + " is left"
	st.Alerted = st.State == ledger.FloatOpen && st.Left.Compare(st.Alert) < 0
	switch {
	case st.State != ledger.FloatOpen:
		st.AlertSays = "The float is closed."
	case st.Alert.IsZero():
		st.AlertSays = left + "; no alert is set."
	case st.Alerted:
		st.AlertSays = fmt.Sprintf("%s, which is less than the alert at %s.", left, st.Alert.Pounds())
	default:
		st.AlertSays = fmt.Sprintf("%s; the alert is at %s.", left, st.Alert.Pounds())
	}
}
