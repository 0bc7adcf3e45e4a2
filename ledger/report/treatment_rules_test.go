package report

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"pooled/ledger"
)

// TestTreatmentsReconcile holds that every partner's figures come to the fund's own to the penny, whatever the lines,
// the shares and the balances: nothing is lost, and what is counted twice is told.
func TestTreatmentsReconcile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, unpaid := drawBooks(t)
		steps := b.treatments(unpaid).reconcile()
		var sum Treated
		for _, r := range steps[:len(steps)-1] {
			sum.add(r.Treated)
		}
		if want := steps[len(steps)-1].Treated; sum != want {
			t.Fatalf("all partners' figures come to %+v and the fund has %+v", sum, want)
		}
	})
}

// drawBooks is a fund of two councils and two NHS bodies, with sources of each and of a funder.
func drawBooks(t *rapid.T) (*books, map[lineKey]ledger.Money) {
	unpaid := map[lineKey]ledger.Money{}
	pence := func(name string, least int64) ledger.Money {
		return ledger.Pence(rapid.Int64Range(least, 1<<30).Draw(t, name))
	}
	b := &books{fund: "f", moment: Moment{Year: 2015}, balances: balances{}}
	b.papers.fund = ledger.Fund{ID: "f", Host: "council"}
	b.papers.bodies = map[ledger.BodyID]ledger.Body{}
	agreement := ledger.Agreement{Version: 1, State: ledger.AgreementInForce}
	for _, id := range []ledger.BodyID{"council", "ccg", "borough", "trust"} {
		kind := map[ledger.BodyID]ledger.BodyType{"ccg": ledger.CCG, "trust": ledger.NHSTrust}[id]
		if kind == "" {
			kind = ledger.Council
		}
		b.papers.bodies[id] = ledger.Body{ID: id, Name: string(id), Type: kind}
		agreement.Partners = append(agreement.Partners, ledger.Party{
			Body: id, Part: ledger.Section75Partner, Weight: rapid.Int64Range(0, 3).Draw(t, "weight"),
		})
	}
	b.papers.agreements = []ledger.Agreement{agreement}
	for n, id := range []ledger.BodyID{"council", "ccg", "trust", "department"} {
		src := ledger.Source{ID: ledger.SourceID("s-" + id), Partner: id, Nature: ledger.Revenue}
		if id == "department" {
			src.Through = "borough"
		}
		b.papers.sources = append(b.papers.sources, src)
		put := func(code ledger.Code, year ledger.Year, scheme ledger.SchemeID, of string, debit ledger.Money) {
			a := ledger.Account{
				Code: code, Year: year, Partner: id, Source: src.ID, Scheme: scheme, Nature: src.Nature, Of: of,
			}
			b.balances[a] = balance{amount: debit}
		}
		for _, code := range []ledger.Code{ledger.Cash, ledger.RecoverableVAT, ledger.CapitalInAdvance} {
			put(code, 0, "", "", pence("balance", -(1<<30)))
		}
		put(ledger.ContributionDebtors, 0, "", "", pence("due", 0))
		put(ledger.Creditors, 0, "", "", pence("creditors", 0).Neg())
		put(ledger.CouncilIncome, 2015, "", "", pence("income", 0).Neg())
		put(ledger.CouncilIncome, 2014, "", "", pence("old income", 0).Neg())
		for m := range rapid.IntRange(0, 4).Draw(t, "lines") {
			scheme := ledger.Scheme{ID: ledger.SchemeID(fmt.Sprint("scheme-", n, "-", m)), Lines: []ledger.SchemeLine{{
				Source: src.ID, LAPercent: rapid.IntRange(0, 100).Draw(t, "percent"),
				Arrangement: rapid.SampledFrom([]ledger.Arrangement{
					ledger.LeadCommissioning, ledger.JointOperation, ledger.HostAsAgent, ledger.AlignedBudget,
				}).Draw(t, "arrangement"),
				Commissioner: rapid.SampledFrom([]ledger.Side{
					ledger.CouncilSide, ledger.NHSSide, ledger.JointSide,
				}).Draw(t, "side"),
			}}}
			b.papers.schemes = append(b.papers.schemes, scheme)
			spent := pence("spent", 0)
			direct := ledger.Pence(spent.Pence() * rapid.Int64Range(0, 2).Draw(t, "direct") / 2)
			unpaid[lineKey{scheme.ID, src.ID}] = pence("unpaid", 0)
			put(ledger.SchemeAvailable, 2015, scheme.ID, "", pence("available", 0).Neg())
			put(ledger.SchemeAvailable, 2015, scheme.ID, byDirect, direct)
			put(ledger.SchemeConsumed, 2015, scheme.ID, "", spent.Neg())
		}
	}
	return b, unpaid
}
