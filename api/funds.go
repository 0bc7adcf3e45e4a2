package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// FundsInput asks for the funds that the caller may see.
type FundsInput struct {
	Caller
	After ledger.FundID `query:"after" doc:"funds after this name; next in the answer says how to go on"`
	Limit int           `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// FundsOutput is a page of funds.
type FundsOutput struct{ Body FundPage }

// FundPage is a page of funds, in order of their names.
type FundPage struct {
	Funds []ledger.FundID `json:"funds" doc:"the funds that the caller may see"`
	Next  string          `json:"next,omitempty" doc:"where the next page is; none: this is the last"`

	Allowed []Allowed `json:"allowed" doc:"what you may begin here"`
}

// FundInput asks for one fund.
type FundInput struct{ FundQuestion }

// FundOutput is one fund.
type FundOutput struct{ Body FundAnswer }

// FundAnswer is a fund as at a moment.
type FundAnswer struct {
	Moment Moment            `json:"moment"`
	Fund   ledger.Fund       `json:"fund"`
	Links  map[string]string `json:"links" doc:"what can be asked about it"`

	Allowed []Allowed `json:"allowed" doc:"what you may do in it now"`
}

// newFund stands for a fund that is not there yet.
const newFund ledger.FundID = "new-fund"

// Funds lists the funds that the caller may see, and gives no hint of others.
func (s *Service) Funds(ctx context.Context, in *FundsInput) (*FundsOutput, error) {
	all, err := s.journal.Funds(ctx)
	if err != nil {
		return nil, err
	}
	out := &FundsOutput{FundPage{Funds: []ledger.FundID{}}}
	from, found := slices.BinarySearch(all, in.After)
	if found {
		from++
	}
	for _, fund := range all[from:] {
		if _, _, err := s.sight(ctx, fund, in.Actor, readFund); err != nil {
			if ledger.KindOf(err) == ledger.Internal {
				return nil, err
			}
			continue
		}
		if len(out.Body.Funds) == in.Limit {
			out.Body.Next = address("/v1/funds", "after", string(out.Body.Funds[in.Limit-1]))
			break
		}
		out.Body.Funds = append(out.Body.Funds, fund)
	}
	out.Body.Allowed, err = s.openable(ctx, in.Actor)
	return out, err
}

// Fund shows a fund.
func (s *Service) Fund(ctx context.Context, in *FundInput) (*FundOutput, error) {
	moment, err := s.question(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.journal.Document(ctx, in.Fund, ledger.Fund{}.Ref(), moment.Seq)
	if err != nil {
		return nil, err
	}
	fund, _ := found.(ledger.Fund)
	links := map[string]string{}
	for _, to := range []string{
		"position", "trial-balance", "statement", "prompt-payment", "commitment-roll-forward", "entries",
	} {
		links[to] = "/v1/funds/" + string(in.Fund) + "/" + to
	}
	for _, row := range documentRows {
		links[row.plural] = "/v1/funds/" + string(in.Fund) + "/" + row.plural
	}
	allowed, err := s.allowedOn(ctx, in.Fund, in.Actor, fund)
	if err != nil {
		return nil, err
	}
	adopted, err := s.delegationOf(ctx, in.Fund)
	if err != nil {
		return nil, err
	}
	more, err := s.adoptable(ctx, in.Actor, in.Fund, adopted.Rules)
	return &FundOutput{FundAnswer{moment, fund, links, append(allowed, more...)}}, err
}

func (s *Service) registerFunds() {
	register(s, huma.Operation{
		OperationID: "list-funds", Method: http.MethodGet, Path: "/v1/funds", Tags: []string{tagFund},
		Summary: "List the funds you may see", Errors: questionErrors,
	}, s.Funds)
	register(s, huma.Operation{
		OperationID: "show-fund", Method: http.MethodGet, Path: inFund, Tags: []string{tagFund},
		Summary: "Show a fund", Errors: questionErrors,
	}, s.Fund)
}
