package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger/report"
)

// MovementsInput asks for the lines of an account between two moments.
type MovementsInput struct {
	FundQuestion
	Account string `query:"account" required:"true" maxLength:"200" example:"1000::havering-council:la-additional::revenue"`
	From    string `query:"from" example:"period:2015-16/03" doc:"the moment to begin after, in the form of asOf; the journal's beginning when left out"` //nolint:lll // a tag cannot be broken
	After   int64  `query:"after" minimum:"0" doc:"entries after this number"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// MovementsOutput is a page of an account's lines.
type MovementsOutput struct{ Body MovementPage }

// MovementPage is a page of an account's lines between two moments.
type MovementPage struct {
	Moment Moment `json:"moment"`
	report.Movements
	Next string `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Movements lists what moved an account.
func (s *Service) Movements(ctx context.Context, in *MovementsInput) (*MovementsOutput, error) {
	to, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	span := report.Span{To: to}
	if in.From != "" {
		if span.From, err = report.ParseAsOf(in.From, in.KnownAt); err != nil {
			return nil, err
		}
	}
	found, err := s.reports.Movements(ctx, in.Fund, in.Account, span, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.To)
	page := MovementPage{Moment: moment, Movements: found}
	if found.Next != 0 {
		page.Next = address("/v1/funds/"+string(in.Fund)+"/movements", "account", in.Account, "from", in.From,
			"after", strconv.FormatInt(found.Next, 10), "limit", strconv.Itoa(in.Limit),
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	return &MovementsOutput{page}, err
}

func (s *Service) registerMovements() {
	register(s, huma.Operation{
		OperationID: "list-movements", Method: http.MethodGet, Path: inFund + "/movements", Tags: []string{tagQuestions},
		Summary:     "List an account's movements",
		Description: "The lines of one account between two moments, with its balance at each.",
		Errors:      questionErrors,
	}, s.Movements)
}
