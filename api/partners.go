package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// PartnerAccountsInput asks for a partner's own figures of a year.
type PartnerAccountsInput struct {
	FundQuestion
	Partner ledger.BodyID `path:"partner" example:"havering-council" maxLength:"40"`
	Year    string        `query:"year" example:"2015-16" maxLength:"7" doc:"the financial year, as it ended when asOf is left out; the moment's when this is"`
}

// PartnerAccountsOutput is a partner's own figures.
type PartnerAccountsOutput struct{ Body PartnerAccountsAnswer }

// PartnerAccountsAnswer is a partner's own figures as at a moment.
type PartnerAccountsAnswer struct {
	Moment Moment `json:"moment"`
	report.PartnerAccounts
}

// PartnerAccounts are a partner's own figures, each scheme line by its arrangement.
func (s *Service) PartnerAccounts(ctx context.Context, in *PartnerAccountsInput) (*PartnerAccountsOutput, error) {
	var year ledger.Year
	if err := year.UnmarshalText([]byte(in.Year)); err != nil {
		return nil, err
	}
	// A year that is over is shown as it ended, not as its closing left it.
	if year != 0 && in.AsOf.AsOf == "" && year.Last() < ledger.DateOf(time.Now()) {
		in.AsOf.AsOf = "period:" + ledger.NewPeriod(year, 13).String()
	}
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	if year != 0 {
		at = at.InYear(year)
	}
	found, err := s.reports.PartnerAccounts(ctx, in.Fund, at, in.Partner)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &PartnerAccountsOutput{PartnerAccountsAnswer{moment, found}}, err
}

func (s *Service) registerPartners() {
	register(s, huma.Operation{
		OperationID: "show-partner-accounts", Method: http.MethodGet, Path: inFund + "/partners/{partner}/accounts",
		Tags: []string{tagQuestions}, Summary: "Show a partner's own figures",
		Description: "Income, expenditure, debtors, creditors and cash of each scheme line in the partner's own accounts, by " +
			"its arrangement: lead, joint, agent or aligned; and how all partners' figures come to the fund's. It is the " +
			"host's memorandum account, not a statutory ledger.",
		Errors: questionErrors,
	}, s.PartnerAccounts)
}
