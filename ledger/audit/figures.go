package audit

import (
	"cmp"
	"slices"
	"time"

	"pooled/ledger"
)

// Resources are the main figures of the money coming in.
type Resources struct {
	Agreed      ledger.Money `json:"agreed" doc:"resources agreed, called or not (9000 + 9005)"`
	Called      ledger.Money `json:"called" doc:"called or recognised as due (9005)"`
	Received    ledger.Money `json:"received" doc:"received in cash in the year (receipts on 1000)"`
	Due         ledger.Money `json:"due" doc:"called and not yet received (1100 + 1150)"`
	Unallocated ledger.Money `json:"unallocated" doc:"not yet in any scheme's budget (9100)"`
	Cash        ledger.Money `json:"cash" doc:"in hand with the host (1000); negative: advanced by it"`
}

// Spending is the main figures of what the money is for.
type Spending struct {
	Budget    ledger.Money `json:"budget" doc:"original budget (turnover of budget acts on 9200)"`
	Revised   ledger.Money `json:"revisedBudget" doc:"revised budget (9200 + 9300 + 9400)"`
	Committed ledger.Money `json:"committed" doc:"committed and not yet spent (9300)"`
	Spent     ledger.Money `json:"spent" doc:"spent (9400)"`
	Available ledger.Money `json:"available" doc:"left to commit (9200)"`
}

// SchemeRow is one scheme over all its sources.
type SchemeRow struct {
	Scheme ledger.SchemeID `json:"scheme"`
	Spending
}

// SourceRow is one source of funding.
type SourceRow struct {
	Source  ledger.SourceID `json:"source"`
	Partner ledger.BodyID   `json:"partner"`
	Resources
	Spending
}

// TotalRow is the fund's total.
type TotalRow struct {
	Resources
	Spending
}

// figure says which accounts make up a column and on which side it is positive.
type figure struct {
	codes  []ledger.Code
	of     string // one kind of movement; empty: whole control accounts
	credit bool
	inYear bool // of the year's own periods alone, where the account itself has no year
	at     func(*TotalRow) *ledger.Money
}

// figures are the definitions of the columns, said once more and apart from those of the reports.
var figures = []figure{
	{
		codes: []ledger.Code{ledger.ResourcesAgreed, ledger.ResourcesCalled},
		at:    func(r *TotalRow) *ledger.Money { return &r.Agreed },
	},
	{codes: []ledger.Code{ledger.ResourcesCalled}, at: func(r *TotalRow) *ledger.Money { return &r.Called }},
	{
		codes: []ledger.Code{ledger.Cash}, of: "by=" + ledger.Receipt, inYear: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Received },
	},
	{
		codes: []ledger.Code{ledger.ContributionDebtors, ledger.GrantDebtors},
		at:    func(r *TotalRow) *ledger.Money { return &r.Due },
	},
	{
		codes: []ledger.Code{ledger.Unallocated}, credit: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Unallocated },
	},
	{codes: []ledger.Code{ledger.Cash}, at: func(r *TotalRow) *ledger.Money { return &r.Cash }},
	{
		codes: []ledger.Code{ledger.SchemeAvailable}, of: "by=" + ledger.BudgetMoved, credit: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Budget },
	},
	{
		codes:  []ledger.Code{ledger.SchemeAvailable, ledger.SchemeCommitted, ledger.SchemeConsumed},
		credit: true, at: func(r *TotalRow) *ledger.Money { return &r.Revised },
	},
	{
		codes: []ledger.Code{ledger.SchemeCommitted}, credit: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Committed },
	},
	{
		codes: []ledger.Code{ledger.SchemeConsumed}, credit: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Spent },
	},
	{
		codes: []ledger.Code{ledger.SchemeAvailable}, credit: true,
		at: func(r *TotalRow) *ledger.Money { return &r.Available },
	},
}

// amount is what an account adds to the column in a financial year.
func (f figure) amount(t *tally, year ledger.Year) int64 {
	a := t.account
	if !slices.Contains(f.codes, a.Code) || f.of != "" && a.Of != f.of || a.Year != 0 && a.Year != year {
		return 0
	}
	amount := t.balance
	if f.inYear {
		for y, moved := range t.years {
			if y < year {
				amount -= moved
			}
		}
	}
	if f.credit {
		return -amount
	}
	return amount
}

// position adds up the columns by scheme, by source and in total. A row is left out where an account of it never moved.
func (p *replay) position(year ledger.Year) ([]SchemeRow, []SourceRow, TotalRow) {
	schemes, sources := map[ledger.SchemeID]*TotalRow{}, map[SourceRow]*TotalRow{}
	var total TotalRow
	for _, t := range p.accounts {
		rows := []*TotalRow{&total}
		if t.account.Source != "" {
			rows = append(rows, at(sources, SourceRow{Source: t.account.Source, Partner: t.account.Partner}))
		}
		if t.account.Scheme != "" {
			rows = append(rows, at(schemes, t.account.Scheme))
		}
		for _, f := range figures {
			if amount := f.amount(t, year); amount != 0 {
				for _, row := range rows {
					*f.at(row) = f.at(row).Add(ledger.Pence(amount))
				}
			}
		}
	}
	schemeRows, sourceRows := []SchemeRow{}, []SourceRow{}
	for id, row := range schemes {
		schemeRows = append(schemeRows, SchemeRow{id, row.Spending})
	}
	for key, row := range sources {
		sourceRows = append(sourceRows, SourceRow{key.Source, key.Partner, row.Resources, row.Spending})
	}
	slices.SortFunc(schemeRows, func(a, b SchemeRow) int { return cmp.Compare(a.Scheme, b.Scheme) })
	slices.SortFunc(sourceRows, func(a, b SourceRow) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Partner, b.Partner))
	})
	return schemeRows, sourceRows, total
}

// at is what stands at a key, made where nothing does.
func at[M ~map[K]*V, K comparable, V any](rows M, key K) *V {
	if rows[key] == nil {
		rows[key] = new(V)
	}
	return rows[key]
}

// yearOf is the financial year of the London day on which an entry was recorded.
func yearOf(recorded []byte) ledger.Year {
	t, err := time.Parse(recordedForm, string(recorded))
	if err != nil {
		return 0
	}
	return ledger.YearOf(ledger.DateOf(t))
}
