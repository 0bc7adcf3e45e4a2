package web

import (
	"fmt"
	"html/template"
	"strconv"
)

// run is a year's spending in pence, added up month by month: what the profile expects by each month's end, what was
// spent by those that are over, and where the year is expected to end.
type run struct {
	Expected [12]int64
	Spent    []int64 // of the months that are over
	Outturn  int64
}

var monthNames = [12]string{"Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"}

const (
	runHeight = 240 // px, of the plot
	runTop    = 8
	runLeft   = 2  // per cent
	runWide   = 94 // per cent
)

// drawRun draws the year's run.
func drawRun(id, title string, r run) template.HTML {
	most := max(r.Outturn, 1)
	for _, p := range append(r.Expected[:], r.Spent...) {
		most = max(most, p)
	}
	x := func(month int) string { // 0: the beginning of April
		return hundredths(runLeft*100+int64(month)*runWide*100/12) + "%"
	}
	y := func(p int64) string { return strconv.FormatInt(runTop+runHeight-share(p, most, runHeight), 10) }
	describe := fmt.Sprintf("Spending added up over the year's months against the profile, %d of 12 months spent. "+
		"The table below has every figure.", len(r.Spent))
	d := begin(id, title, describe, fmt.Sprintf(`height="%d"`, runTop+runHeight+28))
	d.line(x(0), y(0), x(12), y(0), "axis")
	for i, name := range monthNames {
		d.line(x(i+1), y(0), x(i+1), strconv.Itoa(runTop+runHeight+5), "axis")
		if i%3 == 2 {
			d.text(x(i+1), strconv.Itoa(runTop+runHeight+22), "", "middle", name)
		}
	}
	before := int64(0)
	for i, p := range r.Expected {
		d.line(x(i), y(before), x(i+1), y(p), "expected")
		before = p
	}
	before = 0
	for i, p := range r.Spent {
		d.line(x(i), y(before), x(i+1), y(p), "run")
		before = p
	}
	if n := len(r.Spent); n < 12 {
		d.line(x(n), y(before), x(12), y(r.Outturn), "ahead")
	}
	return d.end()
}
