package web

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/internal/sheet"
)

// columnName is how a field's place begins a refusal.
var columnName = regexp.MustCompile(`^[a-zA-Z]+(\.[a-zA-Z0-9]+)*$`)

// classNames are the outcomes of lines as a program reads them.
var classNames = [outcomeClasses]string{"posted", "posted-before", "waiting", "refused"}

// refusedKind is what the refused lines of an upload are downloaded as.
func (u *upload) refusedKind() string {
	if u.kind == sheet.NDJSON {
		return "ndjson"
	}
	return "csv"
}

// uploadFile sends what became of the lines, or those that were refused.
func (s *site) uploadFile(w http.ResponseWriter, r *http.Request) error {
	_, u, err := s.uploadOf(r)
	if err != nil {
		return err
	}
	if u.now().atWork() {
		return api.ErrUpload("the file is still at work: wait until it is done")
	}
	switch name := r.PathValue("file"); name {
	case "results.csv":
		attach(w, "text/csv; charset=utf-8", "results.csv")
		return u.writeResults(w)
	case "refused." + u.refusedKind():
		if name == "refused.csv" {
			attach(w, "text/csv; charset=utf-8", name)
			return u.writeRefused(w)
		}
		attach(w, "application/x-ndjson", name)
		return u.eachRefused(func(one spooled, _ outcome) error {
			_, err := w.Write(append(one.Text, '\n'))
			return err
		})
	}
	return api.ErrNoTable
}

func attach(w http.ResponseWriter, contentType, name string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

func (u *upload) writeResults(w http.ResponseWriter) error {
	out := sheet.NewWriter(w)
	err := out.Row([]string{rowColumn, actColumn, "result", "entry", "proposal", "field", refusalColumn, "waits"})
	checked := !u.isConfirmed()
	for _, o := range u.results() {
		row := []string{strconv.Itoa(int(o.row)), o.act, classNames[o.class], "", o.proposal, "", "", ""}
		if checked && (o.class == linePosted || o.class == lineWaits) {
			row[2], row[4] = "would-be-"+row[2], ""
		} else if o.entry > 0 {
			row[3] = strconv.FormatInt(o.entry, 10)
		}
		switch o.class {
		case lineRefused:
			row[5], row[6] = fieldOfRefusal(o.said)
		case lineWaits:
			row[7] = o.said
		}
		if err == nil {
			err = out.Row(row)
		}
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// eachRefused reads the refused lines as they were sent.
func (u *upload) eachRefused(do func(spooled, outcome) error) error {
	results := u.results()
	var failed error
	err := u.each(func(number int, one spooled) bool {
		if number > len(results) {
			return false
		}
		if o := results[number-1]; o.class == lineRefused {
			failed = do(one, o)
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	return err
}

// writeRefused writes the refused lines of a table with its own columns, and why each was refused. The file can be
// sent again when it is mended.
func (u *upload) writeRefused(w http.ResponseWriter) error {
	var kept []int
	var head []string
	for i, name := range u.head {
		if name = strings.TrimSpace(name); !strings.EqualFold(name, refusalColumn) {
			kept, head = append(kept, i), append(head, name)
		}
	}
	out := sheet.NewWriter(w)
	if err := out.Row(append(head, refusalColumn)); err != nil {
		return err
	}
	err := u.eachRefused(func(one spooled, o outcome) error {
		cells := make([]string, 0, len(kept)+1)
		for _, i := range kept {
			cell := ""
			if i < len(one.Cells) {
				cell = one.Cells[i]
			}
			if u.kind == sheet.CSV {
				cell = sheet.Plain(cell) // it is made safe again
			}
			cells = append(cells, cell)
		}
		return out.Row(append(cells, o.said))
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// template sends an empty table for an act.
func (s *site) template(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.uploader(r); err != nil {
		return err
	}
	file := r.PathValue("file")
	name, kind, _ := strings.Cut(file, ".")
	one := s.forms().byName[name]
	if one == nil {
		return api.ErrNoTable
	}
	columns := slices.Concat([]string{actColumn, keyColumn}, columnsOf(one.form.Fields, ""))
	switch kind {
	case "csv":
		attach(w, "text/csv; charset=utf-8", file)
		return sheet.Write(w, columns, nil)
	case "xlsx":
		attach(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file)
		return writeTemplate(w, one.form, columns)
	}
	return api.ErrNoTable
}

// writeTemplate writes an empty workbook for an act: a sheet to fill in, in which what is typed stays as it is typed,
// and one that says what each column is.
func writeTemplate(w http.ResponseWriter, form *api.Form, columns []string) error {
	about := [][]string{
		{"Column", "Must be filled in", "What it is"},
		{
			actColumn, "",
			"What the row asks for: " + form.Act + ". It may stay empty where you choose that when you send the file.",
		},
		{keyColumn, "", "A name of your own for the row. A row whose key was used is not posted again."},
	}
	about = append(about, columnHelp(form.Fields, "", true)...)
	return sheet.WriteWorkbook(w, sheet.Page{Name: "Acts", Rows: textCells(columns), Typed: true},
		sheet.Page{Name: "Columns", Rows: textCells(about...), Widths: []int{24, 24, 90}})
}

// textCells are rows of words.
func textCells(rows ...[]string) [][]sheet.Cell {
	list := make([][]sheet.Cell, len(rows))
	for i, row := range rows {
		for _, text := range row {
			list[i] = append(list[i], sheet.Cell{Text: text})
		}
	}
	return list
}

// columnHelp says of each column whether it must be filled in, and what it is.
func columnHelp(fields []api.FormField, before string, required bool) [][]string {
	var rows [][]string
	for _, f := range fields {
		at, must := strings.TrimSuffix(before+f.Name, "."), required && f.Required
		switch f.Kind {
		case api.FieldGroup:
			rows = append(rows, columnHelp(f.Fields, at+".", must)...)
		case api.FieldList:
			rows = append(rows, columnHelp(f.Fields, at+".1.", must)...)
			rows = append(rows, []string{at + ".2 …", "", "The second line of the same row, and so on to " + strconv.Itoa(api.LinesMax)})
		default:
			said := sentenceCase(f.Doc)
			if len(f.Choices) > 0 {
				said = strings.TrimSpace(said + " One of: " + strings.Join(f.Choices, ", "))
			}
			if f.Kind == api.FieldYesNo {
				said = strings.TrimSpace(said + " yes or no")
			}
			word := ""
			if must && f.Kind != api.FieldYesNo {
				word = "yes"
			}
			rows = append(rows, []string{at, word, said})
		}
	}
	return rows
}
