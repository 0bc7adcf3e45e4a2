package report

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"pooled/ledger"
)

// Text writes the outcomes to be read and published. It returns the first error of w.
func (o Outcomes) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s\nOutcomes, %s\n", o.Name, o.Moment)
	for _, m := range o.Measures {
		m.print(out)
	}
	fmt.Fprintf(out, "\n%s\n", o.Note)
	return out.err
}

func (m OutcomeRow) print(out *writer) {
	fmt.Fprintf(out, "\n%s, of %s (%s is better)\n", m.Name, m.Of, m.Better)
	fmt.Fprintf(out, "Baseline %s: %s (%s)\n", ledger.Span{From: m.From, To: m.To}, m.Baseline, m.Source)
	if m.LostIncome != nil {
		fmt.Fprintf(out, "Income that it is claimed to lose: %s, a claim and not cash\n", m.LostIncome.Pounds())
	}
	for _, r := range m.Results {
		fmt.Fprintf(out, "%s: %s%s\n", ledger.Span{From: r.From, To: r.To}, r.Actual, r.marks())
		if r.Target != "" {
			fmt.Fprintf(out, "  target %s%s\n", r.Target, r.met())
		}
		if r.Spend != nil {
			fmt.Fprintf(out, "  spend in the ledger %s%s\n", r.Spend.Pounds(), r.each(m))
		}
		if r.Why != "" {
			fmt.Fprintf(out, "  not worked out further: %s\n", r.Why)
		}
		fmt.Fprintf(out, "  evidence: %s\n", r.Evidence)
	}
	if len(m.Results) == 0 {
		fmt.Fprintln(out, "No result yet")
	}
}

// marks are the change in whole per cent, and whether the figure is final.
func (r OutcomeResult) marks() string {
	var marks []string
	if r.change != nil {
		marks = append(marks, wholePercent(r.change))
	}
	if r.Estimated {
		marks = append(marks, "estimated")
	}
	if r.Version > 1 {
		marks = append(marks, "restated")
	}
	if len(marks) == 0 {
		return ""
	}
	return " (" + strings.Join(marks, ", ") + ")"
}

// wholePercent rounds a fraction to whole per cent, halves away from nil: "−33 %", "+2 %".
func wholePercent(change *big.Rat) string {
	text := new(big.Rat).Mul(change, big.NewRat(100, 1)).FloatString(0)
	if number, less := strings.CutPrefix(text, "-"); less {
		return "−" + number + " %"
	}
	if text == "0" {
		return "0 %"
	}
	return "+" + text + " %"
}

func (r OutcomeResult) met() string {
	switch {
	case r.Met == nil:
		return ""
	case *r.Met:
		return ", met"
	}
	return ", not met"
}

// each is what each of those gained cost, in words.
func (r OutcomeResult) each(m OutcomeRow) string {
	cost, err := ledger.ParseMoney(r.CostEach)
	if err != nil {
		return ""
	}
	way := "more"
	if m.Better == ledger.Lower {
		way = "fewer"
	}
	gain, err := ledger.ParseQuantity(r.Gain)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(": %s for each %s, %s %s", cost.Pounds(), m.Unit, gain.Grouped(), way)
}

// Text writes the claims to be read and published. It returns the first error of w.
func (s Savings) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s\n%s, %s\n", s.Name, s.Heading, s.Moment)
	for _, c := range s.Claims {
		c.print(out)
	}
	fmt.Fprintf(out, "\nTotal claimed as saved: %s\n", least(s.AtLeast, s.Total))
	if !s.Lost.IsZero() {
		fmt.Fprintf(out, "Income claimed to be lost by it: %s; the two are not set off\n", s.Lost.Pounds())
	}
	if len(s.Bodies) > 0 {
		fmt.Fprintln(out)
		t := table{}
		t.add("By body", "gains", "loses")
		for _, b := range s.Bodies {
			gains := figure(b.Gains)
			if b.AtLeast {
				gains = "at least " + gains
			}
			t.add(b.Name, gains, figure(b.Loses))
		}
		t.print(out)
	}
	for _, c := range s.Withdrawn {
		fmt.Fprintf(out, "\nWithdrawn: claim %s of %s, because: %s\n", c.Claim, c.Amount.Pounds(), c.Why)
	}
	return out.err
}

func (c ClaimRow) print(out *writer) {
	fmt.Fprintf(out, "\n%s: %s saved by %s\n", ledger.Span{From: c.From, To: c.To}, least(c.AtLeast, c.Amount), c.gains)
	if c.Loses != "" {
		fmt.Fprintf(out, "  %s loses income of %s by it\n", c.loses, c.Lost.Pounds())
	}
	fmt.Fprintf(out, "  method: %s\n  source: %s\n", c.Method, c.Source)
}

// least is an amount, stated as at least that where it is.
func least(atLeast bool, m ledger.Money) string {
	if atLeast {
		return "at least " + m.Pounds()
	}
	return m.Pounds()
}
