package audit

import (
	"errors"
	"fmt"

	"pooled/ledger/report"
)

// CompareWith holds what was replayed against a position and a trial balance of the reports: every row of both, and
// none besides.
func (r Replayed) CompareWith(p report.Position, t report.TrialBalance) error {
	var wrong []error
	same := func(what string, got, want any) {
		if got != want {
			wrong = append(wrong, fmt.Errorf("%s is %v, and the reports say %v", what, got, want))
		}
	}
	same("the year", r.Year, p.Moment.Year)
	same("the entry", r.Seq, p.Moment.Seq)
	same("the total", r.Total, TotalRow{resources(p.Total.Resources), spending(p.Total.Spending)})
	schemes, sources := map[string]Spending{}, map[string]TotalRow{}
	for _, s := range r.Schemes {
		schemes[string(s.Scheme)] = s.Spending
	}
	for _, s := range p.Schemes {
		same("scheme "+string(s.Scheme), schemes[string(s.Scheme)], spending(s.Spending))
		delete(schemes, string(s.Scheme))
	}
	for _, s := range r.Sources {
		sources[string(s.Source)] = TotalRow{s.Resources, s.Spending}
	}
	for _, s := range p.Sources {
		same("source "+string(s.Source), sources[string(s.Source)], TotalRow{resources(s.Resources), spending(s.Spending)})
		delete(sources, string(s.Source))
	}
	same("schemes besides", len(schemes), 0)
	same("sources besides", len(sources), 0)
	for i, book := range r.Books {
		want := t.Books[i]
		same(book.Book+" debits", book.Debits, want.Debits)
		same(book.Book+" credits", book.Credits, want.Credits)
		same(book.Book+" lines", len(book.Lines), len(want.Lines))
		for n := range min(len(book.Lines), len(want.Lines)) {
			w := want.Lines[n]
			same(book.Book+" line", book.Lines[n], TrialLine{w.Code, w.Name, w.Account, w.Debit, w.Credit})
		}
	}
	return errors.Join(wrong...)
}

func resources(r report.Resources) Resources {
	return Resources{r.Agreed, r.Called, r.Received, r.Due, r.Unallocated, r.Cash}
}

func spending(s report.Spending) Spending {
	return Spending{s.Budget, s.Revised, s.Committed, s.Spent, s.Available}
}
