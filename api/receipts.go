package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/sheet"
	"pooled/ledger"
)

// receiptForm is the table of receipts as the host's bank or receivables system exports it.
var receiptForm = sheet.Form{
	Columns: []sheet.Column{
		{Name: "reference"},
		{Name: "date"},
		{Name: "amount"},
		{Name: "notice", Optional: true},
		{Name: "payer", Optional: true},
	},
	BytesMax: actBytesMax / 2, RowsMax: ledger.ReceiptsMax,
}

// ReceiptRow is a line of a table of receipts, in the words of match-receipts.
type ReceiptRow struct {
	Reference string       `json:"reference"`
	Date      ledger.Date  `json:"date"`
	Amount    ledger.Money `json:"amount"`
	Notice    int64        `json:"notice,omitempty"`
	Payer     string       `json:"payer,omitempty"`
}

// ReadReceipts reads a table of receipts (CSV): reference, date, amount and, where they are known, the call notice that
// it pays and the payer. It returns ErrInvalid with the line and column of what is wrong.
func ReadReceipts(in io.Reader) ([]ReceiptRow, error) {
	return readTable(in, receiptForm, receiptRow, "the table has no receipt below its first line")
}

func receiptRow(r sheet.Row) (row ReceiptRow, err error) {
	row.Reference, row.Payer = r.Text("reference"), r.Text("payer")
	if row.Reference == "" {
		return row, r.Wrong("reference", "give the receipt's reference")
	}
	if row.Date, err = ledger.ParseDate(r.Text("date")); err != nil {
		return row, r.Wrong("date", "%v", err)
	}
	if row.Amount, err = ledger.ParseMoney(r.Text("amount")); err == nil {
		err = ledger.CheckAmount(row.Amount)
	}
	if err != nil {
		return row, r.Wrong("amount", "%v", err)
	}
	notice := r.Text("notice")
	if notice == "" {
		return row, nil
	}
	row.Notice, err = strconv.ParseInt(notice, 10, 64)
	if err != nil || row.Notice < 1 || strconv.FormatInt(row.Notice, 10) != notice {
		return row, r.Wrong("notice", "%q is not the number of a call notice", notice)
	}
	return row, nil
}

// ReceiptTableInput asks for the receipts of a table to be recorded.
type ReceiptTableInput struct {
	Caller
	Fund    ledger.FundID `path:"fund" example:"havering"`
	Key     string        `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" doc:"your own name for this request"` //nolint:lll // a tag cannot be broken
	DryRun  bool          `query:"dryRun" doc:"show the entry and the position it would make, and post nothing"`
	On      string        `query:"on" format:"date" example:"2015-06-30" doc:"effective date; today when left out"`
	RawBody []byte        `contentType:"text/csv"`
}

// Resolve refuses a body that does not say that it is a table.
func (in *ReceiptTableInput) Resolve(ctx huma.Context) []error {
	in.Actor = callOf(ctx.Context()).actor
	if !isMedia(ctx.Header("Content-Type"), mediaCSV) {
		return []error{wrongMedia.with("")}
	}
	return nil
}

// ImportReceipts records the receipts of a table: it is match-receipts, asked for in another form.
func (s *Service) ImportReceipts(ctx context.Context, in *ReceiptTableInput) (*ActOutput, error) {
	if _, err := s.look(ctx, in.Fund, in.Actor, readFund); err != nil { // before anything of the table is told
		return nil, err
	}
	var on ledger.Date
	if in.On != "" {
		if err := on.UnmarshalText([]byte(in.On)); err != nil {
			return nil, err
		}
	}
	rows, err := ReadReceipts(bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(struct {
		Receipts []ReceiptRow `json:"receipts"`
		On       ledger.Date  `json:"on,omitempty"`
	}{rows, on})
	if err != nil {
		return nil, err
	}
	return s.Act(ctx, "match-receipts", &ActInput{
		Caller: in.Caller, Key: in.Key, DryRun: in.DryRun, RawBody: body, Path: "/v1/funds/" + string(in.Fund) + "/receipts",
		Address: func(name string) string { return map[string]string{"fund": string(in.Fund)}[name] },
	})
}

func (s *Service) registerReceipts() {
	register(s, huma.Operation{
		OperationID: "import-receipts", Method: http.MethodPost, Path: inFund + "/receipts/csv", Tags: []string{tagMoney},
		Summary: "Import receipts", DefaultStatus: http.StatusCreated,
		Description: "Records the receipts of a table (CSV, UTF-8, at most 100), all of them or none: the act match-receipts. " +
			"Its first line names the columns: reference, date (2015-06-30) and amount (1250.00); notice and payer where " +
			"they are known. What is wrong is named by line and column.",
		Errors:       []int{400, 401, 403, 404, 409, 413, 415, 503},
		MaxBodyBytes: actBytesMax, SkipValidateBody: true,
	}, s.ImportReceipts)
}
