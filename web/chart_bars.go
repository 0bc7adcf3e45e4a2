package web

import (
	"fmt"
	"html/template"
	"strconv"
)

// bar is a row of a bar chart, in pence: a frame of what was planned, filled by what came or was spent, then hatched by
// what is promised beside it; and a mark where it is expected to end. Plan 0 with no mark leaves those out.
type bar struct {
	Name, Says          string // says stands below the bar
	Plan, Filled, Hatch int64
	Mark                int64
	Marked              bool
}

const (
	barRow    = 74 // px: a line of text, the bar, and room below
	barText   = 14
	barTop    = 20
	barHeight = 18
	barBelow  = 18 // to the foot of the words below a bar
	barWide   = 99 // per cent, so that a frame's right edge is seen
)

// drawBars draws bars from one scale.
func drawBars(id, title string, rows []bar) template.HTML {
	var most int64
	for _, r := range rows {
		most = max(most, r.Plan, r.Filled+r.Hatch, r.Filled, r.Mark)
	}
	describe := fmt.Sprintf("%d bars on one scale, the longest being %s pounds. The table below has every figure.",
		len(rows), strconv.FormatInt(most/100, 10))
	d := begin(id, title, describe, fmt.Sprintf(`height="%d"`, barRow*len(rows)))
	d.add(`<defs><pattern id="%s-h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`+
		`<line x1="0" y1="0" x2="0" y2="8" class="hatch"/></pattern></defs>`+"\n", id)
	for i, r := range rows {
		y := i * barRow
		d.text("0", strconv.Itoa(y+barText), "strong", "start", r.Name)
		d.text("0", strconv.Itoa(y+barTop+barHeight+barBelow), "says", "start", r.Says)
		filled := share(r.Filled, most, barWide*100)
		d.bar("0", y+barTop, hundredths(filled)+"%", barHeight, "one", "")
		if r.Hatch > 0 {
			both := share(max(r.Filled, 0)+r.Hatch, most, barWide*100)
			d.bar(hundredths(filled)+"%", y+barTop, hundredths(both-filled)+"%", barHeight, "",
				fmt.Sprintf(` fill="url(#%s-h)"`, id))
		}
		if r.Plan > 0 {
			d.bar("0", y+barTop, percent(r.Plan, most, barWide), barHeight, "frame", "")
		}
		if r.Marked {
			at := percent(r.Mark, most, barWide)
			d.line(at, strconv.Itoa(y+barTop-4), at, strconv.Itoa(y+barTop+barHeight+4), "mark")
		}
	}
	return d.end()
}
