package ledger

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vectorRule is the risk share of the vector: ICB 937, council 283.
func vectorRule() RiskShare {
	return RiskShare{
		Agreement: 1, Share: WeightedShare,
		Parts: []RiskPart{{Partner: "ccg", Weight: 937}, {Partner: "council", Weight: 283}},
		Order: []CureKind{OtherUnderspends, RiskPoolCure, Uncommitted, OutsidePool},
	}
}

var vectorCures = []CureFigure{
	{Uncommitted, MustMoney("50000.00")},
	{OtherUnderspends, MustMoney("30000.00")},
	{RiskPoolCure, MustMoney("100000.00")},
	{OtherUnderspends, MustMoney("50000.00")},
}

// told is a working in one line for each step.
func told(w RiskWorking) string {
	var lines []string
	for _, s := range w.Steps {
		lines = append(lines, fmt.Sprintf("%s %s of %s, left %s", s.Cure, s.Met, s.Has, s.Left))
	}
	for _, p := range w.Parts {
		lines = append(lines, fmt.Sprintf("%s %s bears %s, not %s", p.Partner, p.Share, p.Part, p.NotCovered))
	}
	return strings.Join(append(lines, fmt.Sprintf("called %s, not covered %s", w.Called, w.NotCovered)), "\n")
}

func TestRiskShareVector(t *testing.T) {
	t.Parallel()
	steps := `other-underspends 80000.00 of 80000.00, left 232450.37
risk-pool 100000.00 of 100000.00, left 132450.37
uncommitted-allocations 50000.00 of 50000.00, left 82450.37
`
	capped := vectorRule()
	capped.Parts[1].Cap = MustMoney("15000.00")
	equal := vectorRule()
	equal.Share = EqualShare
	stated := vectorRule()
	stated.Share = ContributionsShare
	stated.Parts = []RiskPart{
		{Partner: "ccg", Contribution: MustMoney("9.37")}, {Partner: "council", Contribution: MustMoney("2.83")},
	}
	for _, tt := range []struct {
		name   string
		rule   RiskShare
		before map[BodyID]Money
		want   string
	}{
		{"by weights", vectorRule(), nil, steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 19125.78, not 0.00
called 82450.37, not covered 0.00`},
		{"capped", capped, nil, steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 15000.00, not 4125.78
called 78324.59, not covered 4125.78`},
		{
			"capped, and called before", capped,
			map[BodyID]Money{"council": MustMoney("14999.99")},
			steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 0.01, not 19125.77
called 63324.60, not covered 19125.77`,
		},
		{
			"called beyond its cap before", capped,
			map[BodyID]Money{"council": MustMoney("15000.01")},
			steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 0.00, not 19125.78
called 63324.59, not covered 19125.78`,
		},
		{"above the cap by leave", capped.withoutCaps(), nil, steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 19125.78, not 0.00
called 82450.37, not covered 0.00`},
		{
			"fixed lines leave the other partner's contribution unchanged", vectorRule().forFixed("council"), nil,
			steps + `council 82450.37 bears 82450.37, not 0.00
called 82450.37, not covered 0.00`,
		},
		{
			"fixed lines, and the host's cap", capped.forFixed("council"), nil,
			steps + `council 82450.37 bears 15000.00, not 67450.37
called 15000.00, not covered 67450.37`,
		},
		{"in equal shares the odd penny is the first's", equal, nil, steps + `ccg 41225.19 bears 41225.19, not 0.00
council 41225.18 bears 41225.18, not 0.00
called 82450.37, not covered 0.00`},
		{"by contributions", stated, nil, steps + `ccg 63324.59 bears 63324.59, not 0.00
council 19125.78 bears 19125.78, not 0.00
called 82450.37, not covered 0.00`},
		{"none calls nothing", RiskShare{Agreement: 1, Share: NoShare}, nil, "called 0.00, not covered 312450.37"},
	} {
		if got := told(tt.rule.Work(MustMoney("312450.37"), vectorCures, tt.before)); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// What the first cures meet in full is left to no other, and none is called.
func TestRiskShareCured(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ overspend, want string }{
		{"80000.00", "other-underspends 80000.00 of 80000.00, left 0.00\nrisk-pool 0.00 of 100000.00, left 0.00\n" +
			"uncommitted-allocations 0.00 of 50000.00, left 0.00\ncalled 0.00, not covered 0.00"},
		{"230000.00", "other-underspends 80000.00 of 80000.00, left 150000.00\n" +
			"risk-pool 100000.00 of 100000.00, left 50000.00\n" +
			"uncommitted-allocations 50000.00 of 50000.00, left 0.00\ncalled 0.00, not covered 0.00"},
		{"230000.01", "other-underspends 80000.00 of 80000.00, left 150000.01\n" +
			"risk-pool 100000.00 of 100000.00, left 50000.01\n" +
			"uncommitted-allocations 50000.00 of 50000.00, left 0.01\n" +
			"ccg 0.01 bears 0.01, not 0.00\ncouncil 0.00 bears 0.00, not 0.00\ncalled 0.01, not covered 0.00"},
	} {
		if got := told(vectorRule().Work(MustMoney(tt.overspend), vectorCures, nil)); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.overspend, got, tt.want)
		}
	}
}

// TestRiskSharesSum holds that every penny of an overspend is met, borne or said not to be covered, that nobody
// bears more than the cap leaves, and that a cap adds nothing to anybody else.
func TestRiskSharesSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pence := rapid.Int64Range(0, 1_000_000_00)
		rule := RiskShare{
			Share: rapid.SampledFrom([]ShareKind{EqualShare, WeightedShare, ContributionsShare}).Draw(t, "share"),
			Order: rapid.Permutation([]CureKind{OtherUnderspends, RiskPoolCure, Uncommitted}).Draw(t, "order"),
		}
		rule.Order = append(rule.Order[:rapid.IntRange(0, 3).Draw(t, "cures")], OutsidePool)
		before := map[BodyID]Money{}
		for i := range rapid.IntRange(1, 6).Draw(t, "partners") {
			p := RiskPart{
				Partner: BodyID(fmt.Sprint("p-", i)), Weight: rapid.Int64Range(1, riskWeightMax).Draw(t, "weight"),
				Contribution: Pence(rapid.Int64Range(1, AmountMax.Pence()).Draw(t, "contribution")),
				Cap:          Pence(pence.Draw(t, "cap")),
			}
			before[p.Partner] = Pence(pence.Draw(t, "before"))
			rule.Parts = append(rule.Parts, p)
		}
		var cures []CureFigure
		for range rapid.IntRange(0, 5).Draw(t, "figures") {
			cures = append(cures, CureFigure{rapid.SampledFrom(cureKinds).Draw(t, "cure"), Pence(pence.Draw(t, "has"))})
		}
		overspend := Pence(rapid.Int64Range(1, AmountMax.Pence()).Draw(t, "overspend"))
		w, free := rule.Work(overspend, cures, before), rule.withoutCaps().Work(overspend, cures, before)
		var met, borne, shared Money
		for _, s := range w.Steps {
			met = met.Add(s.Met)
			if s.Met.Sign() < 0 || s.Met.Compare(s.Has) > 0 {
				t.Fatalf("a cure meets %s of its %s", s.Met, s.Has)
			}
		}
		for i, p := range w.Parts {
			borne, shared = borne.Add(p.Part), shared.Add(p.Share)
			switch room := greater(p.Cap.Sub(before[p.Partner]), Money{}); {
			case p.Part.Sign() < 0 || p.Part.Compare(p.Share) > 0:
				t.Fatalf("%s bears %s of its share %s", p.Partner, p.Part, p.Share)
			case !p.Cap.IsZero() && p.Part.Compare(room) > 0:
				t.Fatalf("%s bears %s with %s left to its cap", p.Partner, p.Part, room)
			case free.Parts[i].Part != p.Share:
				t.Fatalf("a cap moves %s to %s", free.Parts[i].Part, p.Share)
			}
		}
		if met.Add(w.Left) != overspend || len(w.Parts) > 0 && shared != w.Left || borne != w.Called ||
			met.Add(w.Called).Add(w.NotCovered) != overspend || !free.NotCovered.IsZero() {
			t.Fatalf("%s is not the sum of %+v", overspend, w)
		}
	})
}
