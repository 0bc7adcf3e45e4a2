package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"pooled/ledger"
)

// Allowed is an act that the caller may do on what is shown, or to it: what a page may show a button for.
type Allowed struct {
	Act   string `json:"act" example:"vary-commitment" doc:"the operation"`
	Waits string `json:"waits,omitempty" doc:"who must approve it first, for any amount; none: nobody, up to some amount"`
}

// The acts that begin a document of each kind, for lists.
var beginning = map[string][]string{
	"agreement":       {"draft-agreement"},
	"source":          {"add-source"},
	"contribution":    {"indicate-contribution", "agree-contribution", "agree-performance", "draw-contributions"},
	"scheme":          {"add-scheme", "vire-budget"},
	"minimum":         {"require-minimum"},
	"forecast":        {"forecast-outturn"},
	"budget-profile":  {"profile-budget"},
	"commitment":      {"raise-commitment"},
	"invoice":         {"certify-invoice", "receive-invoice"},
	"payment-request": {"request-payment"},
	"payment-hold":    {"hold-payments"},
	"accrual":         {"accrue-spend"},
	"receipt":         {"match-receipts"},
	"period":          {"close-period"},
	"year":            {"close-year"},
	"cut-off":         {"set-cut-off"},
	"leaving":         {"leave-agreement"},
	"proposal":        {"set-proposal-terms"},
	"body":            {"register-body"},
	"delegation":      {"adopt-delegation"},
	"feed":            {"record-feed"},
	"key":             {"register-key"},
	"risk-share-call": {"call-risk-share", "call-above-cap"},
	"measure":         {"define-measure"},
	"floating-fund":   {"set-up-float"},
	"spot-purchase":   {"order-purchase"},
	"health-budget":   {"allocate-health-budget", "allocate-above-cap"},
	"saving-claim":    {"claim-saving"},
}

// allowedOn lists what the caller may do now on a document as it stands. It is counted, not logged.
func (s *Service) allowedOn(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, d ledger.Document) (
	[]Allowed, error,
) {
	var list []Allowed
	err := s.journal.View(ctx, fund, time.Now(), func(state *ledger.State, service int64) error {
		list = []Allowed{}
		acts, missing := state.Offers(d)
		for _, act := range acts {
			q, err := state.Ask(actor, ledger.Instruction{}, act, service)
			name := ledger.ActName(act.Kind())
			if q.Matter.Partner == "" && ledger.ChoosesPartner(name) {
				q, err = state.Suppose(actor, name, q.Matter, service)
			}
			if err == nil { // what the same person did before may bar them, whatever policy says
				err = state.Barred(actor, act)
			}
			switch {
			case errors.Is(err, ledger.ErrNotLoaded):
				missing = err
			case err == nil:
				list = s.add(list, q)
			case ledger.KindOf(err) == ledger.Internal:
				return err
			}
		}
		return missing
	})
	return list, err
}

// allowedIn lists what the caller may begin in a list of documents of a kind: with whatever money is theirs to act on.
func (s *Service) allowedIn(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, kind string) (
	[]Allowed, error,
) {
	return s.suppose(ctx, fund, actor, beginning[kind], ledger.Matter{})
}

// openable lists the opening of a fund, where the caller may ask for it: nothing stands in its journal yet.
func (s *Service) openable(ctx context.Context, actor ledger.ActorID) (list []Allowed, err error) {
	err = s.journal.View(ctx, ledger.Service, time.Now(), func(state *ledger.State, service int64) error {
		q, err := state.Suppose(actor, "open-fund", ledger.Matter{}, service)
		q.Fund = newFund
		list = s.add([]Allowed{}, q)
		return err
	})
	return list, err
}

// adoptable lists the adoption of a scheme of delegation, a fund's own or everybody's, where the caller may ask for it:
// as if they asked for the one in force again.
func (s *Service) adoptable(ctx context.Context, actor ledger.ActorID, of ledger.FundID, rules ledger.Rules) (
	[]Allowed, error,
) {
	if of == ledger.Service {
		of = ""
	}
	return s.suppose(ctx, ledger.Service, actor, beginning["delegation"], ledger.Matter{Of: of, Rules: rules})
}

// suppose lists those of the acts that policy would allow for a matter.
func (s *Service) suppose(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, acts []string,
	m ledger.Matter,
) (list []Allowed, err error) {
	err = s.journal.View(ctx, fund, time.Now(), func(state *ledger.State, service int64) error {
		list = []Allowed{}
		for _, act := range acts {
			q, err := state.Suppose(actor, act, m, service)
			if err != nil {
				return err
			}
			list = s.add(list, q)
		}
		return nil
	})
	return list, err
}

// add asks policy, and adds the act where it is allowed; once, and without waiting where some money needs none. Where
// the act says whose money it is about, it is asked for that of each body whose post the caller holds as well.
func (s *Service) add(list []Allowed, q ledger.Question) []Allowed {
	list = s.addOne(list, q)
	if q.Matter.Partner == "" && ledger.ChoosesPartner(q.Act) {
		for _, post := range q.Posts {
			q.Matter.Partner = post.Body
			list = s.addOne(list, q)
		}
	}
	return list
}

func (s *Service) addOne(list []Allowed, q ledger.Question) []Allowed {
	d, err := s.decide(q)
	if err != nil {
		return list
	}
	at := slices.IndexFunc(list, func(a Allowed) bool { return a.Act == q.Act })
	switch {
	case at < 0:
		list = append(list, Allowed{q.Act, d.Waits})
	case d.Waits == "":
		list[at].Waits = ""
	}
	return list
}
