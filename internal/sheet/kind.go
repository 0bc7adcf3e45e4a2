package sheet

import (
	"bytes"
	"path"
	"strings"
)

// Kind is what a file of acts is, by its content.
type Kind string

// The kinds that are read.
const (
	CSV    Kind = "CSV"
	Excel  Kind = "XLSX"
	NDJSON Kind = "NDJSON"
)

// HeadBytes are enough of a file's beginning for [KindOf].
const HeadBytes = 512

const asUTF8 = "In Excel, save it as “CSV UTF-8 (comma delimited)”; in LibreOffice choose the character set UTF-8."

// foreign are beginnings of files that are none of the kinds.
var foreign = []struct{ begins, said string }{
	{"\xd0\xcf\x11\xe0", "it is an Excel workbook of the old form (.xls), or one with a password: save it as an Excel " +
		"workbook (.xlsx) without a password"},
	{"\xff\xfe", "its text is in UTF-16 and not in UTF-8. " + asUTF8},
	{"\xfe\xff", "its text is in UTF-16 and not in UTF-8. " + asUTF8},
	{"%PDF", "it is a PDF: send the table that it was made from, as CSV or XLSX"},
	{"\x1f\x8b", "it is compressed: send the file that is in it"},
	{"<", "it is a page or XML: save it as CSV or as an Excel workbook (.xlsx)"},
	{"[", "it is a list in JSON: write one act a line (NDJSON), without brackets around them and commas between them"},
}

// KindOf is what a file is by its beginning. A file that is none of the kinds is refused with an *Error, and so is one
// whose name says that it is another.
func KindOf(head []byte, name string) (Kind, error) {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(text) == 0 {
		return "", wrong(0, 0, "the file is empty: it holds no line")
	}
	for _, f := range foreign {
		if bytes.HasPrefix(text, []byte(f.begins)) {
			return "", wrong(0, 0, "%s", f.said)
		}
	}
	kind := CSV
	switch {
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		kind = Excel
	case text[0] == '{':
		kind = NDJSON
	case bytes.IndexByte(text, 0) >= 0:
		return "", wrong(0, 0, "it is neither a table (CSV or XLSX) nor acts in JSON, one a line (NDJSON)")
	}
	named := map[string]Kind{".csv": CSV, ".xlsx": Excel, ".ndjson": NDJSON, ".jsonl": NDJSON}
	extension := strings.ToLower(path.Ext(name))
	if says, ok := named[extension]; ok && says != kind {
		return "", wrong(0, 0, "its name ends in %s, and what is in it is %s: look whether it is the right file, and give "+
			"it its right name", extension, kind)
	}
	return kind, nil
}
