package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pooled/ledger"
)

// TrialBalance is every account's balance in both books. Each book's debits equal its credits.
type TrialBalance struct {
	Fund   ledger.FundID `json:"fund"`
	Name   string        `json:"name"`
	Moment Moment        `json:"moment"`
	Books  []TrialBook   `json:"books" doc:"actuals, then memo"`
}

// TrialBook is one book of a trial balance.
type TrialBook struct {
	Book       string       `json:"book" doc:"actuals or memo; memo is excluded from every statutory extract"`
	Lines      []TrialLine  `json:"lines"`
	Debits     ledger.Money `json:"debits"`
	Credits    ledger.Money `json:"credits"`
	Difference ledger.Money `json:"difference" doc:"debits less credits: nil, or the books are at fault"`
}

// TrialLine is one account's balance, on the side it stands.
type TrialLine struct {
	Code    ledger.Code     `json:"code"`
	Name    string          `json:"name" doc:"in the chart of accounts"`
	Account string          `json:"account"`
	Year    ledger.Year     `json:"year,omitempty"`
	Partner ledger.BodyID   `json:"partner"`
	Source  ledger.SourceID `json:"source"`
	Scheme  ledger.SchemeID `json:"scheme"`
	Nature  ledger.Nature   `json:"nature"`
	Debit   ledger.Money    `json:"debit"`
	Credit  ledger.Money    `json:"credit"`
}

// TrialBalance lists every account that has a balance, as at a moment, in order of code.
func (r *Reports) TrialBalance(ctx context.Context, fund ledger.FundID, at AsOf) (TrialBalance, error) {
	var t TrialBalance
	err := r.read(ctx, fund, func(v *view) error {
		all := accounts{kinds: []string{}}
		for _, line := range ledger.Chart {
			all.codes = append(all.codes, int16(line.Code))
		}
		b, err := v.figures(ctx, at, all)
		if err != nil {
			return err
		}
		if b.papers, err = v.papers(ctx, b.cut, b.moment, "fund"); err != nil {
			return err
		}
		t = TrialBalance{
			Fund: fund, Name: b.papers.fund.Name, Moment: b.moment,
			Books: []TrialBook{b.trial(ledger.Actuals), b.trial(ledger.Memo)},
		}
		return nil
	})
	return t, err
}

func (b *books) trial(book ledger.Book) TrialBook {
	t := TrialBook{Book: book.String(), Lines: []TrialLine{}}
	for a, held := range b.balances {
		line, _ := a.Code.Line()
		if a.Of != "" || line.Book() != book || held.amount.IsZero() {
			continue
		}
		one := TrialLine{
			Code: a.Code, Name: line.Name, Account: a.String(), Year: a.Year, Partner: a.Partner,
			Source: a.Source, Scheme: a.Scheme, Nature: a.Nature,
		}
		if held.amount.Sign() > 0 {
			one.Debit = held.amount
		} else {
			one.Credit = held.amount.Neg()
		}
		t.Debits, t.Credits = t.Debits.Add(one.Debit), t.Credits.Add(one.Credit)
		t.Lines = append(t.Lines, one)
	}
	t.Difference = t.Debits.Sub(t.Credits)
	slices.SortFunc(t.Lines, func(x, y TrialLine) int {
		return cmp.Or(cmp.Compare(x.Code, y.Code), strings.Compare(x.Account, y.Account))
	})
	return t
}
