package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/policy"
)

// OwnPurchasesOutput is what the caller bought from floats.
type OwnPurchasesOutput struct{ Body OwnPurchasesAnswer }

// OwnPurchasesAnswer is what the caller bought from floats: what is outstanding first, then the newest.
type OwnPurchasesAnswer struct {
	Moment  Moment            `json:"moment"`
	Items   []json.RawMessage `json:"items" doc:"those of which something is not delivered first; of each the newest first"`
	Figures []Figures         `json:"figures" doc:"of each item, in their order: what is left of it"`
	More    bool              `json:"more" doc:"there are others"`
}

// OwnPurchases lists what the caller bought from floats, and from budgets that floats' agents hold.
func (s *Service) OwnPurchases(ctx context.Context, in *OwnInput) (*OwnPurchasesOutput, error) {
	sight, _, err := s.lookAt(ctx, in.Fund, in.Actor, "spot-purchase")
	if err != nil {
		return nil, err
	}
	moment, err := s.moment(ctx, in.Fund, AsOf{})
	if err != nil {
		return nil, err
	}
	own, more, err := s.ownFirst(ctx, sight, in)
	if err != nil {
		return nil, err
	}
	out := &OwnPurchasesOutput{OwnPurchasesAnswer{Moment: moment, More: more}}
	shown := make([]ledger.Document, len(own))
	for i := range own {
		shown[i] = own[i]
	}
	if out.Body.Items, err = items(shown); err != nil {
		return nil, err
	}
	out.Body.Figures, err = s.figures(ctx, Ask(in.Actor, string(in.Fund), "", ""), "spot-purchase", shown)
	return out, err
}

// ownFirst are the first of the caller's purchases in the order in which they are shown, and whether there are others.
// Of all that are looked through no more are kept than may be among them.
func (s *Service) ownFirst(ctx context.Context, sight policy.Sight, in *OwnInput) (
	own []ledger.SpotPurchase, more bool, err error,
) {
	rank := func(p ledger.SpotPurchase) int {
		if p.Outstanding() {
			return 0
		}
		return 1
	}
	cut := func() {
		slices.SortFunc(own, func(a, b ledger.SpotPurchase) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.On, a.On), cmp.Compare(a.ID, b.ID))
		})
		if len(own) > in.Limit {
			own, more = slices.Delete(own, in.Limit, len(own)), true
		}
	}
	theirs := filter{field: "worker", text: string(in.Actor)}
	err = eachDocument(ctx, s, in.Fund, "spot-purchase", theirs, func(p ledger.SpotPurchase) {
		if p.Worker == in.Actor && shows(sight, p) {
			own = append(own, p)
		}
		if len(own) > 8*in.Limit {
			cut()
		}
	})
	cut()
	return own, more, err
}

func (s *Service) registerOwnPurchases() {
	register(s, huma.Operation{
		OperationID: "list-own-purchases", Method: http.MethodGet, Path: inFund + "/buying/purchases",
		Tags: []string{tagFloat}, Summary: "List what you bought from floats",
		Description: "Your own purchases from floats, and from personal health budgets that floats' agents hold: those of which " +
			"something is not delivered first, then the newest. The list of spot purchases has everybody's that you may see.",
		Errors: questionErrors,
	}, s.OwnPurchases)
}
