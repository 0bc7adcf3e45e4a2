package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"pooled/internal/sheet"
)

var form = sheet.Form{
	Columns: []sheet.Column{{Name: "reference"}, {Name: "amount"}, {Name: "payer", Optional: true}}, BytesMax: 80, RowsMax: 2,
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain":         "reference,amount,payer\nR 1,1.00,NHS\n",
		"of Windows":    "\ufeffReference, Amount ,payer\r\n R 1 ,1.00,NHS\r\n",
		"another order": "amount,payer,reference\n1.00,NHS,\"R 1\"",
	} {
		rows, err := sheet.Read(strings.NewReader(text), form)
		if err != nil || len(rows) != 1 || rows[0].Line != 2 ||
			rows[0].Text("reference")+rows[0].Text("amount")+rows[0].Text("payer") != "R 11.00NHS" {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
	rows, err := sheet.Read(strings.NewReader("reference,amount\n\"two\nlines\",x\n"), form)
	if err != nil || rows[0].Text("payer") != "" {
		t.Errorf("without a column that may be left out: %+v, %v", rows, err)
	}
	if got := rows[0].Wrong("amount", "no number").Error(); got != "line 3, column 8: amount: no number" {
		t.Errorf("a cell is said to be wrong at %q", got)
	}
	if got := rows[0].Wrong("payer", "missing").Error(); got != "line 2: payer: missing" {
		t.Errorf("a cell that is not there is said to be wrong at %q", got)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"", "line 1: the table is empty"},
		{"reference\n", "line 1: column amount is missing"},
		{"reference,amount,reference\n", "line 1, column 18: column reference is there twice"},
		{"reference,amount,colour\n", `line 1, column 18: there is no column "colour"`},
		{"reference,amount\nR,1,2\n", "line 2: it has 3 cells, and the table 2 columns"},
		{"reference,amount\nR,1\nR,2\nR,3\n", "line 4: the table has more than 2 lines"},
		{"reference,amount\nR\"x,1\n", "line 2, column 2: a quotation mark"},
		{"reference,amount\nR,1\n\xff,2\n", "line 3: the table must be text in UTF-8"},
		{"reference,amount\nR,\x001\n", "line 2: the table holds a character that is no text"},
		{strings.Repeat(" ", 81), "the table is longer than 80 bytes"},
	} {
		_, err := sheet.Read(strings.NewReader(tt.text), form)
		if _, ok := errors.AsType[*sheet.Error](err); !ok || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
	}
}

func TestWriteRunsNoFormula(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := sheet.Write(&out, []string{"a", "b"}, [][]string{
		{"=HYPERLINK(1)", "-1.00"}, {"@x", "-1+1"}, {"\tx", "plain, with a comma"}, {" =1", "|x"}, {"", "+44"},
	})
	want := "a,b\r\n'=HYPERLINK(1),-1.00\r\n'@x,'-1+1\r\n'\tx,\"plain, with a comma\"\r\n' =1,'|x\r\n,'+44\r\n"
	if err != nil || out.String() != want {
		t.Errorf("%q, %v, want %q", out.String(), err, want)
	}
}

// Whatever is sent is read, or refused with a place; what is read is written as a table of the same size.
func FuzzRead(f *testing.F) {
	f.Add([]byte("reference,amount,payer\nR 1,1.00,NHS\n"))
	f.Add([]byte("\ufeffamount,reference\r\n\"1\"\"2\",=x\r\n"))
	f.Add([]byte("reference,amount\n\"open"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := sheet.Read(bytes.NewReader(text), form)
		if err != nil {
			if _, ok := errors.AsType[*sheet.Error](err); !ok {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if len(rows) > form.RowsMax || len(text) > form.BytesMax {
			t.Fatalf("%q gives %d rows", text, len(rows))
		}
		var table [][]string
		for _, r := range rows {
			table = append(table, []string{r.Text("reference"), r.Text("amount"), r.Text("payer")})
		}
		var out bytes.Buffer
		if err := sheet.Write(&out, []string{"reference", "amount", "payer"}, table); err != nil {
			t.Fatal(err)
		}
		again, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(again) != len(rows)+1 {
			t.Fatalf("%q is written as %d rows: %v", text, len(again), err)
		}
		for _, row := range again {
			for _, c := range row {
				if c != "" && strings.ContainsRune("=+@\t", rune(c[0])) {
					t.Fatalf("%q is written as a formula: %q", text, c)
				}
			}
		}
	})
}
