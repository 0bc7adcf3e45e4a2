package web_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A file that is not what it should be is refused as a whole, beside the field, and nothing is held of it.
func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	const head = "from.scheme,from.source,to.scheme,to.source,amount,on\n"
	for name, tt := range map[string]struct {
		file, act, want string
		sheet           string
	}{
		"empty.csv":     {"", "", "the file is empty", ""},
		"blank.csv":     {"\n \n", "", "the file is empty", ""},
		"head.csv":      {head, "vire-budget", "head.csv has no line to post", ""},
		"book.csv":      {"PK\x03\x04", "", "its name ends in .csv, and what is in it is XLSX", ""},
		"book.xlsx":     {"act\nx\n", "", "its name ends in .xlsx, and what is in it is CSV", ""},
		"cut.xlsx":      {"PK\x03\x04 and no more", "", "cut off or damaged", ""},
		"old.xls":       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an Excel workbook of the old form", ""},
		"utf16.csv":     {"\xff\xfea\x00c\x00", "", "UTF-16", ""},
		"latin.csv":     {"act,on\nvire-budget,caf\xe9\n", "", "line 2, column 2: its text is not in UTF-8. In Excel, save it", ""},
		"no-act.csv":    {head + "a,b,c,d,1,\n", "", "the table has no column “act”, and no act was chosen", ""},
		"column.csv":    {"act,colour\nvire-budget,red\n", "", "row 1, column 2: there is no field \"colour\"", ""},
		"other.csv":     {"commitment,amount\nc,1\n", "vire-budget", "there is no field \"commitment\" in vire-budget; its fields are from.scheme", ""},
		"twice.csv":     {"act,on,On\nvire-budget,,\n", "", "row 1, column 3: the column on is there twice", ""},
		"unnamed.csv":   {"act,,on\nvire-budget,,\n", "", "row 1, column 2: it has no name", ""},
		"semicolon.csv": {"act;on\nvire-budget;x\n", "", "its cells are not separated by commas", ""},
		"quotes.csv":    {"act,on\n\"vire-budget\"x,\n", "", "a quotation mark is not where it can be", ""},
		"lists.csv":     {"act,lines.0.amount\nx,1\n", "", "the lines of a list are numbered 1 to 50", ""},
		"array.ndjson":  {"[{}]", "", "one act a line", ""},
		"bytes.ndjson":  {"{}\n{\"\xff\":1}\n", "", "line 2: its text is not in UTF-8", ""},
		"<b>bold.csv":   {"", "", "<b>bold.csv cannot be read", ""},
	} {
		answer, text := h.send(browser, name, tt.file, "act", tt.act, "sheet", tt.sheet)
		if answer.status != http.StatusUnprocessableEntity || !strings.Contains(main(text), tt.want) ||
			!strings.Contains(text, `id="file-error"`) || strings.Contains(text, "<b>bold") || strings.Contains(text, "Your files") {
			t.Errorf("%s: %d, want %q: %s", name, answer.status, tt.want, tags.ReplaceAllString(main(text), " "))
		}
	}
	if answer, text := h.send(browser, "", ""); answer.status != 422 || !strings.Contains(text, "Choose a file") {
		t.Errorf("without a file: %d %s", answer.status, main(text))
	}
	for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data", "text/csv"} {
		if answer, _ := h.ask(browser, "POST", h.uploadAt(), "x", "Content-Type", kind); answer.status != 422 {
			t.Errorf("a body of %s: %d", kind, answer.status)
		}
	}
	if answer, text := h.send(browser, "long.csv", "act\n"+strings.Repeat("x,\n", 15<<20)); answer.status != 422 ||
		!strings.Contains(text, "longer than 40 MB") && !strings.Contains(text, "more than 100000 lines") {
		t.Errorf("a long file: %d %s", answer.status, main(text))
	}
	if h.seq() != before {
		t.Error("a refused file posted something")
	}
}

// What is wrong with a line costs the others nothing.
func TestUploadRefusesLines(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	file := "act,key,row,on,narrative,from.scheme,from.source,to.scheme,to.source,amount,commitment,refusal\n" +
		"vire-budget,k1,1,2015-06-01,x,one,nhs-minimum,two,nhs-minimum,1.00,,was refused before\n" +
		"vire-budget,k1,2,2015-06-01,x,one,nhs-minimum,two,nhs-minimum,1.00,,\n" +
		"vire-budget,k2,3,2015-06-01,x,one,nhs-minimum,two,nhs-minimum,1.00,c-1,\n" +
		",k3,4,2015-06-01,x,one,nhs-minimum,two,nhs-minimum,1.00,,\n" +
		"vire-budget,k4,5,2015-06-01,x,one,nhs-minimum,two,nhs-minimum,1.00,,,more\n" +
		"vire-budget,k5,6,31/6/2015,x,one,nhs-minimum,two,nhs-minimum,1.00,,\n" +
		"vire-budget,k6,7,2015-06-01,x,one,nhs-minimum,,nhs-minimum,1.00\n"
	_, at := h.checked(browser, "lines.csv", file)
	page := h.posted(browser, at)
	says(t, page, "Posted</dt><dd>1<", "Refused</dt><dd>6<", "Row 2 has the same key", "<code>commitment</code>",
		"Vire-budget has no such field", "The line says no act", "The line has 13 cells, and the table 12 columns", "<code>on</code>",
		"<code>to</code>")
}

// A workbook made of the template of an act is filled in, sent and posted; chosen sheets are read and no others.
func TestUploadAWorkbook(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	answer, text := h.ask(browser, "GET", h.uploadAt()+"/templates/vire-budget.xlsx", "")
	if answer.status != 200 {
		t.Fatalf("the template: %d %s", answer.status, text)
	}
	book, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Acts")
	if err != nil || len(rows) != 1 || rows[0][0] != "act" {
		t.Fatalf("the template has %v, %v", rows, err)
	}
	fill := map[string]any{
		"key": "june-1", "from.scheme": "one", "from.source": "nhs-minimum", "to.scheme": "two", "to.source": "nhs-minimum",
		"amount": 1250.5, "on": "1/6/2015", "narrative": "=1+1",
	}
	for i, name := range rows[0] {
		at, _ := excelize.CoordinatesToCellName(i+1, 2)
		if value, ok := fill[name]; ok {
			err = book.SetCellValue("Acts", at, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	help, err := book.GetRows("Columns")
	if err != nil || len(help) < 10 {
		t.Errorf("the columns are said to be %v, %v", help, err)
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	page, at := h.checked(browser, "june.xlsx", file.String(), "act", "vire-budget")
	says(t, page, "1 line (XLSX)", "Would be posted</dt><dd>1<")
	says(t, h.posted(browser, at), "Posted</dt><dd>1<")
	if h.seq() != before+1 {
		t.Errorf("%d entries", h.seq()-before)
	}
	for sheet, want := range map[string]string{"July": "its sheets are Acts, Columns", "Columns": "there is no field \"Column\""} {
		if answer, text := h.send(browser, "june.xlsx", file.String(), "act", "vire-budget", "sheet", sheet); answer.status != 422 ||
			!strings.Contains(main(text), want) {
			t.Errorf("sheet %s: %d %s", sheet, answer.status, main(text))
		}
	}
	for _, spoil := range []struct {
		with func() error
		want string
	}{
		{func() error { return book.MergeCell("Acts", "A4", "B4") }, "sheet Acts, the cells A4:B4 are merged"},
		{func() error { return book.SetCellFormula("Acts", "C2", "A1") }, "sheet Acts, cell C2 holds a formula"},
	} {
		file.Reset()
		if err := spoil.with(); err != nil || book.Write(&file) != nil {
			t.Fatal(err)
		}
		if answer, text := h.send(browser, "june.xlsx", file.String(), "act", "vire-budget"); answer.status != 422 ||
			!strings.Contains(main(text), spoil.want) {
			t.Errorf("want %q: %d %s", spoil.want, answer.status, main(text))
		}
	}
	// What macros make of a workbook is told by what is in it.
	file.Reset()
	if err := book.AddVBAProject([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 macros")); err == nil {
		book.Path = "june.xlsm"
		if err := book.Write(&file); err != nil {
			t.Fatal(err)
		}
		if answer, text := h.send(browser, "june.xlsx", file.String()); answer.status != 422 ||
			!strings.Contains(main(text), "it holds macros") {
			t.Errorf("macros: %d %s", answer.status, main(text))
		}
	}
}

// Every act of a fund has a template, whose columns are read again.
func TestUploadTemplates(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	_, page := h.ask(browser, "GET", h.uploadAt(), "", html...)
	n := 0
	for rest := range strings.SplitSeq(page, "/upload/templates/") {
		name, _, _ := strings.Cut(rest, `"`)
		act, ok := strings.CutSuffix(name, ".csv")
		if !ok {
			continue
		}
		n++
		answer, text := h.ask(browser, "GET", h.uploadAt()+"/templates/"+name, "")
		head, err := csv.NewReader(strings.NewReader(text)).Read()
		if answer.status != 200 || err != nil || len(head) < 4 {
			t.Errorf("%s: %d %s %v", name, answer.status, text, err)
			continue
		}
		line := act + strings.Repeat(",", len(head)-1) + "\n"
		if answer, text := h.send(browser, name, text+line, "act", act); answer.status != http.StatusSeeOther {
			t.Errorf("%s is not taken: %s", name, between(t, text, `id="file-error">`, "</p>"))
		} else {
			h.rest(browser, answer.header.Get("Location"))
		}
	}
	if n < 50 {
		t.Errorf("%d templates", n)
	}
	for _, name := range []string{"vire-budget.ods", "no-such.csv", "found-service.csv", "vire-budget"} {
		if answer, _ := h.ask(browser, "GET", h.uploadAt()+"/templates/"+name, ""); answer.status != 404 {
			t.Errorf("%s: %d", name, answer.status)
		}
	}
}
