package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/sheet"
	"pooled/ledger"
)

const mediaCSV = "text/csv"

// PaymentFileInput asks for a payment request as a file.
type PaymentFileInput struct {
	Caller
	Fund ledger.FundID           `path:"fund" example:"havering"`
	ID   ledger.PaymentRequestID `path:"request" example:"june-2"`
}

// PaymentFileOutput is a file for the host's accounts-payable system.
type PaymentFileOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// OutcomeFileInput brings what the host's accounts-payable system answered, as a file.
type OutcomeFileInput struct {
	Caller
	Fund    ledger.FundID           `path:"fund" example:"havering"`
	Request ledger.PaymentRequestID `path:"request" example:"june-2"`
	Key     string                  `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" example:"bacs-2015-06-18" doc:"your own name for this file: sent again with the same content it gets the first answer again, for ever"` //nolint:lll // a tag cannot be broken
	On      string                  `query:"on" format:"date" example:"2015-06-18" doc:"effective date; today when left out"`
	DryRun  bool                    `query:"dryRun" doc:"show the entry and the position it would make, and post nothing"`
	RawBody []byte

	Path string // the whole path: part of what the key is for
}

// Resolve takes what the address says, and refuses a body that does not say it is CSV.
func (in *OutcomeFileInput) Resolve(ctx huma.Context) []error {
	address := ctx.URL()
	in.Actor, in.Path = callOf(ctx.Context()).actor, address.Path
	if !isMedia(ctx.Header("Content-Type"), mediaCSV) {
		return []error{wrongMedia.with("")}
	}
	return nil
}

// PaymentFile is what is still to be paid of a payment request.
func (s *Service) PaymentFile(ctx context.Context, in *PaymentFileInput) (*PaymentFileOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	rows, err := s.reports.PaymentFile(ctx, in.Fund, in.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	err = sheet.Write(&file, ledger.PaymentFileColumns, rows)
	return &PaymentFileOutput{
		mediaCSV + "; charset=utf-8; header=present", `attachment; filename="` + string(in.ID) + `.csv"`, file.Bytes(),
	}, err
}

// OutcomeFile records what a file says became of payments: it is the act that records outcomes, and nothing else.
func (s *Service) OutcomeFile(ctx context.Context, in *OutcomeFileInput) (*ActOutput, error) {
	rows, err := ReadOutcomes(bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, s.hideFund(ctx, in.Fund, in.Actor, err)
	}
	body, err := json.Marshal(struct {
		On       string        `json:"on,omitempty"`
		Outcomes []OutcomeLine `json:"outcomes"`
	}{in.On, rows})
	if err != nil {
		return nil, err
	}
	return s.Act(ctx, "record-payment-outcomes", &ActInput{
		Caller: in.Caller, Key: in.Key, DryRun: in.DryRun, RawBody: body, Path: in.Path,
		Address: func(name string) string {
			if name == "fund" {
				return string(in.Fund)
			}
			return string(in.Request)
		},
	})
}

func (s *Service) registerPaymentFiles() {
	text := func(doc string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{mediaCSV: {Schema: &huma.Schema{Type: huma.TypeString, Description: doc}}}
	}
	export := huma.Operation{
		OperationID: "export-payments", Method: http.MethodGet, Path: inFund + "/payment-requests/{request}/payments.csv",
		Tags: []string{tagSpending}, Summary: "Export a payment request for the host's system",
		Description: "A line for each payment of the request that has no outcome yet, with its reference, which the answer " +
			"must bring back.",
		Errors: questionErrors, Metadata: map[string]any{answersWith: mediaCSV},
		Responses: map[string]*huma.Response{"200": {
			Description: "The file: CSV in UTF-8, its columns named in the first line.",
			Content:     text(columns(ledger.PaymentFileColumns)),
		}},
	}
	register(s, export, s.PaymentFile)
	file := huma.Operation{
		OperationID: "import-payment-outcomes", Method: http.MethodPost,
		Path: inFund + "/payment-requests/{request}/outcomes.csv", Tags: []string{tagSpending},
		Summary: "Import what became of payments",
		Description: "The act record-payment-outcomes out of a file: all of it is recorded, or nothing is and the line and " +
			"column that are wrong are named.",
		DefaultStatus: http.StatusCreated, Errors: []int{400, 401, 403, 404, 409, 413, 415, 503},
		MaxBodyBytes: int64(outcomeForm.BytesMax), SkipValidateBody: true,
	}
	register(s, file, s.OutcomeFile)
	op := s.api.OpenAPI().Paths[file.Path].Post
	op.RequestBody = &huma.RequestBody{Required: true, Content: text("CSV in UTF-8 with the columns " + outcomeForm.Names() + ", in any order")}
	describeOutcomes(op)
}

// columns says which columns a file has.
func columns(names []string) string {
	return "CSV in UTF-8 with the columns " + strings.Join(names, ",")
}
