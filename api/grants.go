package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger/report"
)

// PassingOnOutput is what became of a fund's allocated grants.
type PassingOnOutput struct{ Body PassingOnAnswer }

// PassingOnAnswer is what became of a fund's allocated grants as at a moment.
type PassingOnAnswer struct {
	Moment Moment `json:"moment"`
	report.PassingOn
}

// PassingOn says what of the capital grants has been passed on to districts, and what is late.
func (s *Service) PassingOn(ctx context.Context, in *ReportInput) (*PassingOnOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.PassingOn(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &PassingOnOutput{PassingOnAnswer{moment, found}}, err
}

func (s *Service) registerGrants() {
	register(s, huma.Operation{
		OperationID: "show-passing-on", Method: http.MethodGet, Path: inFund + "/grants/passing-on",
		Tags: []string{tagQuestions}, Summary: "Show what of the grants was passed on",
		Description: "For each capital grant and district: what is allocated, passed on, kept with the district's consent and " +
			"outstanding; each payment with its proof; what is late and by how many days; and what the fund still holds.",
		Errors: questionErrors,
	}, s.PassingOn)
}
