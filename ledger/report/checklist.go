package report

import (
	"fmt"
	"io"

	"pooled/ledger"
)

// Checklist is how ready a year is to be closed, point by point, as things stand.
type Checklist struct {
	Fund   ledger.FundID      `json:"fund"`
	Year   ledger.Year        `json:"year"`
	Closed bool               `json:"closed" doc:"the year is closed: nothing is left to do"`
	Ready  bool               `json:"ready" doc:"no point is to do, so the year can be closed"`
	Points []ledger.YearCheck `json:"points"`
}

// NewChecklist puts the points of a year's checklist together.
func NewChecklist(fund ledger.FundID, year ledger.Year, closed bool, points []ledger.YearCheck) Checklist {
	c := Checklist{Fund: fund, Year: year, Closed: closed, Ready: !closed, Points: points}
	for _, p := range points {
		if p.State == ledger.CheckFails {
			c.Ready = false
		}
	}
	return c
}

// Text writes the checklist for people. It returns the first error of w.
func (c Checklist) Text(w io.Writer) error {
	out := &writer{to: w}
	verdict := "cannot be closed yet"
	switch {
	case c.Closed:
		verdict = "is closed"
	case c.Ready:
		verdict = "can be closed"
	}
	fmt.Fprintf(out, "%s %s %s\n\n", c.Fund, c.Year, verdict)
	mark := map[ledger.CheckState]string{
		ledger.CheckDone: "[x]", ledger.CheckFlag: "[!]", ledger.CheckFails: "[ ]",
	}
	for _, p := range c.Points {
		fmt.Fprintf(out, "%s %s\n", mark[p.State], p.Name)
		for _, s := range p.Says {
			fmt.Fprintf(out, "      %s\n", s)
		}
	}
	return out.err
}
