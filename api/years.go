package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// ChecklistInput asks how ready a year is to be closed.
type ChecklistInput struct {
	Caller
	Fund ledger.FundID `path:"fund" example:"havering"`
	Year string        `path:"year" example:"2015-16"`
}

// ChecklistOutput is a year's checklist.
type ChecklistOutput struct{ Body report.Checklist }

// LateItemsInput asks for the entries that belong to periods that were closed before.
type LateItemsInput struct {
	FundQuestion
	Period string `query:"period" example:"2015-16/12" doc:"those that belong to this period; to any when left out"`
}

// LateItemsOutput is a fund's late items.
type LateItemsOutput struct{ Body LateItemsAnswer }

// LateItemsAnswer is a fund's late items as at a moment.
type LateItemsAnswer struct {
	Moment Moment `json:"moment"`
	report.LateItems
}

// Checklist is how ready a year is to be closed, as things stand.
func (s *Service) Checklist(ctx context.Context, in *ChecklistInput) (*ChecklistOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	year, err := ledger.ParseYear(in.Year)
	if err != nil {
		return nil, ledger.ErrInvalid.With("%q is not a year; write 2015-16", in.Year)
	}
	out := &ChecklistOutput{}
	err = s.journal.View(ctx, in.Fund, time.Now(), func(state *ledger.State, _ int64) error {
		closed, points, err := state.YearChecklist(year)
		out.Body = report.NewChecklist(in.Fund, year, closed, points)
		return err
	})
	return out, err
}

// LateItems lists the entries that belong to periods that were closed before.
func (s *Service) LateItems(ctx context.Context, in *LateItemsInput) (*LateItemsOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	var of ledger.Period
	if in.Period != "" {
		if of, err = ledger.ParsePeriod(in.Period); err != nil {
			return nil, err
		}
	}
	found, rests, err := s.reports.LateItems(ctx, in.Fund, at, of)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, rests)
	return &LateItemsOutput{LateItemsAnswer{moment, found}}, err
}

func (s *Service) registerYears() {
	register(s, huma.Operation{
		OperationID: "show-checklist", Method: http.MethodGet, Path: inFund + "/years/{year}/checklist",
		Tags: []string{tagYear}, Summary: "Show the checklist of a year's end",
		Description: "Point by point, what is done, what there is to note and what is to do before the year can be closed. The " +
			"points that are to do are those that refuse the close.",
		Errors: questionErrors,
	}, s.Checklist)
	register(s, huma.Operation{
		OperationID: "list-late-items", Method: http.MethodGet, Path: inFund + "/late-items", Tags: []string{tagYear},
		Summary: "List late items",
		Description: "Entries that say they belong to a period which was closed before they came in, oldest first, up to " +
			"10,000: of one period, or of any.",
		Errors: questionErrors,
	}, s.LateItems)
}
