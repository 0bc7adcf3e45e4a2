package report

import (
	"fmt"
	"io"
	"strings"
)

// Text writes a partner's own figures, and how all partners' figures come to the fund's, in pounds. It returns the
// first error of w.
func (p PartnerAccounts) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nOwn figures of %s for %s, %s\n%s\n\n", p.Name, p.Fund, p.PartnerName, p.Moment.Year,
		p.Moment, wrapped(p.Note))
	t := table{}
	head := []string{"Income", "Expenditure", "Debtors", "Creditors", "Cash"}
	row := func(name string, f Treated) {
		t.add(name, exact(f.Income), exact(f.Expenditure), exact(f.Debtors), exact(f.Creditors), exact(f.Cash))
	}
	t.add("BY SCHEME LINE, £", head...)
	for _, kind := range []struct{ kind, title string }{
		{PooledSpend, "Through the pool"},
		{DirectSpend, "Partner-direct, never the pool's cash"},
		{AlignedSpend, "Aligned, for memorandum alone"},
		{NoLine, "Of sources without a scheme line"},
	} {
		title := kind.title
		for _, l := range p.Lines {
			if l.Kind != kind.kind {
				continue
			}
			if title != "" {
				t.add(title)
				title = ""
			}
			row("  "+l.name(), l.Treated)
		}
	}
	t.rule()
	row(totalName, p.Total)
	t.print(out)
	fmt.Fprintln(out)
	for _, l := range p.Lines {
		fmt.Fprintf(out, "%s: %s.\n", l.name(), l.Basis)
	}
	t = table{}
	t.add("FROM ALL PARTNERS' FIGURES TO THE FUND'S, £", head...)
	for i, r := range p.Reconciled {
		if i == len(p.Reconciled)-1 {
			t.rule()
		} else if r.Treated == (Treated{}) {
			continue
		}
		row(r.Name, r.Treated)
	}
	fmt.Fprintln(out)
	t.print(out)
	return out.err
}

func (r TreatedRow) name() string {
	if r.Kind == NoLine {
		return r.SourceName
	}
	return r.SchemeName + ", " + r.SourceName + " (" + string(r.Arrangement) + ")"
}

// wrapped is a text in lines of a readable length.
func wrapped(text string) string {
	var out strings.Builder
	length := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case length > 0 && length+len(word) >= 110:
			out.WriteByte('\n')
			length = 0
		case length > 0:
			out.WriteByte(' ')
		}
		out.WriteString(word)
		length += len(word) + 1
	}
	return out.String()
}
