package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// open agrees a year's contributions and sets its budgets. After the first year the agreement and what recurs are drawn
// from the year before.
func (h *history) open(year Year) {
	first := year.First()
	amount := func() Money { return Pence(rapid.Int64Range(400, 100_000).Draw(h.t, "agreed")) }
	agreeOf := func(id ContributionID, source SourceID) AgreeContribution {
		return AgreeContribution{
			ID: id, Source: source, Year: year, Agreement: h.version, Function: "social-care", Recurrent: true,
			Plan: Plan{Amount: amount(), Dates: []Date{first, first + 91, first + 183, first + 275}},
		}
	}
	name := func(n int) ContributionID { return ContributionID(fmt.Sprint("c-", (int(year)-2015)*10+n)) }
	cash := agreeOf(name(1), h.nhs)
	if year > 2015 {
		if h.chance(2) {
			h.do(first, DrawAgreement{Version: h.version, From: first})
			h.version++
			h.do(first, BringIntoForce{
				Version: h.version, Signed: first, Reference: Text("deed"), SHA256: DigestOf(nil),
			})
		}
		cash.Agreement = h.version
		h.do(first, DrawContributions{
			Year: year, Contributions: []DrawContribution{{Contribution: h.cash, ID: cash.ID}},
			Inflation: Percent(rapid.Int64Range(0, 5000).Draw(h.t, "inflation")),
		})
	}
	own, grant := agreeOf(name(2), "local"), agreeOf(name(3), "dfg")
	own.HostOwn, grant.InAdvance = true, true
	grant.Plan = Plan{Instalments: []DueAmount{{first, amount()}}}
	h.do(first, cash)
	h.do(first, own)
	h.do(first, grant)
	h.cash = cash.ID
	if year == 2015 {
		h.do(first, AgreePerformance{
			ID: name(4), Source: "pot", Year: year, Agreement: 1, Function: "social-care",
			Plan: Plan{Instalments: []DueAmount{{first, amount()}}},
		})
	}
}

// budget gives the schemes some of what is not allocated.
func (h *history) budget(on Date) {
	year := YearOf(on)
	for _, source := range []SourceID{h.nhs, "local", "dfg"} {
		for _, scheme := range []SchemeID{"a", "b"} {
			if m := h.some(h.has(Unallocated, source, year)); !m.IsZero() {
				h.do(on, SetSchemeBudget{Scheme: scheme, Source: source, Direction: Increase, Amount: m})
			}
		}
	}
	from, to := BudgetLine{"a", h.nhs}, BudgetLine{"b", h.nhs}
	if m := h.some(h.available(from, year)); !m.IsZero() && h.chance(2) {
		h.do(on, VireBudget{From: from, To: to, Amount: m})
	}
}

// call calls the next instalment of a contribution, if there is one.
func (h *history) call(on Date, id ContributionID) bool {
	for _, i := range h.contribution(id).Instalments {
		if !i.Called {
			h.do(on, CallContribution{Contribution: id, Instalment: i.Number})
			return true
		}
	}
	return false
}

func (h *history) own(year Year) (local, dfg, pot ContributionID) {
	name := func(n int) ContributionID { return ContributionID(fmt.Sprint("c-", (int(year)-2015)*10+n)) }
	return name(2), name(3), name(4)
}

// quarter plays the quarter that ends with a period, and returns what is accrued at its end.
func (h *history) quarter(p Period) AccrualID {
	on := p.Last() - 10
	year := p.Year()
	local, dfg, pot := h.own(year)
	h.call(on, h.cash)
	h.call(on, local)
	h.collect(on)
	h.budget(on)
	if left := h.contribution(dfg); h.has(CapitalInAdvance, "dfg", 0).IsZero() && left.InAdvance {
		if m := h.some(h.has(ResourcesAgreed, "dfg", year).Neg()); !m.IsZero() {
			h.do(on, ReceiveGrant{Contribution: dfg, Amount: m, Power: Section31, Receipt: Text("r")})
		}
	}
	if m := h.some(lesser(h.has(CapitalInAdvance, "dfg", 0), h.available(BudgetLine{"a", "dfg"}, year))); !m.IsZero() {
		m = lesser(m, h.has(ResourcesAgreed, "dfg", year).Neg())
		h.do(on, PassGrantOn{Contribution: dfg, Scheme: "a", District: "district", Amount: m, Payment: Text("p")})
	}
	if m := h.some(h.has(PerformanceHeld, "pot", year)); year == 2015 && !m.IsZero() && h.nhs == "minimum" {
		h.do(on, EarnPerformance{Contribution: pot, Amount: m, Measured: NewPeriod(year, 1)})
	}
	h.promise(on)
	h.charge(on)
	if h.chance(2) {
		h.ahead(on, false)
	}
	h.charge(on)
	if h.chance(3) {
		if o, ok := h.anOrder(year); ok && o.left == o.room && len(h.orders(year)) > 1 && h.lonely(o.id, year) {
			h.do(on, ReleaseCommitment{Commitment: o.id, Reason: Text("x")})
		}
	}
	return h.accrue(p)
}

// lonely says that nothing is paid ahead on any line of a commitment.
func (h *history) lonely(id CommitmentID, year Year) bool {
	for _, o := range h.orders(year) {
		if o.id == id && o.left != o.room {
			return false
		}
	}
	return true
}

// end settles a year and closes it. It returns what was left on orders.
func (h *history) end(year Year) (left []openOrder) {
	last := year.Last()
	local, dfg, pot := h.own(year)
	for h.call(last, h.cash) {
	}
	for h.call(last, local) {
	}
	if h.has(ResourcesAgreed, "dfg", year).Neg().Compare(h.has(CapitalInAdvance, "dfg", 0)) > 0 {
		for _, scheme := range []SchemeID{"a", "b"} {
			if m := h.available(BudgetLine{scheme, "dfg"}, year); m.Sign() > 0 {
				h.do(last, SetSchemeBudget{Scheme: scheme, Source: "dfg", Direction: Decrease, Amount: m})
			}
		}
		h.do(last, LapseContribution{Contribution: dfg, Reason: Text("x")})
	}
	if m := h.has(PerformanceHeld, "pot", year); m.Sign() > 0 {
		h.do(last, ForgoPerformance{Contribution: pot, Amount: m, Measured: NewPeriod(year, 1)})
	}
	h.ahead(last, h.chance(2))
	for n := 1; n <= 13; n++ {
		h.do(last, ClosePeriod{Period: NewPeriod(year, n), Close: SoftClosed})
	}
	left = h.orders(year)
	h.do(last+30, CloseYear{Year: year})
	if h.chance(4) {
		h.do(last+31, ReopenYear{Year: year, Reason: Text("x")})
		h.do(last+32, CloseYear{Year: year})
	}
	return left
}

// decide carries forward or returns what a closed year left, to the last penny, and brings held grants forward.
func (h *history) decide(year Year) {
	on := year.Last() + 40
	for _, source := range []SourceID{"minimum", "icb-minimum", "pot", "local", "dfg"} {
		surplus := h.has(PoolBalance, source, 0)
		carried := h.some(surplus)
		if carried.IsZero() {
			continue
		}
		part := CarriedPart{Source: source, Amount: carried, RiskPool: h.chance(4)}
		if source == h.nhs && h.chance(2) {
			part.Shares = []Share{{h.nhs, 937}, {"local", 283}}
		}
		h.do(on, CarrySurplusForward{Year: year, Parts: []CarriedPart{part}, Purpose: Text("x"), UseBy: on + 90})
		if rest := surplus.Sub(carried); !rest.IsZero() {
			h.do(on, ReturnSurplus{Year: year, Source: source, Amount: rest, Reason: Text("x")})
			h.do(on, PaySurplus{Source: source, Amount: h.some(rest), Payment: Text("p")})
		}
	}
	_, dfg, _ := h.own(year)
	if m := h.has(CapitalInAdvance, "dfg", 0); m.Sign() > 0 {
		h.do(on, BringGrantForward{Contribution: dfg, ID: ContributionID(h.id("g")), Amount: m})
	}
	for code, m := range h.sum.totals() {
		if code == PoolBalance && !m.IsZero() {
			h.t.Fatalf("all that %s left has been decided about, and the pool balance is %s", year, m)
		}
	}
}

// aheadOn is all that is paid ahead on a commitment, on whichever of its lines.
func (h *history) aheadOn(id CommitmentID) (sum Money) {
	for a, st := range h.fund.balances.young {
		m := st.balance
		of, _, _ := strings.Cut(a.Of, "/")
		if a.Code == Prepayments && of == "commitment="+string(id) {
			sum = sum.Add(m)
		}
	}
	return sum
}

// roll rolls some of what was left on orders into the next year, as far as it has resources. Lines on which something
// is paid ahead go whole, and with all such lines of their commitment, or not at all.
func (h *history) roll(year Year, left []openOrder) {
	free, must := map[SourceID]Money{}, map[CommitmentID]bool{}
	list := RollCommitments{Year: year, Reason: Text("x")}
	take := func(o openOrder, amount Money) {
		if amount.Compare(free[o.at.Source]) > 0 {
			return
		}
		free[o.at.Source] = free[o.at.Source].Sub(amount)
		list.Commitments = append(list.Commitments, RolledCommitment{o.id, amount, o.at.Scheme, o.at.Source})
	}
	for _, o := range left {
		free[o.at.Source] = h.has(Unallocated, o.at.Source, year+1)
		must[o.id] = must[o.id] || o.left != o.room
	}
	for len(left) > 0 {
		n := 1
		for n < len(left) && left[n].id == left[0].id {
			n++
		}
		lines := left[:n]
		left = left[n:]
		asked := map[SourceID]Money{}
		for _, o := range lines {
			asked[o.at.Source] = asked[o.at.Source].Add(o.left)
		}
		lacks := slices.ContainsFunc(lines, func(o openOrder) bool {
			return asked[o.at.Source].Compare(free[o.at.Source]) > 0 || o.room.Sign() < 0
		})
		var ahead Money
		for _, o := range lines {
			ahead = ahead.Add(o.left.Sub(o.room))
		}
		if h.aheadOn(lines[0].id) != ahead || must[lines[0].id] && lacks {
			continue // all of it or nothing, and not less than is paid ahead since a year that it was not rolled out of
		}
		for _, o := range lines {
			if must[o.id] {
				take(o, o.left)
			} else if h.chance(2) {
				take(o, h.some(o.left))
			}
		}
	}
	if len(list.Commitments) > 0 {
		h.do(year.Last()+50, list)
	}
}

// succeed has a board succeed the group from 1 October 2015, and take over what is left of its year.
func (h *history) succeed() {
	const last, first = "2015-09-30", "2015-10-01"
	_, _, pot := h.own(2015)
	if m := h.has(PerformanceHeld, "pot", 2015); m.Sign() > 0 {
		h.do(MustDate(last), ForgoPerformance{Contribution: pot, Amount: m, Measured: MustPeriod("2015-16/01")})
	}
	h.serve(RegisterBody{ID: "icb", Name: "An integrated care board", Type: ICB})
	h.serve(RecordSuccessor{Predecessor: "ccg", Successor: "icb", Date: MustDate(first)})
	day := func(a Act) { h.do(MustDate(first), a) }
	day(DrawAgreement{Version: 1, From: MustDate(first)})
	day(BringIntoForce{Version: 2, Signed: MustDate(last), Reference: Text("deed"), SHA256: DigestOf(nil)})
	a := TakeOver{Predecessor: "ccg", Successor: "icb", Date: MustDate(first)}
	for _, one := range []struct {
		source SourceID
		fence  Fence
	}{{"minimum", NHSMinimum}, {"pot", PerformanceFence}} {
		by := "icb-" + one.source
		day(AddSource{
			ID: by, Name: "Source", Partner: "icb", Nature: Revenue, Fence: one.fence, CodeListYear: 2015, Power: Section75,
		})
		for _, scheme := range []SchemeID{"a", "b"} {
			day(AddSchemeLine{Scheme: scheme, Line: line(by)})
		}
	}
	h.part("minimum")
	a.Sources = []TakenSource{
		{Source: "minimum", By: "icb-minimum", Contributions: h.left("minimum")},
		{Source: "pot", By: "icb-pot", Contributions: h.left("pot")},
	}
	day(a)
	h.nhs, h.cash, h.version = "icb-minimum", "c-1-icb", 2
}

// part makes each body bear its own part of the year: what was spent of a source is called, and what was called and is
// not spent is free of orders.
func (h *history) part(source SourceID) {
	last := MustDate("2015-09-30")
	h.ahead(last, true)
	for {
		free := h.has(Unallocated, source, 2015)
		for _, scheme := range []SchemeID{"a", "b"} {
			free = free.Add(h.available(BudgetLine{scheme, source}, 2015))
		}
		ordered, list := Money{}, h.orders(2015)
		list = slices.DeleteFunc(list, func(o openOrder) bool { return o.at.Source != source })
		for _, o := range list {
			ordered = ordered.Add(o.left)
		}
		unspent := free.Add(ordered).Sub(h.has(ResourcesAgreed, source, 2015).Neg())
		switch short := unspent.Sub(free); {
		case unspent.Sign() < 0:
			h.call(last, "c-1")
		case short.Sign() > 0:
			o := list[0]
			h.do(last, VaryCommitment{
				Commitment: o.id, Direction: Decrease, Amount: lesser(short, o.left), Reason: Text("x"), Scheme: o.at.Scheme,
				Source: o.at.Source,
			})
		default:
			return
		}
	}
}

// TestRandomHistoriesKeepTheBooks plays two years, each opened, spent, closed and decided about, at times with a body
// that is succeeded in the middle of the first. Nothing that is lawful is refused.
func TestRandomHistoriesKeepTheBooks(t *testing.T) {
	t.Parallel()
	played := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(rt, withSources(t))
		h.open(2015)
		for year := Year(2015); year <= 2016; year++ {
			for n := 3; n <= 12; n += 3 {
				p := NewPeriod(year, n)
				if id := h.quarter(p); id != "" {
					h.do(p.Last()+1, ReverseAccrual{Accrual: id})
				}
				if year == 2015 && n == 6 && h.chance(3) {
					h.succeed()
				}
				h.whole()
			}
			left := h.end(year)
			h.decide(year)
			h.open(year + 1)
			h.roll(year, left)
			h.whole()
		}
		for kind, n := range h.played {
			played[kind] += n
		}
	})
	for _, a := range []Act{
		AccrueSpend{},
		AgreeContribution{},
		AgreePerformance{},
		BringGrantForward{},
		BringIntoForce{},
		CallContribution{},
		CarrySurplusForward{},
		CertifyOverCommitment{},
		CertifyReceivedInvoice{},
		ClosePeriod{},
		CloseYear{},
		DisputeInvoice{},
		DrawAgreement{},
		DrawContributions{},
		EarnPerformance{},
		ForgoPerformance{},
		LapseContribution{},
		MatchReceipts{},
		PassGrantOn{},
		PayInvoice{},
		PaySurplus{},
		PrepayProvider{},
		RaiseCommitment{},
		ReceiveCreditNote{},
		ReceiveGrant{},
		ReceiveInvoice{},
		ReceivePrepaid{},
		ReleaseCommitment{},
		ReopenYear{},
		ResolveDispute{},
		ReturnSurplus{},
		ReverseAccrual{},
		RollCommitments{},
		SetSchemeBudget{},
		TakeOver{},
		VaryCommitment{},
		VireBudget{},
	} {
		if played[a.Kind()] == 0 {
			t.Errorf("no history has a %s: %v", a.Kind(), played)
		}
	}
}
