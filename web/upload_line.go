package web

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/internal/sheet"
)

// The columns of a file of acts that are no act's fields.
const (
	actColumn     = "act"
	keyColumn     = "key"
	rowColumn     = "row"     // of the file of refused lines, which can be sent again as it is
	refusalColumn = "refusal" // likewise
)

// actForm is the form of an act, as the columns of a table fill it in.
type actForm struct {
	form  *api.Form
	kinds map[string]api.FieldKind // by place, without the numbers of lines
}

// actForms are the forms of a fund's acts, by the acts' names.
type actForms struct {
	list   []*api.Form
	byName map[string]*actForm
	places map[string]string // of all of them: as they are written, by how they are looked for
}

func newActForms(ask *api.Service) *actForms {
	f := &actForms{ask.FundForms(), map[string]*actForm{}, map[string]string{}}
	for _, form := range f.list {
		one := &actForm{form, map[string]api.FieldKind{}}
		kindsOf(form.Fields, "", one.kinds)
		for place := range one.kinds {
			f.places[strings.ToLower(place)] = place
		}
		f.byName[form.Act] = one
	}
	return f
}

// spooled is a line of a file as it is kept until it is posted.
type spooled struct {
	Row   int
	Act   string
	Text  []byte   // the act as a line of many acts; none where it could not be made
	Said  string   // why it could not
	Cells []string // as they were sent
}

// tableReader makes lines of acts of the lines of a table.
type tableReader struct {
	forms   *actForms
	chosen  string // the act of lines that say none
	head    []string
	columns []string // places; one of the names above; or none
	mixed   bool     // the table says itself what each line asks for
	isCSV   bool
	keys    map[string]int // the rows that have them
	keep    func(spooled) error
}

// line takes the head of the table, and after it a line.
func (t *tableReader) line(l sheet.Line) error {
	if t.columns == nil {
		return t.readHead(l)
	}
	one := spooled{Row: l.Number, Cells: slices.Clone(l.Cells)}
	for len(one.Cells) > len(t.columns) && strings.TrimSpace(one.Cells[len(one.Cells)-1]) == "" {
		one.Cells = one.Cells[:len(one.Cells)-1]
	}
	var err error
	if one.Text, one.Act, err = t.act(one); err != nil {
		one.Text, one.Said = nil, err.Error()
	}
	return t.keep(one)
}

// readHead reads the names of the columns.
func (t *tableReader) readHead(l sheet.Line) error {
	t.head = slices.Clone(l.Cells)
	for len(t.head) > 0 && strings.TrimSpace(t.head[len(t.head)-1]) == "" {
		t.head = t.head[:len(t.head)-1]
	}
	if len(t.head) == 1 && strings.ContainsAny(t.head[0], ";\t") {
		return errors.New("its cells are not separated by commas: save it as “CSV UTF-8 (comma delimited)”, or as an " +
			"Excel workbook (.xlsx)")
	}
	t.mixed = slices.ContainsFunc(t.head, func(name string) bool {
		return strings.EqualFold(strings.TrimSpace(name), actColumn)
	})
	for i, name := range t.head {
		column, err := t.column(strings.TrimSpace(name))
		if err != nil {
			return fmt.Errorf("row %d, column %d: %w", l.Number, i+1, err)
		}
		if slices.Contains(t.columns, column) {
			return fmt.Errorf("row %d, column %d: the column %s is there twice", l.Number, i+1, column)
		}
		t.columns = append(t.columns, column)
	}
	if !t.mixed && t.chosen == "" {
		return errors.New("the table has no column “act”, and no act was chosen: choose what each of its lines asks for")
	}
	return nil
}

// column is what a column of that name fills in. People count the lines of a list from 1.
func (t *tableReader) column(name string) (string, error) {
	lower := strings.ToLower(name)
	switch lower {
	case actColumn, keyColumn, rowColumn, refusalColumn:
		return lower, nil
	case "":
		return "", errors.New("it has no name; the first row names the columns")
	}
	place, ok := t.forms.places[lineNumber.ReplaceAllString(lower, "")]
	if one := t.forms.byName[t.chosen]; ok && !t.mixed && one != nil {
		_, ok = one.kinds[place]
	}
	if !ok {
		return "", fmt.Errorf("there is no field %q%s", name, t.fieldsOfChosen())
	}
	names, parts := strings.Split(place, "."), strings.Split(lower, ".")
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		switch {
		case err != nil:
			parts[i], names = names[0], names[1:]
		case n < 1 || n > api.LinesMax:
			return "", fmt.Errorf("%s: the lines of a list are numbered 1 to %d", name, api.LinesMax)
		default:
			parts[i] = strconv.Itoa(n - 1)
		}
	}
	return strings.Join(parts, "."), nil
}

// fieldsOfChosen names the fields of the act that was chosen.
func (t *tableReader) fieldsOfChosen() string {
	one := t.forms.byName[t.chosen]
	if one == nil || t.mixed {
		return " in any act of a fund; the template of each act has its fields"
	}
	return " in " + t.chosen + "; its fields are " + strings.Join(columnsOf(one.form.Fields, ""), ", ")
}

// act makes the act of a line.
func (t *tableReader) act(one spooled) (text []byte, act string, err error) {
	act = t.chosen
	if at := slices.Index(t.columns, actColumn); at >= 0 && at < len(one.Cells) {
		if said := strings.TrimSpace(one.Cells[at]); said != "" {
			act = said
		}
	}
	form := t.forms.byName[act]
	switch {
	case act == "":
		return nil, act, errors.New("act: the line says no act, and none was chosen for the file")
	case form == nil:
		return nil, act, fmt.Errorf("act: there is no act %q in a fund; the templates show how each is written", act)
	case len(one.Cells) > len(t.columns):
		return nil, act, fmt.Errorf("the line has %d cells, and the table %d columns", len(one.Cells), len(t.columns))
	}
	typed, key := api.Typed{}, ""
	for i, cell := range one.Cells {
		cell = strings.TrimSpace(cell)
		if t.isCSV {
			cell = sheet.Plain(cell)
		}
		switch place := t.columns[i]; place {
		case actColumn, rowColumn, refusalColumn:
		case keyColumn:
			key = cell
		default:
			if err := form.fill(typed, place, cell); err != nil {
				return nil, act, err
			}
		}
	}
	if err := t.once(key, one.Row); err != nil {
		return nil, act, err
	}
	return form.form.Line(key, typed), act, nil
}

// once refuses a key that a line before has.
func (t *tableReader) once(key string, row int) error {
	if key == "" {
		return nil
	}
	if before, used := t.keys[key]; used {
		return fmt.Errorf("key: row %d has the same key; each line has one of its own", before)
	}
	t.keys[key] = row
	return nil
}

var tenths = regexp.MustCompile(`^(£? ?[0-9][0-9,]*\.[0-9])$`)

// fill puts what a cell says into its place.
func (f *actForm) fill(typed api.Typed, place, cell string) error {
	if cell == "" {
		return nil
	}
	kind, ok := f.kinds[lineNumber.ReplaceAllString(place, "")]
	if !ok {
		return fmt.Errorf("%s: %s has no such field; leave the cell empty", place, f.form.Act)
	}
	switch kind {
	case api.FieldYesNo:
		switch strings.ToLower(cell) {
		case "yes", "true", "y":
			cell = "yes"
		case "no", "false", "n":
			cell = ""
		default:
			return fmt.Errorf("%s: it must be yes or no", place)
		}
	case api.FieldMoney:
		if tenths.MatchString(cell) { // a spreadsheet writes £1,250.50 as 1250.5
			cell += "0"
		}
	}
	typed[place] = normal(kind, cell)
	return nil
}

// columnsOf are the columns that fill in an act: each line of a list has its own, of which two are named.
func columnsOf(fields []api.FormField, before string) []string {
	var list []string
	for _, f := range fields {
		at := strings.TrimSuffix(before+f.Name, ".")
		switch f.Kind {
		case api.FieldGroup:
			list = append(list, columnsOf(f.Fields, at+".")...)
		case api.FieldList:
			for _, n := range []string{".1.", ".2."} {
				list = append(list, columnsOf(f.Fields, at+n)...)
			}
		default:
			list = append(list, at)
		}
	}
	return list
}
