package web

import (
	"fmt"
	"html/template"
	"math/bits"
	"strings"
)

// Charts are SVG that the server writes: pure functions from figures to text. Widths are per cent of the page's, so
// that texts keep their size from a phone to a wall. A coordinate is a ratio of pence, reckoned in whole numbers.

// chart is a picture with its message, and the table that says the same.
type chart struct {
	Message string // the chart's title: what it shows, as a sentence
	Key     []mark
	Note    string // what the picture alone does not say; none: nothing
	Wide    bool   // it scrolls sideways where there is no room
	Open    bool   // every figure of it is shown from the start
	Picture template.HTML
	Table   table
}

// mark is an entry of a chart's key.
type mark struct{ Class, Name string }

// share is the part of whole that p is of most, rounded down; p is taken between nil and most.
func share(p, most, whole int64) int64 {
	if p <= 0 || most <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(min(p, most)), uint64(whole))
	part, _ := bits.Div64(high, low, uint64(most))
	return int64(part)
}

// percent is the part of most that p is, as SVG writes it, out of whole per cent.
func percent(p, most, whole int64) string { return hundredths(share(p, most, whole*100)) + "%" }

// hundredths writes a number of hundredths.
func hundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// drawing is an SVG that is being written.
type drawing struct{ strings.Builder }

// begin opens a drawing. What it shows is told to those who cannot see it.
func begin(id, title, description, size string) *drawing {
	d := &drawing{}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%s-t %s-d" %s>`+"\n"+
		`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`+"\n", id, id, size, id, esc(title), id, esc(description))
	return d
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *drawing) text(x, y, class, anchor, text string) {
	d.add(`<text x="%s" y="%s" class="%s" text-anchor="%s">%s</text>`+"\n", x, y, class, anchor, esc(text))
}

func (d *drawing) bar(x string, y int, width string, height int, class, fill string) {
	d.add(`<rect x="%s" y="%d" width="%s" height="%d" class="%s"%s/>`+"\n", x, y, width, height, class, fill)
}

func (d *drawing) line(x1, y1, x2, y2, class string) {
	d.add(`<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"/>`+"\n", x1, y1, x2, y2, class)
}

func (d *drawing) end() template.HTML {
	d.add("</svg>\n")
	return template.HTML(d.String()) //nolint:gosec // every text in it was escaped
}

func esc(text string) string { return template.HTMLEscapeString(text) }
