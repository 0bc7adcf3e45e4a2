package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// Bounds of a workbook once it is unpacked, whatever its size as a file.
const (
	partBytesMax = 256 << 20 // of a sheet, which is read as a stream
	heldBytesMax = 48 << 20  // of a part that is held in memory
	partsMax     = 2000
)

// A Book is an Excel workbook. It holds values alone: what has macros is refused, and so is each sheet with formulas,
// merged cells or what is hidden.
type Book struct {
	parts  map[string]*zip.File
	sheets []bookSheet
	texts  []string    // which cells share
	styles []cellStyle // of cells, by their number
	since  int         // the day before day 1, in days since 1 January 1970
}

type bookSheet struct{ name, part string }

// notBook is what is said of a ZIP archive that is no workbook.
var notBook = []struct{ part, said string }{
	{"xl/vbaproject.bin", "it holds macros: save it as an Excel workbook (.xlsx), which has none"},
	{"xl/macrosheets/", "it holds macros: save it as an Excel workbook (.xlsx), which has none"},
	{"xl/workbook.bin", "it is a binary workbook (.xlsb): save it as an Excel workbook (.xlsx)"},
	{"word/", "it is a text document: send the table as CSV or as an Excel workbook (.xlsx)"},
	{"content.xml", "it is an OpenDocument file: save it as CSV or as an Excel workbook (.xlsx)"},
}

// OpenBook opens a workbook. Every error is an *Error.
func OpenBook(file []byte) (*Book, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(archive.File) > partsMax {
		return nil, wrong(0, 0, "the workbook cannot be opened: it is cut off or damaged")
	}
	b := &Book{parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/")
		for _, no := range notBook {
			if strings.HasPrefix(strings.ToLower(name), no.part) {
				return nil, wrong(0, 0, "%s", no.said)
			}
		}
		b.parts[name] = f
	}
	types, err := b.held("[Content_Types].xml")
	if err != nil {
		return nil, err
	}
	if bytes.Contains(bytes.ToLower(types), []byte("macroenabled")) {
		return nil, wrong(0, 0, "%s", notBook[0].said)
	}
	if err := b.open(); err != nil {
		return nil, err
	}
	return b, nil
}

// open reads what stands around the sheets.
func (b *Book) open() error {
	at := "xl/workbook.xml"
	for _, one := range b.relations("_rels/.rels") {
		if strings.HasSuffix(one.Type, "/officeDocument") {
			at = strings.TrimPrefix(one.Target, "/")
		}
	}
	var book struct {
		Properties struct {
			Since string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name     string     `xml:"name,attr"`
			State    string     `xml:"state,attr"`
			Relation []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.read(at, &book); err != nil {
		return err
	}
	b.since = daysBefore1900
	if book.Properties.Since == "1" || book.Properties.Since == "true" {
		b.since = daysBefore1904
	}
	folder, targets := path.Dir(at), map[string]string{}
	for _, one := range b.relations(folder + "/_rels/" + path.Base(at) + ".rels") {
		target := strings.TrimPrefix(one.Target, "/")
		if target == one.Target {
			target = path.Join(folder, target)
		}
		targets[one.ID] = target
		var err error
		switch {
		case strings.HasSuffix(one.Type, "/sharedStrings"):
			b.texts, err = b.sharedTexts(target)
		case strings.HasSuffix(one.Type, "/styles"):
			b.styles, err = b.cellStyles(target)
		}
		if err != nil {
			return err
		}
	}
	for _, one := range book.Sheets {
		for _, a := range one.Relation {
			if a.Name.Local == "id" && b.parts[targets[a.Value]] != nil && (one.State == "" || one.State == "visible") {
				b.sheets = append(b.sheets, bookSheet{one.Name, targets[a.Value]})
			}
		}
	}
	if len(b.sheets) == 0 {
		return wrong(0, 0, "the workbook has no sheet that can be seen")
	}
	return nil
}

// Sheets are the names of the sheets that can be seen, in their order.
func (b *Book) Sheets() []string {
	var names []string
	for _, one := range b.sheets {
		names = append(names, one.name)
	}
	return names
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations are those that a part lists; none where there is no such part.
func (b *Book) relations(part string) []relation {
	var list struct {
		Relations []relation `xml:"Relationship"`
	}
	_ = b.read(part, &list) // what it does not lead to is missed where it is needed
	return list.Relations
}

var errDamaged = wrong(0, 0, "the workbook cannot be read: a part of it is damaged or missing")

// read reads a part into a value.
func (b *Book) read(part string, into any) error {
	text, err := b.held(part)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(text, into); err != nil {
		return errDamaged
	}
	return nil
}

// held reads a part into memory.
func (b *Book) held(part string) ([]byte, error) {
	in, err := b.part(part, heldBytesMax)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, damaged(err)
	}
	return text, nil
}

// part opens a part. What unpacks to more than most bytes is refused where it goes beyond them.
func (b *Book) part(name string, most int64) (io.ReadCloser, error) {
	f := b.parts[name]
	if f == nil {
		return nil, errDamaged
	}
	in, err := f.Open()
	if err != nil {
		return nil, errDamaged
	}
	return &bounded{in, most}, nil
}

// bounded reads at most so many bytes.
type bounded struct {
	io.ReadCloser
	left int64
}

var errUnpacks = wrong(0, 0, "the workbook unpacks to far more than a table of acts can hold: send the lines as CSV, or in "+
	"several files")

// Read reads.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errUnpacks
	}
	return n, err
}

// damaged is an error of reading as it is told.
func damaged(err error) error {
	if said, ok := errors.AsType[*Error](err); ok {
		return said
	}
	return errDamaged
}
