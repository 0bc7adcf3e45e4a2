package web

import (
	"html/template"
	"strconv"
)

// digitColumn is how many amounts begin with a digit and how many would by Benford's law, in hundredths.
type digitColumn struct{ Counted, Expected int64 }

const (
	digitsHeight = 160 // px, of the plot
	digitsTop    = 8
	digitsStep   = 11 // per cent, from one column to the next
	digitsWide   = 8  // per cent
)

// drawDigits draws a column for each digit, with a mark across it where Benford's law has it.
func drawDigits(id, title string, columns [9]digitColumn) template.HTML {
	most := int64(1)
	for _, c := range columns {
		most = max(most, c.Counted, c.Expected)
	}
	d := begin(id, title, "Nine columns on one scale, one for each first digit, each with a mark where Benford's law has it. "+
		"The table below has every figure.", `height="`+strconv.Itoa(digitsTop+digitsHeight+24)+`"`)
	foot := digitsTop + digitsHeight
	for i, c := range columns {
		left, height := i*digitsStep, int(share(c.Counted, most, digitsHeight))
		d.bar(strconv.Itoa(left)+"%", foot-height, strconv.Itoa(digitsWide)+"%", height, "one", "")
		y := strconv.Itoa(foot - int(share(c.Expected, most, digitsHeight)))
		d.line(strconv.Itoa(left)+"%", y, strconv.Itoa(left+digitsWide)+"%", y, "mark")
		d.text(strconv.Itoa(left+digitsWide/2)+"%", strconv.Itoa(foot+18), "", "middle", strconv.Itoa(i+1))
	}
	d.line("0", strconv.Itoa(foot), "100%", strconv.Itoa(foot), "axis")
	return d.end()
}
