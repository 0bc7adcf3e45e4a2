package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const outcomeHead = "reference,invoice,outcome,amount,payment,date,reason\n"

func TestPaymentFile(t *testing.T) {
	t.Parallel()
	line := func(n, amount string, state PaymentState) PaymentLine {
		return PaymentLine{
			Reference: "P000007-" + n, Invoice: InvoiceID("i-" + n), Provider: "care-co", Amount: MustMoney(amount),
			Split: []PaymentPart{{"ctt", "minimum", MustMoney(amount)}}, State: state,
		}
	}
	r := PaymentRequest{ID: "june", Number: 7, Due: MustDate("2015-06-30"), Lines: []PaymentLine{
		line("001", "1250.00", PaymentRequested), line("002", "3.00", PaymentPaid), line("003", "0.05", PaymentRequested),
		line("004", "7.00", PaymentRequested), line("005", "8.00", PaymentRequested),
	}}
	r.Lines[0].Split = append(r.Lines[0].Split, PaymentPart{"jadt", "local", MustMoney("0.50")})
	r.Lines[4].Provider = "unknown"
	var out bytes.Buffer
	err := WritePaymentFile(&out, r, map[InvoiceID]Private{
		"i-001": Text("INV/1"), "i-003": Text(`=HYPERLINK("http://x")`), "i-004": Text(`a "b", c`),
		"i-005": {Digest: Digest{1}},
	}, map[BodyID]Identity{"care-co": {"A1B", []Identifier{"GB-COH-01234567", "GB-CHC-123456"}}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("testdata", "payments.csv")
	if *update {
		if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("the file is\n%s\nwant\n%s", out.Bytes(), want)
	}
	for text, cell := range map[string]string{
		"": "", "A-1": "A-1", "+1": "'+1", "-1": "'-1", "@x": "'@x", " =1": "' =1", "|x": "'|x", "%x": "'%x", "1=1": "1=1",
	} {
		if got := plainCell(text); got != cell {
			t.Errorf("%q stands as %q, want %q", text, got, cell)
		}
	}
}

func TestReadOutcomeFile(t *testing.T) {
	t.Parallel()
	const paid = "P000001-001,,paid,120.00,BACS 1,2015-06-18,\r\n"
	rows, err := ReadOutcomeFile(strings.NewReader("\ufeff" + outcomeHead + paid + ",i-2,rejected,3.00,,2015-06-19,\"closed, \"\"gone\"\"\"\n"))
	want := []OutcomeRow{
		{"P000001-001", "", PaymentPaid, MustMoney("120.00"), "BACS 1", MustDate("2015-06-18"), ""},
		{"", "i-2", PaymentRejected, MustMoney("3.00"), "", MustDate("2015-06-19"), `closed, "gone"`},
	}
	if err != nil || !slices.Equal(rows, want) {
		t.Errorf("read %+v, %v", rows, err)
	}
	for name, tt := range map[string]struct{ file, says string }{
		"empty":              {"", "line 1 of the file names the columns"},
		"no outcome":         {outcomeHead, "holds no outcome"},
		"another head":       {strings.Replace(outcomeHead, "date", "day", 1) + paid, "line 1 of the file names the columns"},
		"columns of others":  {"a,b\n", "line 1 of the file names the columns"},
		"a column too few":   {outcomeHead + paid + "P000001-002,paid,1.00,BACS,2015-06-18,\n", "line 3 has not the 7 columns"},
		"a stray quotation":  {outcomeHead + paid + "P\"1,,paid,1.00,B,2015-06-18,\n", "line 3, at character 2"},
		"amount with a sign": {outcomeHead + paid + "P,,paid,-1.00,B,2015-06-18,\n", "line 3, column amount: the amount must be"},
		"amount of pounds":   {outcomeHead + "P,,paid,£1,B,2015-06-18,\n", "line 2, column amount: write the amount"},
		"no amount":          {outcomeHead + "P,,paid,,B,2015-06-18,\n", "line 2, column amount"},
		"too much":           {outcomeHead + "P,,paid,10000000000.00,B,2015-06-18,\n", "line 2, column amount"},
		"a UK date":          {outcomeHead + "P,,paid,1.00,B,18/06/2015,\n", "line 2, column date: write the date"},
		"another outcome":    {outcomeHead + "P,,PAID,1.00,B,2015-06-18,\n", "line 2, column outcome"},
		"no outcome yet":     {outcomeHead + "P,,requested,1.00,B,2015-06-18,\n", "line 2, column outcome"},
		"no name":            {outcomeHead + ",,paid,1.00,B,2015-06-18,\n", "line 2, column reference"},
		"not an id":          {outcomeHead + ",I 2,paid,1.00,B,2015-06-18,\n", "line 2, column invoice"},
		"a control":          {outcomeHead + "P,,paid,1.00,B\x00,2015-06-18,\n", "line 2, column payment"},
		"long":               {outcomeHead + "P,,paid,1.00," + strings.Repeat("x", 501) + ",2015-06-18,\n", "line 2, column payment"},
		"Latin 1":            {outcomeHead + paid + "P,,paid,1.00,B,2015-06-18,caf\xe9\n", "line 3 of the file is not in UTF-8"},
		"UTF-16":             {"\xff\xfer\x00e\x00", "line 1 of the file is not in UTF-8"},
		"too long":           {outcomeHead + strings.Repeat("x", OutcomeFileMax), "at most 262144 bytes"},
		"too many":           {outcomeHead + strings.Repeat(paid, 201), "line 202: a file has at most 200 outcomes"},
	} {
		if rows, err := ReadOutcomeFile(strings.NewReader(tt.file)); !errors.Is(err, ErrInvalid) ||
			!strings.Contains(err.Error(), tt.says) || rows != nil {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
	rows, err = ReadOutcomeFile(strings.NewReader(outcomeHead + strings.Repeat(paid, 200)))
	if err != nil || len(rows) != 200 {
		t.Errorf("200 outcomes: %d read, %v", len(rows), err)
	}
}

// FuzzReadOutcomeFile holds that any bytes are read or refused as invalid, and that what is read can stand in the act.
func FuzzReadOutcomeFile(f *testing.F) {
	for _, s := range []string{
		outcomeHead + "P000001-001,i-1,paid,120.00,BACS 1,2015-06-18,\n", "\ufeff" + outcomeHead, "\xff", `"`,
		outcomeHead + "\"P\n\",,returned,0.01,,2015-06-18,\"a\"\"b\"\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rows, err := ReadOutcomeFile(strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, ErrInvalid) || rows != nil {
				t.Fatalf("%d rows and %v", len(rows), err)
			}
			return
		}
		for _, row := range rows {
			if CheckAmount(row.Amount) != nil || row.Date == 0 || row.Reference == "" && row.Invoice == "" {
				t.Errorf("read %+v", row)
			}
			for _, text := range []string{row.Reference, row.Payment, row.Reason} {
				if err := CheckText("it", text, privateLengthMax); err != nil {
					t.Errorf("read %+v: %v", row, err)
				}
			}
		}
	})
}
