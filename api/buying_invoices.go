package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// OwnInput asks for what the caller bought.
type OwnInput struct {
	Caller
	Fund  ledger.FundID `path:"fund" example:"havering"`
	Limit int           `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// BudgetPurchasesOutput is what the caller bought from personal health budgets.
type BudgetPurchasesOutput struct{ Body BudgetPurchasesAnswer }

// BudgetPurchasesAnswer is what the caller bought from personal health budgets, the newest first.
type BudgetPurchasesAnswer struct {
	Moment Moment           `json:"moment"`
	Items  []BudgetPurchase `json:"items" doc:"by the day on which their invoices came in, the newest first"`
	More   bool             `json:"more" doc:"there are older ones"`
}

// BudgetPurchase is a purchase from a personal health budget that the host pays: the provider's invoice, accepted.
type BudgetPurchase struct {
	Invoice  ledger.InvoiceID      `json:"invoice"`
	Budget   ledger.HealthBudgetID `json:"budget"`
	Client   ledger.ClientID       `json:"client"`
	Provider ledger.BodyID         `json:"provider"`
	Name     string                `json:"providerName"`
	Price    ledger.Money          `json:"price" doc:"the price paid, VAT included"`
	Received ledger.Date           `json:"received" doc:"the day on which the invoice came in"`
	State    ledger.InvoiceState   `json:"state"`
	Paid     ledger.Date           `json:"paid,omitempty" doc:"the day on which it was paid"`
}

// BudgetPurchases lists what the caller bought from personal health budgets. Their buyer is nobody's provider, and sees
// no other invoices.
func (s *Service) BudgetPurchases(ctx context.Context, in *OwnInput) (*BudgetPurchasesOutput, error) {
	if _, _, err := s.lookAt(ctx, in.Fund, in.Actor, "spot-purchase"); err != nil {
		return nil, err
	}
	moment, err := s.moment(ctx, in.Fund, AsOf{})
	if err != nil {
		return nil, err
	}
	out := &BudgetPurchasesOutput{BudgetPurchasesAnswer{Moment: moment, Items: []BudgetPurchase{}}}
	budgets, err := s.journal.Documents(ctx, in.Fund, "health-budget", "", 1, 0)
	if err != nil || len(budgets) == 0 { // most funds have many invoices and no budget
		return out, err
	}
	theirs := filter{field: "actor", text: string(in.Actor)}
	own, err := documentsOf(ctx, s, in.Fund, "invoice", theirs, func(i ledger.Invoice) bool {
		return i.Buyer() == in.Actor
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(own, func(a, b ledger.Invoice) int {
		return cmp.Or(cmp.Compare(b.Received, a.Received), cmp.Compare(a.ID, b.ID))
	})
	out.Body.More = len(own) > in.Limit
	for _, i := range own[:min(len(own), in.Limit)] {
		one := BudgetPurchase{
			Invoice: i.ID, Budget: i.HealthBudget, Provider: i.Provider, Price: i.Gross, Received: i.Received, State: i.State,
			Paid: i.Paid,
		}
		if err := s.nameOf(ctx, in.Fund, &one); err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, one)
	}
	return out, nil
}

// nameOf says whom a purchase was for, and what its provider is called.
func (s *Service) nameOf(ctx context.Context, fund ledger.FundID, one *BudgetPurchase) error {
	budget, err := s.journal.Document(ctx, fund, ledger.PersonalHealthBudget{ID: one.Budget}.Ref(), 0)
	if err != nil {
		return err
	}
	body, err := s.journal.Document(ctx, ledger.Service, ledger.Body{ID: one.Provider}.Ref(), 0)
	if err != nil {
		return err
	}
	if b, ok := budget.(ledger.PersonalHealthBudget); ok {
		one.Client = b.Client
	}
	if b, ok := body.(ledger.Body); ok {
		one.Name = b.Name
	}
	return nil
}

// BoughtBy asks for what somebody bought.
func BoughtBy(actor ledger.ActorID, fund string, limit int) *OwnInput {
	return &OwnInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), Limit: limit}
}

func (s *Service) registerBudgetPurchases() {
	register(s, huma.Operation{
		OperationID: "list-budget-purchases", Method: http.MethodGet, Path: inFund + "/buying/budget-purchases",
		Tags: []string{tagFloat}, Summary: "List what you bought from personal health budgets",
		Description: "Your own purchases from personal health budgets that the host pays, with what became of their invoices. " +
			"Purchases from a float, and from budgets that its agent holds, are in the list of spot purchases.",
		Errors: questionErrors,
	}, s.BudgetPurchases)
}
