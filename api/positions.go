package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// ReportInput asks a fund for a report as at a moment.
type ReportInput struct{ FundQuestion }

// PositionOutput is a fund's position.
type PositionOutput struct{ Body PositionAnswer }

// PositionAnswer is a fund's position, and where each of its figures can be opened.
type PositionAnswer struct {
	Moment Moment      `json:"moment" doc:"the entries that the position rests on"`
	Year   ledger.Year `json:"year" doc:"the financial year whose budget is shown"`
	report.Position
	Figures map[string]string `json:"figures" doc:"for each figure, the address of the entries behind its total; add scheme, source or partner for those behind a row's"` //nolint:lll // a tag cannot be broken
}

// Position is where a fund stands.
func (s *Service) Position(ctx context.Context, in *ReportInput) (*PositionOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	position, err := s.reports.Position(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, position.Moment)
	out := PositionAnswer{Moment: moment, Year: position.Moment.Year, Position: position, Figures: map[string]string{}}
	for _, figure := range report.Figures() {
		out.Figures[column(figure)] = address("/v1/funds/"+string(in.Fund)+"/position/"+string(figure),
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	return &PositionOutput{out}, err
}

// column is a figure as the position's JSON names it: revisedBudget.
func column(f report.Figure) string {
	words := strings.Split(string(f), "-")
	for i := range words[1:] {
		words[i+1] = strings.ToUpper(words[i+1][:1]) + words[i+1][1:]
	}
	return strings.Join(words, "")
}

// asked is what every report begins with: may they ask, and about which moment?
func (s *Service) asked(ctx context.Context, in FundQuestion) (report.AsOf, error) {
	at, err := report.ParseAsOf(in.AsOf.AsOf, in.KnownAt)
	if err != nil {
		return at, err
	}
	return at, s.mayRead(ctx, in.Fund, in.Actor)
}

// FigureInput asks what stands behind a figure of the position.
type FigureInput struct {
	FundQuestion
	Figure  string          `path:"figure" example:"available" maxLength:"40"`
	Scheme  ledger.SchemeID `query:"scheme" doc:"of this scheme alone"`
	Source  ledger.SourceID `query:"source" doc:"from this source alone"`
	Partner ledger.BodyID   `query:"partner" doc:"of this partner alone"`
	After   int64           `query:"after" minimum:"0" doc:"entries after this number"`
	Limit   int             `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// FigureOutput is what stands behind a figure.
type FigureOutput struct{ Body FigureAnswer }

// FigureAnswer is what stands behind a figure of the position: its accounts, and a page of the entries that moved it.
type FigureAnswer struct {
	Moment Moment `json:"moment"`
	report.Makeup
	Next string `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Figure opens a figure of the position to the entries behind it.
func (s *Service) Figure(ctx context.Context, in *FigureInput) (*FigureOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	key := report.Key{Scheme: in.Scheme, Source: in.Source, Partner: in.Partner}
	found, err := s.reports.Behind(ctx, in.Fund, at, report.Figure(in.Figure), key, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	out := FigureAnswer{Moment: moment, Makeup: found}
	if found.Next != 0 {
		out.Next = address("/v1/funds/"+string(in.Fund)+"/position/"+in.Figure,
			"scheme", string(in.Scheme), "source", string(in.Source), "partner", string(in.Partner),
			"after", strconv.FormatInt(found.Next, 10), "limit", strconv.Itoa(in.Limit),
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	return &FigureOutput{out}, err
}

// TrialBalanceOutput is a fund's trial balance.
type TrialBalanceOutput struct{ Body TrialBalanceAnswer }

// TrialBalanceAnswer is a fund's trial balance as at a moment.
type TrialBalanceAnswer struct {
	Moment Moment `json:"moment"`
	report.TrialBalance
}

// TrialBalance lists every account that has a balance, in both books.
func (s *Service) TrialBalance(ctx context.Context, in *ReportInput) (*TrialBalanceOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.TrialBalance(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &TrialBalanceOutput{TrialBalanceAnswer{moment, found}}, err
}

// StatementOutput is a fund's statement.
type StatementOutput struct{ Body StatementAnswer }

// StatementAnswer is a fund's statement of cash as at a moment.
type StatementAnswer struct {
	Moment Moment `json:"moment"`
	report.Statement
}

// Statement is the partners' statement of cash.
func (s *Service) Statement(ctx context.Context, in *ReportInput) (*StatementOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Statement(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &StatementOutput{StatementAnswer{moment, found}}, err
}

func (s *Service) registerPositions() {
	op := func(id, path, summary, description string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: inFund + path, Tags: []string{tagQuestions},
			Summary: summary, Description: description, Errors: questionErrors,
		}
	}
	register(s, op("show-position", "/position", "Show the position",
		"By scheme, source, partner and in total: what was agreed, called and received; budget, committed, spent and "+
			"available; required minimums and the forecast. Every figure is an account balance, and opens to its entries."),
		s.Position)
	register(s, op("show-figure", "/position/{figure}", "Open a figure of the position",
		"The accounts that make a figure up, and the entries that moved it. Their amounts sum to the figure."), s.Figure)
	register(s, op("show-trial-balance", "/trial-balance", "Show the trial balance",
		"Every account that has a balance, in both books. Each book's debits equal its credits."), s.TrialBalance)
	register(s, op("show-statement", "/statement", "Show the statement",
		"The partners' statement of cash: what came in, what went out by who spends it, what is left, and the forecast."),
		s.Statement)
}
