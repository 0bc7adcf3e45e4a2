package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawYearAct draws an act of any day, or one about a year's end; the books decide whether it is lawful.
func drawYearAct(t *rapid.T, b *book, n int) Act {
	if rapid.IntRange(0, 2).Draw(t, "any") == 0 {
		return drawAct(t, b, n)
	}
	amount := Pence(rapid.Int64Range(1, 40_000).Draw(t, "pence"))
	source := rapid.SampledFrom([]SourceID{"minimum", "local", "dfg", "pot"}).Draw(t, "source")
	contribution := rapid.SampledFrom([]ContributionID{"c-1", "c-2", "c-3", "c-4", "c-5", "g-1"}).Draw(t, "contribution")
	commitment := CommitmentID(fmt.Sprint("m-", rapid.IntRange(0, 5).Draw(t, "commitment")))
	var shares []Share
	if rapid.Bool().Draw(t, "shared") {
		shares = []Share{{"minimum", 937}, {"local", 283}}
	}
	kinds := []Act{
		CloseYear{Year: 2015},
		CloseYear{Year: 2015},
		CloseYear{Year: 2015},
		ReopenYear{Year: 2015, Reason: Text("x")},
		LapseContribution{Contribution: "c-2", Reason: Text("x")},
		LapseContribution{Contribution: contribution, Reason: Text("x")},
		LapseContribution{Contribution: contribution, Amount: amount, Scheme: "a", Reason: Text("x")},
		ForgoPerformance{Contribution: contribution, Amount: amount, Measured: MustPeriod("2015-16/01")},
		DecideDeficit{Year: 2015, Source: source, How: DeficitCarried, Reason: Text("x")},
		CarrySurplusForward{
			Year: 2015, Purpose: Text("x"), UseBy: MustDate("2017-03-31"),
			Parts: []CarriedPart{
				{Source: "minimum", Amount: amount, RiskPool: rapid.Bool().Draw(t, "pool"), Shares: shares},
			},
		},
		CarrySurplusForward{
			Year: 2015, Purpose: Text("x"), UseBy: MustDate("2017-03-31"),
			Parts: []CarriedPart{{Source: source, Amount: amount, Deficit: source == "dfg"}},
		},
		ReturnSurplus{Year: 2015, Source: "minimum", Amount: amount, Shares: shares, Reason: Text("x")},
		ApportionEnding{
			Year: 2015, Agreement: 1, Weights: []Share{{"minimum", 937}, {"local", 283}}, Orders: b.lapsed(), Reason: Text("x"),
		},
		PaySurplus{Source: source, Amount: amount, Payment: Text("p")},
		PaySurplus{Source: "minimum", Amount: Pence(1), Payment: Text("p")},
		BringGrantForward{Contribution: "g-1", ID: ContributionID(fmt.Sprint("c-", n)), Amount: amount},
		BringGrantForward{Contribution: contribution, ID: ContributionID(fmt.Sprint("c-", n)), Amount: amount},
		RollCommitments{
			Year: 2015, Reason: Text("x"), Commitments: []RolledCommitment{{Commitment: commitment, Amount: amount}},
		},
		RollCommitments{
			Year: 2015, Reason: Text("x"), Commitments: []RolledCommitment{{Commitment: "m-1", Amount: amount}},
		},
		ReverseAccrual{Accrual: "a-12"},
		ReverseEntry{Entry: b.fund.Seq - 1, Reason: Text("x")},
	}
	return kinds[(rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")+n)%len(kinds)]
}

// Over random years' ends, closed, decided about, reopened and closed again, the books stay whole in both years.
func TestRandomYearsKeepTheBooks(t *testing.T) {
	t.Parallel()
	day := func(rt *rapid.T, act Act) Date {
		switch act.(type) {
		case ReverseAccrual:
			return MustDate("2016-04-01")
		case CloseYear, ReopenYear, ReturnSurplus, PaySurplus, BringGrantForward, RollCommitments, CarrySurplusForward,
			ApportionEnding:
			return MustDate("2016-05-05")
		}
		return rapid.SampledFrom([]Date{MustDate("2016-03-31"), MustDate("2016-04-30")}).Draw(rt, "day")
	}
	wanted := []string{
		"close-year/1", "reopen-year/1", "carry-forward/1", "return-surplus/1", "pay-surplus/1", "lapse-contribution/1",
		"roll-commitments/1", "bring-grant-forward/1", "reverse-accrual/1", "reverse-entry/1",
		"apportion-ending/1",
	}
	playOn(t, wanted, day, func(rt *rapid.T) *book {
		b := yearsEnd(t)
		b.mustOn("2016-03-31", matched(ReceiptLine{
			Reference: Text("R0"), Date: MustDate("2015-05-29"), Amount: MustMoney("20.00"),
		}))
		if rapid.Bool().Draw(rt, "uncalled") {
			b.mustOn("2016-03-31", agree("c-2", "local", "50.00"))
		}
		return b
	}, drawYearAct)
}

// lapsed are the commitments that had anything left when 2015-16 was closed, all taken over by the council.
func (b *book) lapsed() (orders []AssignedOrder) {
	end, err := b.fund.yearEnd(2015)
	closing, missing := b.fund.Posted(end.Entry)
	if firstError(err, missing) != nil {
		return nil
	}
	for _, p := range closing.Postings {
		id, ok := strings.CutPrefix(p.Account.Of, "commitment=")
		o := AssignedOrder{CommitmentID(id), "council"}
		if ok && p.Account.Code == SchemeCommitted && !slices.Contains(orders, o) {
			orders = append(orders, o)
		}
	}
	return orders
}
