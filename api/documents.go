package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// A documentRow is all there is to write to let a kind of document be listed and shown.
type documentRow struct {
	plural, kind, what string
	of                 reflect.Type
}

var documentRows = []documentRow{
	{"agreements", "agreement", "the versions of the partners' agreement", reflect.TypeFor[ledger.Agreement]()},
	{"risk-shares", "risk-share", "how the partners share an overspend", reflect.TypeFor[ledger.RiskShare]()},
	{
		"risk-share-calls", "risk-share-call", "the calls for overspends, with their working",
		reflect.TypeFor[ledger.RiskShareCall](),
	},
	{"sources", "source", "the sources of funding", reflect.TypeFor[ledger.Source]()},
	{"contributions", "contribution", "the partners' contributions", reflect.TypeFor[ledger.Contribution]()},
	{
		"performance-plans", "performance-plan", "what performance money is released for, and the results",
		reflect.TypeFor[ledger.PerformancePlan](),
	},
	{"schemes", "scheme", "the schemes", reflect.TypeFor[ledger.Scheme]()},
	{"minimums", "minimum", "the required minimums", reflect.TypeFor[ledger.Minimum]()},
	{"forecasts", "forecast", "the budget holders' forecasts", reflect.TypeFor[ledger.Forecast]()},
	{"budget-profiles", "budget-profile", "when budgets are expected to be spent", reflect.TypeFor[ledger.BudgetProfile]()},
	{
		"grant-allocations", "grant-allocation", "what of capital grants is for which district",
		reflect.TypeFor[ledger.GrantAllocation](),
	},
	{
		"grant-passings", "grant-passing", "the payments of capital grants to districts, with their proofs",
		reflect.TypeFor[ledger.GrantPassing](),
	},
	{
		"grant-consents", "grant-consent", "the districts' consents to other capital use",
		reflect.TypeFor[ledger.GrantConsent](),
	},
	{"commitments", "commitment", "the commitments", reflect.TypeFor[ledger.Commitment]()},
	{"invoices", "invoice", "the invoices", reflect.TypeFor[ledger.Invoice]()},
	{"credit-notes", "credit-note", "the credit notes and refunds", reflect.TypeFor[ledger.CreditNote]()},
	{"call-notices", "call-notice", "the call notices", reflect.TypeFor[ledger.CallNotice]()},
	{"receipts", "receipt", "the money that came in", reflect.TypeFor[ledger.CashReceipt]()},
	{
		"payment-requests", "payment-request", "the payment requests, and what became of them",
		reflect.TypeFor[ledger.PaymentRequest](),
	},
	{"payment-holds", "payment-hold", "the holds on payments to providers", reflect.TypeFor[ledger.PaymentHold]()},
	{"floats", "floating-fund", "the floating funds", reflect.TypeFor[ledger.FloatingFund]()},
	{"purchases", "spot-purchase", "the spot purchases", reflect.TypeFor[ledger.SpotPurchase]()},
	{
		"float-reconciliations", "float-reconciliation", "floats compared with their agents' statements",
		reflect.TypeFor[ledger.FloatReconciliation](),
	},
	{"accruals", "accrual", "the accruals", reflect.TypeFor[ledger.Accrual]()},
	{
		"health-budget-terms", "health-budget-terms", "the terms of personal health budgets, by scheme",
		reflect.TypeFor[ledger.HealthBudgetTerms](),
	},
	{
		"health-budgets", "health-budget", "the personal health budgets, by pseudonym",
		reflect.TypeFor[ledger.PersonalHealthBudget](),
	},
	{"measures", "measure", "the measures of outcomes", reflect.TypeFor[ledger.Measure]()},
	{"actuals", "actual", "what measures came to, by period", reflect.TypeFor[ledger.Actual]()},
	{"saving-claims", "saving-claim", "the claims of savings", reflect.TypeFor[ledger.SavingClaim]()},
	{"periods", "period", "the periods that have ever been closed", reflect.TypeFor[ledger.PeriodState]()},
	{"years", "year", "the years that have ever been closed", reflect.TypeFor[ledger.YearEnd]()},
	{"leavings", "leaving", "the partners that leave, with their last days", reflect.TypeFor[ledger.Leaving]()},
	{"endings", "ending", "how what was left at the end of an agreement was divided", reflect.TypeFor[ledger.Ending]()},
	{"cut-offs", "cut-off", "the partners' cut-off dates", reflect.TypeFor[ledger.CutOff]()},
	{"proposals", "proposal", "the acts that wait for approval, or did", reflect.TypeFor[ledger.Proposal]()},
}

// DocumentsInput asks for a page of documents.
type DocumentsInput struct {
	FundQuestion
	After string `query:"after" maxLength:"100" pattern:"^[a-z0-9.-]*$" doc:"documents after this name; next in the answer says how to go on"` //nolint:lll // a tag cannot be broken
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Where
	Figures bool `query:"figures" doc:"with what is due, owed and left on each, of the kinds that have such"`
}

// DocumentInput asks for one document.
type DocumentInput struct {
	FundQuestion
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9][a-z0-9.-]*$" example:"c-12"`
}

// DocumentsOutput is a page of documents.
type DocumentsOutput struct{ Body DocumentPage }

// DocumentPage is a page of documents of one kind, in order of their names.
type DocumentPage struct {
	Moment Moment            `json:"moment"`
	Items  []json.RawMessage `json:"items"`

	Figures []Figures `json:"figures,omitempty" doc:"where they are asked for: of each item, in their order"`

	Next string `json:"next,omitempty" doc:"where the next page is; none: this is the last"`

	Allowed []Allowed `json:"allowed" doc:"what you may begin here"`
}

// After is the name after which the next page begins; empty: this is the last.
func (p DocumentPage) After() string {
	next, err := url.Parse(p.Next)
	if err != nil {
		return ""
	}
	return next.Query().Get("after")
}

// DocumentOutput is one document.
type DocumentOutput struct{ Body DocumentAnswer }

// DocumentAnswer is one document as at a moment.
type DocumentAnswer struct {
	Moment Moment            `json:"moment"`
	Item   json.RawMessage   `json:"item"`
	Links  map[string]string `json:"links" doc:"entries: those that made it and changed it"`

	Allowed []Allowed `json:"allowed" doc:"what you may do to it now, as it stands"`
}

// Documents lists a fund's documents of one kind.
func (s *Service) Documents(ctx context.Context, plural, kind string, in *DocumentsInput) (*DocumentsOutput, error) {
	return s.documents(ctx, plural, kind, in, filter{})
}

// filter narrows a list by what its kind alone has, and says how its address says so. The zero value narrows nothing.
type filter struct {
	takes func(ledger.Document) bool
	asked []string // parameters and their values

	field, text string // what all that it takes have; none: ""
}

func (s *Service) documents(ctx context.Context, plural, kind string, in *DocumentsInput, only filter) (
	*DocumentsOutput, error,
) {
	sight, _, err := s.lookAt(ctx, in.Fund, in.Actor, kind)
	if err != nil {
		return nil, err
	}
	moment, err := s.moment(ctx, in.Fund, in.AsOf)
	if err != nil {
		return nil, err
	}
	found, next, err := s.seen(ctx, sight, kind, in, only, moment.Seq)
	if err != nil {
		return nil, err
	}
	out := &DocumentsOutput{DocumentPage{Moment: moment}}
	if next != "" {
		out.Body.Next = address("/v1/funds/"+string(in.Fund)+"/"+plural, append(append(in.Where.parameters(), only.asked...),
			"after", next, "limit", strconv.Itoa(in.Limit), "asOf", in.AsOf.AsOf,
			"knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10), "figures", ifTrue(in.Figures))...)
	}
	if out.Body.Items, err = items(found); err != nil {
		return nil, err
	}
	if in.Figures {
		if out.Body.Figures, err = s.figures(ctx, in.FundQuestion, kind, found); err != nil {
			return nil, err
		}
	}
	out.Body.Allowed, err = s.allowedIn(ctx, in.Fund, in.Actor, kind)
	return out, err
}

const (
	readMost         = 20_000 // documents for one page, where most are not asked for
	filteredTogether = 500    // of them at once

	walkedMost     = 100_000 // likewise where the journal knows which have a text
	walkedTogether = 5_000
)

// seen is a page of the documents that somebody may see, all or those with their own organisation, and that are asked
// for; and the name after which the next page begins, if there may be one.
func (s *Service) seen(ctx context.Context, sight policy.Sight, kind string, in *DocumentsInput, only filter,
	at int64,
) (list []ledger.Document, next string, err error) {
	wanted, err := in.Where.of(kind)
	if err != nil {
		return nil, "", err
	}
	step, most, longest := in.Limit+1, readMost, filteredTogether
	if only.field != "" {
		most, longest = walkedMost, walkedTogether
	}
	if only.takes != nil || in.Where != (Where{}) {
		step = max(step, filteredTogether)
	}
	for after, read := in.After, 0; ; step = max(step, min(2*step, longest)) {
		found, err := s.walk(ctx, in.Fund, kind, after, step, at, only)
		if err != nil {
			return nil, "", err
		}
		for _, d := range found.Found {
			switch {
			case !shows(sight, d), !wanted(d), only.takes != nil && !only.takes(d):
			case len(list) == in.Limit:
				return list, list[len(list)-1].Ref().ID, nil
			default:
				list = append(list, d)
			}
		}
		if !found.More {
			return list, "", nil
		}
		if after, read = found.Last, read+step; read >= most {
			return list, after, nil
		}
	}
}

// walk goes on through the documents of a kind: through all, or those alone that have what a filter says.
func (s *Service) walk(ctx context.Context, fund ledger.FundID, kind, after string, step int, at int64, only filter) (
	w journal.Walk, err error,
) {
	if only.field != "" {
		return s.journal.DocumentsWith(ctx, fund, kind, after, step, at, only.field, only.text)
	}
	w.Found, err = s.journal.Documents(ctx, fund, kind, after, step, at)
	if n := len(w.Found); n > 0 {
		w.Last, w.More = w.Found[n-1].Ref().ID, n == step
	}
	return w, err
}

// concernsProviders reports whether documents of a kind are with a provider, whose people may see them.
func concernsProviders(kind string) bool {
	switch kind {
	case "commitment", "invoice", "credit-note", "floating-fund", "spot-purchase", "float-reconciliation":
		return true
	}
	return false
}

func items(found []ledger.Document) ([]json.RawMessage, error) {
	list := make([]json.RawMessage, len(found))
	for i, d := range found {
		one, err := readable(d, textsIn(d))
		if err != nil {
			return nil, err
		}
		list[i] = one
	}
	return list, nil
}

// Document shows one document of a fund.
func (s *Service) Document(ctx context.Context, kind string, in *DocumentInput) (*DocumentOutput, error) {
	sight, q, err := s.lookAt(ctx, in.Fund, in.Actor, kind)
	if err != nil {
		return nil, err
	}
	moment, err := s.moment(ctx, in.Fund, in.AsOf)
	if err != nil {
		return nil, err
	}
	ref := ledger.Ref{Kind: kind, ID: in.ID}
	found, err := s.journal.Document(ctx, in.Fund, ref, moment.Seq)
	if err != nil {
		return nil, err
	}
	if !shows(sight, found) {
		return nil, s.noteRead(ctx, q, ledger.ErrNotFound.With("there is no %s %q in %s", kind, in.ID, in.Fund))
	}
	item, err := readable(found, textsIn(found))
	if err != nil {
		return nil, err
	}
	links := map[string]string{
		"entries": address("/v1/funds/"+string(in.Fund)+"/entries", "document", ref.String()),
	}
	if in.AsOf != (AsOf{}) { // what may be done is done to the document of today
		if found, err = s.journal.Document(ctx, in.Fund, ref, 0); err != nil {
			return nil, err
		}
	}
	allowed, err := s.allowedOn(ctx, in.Fund, in.Actor, found)
	return &DocumentOutput{DocumentAnswer{moment, item, links, allowed}}, err
}

func (s *Service) registerDocuments() {
	for _, row := range documentRows {
		path := inFund + "/" + row.plural
		list := huma.Operation{
			OperationID: "list-" + row.plural, Method: http.MethodGet, Path: path, Tags: []string{tagQuestions},
			Summary: "List " + row.what,
			Description: "As they were recorded by the moment. A document has no effective date, so asOf as a date or a period " +
				"shows it as known by knownAt.",
			Errors: questionErrors, Responses: s.answerOf(&row, "items"),
		}
		switch row.kind {
		case "spot-purchase":
			register(s, list, s.Purchases)
		case "health-budget":
			register(s, list, s.HealthBudgets)
		default:
			register(s, list, func(ctx context.Context, in *DocumentsInput) (*DocumentsOutput, error) {
				return s.Documents(ctx, row.plural, row.kind, in)
			})
		}
		show := huma.Operation{
			OperationID: "show-" + row.kind, Method: http.MethodGet, Path: path + "/{id}", Tags: []string{tagQuestions},
			Summary: "Show one of " + row.what, Errors: questionErrors, Responses: s.answerOf(&row, "item"),
		}
		register(s, show, func(ctx context.Context, in *DocumentInput) (*DocumentOutput, error) {
			return s.Document(ctx, row.kind, in)
		})
	}
	for _, name := range []string{"DocumentPage", "DocumentAnswer"} {
		delete(s.schemas().Map(), name) // each kind of document has a schema of its own in its place
	}
}

// answerOf describes an answer that holds documents of a kind, which its Go type does not say.
func (s *Service) answerOf(row *documentRow, field string) map[string]*huma.Response {
	of, name := reflect.TypeFor[DocumentAnswer](), row.of.Name()+"Answer"
	item := s.schemas().Schema(row.of, true, "")
	if field == "items" {
		of, name = reflect.TypeFor[DocumentPage](), row.of.Name()+"Page"
		item = &huma.Schema{Type: huma.TypeArray, Items: item}
	}
	schema := *huma.SchemaFromType(s.schemas(), of)
	schema.Properties[field] = item
	s.schemas().Map()[name] = &schema
	return map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{Ref: schemasAt + name}},
	}}}
}
