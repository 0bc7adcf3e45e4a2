package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// left are the contributions of a source that a take-over has to name: those that something is left of.
func (b *book) left(source SourceID) (list []TakenContribution) {
	sums := map[bool]Money{
		false: b.held("9000:2015-16:ccg:" + string(source) + "::revenue"),
		true:  b.held("9010:2015-16:ccg:" + string(source) + "::revenue"),
	}
	var loose []Contribution
	for n := range 80 {
		d, _ := b.fund.documents.get(Contribution{ID: ContributionID(fmt.Sprint("c-", n))}.Ref())
		c, ok := d.(Contribution)
		if !ok || c.Source != source || c.State != ContributionAgreed || c.Uncalled().IsZero() {
			continue
		}
		if !c.byInstalments() {
			loose = append(loose, c)
			continue
		}
		sums[false] = sums[false].Sub(c.Uncalled())
		list = append(list, TakenContribution{c.ID, c.ID + "-icb"})
	}
	for _, c := range loose {
		if amount := lesser(c.Uncalled(), sums[c.Performance]); amount.Sign() > 0 {
			sums[c.Performance] = sums[c.Performance].Sub(amount)
			list = append(list, TakenContribution{c.ID, c.ID + "-icb"})
		}
	}
	name := func(id ContributionID) {
		if !slices.ContainsFunc(list, func(t TakenContribution) bool { return t.Contribution == id }) {
			list = append(list, TakenContribution{id, id + "-icb"})
		}
	}
	for a, st := range b.fund.balances.young { // and those that something is owed on, or was received in advance of
		m := st.balance
		kind, id, _ := strings.Cut(a.Of, "=")
		switch {
		case a.Source != source || m.IsZero():
		case kind == "call":
			d, _ := b.fund.documents.get(Ref{"call-notice", id})
			name(d.(CallNotice).Contribution)
		case kind == "contribution":
			name(ContributionID(id))
		}
	}
	return list
}

// totals are what each account of the chart comes to, in all.
func (sum books) totals() map[Code]Money {
	by := map[Code]Money{}
	for a, m := range sum {
		if a.Of == "" {
			by[a.Code] = by[a.Code].Add(m)
		}
	}
	return by
}

// TestRandomTakeOvers has a body take over after random acts, and holds that the books are whole and that no account of
// the chart has changed in total.
func TestRandomTakeOvers(t *testing.T) {
	t.Parallel()
	accepted, refused := 0, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		b := inUse(t)
		b.serve(RegisterBody{ID: "icb", Name: "An integrated care board", Type: ICB})
		b.at = MustDate("2015-07-02").Time()
		for n := range rapid.IntRange(0, 40).Draw(rt, "length") {
			act := drawAct(rt, b, n+4)
			_, _ = b.try(doer(act), Instruction{On: MustDate("2015-06-30")}, act)
		}
		b.serve(RecordSuccessor{Predecessor: "ccg", Successor: "icb", Date: MustDate("2015-07-01")})
		day := func(act Act) { b.mustOn("2015-07-01", act) }
		for n := range 60 {
			_, _ = b.try(ada, Instruction{On: MustDate("2015-07-01")}, ReverseAccrual{Accrual: AccrualID(fmt.Sprint("a-", n))})
		}
		day(DrawAgreement{Version: 1, From: MustDate("2015-07-01")})
		day(BringIntoForce{Version: 2, Signed: MustDate("2015-06-20"), Reference: Text("deed"), SHA256: DigestOf(nil)})
		a := TakeOver{Predecessor: "ccg", Successor: "icb", Date: MustDate("2015-07-01")}
		for source, fence := range map[SourceID]Fence{"minimum": NHSMinimum, "pot": PerformanceFence} {
			by := "icb-" + source
			day(AddSource{
				ID: by, Name: "Source", Partner: "icb", Nature: Revenue, Fence: fence, CodeListYear: 2015, Power: Section75,
			})
			for _, scheme := range []SchemeID{"a", "b"} {
				day(AddSchemeLine{Scheme: scheme, Line: line(by)})
			}
			one := TakenSource{Source: source, By: by, Contributions: b.left(source)}
			for n := range 6 {
				id := CommitmentID(fmt.Sprint("m-", n))
				if source == "minimum" && rapid.IntRange(0, 3).Draw(rt, "keep") == 0 &&
					b.held("9300:2015-16:ccg:minimum:a:revenue:commitment="+string(id)).Sign() < 0 {
					one.Keeps = append(one.Keeps, id)
				}
			}
			a.Sources = append(a.Sources, one)
		}
		before := replay(rt, b).totals()
		_, err := b.try(ada, Instruction{On: a.Date}, a)
		switch {
		case err == nil:
			accepted++
			sum := replay(rt, b)
			sum.check(rt)
			sum.checkAhead(rt, b)
			for code, was := range sum.totals() {
				if before[code] != was {
					rt.Fatalf("%d was %s in all and is %s", code, before[code], was)
				}
			}
		case KindOf(err) == Internal, errors.Is(err, ErrInvariant), errors.Is(err, ErrUnbalanced), errors.Is(err, ErrInvalid):
			rt.Fatalf("%+v: %v", a, err)
		default:
			refused[err.Error()]++
		}
	})
	if accepted < 10 {
		t.Errorf("only %d take-overs were accepted, so the test shows little: %v", accepted, refused)
	}
}
