package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// history plays years of a fund by acts that are lawful as they are drawn: each asks for no more than the books have.
// A refusal is a fault. After each act the books are held to be whole.
type history struct {
	*book
	t       *rapid.T
	nhs     SourceID // the NHS partner's, and after it has been succeeded its successor's
	cash    ContributionID
	version int // of the agreement
	n       int // numbers what is new
	played  map[string]int
	sum     books // of all postings
}

func (h *history) id(kind string) string {
	h.n++
	return fmt.Sprint(kind, "-", 100+h.n)
}

// do plays an act. It must be accepted, and every invariant holds after it.
func (h *history) do(on Date, a Act) {
	h.Helper()
	e, err := h.try(doer(a), Instruction{On: on}, a)
	if err != nil {
		h.t.Fatalf("on %s %s %+v: %v", on, a.Kind(), a, err)
	}
	h.played[a.Kind()]++
	for _, p := range e.Postings {
		h.sum[p.Account.Control()] = h.sum[p.Account.Control()].Add(p.Amount)
		if p.Account.Of != "" {
			h.sum[p.Account] = h.sum[p.Account].Add(p.Amount)
		}
	}
	h.sum.check(h.t)
	h.sum.checkAhead(h.t, h.book)
	h.sum.checkCalls(h.t, h.book)
}

// whole replays all entries, which must give what the books hold, and holds that every commitment rolls forward.
func (h *history) whole() {
	for a, m := range replay(h.t, h.book) {
		if h.sum[a] != m {
			h.t.Fatalf("%s was %s as it was posted, and is %s when it is replayed", a, h.sum[a], m)
		}
	}
	h.checkOrders()
}

// checkOrders holds that each commitment's steps, in each year, come to what is left on it, and that no more was rolled
// into a year than had been left at the end of the one before.
func (h *history) checkOrders() {
	all := rolled(h.t, h.book)
	for a, steps := range all {
		var sum Money
		for _, m := range steps {
			sum = sum.Add(m)
		}
		if left := h.fund.balanceOf(a); sum != left.Neg() {
			h.t.Fatalf("%s rolls forward to %s, and %s is left: %v", a, sum, left.Neg(), steps)
		}
		before := a
		before.Year--
		lapsed := h.fund.movementOf(before, NewPeriod(before.Year, 14))
		if steps[OrderRolled].Compare(lapsed) > 0 {
			h.t.Fatalf("%s was rolled onto %s, and %s had been left", steps[OrderRolled], a, lapsed)
		}
	}
}

// chance is true one time in so many.
func (h *history) chance(in int) bool { return rapid.IntRange(1, in).Draw(h.t, "chance") == 1 }

// some is an amount from a penny to the most, or nothing where there is none.
func (h *history) some(most Money) Money {
	if most.Sign() <= 0 {
		return Money{}
	}
	return Pence(rapid.Int64Range(1, most.Pence()).Draw(h.t, "pence"))
}

// has is what an account of a source holds on its credit side.
func (h *history) has(code Code, source SourceID, year Year) (sum Money) {
	for a, st := range h.fund.balances.young {
		m := st.balance
		if a.Code == code && a.Source == source && a.Year == year && a.Of == "" && a.Scheme == "" {
			sum = sum.Sub(m)
		}
	}
	return sum
}

func (h *history) available(at BudgetLine, year Year) (sum Money) {
	for a, st := range h.fund.balances.young {
		m := st.balance
		if a.Code == SchemeAvailable && a.Source == at.Source && a.Scheme == at.Scheme && a.Year == year && a.Of == "" {
			sum = sum.Sub(m)
		}
	}
	return sum
}

// openOrder is a line of a commitment that something is left on, and how much of it is not paid ahead.
type openOrder struct {
	id   CommitmentID
	at   BudgetLine
	left Money
	room Money
}

// orders are the lines that something is left on in a year, in the order of their accounts.
func (h *history) orders(year Year) (list []openOrder) {
	for a, st := range h.fund.balances.young {
		m := st.balance
		id, ok := a.committedTo()
		if !ok || a.Year != year || m.Sign() >= 0 {
			continue
		}
		d, _ := h.fund.documents.get(Commitment{ID: id}.Ref())
		c := d.(Commitment)
		if c.State != CommitmentOpen {
			continue
		}
		ahead := h.fund.balanceOf(PrepaidOn(a, len(c.Lines) > 0))
		list = append(list, openOrder{id, BudgetLine{a.Scheme, a.Source}, m.Neg(), m.Neg().Sub(ahead)})
	}
	slices.SortFunc(list, func(x, y openOrder) int {
		return strings.Compare(fmt.Sprint(x.id, x.at), fmt.Sprint(y.id, y.at))
	})
	return list
}

// anOrder is one of those lines that more can be charged to.
func (h *history) anOrder(year Year) (openOrder, bool) {
	list := slices.DeleteFunc(h.orders(year), func(o openOrder) bool { return o.room.Sign() <= 0 })
	if len(list) == 0 {
		return openOrder{}, false
	}
	return rapid.SampledFrom(list).Draw(h.t, "order"), true
}

// promise raises a commitment of one or two lines of the NHS partner's money, or varies one.
func (h *history) promise(on Date) {
	year := YearOf(on)
	a := RaiseCommitment{
		ID: CommitmentID(h.id("m")), Provider: "provider",
		Form: rapid.SampledFrom([]Form{Contract, Grant}).Draw(h.t, "form"),
	}
	for _, scheme := range []SchemeID{"a", "b"}[:rapid.IntRange(1, 2).Draw(h.t, "lines")] {
		if m := h.some(h.available(BudgetLine{scheme, h.nhs}, year)); !m.IsZero() {
			a.Lines = append(a.Lines, PromisedLine{scheme, h.nhs, m})
		}
	}
	if len(a.Lines) > 0 {
		h.do(on, a)
	}
	o, ok := h.anOrder(year)
	if !ok || h.chance(2) {
		return
	}
	vary := VaryCommitment{
		Commitment: o.id, Direction: Decrease, Amount: h.some(o.room), Reason: Text("x"), Scheme: o.at.Scheme,
		Source: o.at.Source,
	}
	if more := h.some(h.available(o.at, year)); !more.IsZero() && h.chance(2) {
		vary.Direction, vary.Amount = Increase, more
	}
	h.do(on, vary)
}

// charge receives an invoice on an order, disputed at times, certifies it, at times over the commitment, credits some
// of it and pays it.
func (h *history) charge(on Date) {
	o, ok := h.anOrder(YearOf(on))
	if !ok {
		return
	}
	net, excess := h.some(o.room), Money{}
	if more := h.some(h.available(o.at, YearOf(on))); o.left == o.room && !more.IsZero() && h.chance(4) {
		net, excess = o.room.Add(more), more
	}
	id := InvoiceID(h.id("i"))
	line := ChargeLine{Commitment: o.id, Net: net, Scheme: o.at.Scheme, Source: o.at.Source}
	got := receive(id, line)
	got.Received, got.Invoiced = on, on
	h.do(on, got)
	if h.chance(4) {
		h.do(on, DisputeInvoice{Invoice: id, From: on, Reason: Text("x")})
		h.do(on, ResolveDispute{Invoice: id, To: on, Result: Text("x")})
	}
	if excess.IsZero() {
		h.do(on, CertifyReceivedInvoice{Invoice: id})
	} else {
		h.do(on, over(id))
	}
	if h.chance(3) {
		line.Net = h.some(net)
		h.do(on, credit(CreditID(h.id("n")), id, line))
	}
	if owed, err := h.fund.payable(mustInvoice(h, id)); err == nil && totalOwed(owed).Sign() > 0 && h.chance(2) {
		h.do(on, PayInvoice{Invoice: id, Payment: Text("p")})
	}
}

func mustInvoice(h *history, id InvoiceID) Invoice {
	i, err := h.fund.Invoice(id)
	if err != nil {
		h.t.Fatal(err)
	}
	return i
}

// ahead pays an order ahead, or receives what was paid; at the year's end all of it.
func (h *history) ahead(on Date, all bool) {
	year := YearOf(on)
	if o, ok := h.anOrder(year); ok && !all {
		h.do(on, PrepayProvider{
			Commitment: o.id, Amount: h.some(o.room), Payment: Text("p"), Scheme: o.at.Scheme, Source: o.at.Source,
		})
	}
	for _, o := range h.orders(year) {
		paid := lesser(o.left.Sub(o.room), o.left)
		if !all {
			paid = h.some(paid)
		}
		if paid.Sign() > 0 {
			h.do(on, ReceivePrepaid{
				Commitment: o.id, Amount: paid, Evidence: Text("e"), Scheme: o.at.Scheme, Source: o.at.Source,
			})
		}
	}
}

// accrue accrues what an order has received by a month's end, and returns the accrual, or none.
func (h *history) accrue(p Period) AccrualID {
	o, ok := h.anOrder(p.Year())
	if !ok {
		return ""
	}
	id := AccrualID(h.id("a"))
	h.do(p.Last(), AccrueSpend{
		ID: id, Commitment: o.id, Amount: h.some(o.room), Evidence: Text("e"), Scheme: o.at.Scheme, Source: o.at.Source,
	})
	return id
}

// collect receives money for the notices that are open, some of it more than is owed.
func (h *history) collect(on Date) {
	last, _ := h.fund.documents.get(CallNumbers{}.Ref())
	numbers, _ := last.(CallNumbers)
	for number := int64(1); number <= numbers.Last; number++ {
		n, c, src, err := h.fund.notice(number)
		if err != nil {
			h.t.Fatal(err)
		}
		open := h.fund.balanceOf(c.owed(src, n.Number))
		if open.Sign() <= 0 || h.chance(4) {
			continue
		}
		if h.chance(5) {
			open = open.Add(h.some(MustMoney("5.00")))
		} else {
			open = h.some(open)
		}
		h.do(on, MatchReceipts{Receipts: []ReceiptLine{{
			Reference: Text(h.id("r")), Date: on, Amount: open, Notice: number,
		}}})
	}
}

const historyEnds = "2018-06-30"

func newHistory(rt *rapid.T, b *book) *history {
	at, _ := time.Parse(time.DateOnly, historyEnds)
	b.at = at
	return &history{book: b, t: rt, nhs: "minimum", version: 1, played: map[string]int{}, sum: replay(rt, b)}
}
