package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
)

// bought makes a register of purchases: "day pence", all from one provider for one scheme under a limit of 1,000 pence.
func bought(days int, purchases ...[2]int64) *register {
	t := DefaultThresholds()
	t.SplitDays = days
	g := newRegister(RegisterOptions{Thresholds: t})
	whose := purchasing{"trust", "one", 1000}
	for i, p := range purchases {
		one := purchase{pence: p[1], on: ledger.MustDate("2015-06-01") + ledger.Date(p[0])}
		one.Seq, one.Amount = int64(i+1), ledger.Pence(p[1])
		g.purchases.made[whose] = append(g.purchases.made[whose], one)
	}
	return g
}

func TestSplitPurchases(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		name string
		made *register
		seqs []int64
	}{
		{"one at the limit", bought(30, [2]int64{0, 1000}), nil},
		{"two that come to the limit", bought(30, [2]int64{0, 400}, [2]int64{1, 600}), nil},
		{"two that pass it", bought(30, [2]int64{0, 400}, [2]int64{1, 601}), []int64{2}},
		{"on the last day of the window", bought(30, [2]int64{0, 400}, [2]int64{30, 601}), []int64{2}},
		{"on the day after it", bought(30, [2]int64{0, 400}, [2]int64{31, 601}), nil},
		{"recorded in another order", bought(30, [2]int64{40, 600}, [2]int64{0, 500}, [2]int64{20, 500}), []int64{1}},
		{"three, and a fourth", bought(30, [2]int64{0, 300}, [2]int64{10, 300}, [2]int64{20, 500}, [2]int64{35, 100}), []int64{3}},
	} {
		f := &filter{asked: &RegisterOptions{}}
		one.made.split(f)
		var seqs []int64
		for _, item := range f.Items {
			seqs = append(seqs, item.Seq)
		}
		if !slices.Equal(seqs, one.seqs) || f.Count != int64(len(seqs)) {
			t.Errorf("%s: %v, want %v", one.name, seqs, one.seqs)
		}
	}
	f := &filter{asked: &RegisterOptions{}}
	six := slices.Repeat([][2]int64{{0, 10}}, 6)
	bought(9, append(six, [2]int64{1, 1000})...).split(f)
	want := "£10.60 to trust for scheme one with entry 1, 2, 3, 4, 5 and 1 more; the limit of its rule is £10.00"
	if len(f.Items) != 1 || f.Items[0].Why != want {
		t.Errorf("why: %+v", f.Items)
	}
}

const rulesHead = "role,act,own,where,limit,counts,need,from,to,effect,rule\n"

// The limit is that of the rule in the newest scheme of delegation that was in force and that the entry was judged
// under, the fund's own before the one of all funds.
func TestLimitsOfTheMoment(t *testing.T) {
	t.Parallel()
	day := ledger.MustDate("2015-06-01")
	limits := func(amount string) map[string]int64 {
		return limitsOf("# words\n" + rulesHead + `buyer, raise-commitment, any, -, ` + amount + `, each, -, -, -, allow, A17` + "\n" +
			"broken \"row\nbuyer, vire-budget, any, -, *, each, -, -, -, allow, A18\n")
	}
	all := delegations{
		{2, "service", day - 100, limits("10.00")},
		{4, "service", day - 10, limits("20.00")},
		{6, "service", day + 1, limits("30.00")}, // from tomorrow
		{8, "own", day - 10, limits("40.00")},
		{9, "service", day - 1, limits("50.00")},
	}
	for _, one := range []struct {
		fund    string
		service int64
		day     ledger.Date
		rule    string
		pence   int64
	}{
		{"other", 8, day, "A17", 2000},
		{"other", 3, day, "A17", 1000},
		{"other", 1, day, "A17", 0},
		{"other", 8, day + 1, "A17", 3000},
		{"other", 9, day, "A17", 5000},
		{"own", 8, day, "A17", 4000},
		{"own", 7, day, "A17", 2000},
		{"own", 9, day, "A18", 0}, // without a limit
		{"own", 9, day, "A19", 0}, // not there
	} {
		e := &entry{fund: []byte(one.fund), authority: authority{service: one.service, rule: []byte(one.rule)}}
		if got := all.of(&facts{entry: e, day: one.day}); got != one.pence {
			t.Errorf("%+v: %d", one, got)
		}
	}
	if n := len(limitsOf("no,table\nat,all\n")); n != 0 {
		t.Errorf("a text that is no scheme of delegation has %d limits", n)
	}
}

func TestUnderLimitOnBothSides(t *testing.T) {
	t.Parallel()
	g := newRegister(RegisterOptions{Thresholds: DefaultThresholds()})
	g.limits = delegations{{1, "service", 1, map[string]int64{"A17": 1000}}}
	e := &entry{authority: authority{service: 1, rule: []byte("A17")}}
	for pence, want := range map[int64]bool{899: false, 900: true, 1000: true, 1001: false} {
		why, found := g.underLimit(&facts{entry: e, day: 1, pence: pence})
		if found != want || found && why != "the limit of rule A17 is £10.00" {
			t.Errorf("%d pence: %v, %s", pence, found, why)
		}
	}
}

func TestOneApprover(t *testing.T) {
	t.Parallel()
	body := func(seq int) []byte {
		return fmt.Appendf(nil, `{"type":"entry/1","fund":"f","seq":%d,"recorded":"2015-06-01T12:00:00.000000Z",`+
			`"effective":"2015-06-01","period":"2015-16/03","act":{"type":"open-fund/1","name":"a","host":"b"},`+
			`"authority":{},"postings":[]}`, seq)
	}
	a := approvers{}
	for i, who := range [][]string{
		{"ada", "ben"}, {"ada", "ben", "cat"}, {"ada", "ben"}, // always ben
		{"dan", "ben"}, {"dan", "ben"}, // too few
		{"eve", "ben"}, {"eve", "ben"}, {"eve", "ben"}, {"eve", "cat"}, // not always
		{"fay"}, // approved by nobody
	} {
		e := &entry{seq: int64(i + 1), authority: authority{actor: []byte(who[0])}}
		for _, approver := range who[1:] {
			e.authority.approvals = append(e.authority.approvals, approval{actor: []byte(approver)})
		}
		f := &facts{entry: e}
		a.count(f)
		if err := a.note(f, body(i+1), &RegisterOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	f := &filter{asked: &RegisterOptions{}}
	a.end(3)(f)
	if f.Count != 3 || len(f.Items) != 3 || f.Items[2].Seq != 3 || f.Items[0].Why != "ben approved all 3 of ada's" {
		t.Errorf("%+v", f.Risk)
	}
	if pairs := a.pairs(); len(pairs) != 5 || pairs[0] != (PersonPair{"ada", "ben", 3, 3}) || pairs[1] != (PersonPair{"eve", "ben", 3, 4}) {
		t.Errorf("%+v", pairs)
	}
	if names := strings.Join(RiskNames(), " "); names != "round-sum under-limit night weekend period-end back-dated "+
		"closed-period rare-accounts split-purchase one-approver reversal" {
		t.Errorf("the filters are %s", names)
	}
}
