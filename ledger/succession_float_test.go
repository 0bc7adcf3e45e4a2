package ledger

import (
	"fmt"
	"testing"
)

// floatSucceeding is a book as succeeding has it, whose float has £200.00 of the CCG's, and an agent with £100.00 of
// it.
func floatSucceeding(t testing.TB, agent BodyID) *book {
	t.Helper()
	b := succeeding(t)
	if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, RegisterBody{
		ID: "gym", Name: "The gym", Type: Company, Identifiers: []Identifier{"GB-COH-01234567"},
	}); err != nil {
		t.Fatal(err)
	}
	float := floatUnder(DrawInOrder, agent, FloatLimits{})
	float.Scheme, float.Sources = "b", []SourceID{"minimum"}
	b.must(float)
	b.must(TopUpFloat{Float: "float", Source: "minimum", From: "b", Amount: MustMoney("200.00")})
	if agent != "" {
		b.must(AdvanceFloat{Float: "float", Amount: MustMoney("100.00"), Payment: Text("BACS 1")})
	}
	b.must(order("p-1", "40.00"))
	return b
}

// What is with the agent and on order stays with the source that was called for it; the float's free budget goes over,
// and the float draws on the successor's source next.
func TestTakeOverOfAFloat(t *testing.T) {
	t.Parallel()
	b := floatSucceeding(t, "provider")
	b.refusedOn("2015-07-01", taking(), ErrNotEnough, "(£60.00 of float float, £40.00 of float float): have the cash returned")
	b.callMore("300.00")
	b.mustOn("2015-07-01", taking())
	d, _ := b.fund.documents.get(FloatingFund{ID: "float"}.Ref())
	equal(t, "its sources", fmt.Sprint(d.(FloatingFund).Sources), "[minimum icb-minimum]")
	of := func(account string) string { return b.held(account).String() }
	equal(t, "the agent's cash", of("1300::ccg:minimum::revenue:float=float"), "100.00")
	equal(t, "on order", of("9300:2015-16:ccg:minimum:float:revenue:purchase=p-1"), "-40.00")
	equal(t, "free, of the CCG", of("9200:2015-16:ccg:minimum:float:revenue"), "0.00")
	equal(t, "free, of the ICB", of("9200:2015-16:icb:icb-minimum:float:revenue"), "-100.00")

	given := deliver("p-1", "40.00")
	given.Date = MustDate("2015-07-02")
	b.mustOn("2015-07-02", given)
	b.mustOn("2015-07-02", AdvanceFloat{Float: "float", Amount: MustMoney("100.00"), Payment: Text("BACS 2")})
	more := order("p-2", "75.00")
	b.mustOn("2015-07-02", more)
	equal(t, "the CCG's first", of("9300:2015-16:ccg:minimum:float:revenue:purchase=p-2"), "-60.00")
	equal(t, "then the ICB's", of("9300:2015-16:icb:icb-minimum:float:revenue:purchase=p-2"), "-15.00")
	b.mustOn("2015-07-02", ReturnFloatCash{Float: "float", Amount: MustMoney("85.00"), Receipt: Text("R 1")})
	b.mustOn("2015-07-02", CancelPurchase{Purchase: "p-2", Reason: Text("ill")})
	b.mustOn("2015-07-02", ReturnFloatCash{Float: "float", Amount: MustMoney("75.00"), Receipt: Text("R 2")})
	equal(t, "no cash is left with the agent", of("1300::ccg:minimum::revenue:float=float"), "0.00")
}

// A float that the host pays for goes over likewise, once, and is left alone where nothing of it goes.
func TestTakeOverOfAHostsFloat(t *testing.T) {
	t.Parallel()
	b := floatSucceeding(t, "")
	b.callMore("100.00")
	b.mustOn("2015-07-01", taking())
	d, _ := b.fund.documents.get(FloatingFund{ID: "float"}.Ref())
	equal(t, "its sources", fmt.Sprint(d.(FloatingFund).Sources), "[minimum icb-minimum]")
	equal(t, "free", b.held("9200:2015-16:icb:icb-minimum:float:revenue").String(), "-160.00")
	b.mustOn("2015-07-02", order("p-2", "75.00"))
	equal(t, "bought", b.held("9300:2015-16:icb:icb-minimum:float:revenue:purchase=p-2").String(), "-75.00")
}

// A fund is not closed while a float's agent holds cash or something is on order, and the refusal names the float.
func TestCloseFundWithFloats(t *testing.T) {
	t.Parallel()
	end := CloseFund{Date: MustDate("2015-06-01"), Reason: Text("the agreement has ended")}
	b := floated(t, DrawInOrder, "provider", FloatLimits{})
	b.must(order("p-1", "75.00"))
	b.at = MustDate("2015-06-02").Time()
	b.refused(end, ErrWrongState, "the agent of float float holds £")
	b = floated(t, DrawInOrder, "", FloatLimits{})
	b.must(order("p-1", "75.00"))
	b.at = MustDate("2015-06-02").Time()
	b.refused(end, ErrWrongState, "£75.00 of purchase p-1 is on order from float float; accept its delivery, or cancel it")
	b.must(CancelPurchase{Purchase: "p-1", Reason: Text("ill")})
	b.refused(end, ErrWrongState, "a fund is closed when nothing is left; there is")
}
