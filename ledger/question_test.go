package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// ask is the question about an act, as the journal would put it.
func (b *book) ask(actor ActorID, on string, act Act) Question {
	b.Helper()
	in := Instruction{}
	if on != "" {
		in.On = MustDate(on)
	}
	for range 20 {
		overlay := b.fund.Overlay()
		overlay.At = b.at
		q, err := overlay.Ask(actor, in, act, b.service.Seq-1)
		if errors.Is(err, ErrNotLoaded) {
			b.load(b.fund)
			b.load(b.service)
			continue
		}
		if err != nil {
			b.Fatalf("ask about %s: %v", act.Kind(), err)
		}
		return q
	}
	b.Fatalf("asking about %s asked for more than there is", act.Kind())
	return Question{}
}

func (b *book) inService(act Act) {
	b.Helper()
	if _, err := b.on(b.service, ada, Instruction{On: DateOf(b.at)}, act); err != nil {
		b.Fatalf("%s: %v", act.Kind(), err)
	}
}

func TestQuestionKnowsThePartners(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	q := b.ask("ada", "2015-06-01", vire("1.00"))
	if q.Host != "council" || !slices.Equal(q.Partners, []BodyID{"ccg", "council"}) {
		t.Errorf("host %s, partners %v", q.Host, q.Partners)
	}
	if q.Matter.Fence != NHSMinimum || q.Matter.Partner != "ccg" || q.Matter.Scheme != "a" {
		t.Errorf("matter %+v", q.Matter)
	}
	if after := b.ask("ada", "2030-06-01", vire("1.00")); len(after.Partners) == 0 {
		t.Error("after the agreement's term nobody is a partner")
	}
}

// A body and its successors are one line; two successors of one body are not.
func TestQuestionKnowsSuccessors(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	for _, id := range []BodyID{"icb-east", "icb-west", "icb-all"} {
		b.inService(RegisterBody{ID: id, Name: string(id), Type: ICB})
	}
	for _, id := range []BodyID{"icb-east", "icb-west"} {
		b.inService(RecordSuccessor{Predecessor: "ccg", Successor: id, Date: MustDate("2022-07-01")})
	}
	b.inService(RecordSuccessor{Predecessor: "icb-east", Successor: "icb-all", Date: MustDate("2024-07-01")})
	b.inService(GrantPost{Actor: "eve", Post: "p", Role: NHSFinance, Body: "icb-all", From: MustDate("2015-04-01")})
	b.inService(GrantPost{Actor: "eve", Post: "q", Role: Commissioner, Body: "icb-west", From: MustDate("2015-04-01")})
	q := b.ask("eve", "2015-06-01", vire("1.00"))
	for _, tt := range []struct {
		a, b BodyID
		want bool
	}{
		{"ccg", "ccg", true},
		{"ccg", "icb-all", true},
		{"icb-all", "ccg", true},
		{"icb-west", "ccg", true},
		{"icb-west", "icb-all", false},
		{"council", "ccg", false},
	} {
		if got := q.Same(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s are the same: %v", tt.a, tt.b, got)
		}
	}
}

// Posts granted before councils and the NHS had roles of their own are read by the body that employs them.
func TestOldRolesAreRead(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.inService(GrantPost{Actor: "eve", Post: "p", Role: FinanceOfficer, Body: "council", From: MustDate("2015-04-01")})
	b.inService(GrantPost{Actor: "eve", Post: "q", Role: ChiefFinance, Body: "ccg", From: MustDate("2015-04-01")})
	b.service.Hold(Ref{"holder", "old"}, Holder{ID: "old", Posts: []Post{
		{ID: "a", Role: FinanceOfficer, Body: "ccg", From: 1},
		{ID: "b", Role: Auditor, Body: "council", From: 1},
		{ID: "c", Role: ChiefFinance, Body: "council", From: 1},
		{ID: "d", Role: FinanceOfficer, Body: "provider", From: 1},
	}})
	for actor, want := range map[ActorID]string{
		"eve": "[council-finance-officer nhs-chief-finance-officer]",
		"old": "[nhs-finance-officer auditor section-151-officer finance-officer]",
		Timer: "[timer]", "nobody": "[]",
	} {
		roles := []Role{}
		for _, p := range b.ask(actor, "2015-06-01", vire("1.00")).Posts {
			roles = append(roles, p.Role)
		}
		if got := fmt.Sprint(roles); got != want {
			t.Errorf("%s is %s, want %s", actor, got, want)
		}
	}
}

func TestGrantPostRefuses(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	grant := func(role Role, body BodyID) GrantPost {
		return GrantPost{Actor: "eve", Post: "p", Role: role, Body: body, From: MustDate("2015-04-01")}
	}
	timer, capacity := grant(Auditor, "council"), grant(Auditor, "council")
	timer.Actor, capacity.Capacity = Timer, "temporary"
	for _, act := range []GrantPost{
		grant("king", "council"), grant(CouncilFinance, "ccg"), grant(Section151, "provider"),
		grant(NHSFinance, "council"), grant(NHSChiefFinance, "provider"), grant(FinanceOfficer, "provider"),
		grant(TimerRole, "council"), timer, capacity,
	} {
		if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, act); !errors.Is(err, ErrInvalid) {
			t.Errorf("%+v: %v", act, err)
		}
	}
}

func TestInterests(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.at = time.Date(2015, time.June, 10, 12, 0, 0, 0, time.UTC)
	on := func(day string, act Act) error {
		_, err := b.on(b.service, ada, Instruction{On: MustDate(day)}, act)
		return err
	}
	declare := DeclareInterest{Actor: "eve", Body: "provider", Nature: Text("trustee")}
	for _, tt := range []struct {
		act  Act
		want error
	}{
		{DeclareInterest{Actor: "eve", Body: "provider"}, ErrInvalid},
		{DeclareInterest{Actor: "eve", Body: "nobody", Nature: Text("x")}, ErrNotFound},
		{EndInterest{Actor: "eve", Body: "provider", Last: MustDate("2015-06-10")}, ErrNotFound},
		{declare, nil},
		{declare, ErrExists},
		{EndInterest{Actor: "eve", Body: "provider", Last: MustDate("2015-06-09")}, ErrInvalid},
		{EndInterest{Actor: "eve", Body: "provider", Last: MustDate("2015-06-11")}, nil},
		{EndInterest{Actor: "eve", Body: "provider", Last: MustDate("2015-06-12")}, ErrNotFound},
	} {
		if err := on("2015-06-10", tt.act); !errors.Is(err, tt.want) {
			t.Errorf("%+v = %v, want %v", tt.act, err, tt.want)
		}
	}
	held := b.ask("eve", "", vire("1.00")).Interests
	if len(held) != 1 || !held[0].Covers(MustDate("2015-06-11")) || held[0].Covers(MustDate("2015-06-12")) ||
		held[0].Covers(MustDate("2015-06-09")) {
		t.Errorf("interests %+v", held)
	}
}

// A fund's own scheme of delegation comes before the service's; the newest whose first day has come counts.
func TestDelegationInForce(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.at = time.Date(2015, time.June, 10, 12, 0, 0, 0, time.UTC)
	rules := func() Rules { return b.ask("ada", "", vire("1.00")).Delegation.Rules }
	if rules() != "" {
		t.Error("there is one before any was adopted")
	}
	_, err := b.on(b.service, ada, Instruction{}, AdoptDelegation{Rules: "x", From: MustDate("2015-06-09")})
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("from yesterday: %v", err)
	}
	for _, bad := range []AdoptDelegation{{}, {Rules: "x", Window: "week"}, {Rules: "x", Scope: "No"}} {
		if _, err := b.on(b.service, ada, Instruction{}, bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	b.inService(AdoptDelegation{Rules: "all"})
	b.inService(AdoptDelegation{Scope: "other", Rules: "other's"})
	b.inService(AdoptDelegation{Rules: "all, later", From: MustDate("2015-07-01")})
	for _, tt := range []struct{ day, want string }{
		{"2015-06-10", "all"}, {"2015-06-30", "all"}, {"2015-07-01", "all, later"},
	} {
		if b.at = MustDate(tt.day).Time().Add(12 * time.Hour); string(rules()) != tt.want {
			t.Errorf("on %s: %q, want %q", tt.day, rules(), tt.want)
		}
	}
	b.inService(AdoptDelegation{Scope: "test", Rules: "its own"})
	if d := b.ask("ada", "", vire("1.00")).Delegation; d.Rules != "its own" || d.Scope != "test" || d.Version != 1 ||
		d.SHA256 != DigestOf([]byte("its own")) || d.Window != EachQuarter {
		t.Errorf("its own is %+v", d)
	}
}

func TestWindows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		window Window
		period string
		want   string
	}{
		{EachMonth, "2015-16/01", "2015-16-m01"},
		{EachMonth, "2015-16/13", "2015-16-m12"},
		{EachQuarter, "2015-16/03", "2015-16-q1"},
		{EachQuarter, "2015-16/04", "2015-16-q2"},
		{EachQuarter, "2015-16/12", "2015-16-q4"},
		{EachQuarter, "2015-16/13", "2015-16-q4"},
		{EachYear, "2015-16/13", "2015-16"},
		{"", "2015-16/01", "2015-16-q1"},
	} {
		if got := tt.window.Of(MustPeriod(tt.period)); got != tt.want {
			t.Errorf("%s of %s = %s, want %s", tt.window, tt.period, got, tt.want)
		}
	}
}

// What is promised alone is counted on accounts of its own, which have a floor.
func TestAllowance(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	promise := func(limit, amount string, act Act) (Entry, error) {
		q := b.ask("ada", "2015-06-01", act)
		by := ada
		by.Allowance = Allowance{q.Matter.Allowance, q.Matter.Beside, MustMoney(limit), MustMoney(amount)}
		return b.try(by, Instruction{On: MustDate("2015-06-01")}, act)
	}
	first, err := promise("50.00", "30.00", raise("m-1", "30.00"))
	if err != nil {
		t.Fatal(err)
	}
	const of = ":2015-16:::::allowance=promise.provider.a.2015-16-q1"
	const left, used = "9510" + of, "9520" + of
	b.posts(first,
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment 30.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 -30.00",
		"9500:2015-16:::: 50.00", left+" -50.00", left+" 30.00", used+" -30.00")
	if q := b.ask("ben", "2015-06-30", raise("m-2", "1.00")); q.Matter.Used != MustMoney("30.00") {
		t.Errorf("used in June by anybody: %s", q.Matter.Used)
	}
	if q := b.ask("ben", "2015-07-01", raise("m-2", "1.00")); !q.Matter.Used.IsZero() {
		t.Errorf("used in July: %s", q.Matter.Used)
	}
	if _, err := promise("50.00", "20.01", raise("m-2", "20.01")); !errors.Is(err, ErrNotEnough) {
		t.Errorf("a penny over what is left: %v", err)
	}
	second, err := promise("60.00", "25.00", raise("m-2", "25.00"))
	if err != nil {
		t.Fatalf("under a higher limit: %v", err)
	}
	if n := len(second.Postings); n != 6 || second.Postings[2].Amount != MustMoney("10.00") {
		t.Errorf("topped up by %v", second.Postings)
	}
	b.must(reverse(first))
	if q := b.ask("ben", "2015-06-30", raise("m-9", "1.00")); q.Matter.Used != MustMoney("25.00") {
		t.Errorf("after the reversal of the first: %s", q.Matter.Used)
	}
	if _, err := promise("60.00", "35.00", raise("m-3", "35.00")); err != nil {
		t.Errorf("what the reversal gave back: %v", err)
	}
	for name, act := range map[string]Act{
		"a decrease": VaryCommitment{Commitment: "m-2", Direction: Decrease, Amount: MustMoney("1.00"), Reason: Text("more")},
		"a virement": vire("1.00"), "an invoice": certify("i-1", "m-2", "INV 1", "1.00"),
	} {
		if q := b.ask("ada", "2015-06-01", act); q.Matter.Allowance != "" {
			t.Errorf("%s counts against %s", name, q.Matter.Allowance)
		}
	}
}

// How money goes to a provider is said by the act, for policy to judge.
func TestMoves(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(raise("m-1", "100.00"))
	b.must(certify("i-1", "m-1", "INV 1", "10.00"))
	for name, tt := range map[string]struct {
		act  Act
		move Move
		to   BodyID
	}{
		"raise":   {raise("m-2", "1.00"), Promises, "provider"},
		"vary":    {VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("1.00"), Reason: Text("more")}, Promises, "provider"},
		"certify": {certify("i-2", "m-1", "INV 2", "1.00"), Pays, "provider"},
		"pay":     {PayInvoice{Invoice: "i-1"}, Pays, "provider"},
		"add": {AddScheme{ID: "c", Lines: []SchemeLine{{Source: "minimum", Provider: "provider"}, {
			Source: "local", Provider: "council",
		}}}, Gives, "council"},
		"add a line": {AddSchemeLine{Scheme: "a", Line: SchemeLine{Source: "pot", Provider: "provider"}}, Gives, "provider"},
		"release":    {ReleaseCommitment{Commitment: "m-1"}, 0, "provider"},
	} {
		m := b.ask("ada", "2015-06-01", tt.act).Matter
		if m.Move != tt.move || m.Provider != tt.to {
			t.Errorf("%s moves %d to %s", name, m.Move, m.Provider)
		}
	}
}
