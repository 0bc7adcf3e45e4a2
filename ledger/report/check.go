package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed check.sql
var checkSQL string

// Difference is a rule of the books that does not hold. There is none unless somebody has been at the tables.
type Difference struct {
	Rule     string       `json:"rule"`
	Where    string       `json:"where" doc:"the account, scheme, source or partner"`
	Seq      int64        `json:"seq,omitempty" doc:"the first entry it shows at"`
	Expected ledger.Money `json:"expected"`
	Found    ledger.Money `json:"found"`
}

// String says what is wrong.
func (d Difference) String() string {
	return fmt.Sprintf("%s: %s at entry %d: %s, not %s",
		d.Rule, d.Where, d.Seq, d.Found.Pounds(), d.Expected.Pounds())
}

// Check holds a fund's books against every rule, inside the database and from the postings' amounts alone:
// running balances replay, control accounts are the sum of their subsidiaries, each entry and each book sums
// to nil, and I1 to I7 hold for every scheme, source and partner. It reads every posting. It returns
// ErrNoFund.
func (r *Reports) Check(ctx context.Context, fund ledger.FundID) ([]Difference, error) {
	var found []Difference
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, r.pool, options, func(tx pgx.Tx) error {
		var number int32
		err := tx.QueryRow(ctx, `
			SELECT fund
			  FROM fund
			 WHERE id = $1
			   AND seq > 0`, fund).Scan(&number)
		if errors.Is(err, pgx.ErrNoRows) {
			return ledger.ErrNoFund.With("there is no fund %q, or you may not see it", fund)
		}
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, checkSQL, pgx.StrictNamedArgs{"fund": number})
		if err != nil {
			return err
		}
		if found, err = pgx.CollectRows(rows, scanDifference); err != nil {
			return err
		}
		totals, err := accountTotals(ctx, tx, number)
		if err != nil {
			return err
		}
		lines, err := lineageOf(ctx, tx, number)
		found = append(found, checkTotals(totals, lines)...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", fund, err)
	}
	return found, nil
}

func scanDifference(row pgx.CollectableRow) (Difference, error) {
	var d Difference
	var expected, found int64
	err := row.Scan(&d.Rule, &d.Where, &d.Seq, &expected, &found)
	d.Expected, d.Found = ledger.Pence(expected), ledger.Pence(found)
	return d, err
}

// accountTotal is what an account's postings come to.
type accountTotal struct {
	account ledger.Account
	amount  ledger.Money
	closed  ledger.Money // of it, what closing entries moved
}

// accountTotals adds up the postings of every account, subsidiaries apart.
func accountTotals(ctx context.Context, tx pgx.Tx, fund int32) ([]accountTotal, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document, sum(p.amount)::bigint,
		       coalesce(sum(p.amount) FILTER (WHERE p.period & 15 = 14), 0)::bigint
		  FROM account AS a
		  JOIN posting AS p ON p.fund = @fund AND p.subsidiary = a.number
		 WHERE a.fund = @fund
		 GROUP BY a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document
		 ORDER BY a.number`, pgx.StrictNamedArgs{"fund": fund})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (accountTotal, error) {
		var t accountTotal
		a, pence, closed := &t.account, int64(0), int64(0)
		err := row.Scan(&a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of, &pence, &closed)
		t.amount, t.closed = ledger.Pence(pence), ledger.Pence(closed)
		return t, err
	})
}

// rule is an invariant written so that the accounts it takes sum to nil.
type rule struct {
	name   string
	scheme bool // both its sides know the scheme
	whole  bool // it holds for a source and whoever took over from it together
	takes  func(ledger.Account) bool
}

func between(a ledger.Account, first, last ledger.Code) bool {
	return a.Code >= first && a.Code <= last
}

// checkRules are I1 to I4, I6 and I7 of the domain. I5 is checkFloors.
var checkRules = []rule{
	{"I1 the actuals book sums to nil", false, true, func(a ledger.Account) bool { return a.Code < 9000 }},
	{"I1 the memo book sums to nil", false, false, func(a ledger.Account) bool { return a.Code >= 9000 }},
	{
		"I2 resources and approved overspend are what is unallocated, held, available, committed and consumed", false, false,
		func(a ledger.Account) bool { return between(a, ledger.ResourcesAgreed, ledger.SchemeConsumed) },
	},
	{
		"I3 what is consumed is what is spent", true, false,
		func(a ledger.Account) bool { return a.Code == ledger.SchemeConsumed || between(a, 5000, 5999) },
	},
	{
		"I4 what is called is income", false, false,
		func(a ledger.Account) bool { return a.Code == ledger.ResourcesCalled || between(a, 4000, 4999) },
	},
	{"I6 capital is consumed by capital spend alone", true, false, func(a ledger.Account) bool {
		return a.Nature == ledger.Capital && a.Code == ledger.SchemeConsumed || a.Code == ledger.CapitalSpend
	}},
	{
		"I7 what is brought forward is the carried-forward balance and the risk pool", false, false,
		func(a ledger.Account) bool {
			return a.Code == ledger.ResourcesBrought || a.Code == ledger.CarriedForward || a.Code == ledger.RiskPool
		},
	},
}

// checkTotals holds the invariants in total and for every scheme, source and partner.
func checkTotals(totals []accountTotal, lines lineage) []Difference {
	var found []Difference
	for _, r := range checkRules {
		sums := map[string]ledger.Money{}
		for _, t := range totals {
			if !r.takes(t.account) {
				continue
			}
			a := t.account
			if r.whole {
				a = lines.last(a)
			}
			for _, where := range r.scopes(a) {
				sums[where] = sums[where].Add(t.amount)
			}
		}
		for where, sum := range sums {
			if !sum.IsZero() {
				found = append(found, Difference{Rule: r.name, Where: where, Found: sum})
			}
		}
	}
	found = append(found, checkFloors(totals)...)
	found = append(found, checkPaidAhead(totals)...)
	slices.SortStableFunc(found, func(a, b Difference) int {
		if c := strings.Compare(a.Rule, b.Rule); c != 0 {
			return c
		}
		return strings.Compare(a.Where, b.Where)
	})
	return found
}

// scopes names what an account's amount counts towards.
func (r rule) scopes(a ledger.Account) []string {
	all := []string{"the fund", "source " + string(a.Source), "partner " + string(a.Partner)}
	if r.scheme {
		all = append(all, "scheme "+string(a.Scheme), "scheme "+string(a.Scheme)+" source "+string(a.Source))
	}
	return all
}

// checkPaidAhead holds that no commitment has less left than was paid ahead on it and is not yet received. What a close
// took from it counts as left: as long as it is not rolled it can be, and no sum of postings tells the two apart.
func checkPaidAhead(totals []accountTotal) []Difference {
	var found []Difference
	left := map[ledger.Account]ledger.Money{}
	for _, t := range totals {
		if t.account.Code == ledger.SchemeCommitted {
			for _, several := range []bool{false, true} {
				of := ledger.PrepaidOn(t.account, several)
				left[of] = left[of].Sub(t.amount).Add(t.closed)
			}
		}
	}
	for _, t := range totals {
		if t.account.Code == ledger.Prepayments && t.amount.Compare(left[t.account]) > 0 {
			found = append(found, Difference{
				Rule:  "what is paid ahead on a commitment is left on it",
				Where: t.account.String(), Expected: left[t.account], Found: t.amount,
			})
		}
	}
	return found
}

// checkFloors is I5: what is unallocated, available and committed never falls below nil, nor does any
// commitment; nor is more overspend cured than was approved.
func checkFloors(totals []accountTotal) []Difference {
	var found []Difference
	sums := map[ledger.Account]ledger.Money{}
	for _, t := range totals {
		a := t.account
		switch a.Code {
		case ledger.Unallocated, ledger.SchemeAvailable, ledger.SchemeCommitted:
			control := a.Control()
			sums[control] = sums[control].Add(t.amount)
			if a.Code == ledger.SchemeCommitted {
				sums[a] = t.amount
			}
		case ledger.OverspendApproved:
			sums[a] = t.amount.Neg() // which stands on the other side
		}
	}
	for a, sum := range sums {
		if sum.Sign() > 0 {
			found = append(found, Difference{
				Rule:  "I5 a budget does not fall below nil",
				Where: a.String(), Found: sum.Neg(),
			})
		}
	}
	return found
}
