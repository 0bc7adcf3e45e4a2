package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/sheet"
	"pooled/ledger"
	"pooled/ledger/report"
)

const (
	mediaText = "text/plain"
)

// ReceivablesInput asks what is owed on call notices.
type ReceivablesInput struct {
	FundQuestion
	Partner ledger.BodyID `query:"partner" doc:"of this partner alone"`
	Open    bool          `query:"open" doc:"those alone on which something is owed"`
}

// ReceivablesOutput is what is owed on call notices.
type ReceivablesOutput struct{ Body ReceivablesAnswer }

// ReceivablesAnswer is what is owed on call notices as at a moment, by how long it has been due.
type ReceivablesAnswer struct {
	Moment Moment `json:"moment"`
	report.Receivables
}

// Receivables shows what is owed on call notices.
func (s *Service) Receivables(ctx context.Context, in *ReceivablesInput) (*ReceivablesOutput, error) {
	found, err := s.receivables(ctx, in)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &ReceivablesOutput{ReceivablesAnswer{moment, found}}, err
}

func (s *Service) receivables(ctx context.Context, in *ReceivablesInput) (report.Receivables, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return report.Receivables{}, err
	}
	return s.reports.Receivables(ctx, in.Fund, at, in.Partner, in.Open)
}

// PlainOutput is an answer that is no JSON: a table as CSV, or a text for people.
type PlainOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// noticeColumns are those of the table of call notices for the host's receivables system.
var noticeColumns = []string{
	"number", "contribution", "instalment", "partner", "partner name", "source", "source name", "year", "agreement",
	"power", "raised", "due", "state", "amount", "reduced", "written off", "owed", "days over",
}

// NoticeTable is the call notices as CSV, for the host's receivables system.
func (s *Service) NoticeTable(ctx context.Context, in *ReceivablesInput) (*PlainOutput, error) {
	found, err := s.receivables(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, len(found.Notices))
	for i, n := range found.Notices {
		rows[i] = []string{
			strconv.FormatInt(n.Number, 10), string(n.Contribution), strconv.Itoa(n.Instalment), string(n.Partner),
			n.PartnerName, string(n.Source), n.SourceName, n.Year.String(), strconv.Itoa(n.Agreement), string(n.Power),
			n.Raised.String(), n.Due.String(), string(n.State), n.Amount.String(), n.Reduced.String(), n.WrittenOff.String(),
			n.Owed.String(), strconv.Itoa(n.DaysOver),
		}
	}
	return written(mediaCSV, func(w io.Writer) error { return sheet.Write(w, noticeColumns, rows) })
}

// written is an answer of a media type that something writes.
func written(media string, write func(io.Writer) error) (*PlainOutput, error) {
	var out bytes.Buffer
	err := write(&out)
	return &PlainOutput{media + "; charset=utf-8", out.Bytes()}, err
}

// NoticeInput names a call notice.
type NoticeInput struct {
	FundQuestion
	Number int64 `path:"number" minimum:"1" example:"12" doc:"the call notice's number"`
}

// NoticeText is a call notice as it is sent to its partner.
func (s *Service) NoticeText(ctx context.Context, in *NoticeInput) (*PlainOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Notice(ctx, in.Fund, at, in.Number)
	if err != nil {
		return nil, err
	}
	return written(mediaText, found.Text)
}

// AccountInput asks for a partner's statement of account.
type AccountInput struct {
	FundQuestion
	Partner ledger.BodyID `path:"partner" example:"havering-ccg"`
	Year    string        `query:"year" example:"2015-16" doc:"the financial year; that of the moment when left out"`
}

// AccountOutput is a partner's statement of account.
type AccountOutput struct{ Body AccountAnswer }

// AccountAnswer is a partner's statement of account, for a financial year up to a moment.
type AccountAnswer struct {
	Moment Moment `json:"moment"`
	report.PartnerAccount
}

// PartnerAccount is a partner's statement of account.
func (s *Service) PartnerAccount(ctx context.Context, in *AccountInput) (*AccountOutput, error) {
	found, err := s.account(ctx, in)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &AccountOutput{AccountAnswer{moment, found}}, err
}

func (s *Service) account(ctx context.Context, in *AccountInput) (report.PartnerAccount, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return report.PartnerAccount{}, err
	}
	var year ledger.Year
	if in.Year != "" {
		if err := year.UnmarshalText([]byte(in.Year)); err != nil {
			return report.PartnerAccount{}, err
		}
	}
	return s.reports.PartnerAccount(ctx, in.Fund, at, in.Partner, year)
}

// AccountText is a partner's statement of account as it is sent to the partner.
func (s *Service) AccountText(ctx context.Context, in *AccountInput) (*PlainOutput, error) {
	found, err := s.account(ctx, in)
	if err != nil {
		return nil, err
	}
	return written(mediaText, found.Text)
}

// answersAs has an operation answer with text of a media type that is not JSON.
func answersAs(op *huma.Operation, media string) {
	op.Metadata = map[string]any{answersWith: media}
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		media: {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
}

func (s *Service) registerReceivables() {
	ask := func(id, path, summary, description string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: inFund + path, Tags: []string{tagQuestions}, Summary: summary,
			Description: description, Errors: questionErrors,
		}
	}
	register(s, ask("show-receivables", "/receivables", "Show aged contributions",
		"What is owed on call notices: not due, and due for 1 to 30, 31 to 60, 61 to 90 and more than 90 days, by partner, "+
			"source and notice. In all it is the debtors' accounts (1100 and 1150)."), s.Receivables)
	table := ask("export-call-notices", "/receivables/csv", "Export call notices",
		"The call notices as a table (CSV), for the host's receivables system.")
	answersAs(&table, mediaCSV)
	register(s, table, s.NoticeTable)
	notice := ask("print-call-notice", "/call-notices/{number}/text", "Print a call notice",
		"The notice as text, for the partner that it is sent to.")
	answersAs(&notice, mediaText)
	register(s, notice, s.NoticeText)
	register(s, ask("show-partner-account", "/partners/{partner}/account", "Show a partner's statement of account",
		"What a partner was called for, paid, was let off and is owed back in a financial year, entry by entry: from what "+
			"was brought forward to the balance, which is that of the accounts (1100, 1150, 2210 and 2300)."), s.PartnerAccount)
	account := ask("print-partner-account", "/partners/{partner}/account/text", "Print a partner's statement of account",
		"The statement of account as text, for the partner that it is sent to.")
	answersAs(&account, mediaText)
	register(s, account, s.AccountText)
}
