package api

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
)

const outcomeNames = "reference,invoice,outcome,amount,payment,date,reason\n"

func TestReadOutcomes(t *testing.T) {
	t.Parallel()
	const paid = "P000001-001,,paid,120.00,BACS 1,2015-06-18,\r\n"
	lines, err := ReadOutcomes(strings.NewReader("\ufeff" + outcomeNames + paid +
		",i-2,rejected,3.00,,2015-06-19,\"closed, \"\"gone\"\"\"\n"))
	want := []OutcomeLine{
		{"P000001-001", "", ledger.PaymentPaid, ledger.MustMoney("120.00"), "BACS 1", ledger.MustDate("2015-06-18"), ""},
		{"", "i-2", ledger.PaymentRejected, ledger.MustMoney("3.00"), "", ledger.MustDate("2015-06-19"), `closed, "gone"`},
	}
	if err != nil || !slices.Equal(lines, want) {
		t.Errorf("read %+v, %v", lines, err)
	}
	for name, tt := range map[string]struct{ file, says string }{
		"empty":              {"", "the table is empty; its first line names the columns: reference, invoice"},
		"no outcome":         {outcomeNames, "holds no outcome"},
		"another head":       {strings.Replace(outcomeNames, "date", "day", 1) + paid, `there is no column "day"`},
		"a column missing":   {"reference,outcome,amount\nP,paid,1.00\n", "column date is missing"},
		"a cell too few":     {outcomeNames + paid + "P000001-002,paid,1.00,BACS,2015-06-18,\n", "line 3: it has 6 cells"},
		"a stray quotation":  {outcomeNames + paid + "P\"1,,paid,1.00,B,2015-06-18,\n", "line 3, column 2"},
		"amount with a sign": {outcomeNames + paid + "P,,paid,-1.00,B,2015-06-18,\n", "line 3, column 9: amount: the amount must"},
		"amount of pounds":   {outcomeNames + "P,,paid,£1,B,2015-06-18,\n", "line 2, column 9: amount: write the amount"},
		"no amount":          {outcomeNames + "P,,paid,,B,2015-06-18,\n", "amount: "},
		"too much":           {outcomeNames + "P,,paid,10000000000.00,B,2015-06-18,\n", "amount: "},
		"a UK date":          {outcomeNames + "P,,paid,1.00,B,18/06/2015,\n", "date: write the date"},
		"another outcome":    {outcomeNames + "P,,PAID,1.00,B,2015-06-18,\n", "outcome: it is paid, rejected or returned"},
		"no outcome yet":     {outcomeNames + "P,,requested,1.00,B,2015-06-18,\n", "outcome: "},
		"no name":            {outcomeNames + ",,paid,1.00,B,2015-06-18,\n", "reference: name the payment, or its invoice"},
		"not an id":          {outcomeNames + ",I 2,paid,1.00,B,2015-06-18,\n", "invoice: "},
		"a control":          {outcomeNames + "P,,paid,1.00,B\x00,2015-06-18,\n", "line 2: the table holds a character"},
		"Latin 1":            {outcomeNames + paid + "P,,paid,1.00,B,2015-06-18,caf\xe9\n", "line 3: the table must be text in UTF-8"},
		"UTF-16":             {"\xff\xfer\x00e\x00", "line 1: the table must be text in UTF-8"},
		"too long":           {outcomeNames + strings.Repeat("x", outcomeForm.BytesMax), "longer than 262144 bytes"},
		"too many":           {outcomeNames + strings.Repeat(paid, 201), "more than 200 lines"},
	} {
		if lines, err := ReadOutcomes(strings.NewReader(tt.file)); !errors.Is(err, ledger.ErrInvalid) ||
			!strings.Contains(err.Error(), tt.says) || lines != nil {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
	lines, err = ReadOutcomes(strings.NewReader(outcomeNames + strings.Repeat(paid, 200)))
	if err != nil || len(lines) != 200 {
		t.Errorf("200 outcomes: %d read, %v", len(lines), err)
	}
}

// FuzzReadOutcomes holds that any bytes are read or refused as invalid, and that what is read can stand in the act.
func FuzzReadOutcomes(f *testing.F) {
	for _, s := range []string{
		outcomeNames + "P000001-001,i-1,paid,120.00,BACS 1,2015-06-18,\n", "\ufeff" + outcomeNames, "\xff", `"`,
		outcomeNames + "\"P\n\",,returned,0.01,,2015-06-18,\"a\"\"b\"\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		lines, err := ReadOutcomes(strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, ledger.ErrInvalid) || lines != nil {
				t.Fatalf("%d lines and %v", len(lines), err)
			}
			return
		}
		for _, l := range lines {
			if ledger.CheckAmount(l.Amount) != nil || l.Date == 0 || l.Reference == "" && l.Invoice == "" {
				t.Errorf("read %+v", l)
			}
		}
	})
}
