package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// PartnerYearEndInput asks for a partner's year-end figures.
type PartnerYearEndInput struct {
	FundQuestion
	Partner ledger.BodyID `path:"partner" example:"havering-ccg"`
	Year    string        `query:"year" required:"true" example:"2015-16" maxLength:"7" doc:"the financial year"`
	After   int64         `query:"after" minimum:"0" doc:"entries after this number"`
	Limit   int           `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// PartnerYearEndOutput is a partner's year-end figures.
type PartnerYearEndOutput struct{ Body PartnerYearEndAnswer }

// PartnerYearEndAnswer is a partner's year-end figures, frozen at its cut-off, and a page of its movements since.
type PartnerYearEndAnswer struct {
	Moment Moment `json:"moment"`
	report.PartnerYearEnd
	Next string `json:"next,omitempty" doc:"where the next page of entries is; none: this is the last"`
}

// PartnerYearEnd shows a partner's figures as they were frozen, and what was posted to the year afterwards.
func (s *Service) PartnerYearEnd(ctx context.Context, in *PartnerYearEndInput) (*PartnerYearEndOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	year, err := ledger.ParseYear(in.Year)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.PartnerYearEnd(ctx, in.Fund, at, in.Partner, year, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	out := PartnerYearEndAnswer{Moment: moment, PartnerYearEnd: found}
	if found.Next != 0 {
		out.Next = address("/v1/funds/"+string(in.Fund)+"/partners/"+string(in.Partner)+"/year-end", "year", in.Year,
			"after", strconv.FormatInt(found.Next, 10), "limit", strconv.Itoa(in.Limit),
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	return &PartnerYearEndOutput{out}, err
}

// DraftContributionsInput asks how a year's contributions are drawn from those of the year before.
type DraftContributionsInput struct {
	FundQuestion
	Year       string `path:"year" example:"2016-17" maxLength:"7" doc:"the year to be drafted"`
	Inflation  string `query:"inflation" example:"2.5" maxLength:"7" doc:"per cent of what recurs, at most three places"`
	Efficiency string `query:"efficiency" example:"1.1" maxLength:"7" doc:"per cent of what recurs, taken off"`
}

// DraftContributionsOutput is a draft of a year's contributions.
type DraftContributionsOutput struct{ Body DraftContributionsAnswer }

// DraftContributionsAnswer is a draft of a year's contributions, step by step.
type DraftContributionsAnswer struct {
	Moment Moment `json:"moment"`
	report.DraftContributions
}

// DraftContributions works a year's contributions out from those of the year before. It saves nothing.
func (s *Service) DraftContributions(ctx context.Context, in *DraftContributionsInput) (
	*DraftContributionsOutput, error,
) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	year, err := ledger.ParseYear(in.Year)
	if err != nil {
		return nil, err
	}
	var rates [2]ledger.Percent
	for n, rate := range []string{in.Inflation, in.Efficiency} {
		if err := rates[n].UnmarshalText([]byte(rate)); err != nil {
			return nil, err
		}
	}
	found, err := s.reports.DraftContributions(ctx, in.Fund, at, year, rates[0], rates[1])
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &DraftContributionsOutput{DraftContributionsAnswer{moment, found}}, err
}

func (s *Service) registerPartnerYearEnd() {
	register(s, huma.Operation{
		OperationID: "show-partner-year-end", Method: http.MethodGet, Path: inFund + "/partners/{partner}/year-end",
		Tags: []string{tagQuestions}, Summary: "Show a partner's year-end figures",
		Description: "A partner's figures for a year as they were known at the end of its cut-off day, what was posted to " +
			"the year afterwards, entry by entry, and today's figures. Frozen and moved come to today's, to the penny.",
		Errors: questionErrors,
	}, s.PartnerYearEnd)
	register(s, huma.Operation{
		OperationID: "draft-contributions", Method: http.MethodGet, Path: inFund + "/years/{year}/draft-contributions",
		Tags: []string{tagQuestions}, Summary: "Show next year's contributions step by step",
		Description: "What recurs of each contribution of the year before, with recurrent variations, inflation and " +
			"efficiency, and what is left out because it does not recur. draw-contributions saves such a draft.",
		Errors: questionErrors,
	}, s.DraftContributions)
}
