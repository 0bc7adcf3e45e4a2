package sheet

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Cell is one of a workbook: words, or a figure.
type Cell struct {
	Text   string
	Number bool
}

// A Page is a sheet of a workbook, its first row bold.
type Page struct {
	Name   string
	Rows   [][]Cell
	Widths []int // of its columns, in characters; 0, or none: that of most
	Typed  bool  // what is typed into its columns stays as it is typed
}

// The parts of a workbook, as ECMA-376 has them, that do not depend on its sheets.
const (
	workbookRelations = `<Relationships xmlns="` + packageNamespace + `/relationships">` +
		`<Relationship Id="rId1" Target="xl/workbook.xml" Type="` + officeNamespace + `/officeDocument"/></Relationships>`

	// The styles of cells: 0 as it comes, 1 bold, 2 an amount, which is the built-in format 4, #,##0.00, and 3 text as it
	// was typed, which is 49.
	workbookStyles = `<styleSheet xmlns="` + mainNamespace + `"><fonts count="2">` +
		`<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

	mainNamespace    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	packageNamespace = "http://schemas.openxmlformats.org/package/2006"
	officeNamespace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetContent     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// columnWidth is that of most columns, in characters.
const columnWidth = 22

// WriteWorkbook writes a workbook. Words are texts, whatever they look like, so that no spreadsheet runs one as a
// formula; figures are written digit by digit, so that none passes through a float here. It returns the first error of
// out.
func WriteWorkbook(out io.Writer, pages ...Page) error {
	var types, relations, list strings.Builder
	for i, p := range pages {
		n := strconv.Itoa(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + sheetContent +
			`worksheet+xml"/>`)
		relations.WriteString(`<Relationship Id="rId` + n + `" Target="worksheets/sheet` + n + `.xml" Type="` +
			officeNamespace + `/worksheet"/>`)
		list.WriteString(`<sheet name="` + escaped(p.Name) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
	}
	parts := [][2]string{
		{
			"[Content_Types].xml", `<Types xmlns="` + packageNamespace + `/content-types">` +
				`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
				`<Default Extension="xml" ContentType="application/xml"/>` +
				`<Override PartName="/xl/workbook.xml" ContentType="` + sheetContent + `sheet.main+xml"/>` + types.String() +
				`<Override PartName="/xl/styles.xml" ContentType="` + sheetContent + `styles+xml"/></Types>`,
		},
		{"_rels/.rels", workbookRelations},
		{
			"xl/workbook.xml", `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + officeNamespace + `"><sheets>` +
				list.String() + `</sheets></workbook>`,
		},
		{
			"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packageNamespace + `/relationships">` +
				relations.String() + `<Relationship Id="rIdStyles" Target="styles.xml" Type="` + officeNamespace +
				`/styles"/></Relationships>`,
		},
		{"xl/styles.xml", workbookStyles},
	}
	for i, p := range pages {
		parts = append(parts, [2]string{"xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml", p.text()})
	}
	file := zip.NewWriter(out)
	for _, one := range parts {
		part, err := file.Create(one[0])
		if err == nil {
			_, err = io.WriteString(part, xml.Header+one[1])
		}
		if err != nil {
			return err
		}
	}
	return file.Close()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // memory does not fail
	return b.String()
}

// text is the sheet as its part of the workbook has it.
func (p Page) text() string {
	var b strings.Builder
	columns := 0
	for _, row := range p.Rows {
		columns = max(columns, len(row))
	}
	b.WriteString(`<worksheet xmlns="` + mainNamespace + `">`)
	if columns > 0 {
		b.WriteString(`<cols>`)
		for x := range columns {
			width, style := columnWidth, 0
			if x < len(p.Widths) && p.Widths[x] > 0 {
				width = p.Widths[x]
			}
			if p.Typed {
				style = 3
			}
			fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, x+1, x+1, width, style)
		}
		b.WriteString(`</cols>`)
	}
	b.WriteString(`<sheetData>`)
	for y, row := range p.Rows {
		fmt.Fprintf(&b, `<row r="%d">`, y+1)
		for x, c := range row {
			writeCell(&b, x, y, c)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func writeCell(b *strings.Builder, x, y int, c Cell) {
	place, style := cellName(x+1, y+1), 0
	if y == 0 {
		style = 1
	}
	if y > 0 && c.Number && amount.MatchString(c.Text) {
		fmt.Fprintf(b, `<c r="%s" s="2"><v>%s</v></c>`, place, c.Text)
		return
	}
	fmt.Fprintf(b, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, place, style,
		escaped(c.Text))
}
