package ledger

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// PaymentFileColumns are those of the file that a payment request is exported as.
var PaymentFileColumns = []string{
	"reference", "request", "provider", "ods", "identifiers", "invoice", "invoice_number", "gross", "due", "split",
}

// OutcomeFileColumns are those of the file that the host's system answers with. Of reference and invoice one is enough.
var OutcomeFileColumns = []string{"reference", "invoice", "outcome", "amount", "payment", "date", "reason"}

// OutcomeFileMax is how many bytes a file of outcomes may have.
const OutcomeFileMax = 256 << 10

// OutcomeRow is one line of a file of outcomes, in the form of the fields of the act that records them.
type OutcomeRow struct {
	Reference string       `json:"reference,omitempty"`
	Invoice   InvoiceID    `json:"invoice,omitempty"`
	Outcome   PaymentState `json:"outcome"`
	Amount    Money        `json:"amount"`
	Payment   string       `json:"payment,omitempty"`
	Date      Date         `json:"date"`
	Reason    string       `json:"reason,omitempty"`
}

// Identity is what a provider is known by outside the fund: its NHS code and its numbers in public registers.
type Identity struct {
	ODS         string
	Identifiers []Identifier
}

// WritePaymentFile writes what is still to be paid of a payment request as a file for the host's accounts-payable
// system, with the providers' invoice numbers and what the providers are known by. It names nobody.
func WritePaymentFile(out io.Writer, r PaymentRequest, numbers map[InvoiceID]Private, known map[BodyID]Identity) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true // as RFC 4180 has it
	rows := [][]string{PaymentFileColumns}
	for _, l := range r.Lines {
		if l.State != PaymentRequested {
			continue
		}
		var split, identifiers []string
		for _, p := range l.Split {
			split = append(split, fmt.Sprintf("%s/%s=%s", p.Scheme, p.Source, p.Amount))
		}
		for _, id := range known[l.Provider].Identifiers {
			identifiers = append(identifiers, string(id))
		}
		rows = append(rows, []string{
			l.Reference, string(r.ID), string(l.Provider), known[l.Provider].ODS, strings.Join(identifiers, " "),
			string(l.Invoice), plainCell(numbers[l.Invoice].String()), l.Amount.String(), r.Due.String(),
			strings.Join(split, "; "),
		})
	}
	return w.WriteAll(rows)
}

// plainCell keeps a text that somebody else wrote from being taken for a formula by a spreadsheet.
func plainCell(s string) string {
	if first := strings.TrimSpace(s); first != "" && strings.ContainsRune("=+-@|%", rune(first[0])) {
		return "'" + s
	}
	return s
}

// ReadOutcomeFile reads a file of outcomes: CSV in UTF-8, its columns named in the first line. It returns ErrInvalid,
// naming the line and the column, for what is not in its form.
func ReadOutcomeFile(in io.Reader) ([]OutcomeRow, error) {
	body, err := io.ReadAll(io.LimitReader(in, OutcomeFileMax+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the file of outcomes: %w", err)
	case len(body) > OutcomeFileMax:
		return nil, ErrInvalid.With("a file of outcomes has at most %d bytes", OutcomeFileMax)
	case !utf8.Valid(body):
		at := 1 + bytes.Count(body[:invalidAt(body)], []byte{'\n'})
		return nil, ErrInvalid.With("line %d of the file is not in UTF-8; save it as CSV UTF-8", at)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.FieldsPerRecord = len(OutcomeFileColumns)
	head, err := r.Read()
	other := err == nil && !slices.Equal(head, OutcomeFileColumns)
	if other || errors.Is(err, csv.ErrFieldCount) || errors.Is(err, io.EOF) {
		return nil, ErrInvalid.With("line 1 of the file names the columns, as %s", strings.Join(OutcomeFileColumns, ","))
	}
	var rows []OutcomeRow
	for err == nil {
		var cells []string
		if cells, err = r.Read(); err != nil {
			break
		}
		line, _ := r.FieldPos(0)
		row, column, wrong := outcomeRow(cells)
		if wrong != nil {
			return nil, ErrInvalid.With("line %d, column %s: %s", line, column, wrong)
		}
		if rows = append(rows, row); len(rows) > requestedInvoicesMax {
			return nil, ErrInvalid.With("line %d: a file has at most %d outcomes", line, requestedInvoicesMax)
		}
	}
	if err := outcomeFileError(err, len(rows)); err != nil {
		return nil, err
	}
	return rows, nil
}

// outcomeFileError is what ended the reading of a file, in words; its end is no error where it held something.
func outcomeFileError(err error, rows int) error {
	wrong, isParse := errors.AsType[*csv.ParseError](err)
	switch {
	case errors.Is(err, io.EOF) && rows == 0:
		return ErrInvalid.With("the file holds no outcome")
	case errors.Is(err, io.EOF):
		return nil
	case isParse && errors.Is(err, csv.ErrFieldCount):
		return ErrInvalid.With("line %d has not the %d columns %s", wrong.Line, len(OutcomeFileColumns),
			strings.Join(OutcomeFileColumns, ","))
	case isParse:
		return ErrInvalid.With("line %d, at character %d: a quotation mark is out of place", wrong.Line, wrong.Column)
	}
	return err
}

// outcomeRow reads one line. Where a cell is not in its form it names the cell's column.
func outcomeRow(cells []string) (row OutcomeRow, column string, err error) {
	for n, cell := range cells {
		if err := CheckText("it", cell, privateLengthMax); err != nil {
			return row, OutcomeFileColumns[n], err
		}
	}
	row = OutcomeRow{
		Reference: cells[0], Invoice: InvoiceID(cells[1]), Outcome: PaymentState(cells[2]), Payment: cells[4],
		Reason: cells[6],
	}
	switch {
	case row.Reference == "" && row.Invoice == "":
		return row, "reference", ErrInvalid.With("name the payment, or its invoice")
	case row.Invoice != "" && CheckID("it", row.Invoice) != nil:
		return row, "invoice", CheckID("it", row.Invoice)
	case !slices.Contains([]PaymentState{PaymentPaid, PaymentRejected, PaymentReturned}, row.Outcome):
		return row, "outcome", ErrInvalid.With("it is paid, rejected or returned")
	}
	if row.Amount, err = ParseMoney(cells[3]); err == nil {
		err = CheckAmount(row.Amount)
	}
	if err != nil {
		return row, "amount", err
	}
	row.Date, err = ParseDate(cells[5])
	return row, "date", err
}

// invalidAt is where the first byte stands that is not UTF-8.
func invalidAt(b []byte) int {
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(b)
}
