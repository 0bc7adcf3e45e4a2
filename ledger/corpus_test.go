package ledger

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the corpus entries that are missing; those that are there "+
	"are never rewritten")

// everyAct is a book that has an entry of each act in its newest version, and a document of each kind.
func everyAct(t testing.TB) *book {
	t.Helper()
	b := budgeted(t)
	inService := func(act Act) {
		t.Helper()
		if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, act); err != nil {
			t.Fatalf("%s: %v", act.Kind(), err)
		}
	}
	inService(GrantPost{
		Actor: "ben", Post: "ccg-finance", Role: FinanceOfficer, Body: "ccg",
		From: MustDate("2015-04-01"),
	})
	inService(EndPost{Actor: "ben", Post: "ccg-finance", Last: MustDate("2016-03-31")})
	inService(RegisterBody{ID: "icb", Name: "An integrated care board", Type: ICB, ODS: "QKK"})
	inService(IdentifyBody{Body: "provider", Identifiers: []Identifier{"GB-COH-01234567", "GB-CHC-1234567"}})
	inService(RecordSuccessor{Predecessor: "ccg", Successor: "icb", Date: MustDate("2022-07-01")})
	inService(DeclareInterest{Actor: "ben", Body: "provider", Nature: Text("trustee")})
	inService(EndInterest{Actor: "ben", Body: "provider", Last: MustDate("2015-06-30")})
	inService(RecordFeed{Feed: "test", SHA256: DigestOf(nil), Services: 30, Organisations: 12})
	inService(RecordHeads{Heads: []GrownHead{{JournalHead: JournalHead{Fund: "test", Size: 1, Root: DigestOf(nil)}}}})
	inService(RegisterKey{Public: councilKey, Body: "council", Use: KeySigns})
	inService(RevokeKey{Key: "council-78a4f242", Last: MustDate("2015-04-01"), Why: KeyReplaced})
	inService(AdoptDelegation{Scope: "test", Window: EachMonth, Rules: "role,act\n"})
	b.must(draft)
	b.must(OverrideUnsigned{
		Version: 2, ApprovedBy: "ccg", Reason: Text("not signed yet"),
		Until: MustDate("2015-12-31"),
	})
	b.must(IndicateContribution{
		ID: "c-9", Source: "local", Year: 2015, Function: "carers",
		Plan: oneInstalment("5.00"),
	})
	b.must(VaryContribution{Contribution: "c-1", Agreement: 2, Plan: oneInstalment("1100.00")})
	b.must(CallContribution{
		Contribution: "c-1", Instalment: 2, Amount: MustMoney("100.00"),
		Invoice: Text("SI 1"),
	})
	b.must(ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("99.00"), Power: Section75,
		Receipt: Text("R 1"),
	})
	b.must(CallContribution{Contribution: "c-1", Instalment: 2 + 1, Amount: MustMoney("200.00")})
	b.must(ReduceCall{Notice: 2, Amount: MustMoney("50.00"), Reason: Text("called too much")})
	b.must(WriteOffCall{Notice: 1, Amount: MustMoney("0.50"), Reason: Text("not worth the letter")})
	received := b.must(MatchReceipts{Receipts: []ReceiptLine{
		{Reference: Text("R 3"), Date: MustDate("2015-05-29"), Amount: MustMoney("100.00"), Notice: 2},
		{Reference: Text("R 4"), Date: MustDate("2015-05-29"), Amount: MustMoney("60.00"), Payer: Text("unknown")},
	}})
	unknown := ReceiptID(fmt.Sprintf("%d-2", received.Seq))
	b.must(AllocateReceipt{Receipt: unknown, Notice: 2, Amount: MustMoney("50.00")})
	b.must(ReturnReceipt{
		Receipt: unknown, Amount: MustMoney("10.00"), Payment: Text("BACS 9"), Reason: Text("not ours"),
	})
	b.must(AgreePerformance{
		ID: "p-1", Source: "pot", Year: 2015, Agreement: 1, Function: "community-health",
		Plan: oneInstalment("50.00"),
	})
	b.must(EarnPerformance{Contribution: "p-1", Amount: MustMoney("20.00"), Measured: MustPeriod("2014-15/12")})
	b.must(PlanPerformance{
		Contribution: "p-1", Unit: MustMoney("0.50"),
		Quarters: []QuarterTarget{{MustPeriod("2014-15/12"), 10}, {MustPeriod("2015-16/03"), 30}},
	})
	b.must(ReleasePerformance{
		Contribution: "p-1", Measured: MustPeriod("2014-15/12"), Actual: 8, Evidence: Text("SUS, quarter 4"),
	})
	b.must(ForgoPerformance{Contribution: "p-1", Amount: MustMoney("5.00"), Measured: MustPeriod("2015-16/02")})
	direct := agree("c-2", "local", "40.00")
	direct.Notional = true
	b.must(direct)
	grant := agree("c-3", "dfg", "60.00")
	grant.InAdvance = true
	b.must(grant)
	for _, source := range []SourceID{"local", "dfg"} {
		b.must(SetSchemeBudget{Scheme: "a", Source: source, Direction: Increase, Amount: MustMoney("40.00")})
	}
	b.must(RecordDirectSpend{Contribution: "c-2", Scheme: "a", Amount: MustMoney("12.00")})
	b.must(ReceiveGrant{Contribution: "c-3", Amount: MustMoney("60.00"), Power: Section31, Receipt: Text("R 2")})
	b.must(AllocateGrant{
		Contribution: "c-3", Due: MustDate("2015-06-30"), Reason: Text("determination"),
		Districts: []DistrictShare{{"district", MustMoney("50.00")}},
	})
	passed := b.must(PassGrantOn{
		Contribution: "c-3", Scheme: "a", District: "district", Amount: MustMoney("25.00"),
		Payment: Text("P 1"),
	})
	b.must(RecordPassingProof{Entry: passed.Seq, Proof: Text("receipt 1")})
	b.must(RecordGrantConsent{
		Contribution: "c-3", District: "district", Amount: MustMoney("5.00"), Given: MustDate("2015-05-30"),
		Consent: Text("letter 1"),
	})
	b.must(RequireMinimum{
		ID: "social-care", Source: "minimum", Year: 2015, Area: "social-care",
		Required: MustMoney("500.00"),
	})
	b.must(ForecastOutturn{Scheme: "a", Source: "minimum", Amount: Money{}, Reason: Text("not begun")})
	b.must(ProfileBudget{
		Scheme: "a", Source: "minimum", Reason: Text("winter"), Periods: []ProfilePart{
			{MustPeriod("2015-16/03"), MustMoney("200.00")}, {MustPeriod("2015-16/12"), MustMoney("400.00")},
		},
	})
	b.must(SetRiskShare{
		Version: 1, Share: WeightedShare, Order: []CureKind{RiskPoolCure, OutsidePool}, RiskPool: "b",
		Parts: []RiskPart{{Partner: "ccg", Weight: 937}, {Partner: "council", Weight: 283, Cap: MustMoney("1.00")}},
		Fixed: []BudgetLine{{"a", "dfg"}}, Reason: Text("schedule 3"),
	})
	b.must(SetSchemeBudget{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("8.00")})
	b.must(ForecastOutturn{Scheme: "a", Source: "local", Amount: MustMoney("80.00")})
	shared := CallRiskShare{
		ID: "r-1", Agreement: 1, Scheme: "a", Lines: []SourceID{"local"}, Overspend: MustMoney("20.00"),
		Cures:   []LineCure{{RiskPoolCure, "b", "minimum", MustMoney("8.00")}},
		Sources: []PartnerSource{{"minimum", "r-1-ccg"}, {"local", "r-1-council"}}, Evidence: Text("month 2"),
	}
	b.must(shared)
	shared.ID, shared.Sources = "r-2", []PartnerSource{{"minimum", "r-2-ccg"}, {"local", "r-2-council"}}
	b.must(CallAboveCap(shared))
	commitment := raise("m-1", "100.00")
	commitment.Purpose = Text("beds")
	b.must(commitment)
	b.must(VaryCommitment{
		Commitment: "m-1", Direction: Increase, Amount: MustMoney("10.00"),
		Reason: Text("more beds"),
	})
	b.must(certify("i-1", "m-1", "INV 1", "60.00"))
	b.must(PrepayProvider{Commitment: "m-1", Amount: MustMoney("20.00"), Payment: Text("BACS 2")})
	b.must(ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("20.00"), Evidence: Text("report 1")})
	b.mustOn("2015-04-30", AccrueSpend{
		ID: "a-1", Commitment: "m-1", Amount: MustMoney("5.00"), Evidence: Text("GRN 1"),
	})
	b.at = b.at.AddDate(0, 1, 0)
	b.mustOn("2015-05-01", ReverseAccrual{Accrual: "a-1"})
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.must(RaiseCommitment{
		ID: "m-2", Provider: "provider", Form: Contract, Purpose: Text("beds"), Type: CallOff, Framework: Text("RM 6000"),
		Lines:   []PromisedLine{{"a", "minimum", MustMoney("10.00")}, {"b", "minimum", MustMoney("2.00")}},
		Profile: []ProfilePart{{MustPeriod("2015-16/03"), MustMoney("12.00")}},
	})
	b.must(VaryCommitment{
		Commitment: "m-2", Direction: Increase, Amount: MustMoney("1.00"), Reason: Text("more"), Scheme: "b",
		Source: "minimum", Profile: []ProfilePart{{MustPeriod("2015-16/04"), MustMoney("13.00")}},
	})
	over := charge("m-2", "3.50", "0.00", "")
	over.Scheme, over.Source = "b", "minimum"
	b.must(receive("i-4", over))
	b.must(CertifyOverCommitment{Invoice: "i-4", Reason: Text("a night more")})
	b.must(ApproveOverspend{Scheme: "a", Source: "minimum", Amount: MustMoney("9.00"), Reason: Text("winter")})
	b.must(CureOverspend{Source: "minimum", Amount: MustMoney("4.00"), Reason: Text("the call")})
	b.must(receive("i-2", charge("m-1", "20.00", "4.00", "")))
	b.must(DisputeInvoice{Invoice: "i-2", From: MustDate("2015-05-21"), Reason: Text("not as ordered")})
	b.must(ResolveDispute{Invoice: "i-2", To: MustDate("2015-05-28"), Result: Text("agreed")})
	b.must(CertifyReceivedInvoice{Invoice: "i-2"})
	b.must(receive("i-3", charge("m-1", "1.00", "0.00", "")))
	b.must(ReturnInvoice{Invoice: "i-3", Reason: Text("not ours")})
	b.must(credit("n-1", "i-2", charge("m-1", "5.00", "1.00", "")))
	b.must(PayInvoice{Invoice: "i-2", Payment: Text("BACS 2")})
	b.must(refunded("n-2", "i-2", charge("m-1", "2.00", "0.40", "")))
	b.must(certify("i-8", "m-1", "INV 8", "3.00"))
	b.must(HoldPayments{Provider: "provider", Reason: Text("new bank details")})
	b.must(LiftPaymentHold{Provider: "provider", Reason: Text("checked")})
	b.must(RequestPayment{ID: "q-1", Invoices: []InvoiceID{"i-8"}, Due: MustDate("2015-06-18")})
	b.mustOn("2015-06-30", RecordPaymentOutcomes{Request: "q-1", Outcomes: []PaymentOutcome{{
		Reference: "P000001-001", Outcome: PaymentPaid, Amount: MustMoney("3.00"), Payment: Text("BACS 3"),
		Date: MustDate("2015-06-20"),
	}}})
	b.must(PayLateInterest{Invoice: "i-8", Amount: MustMoney("0.01"), Payment: Text("BACS 4")})
	b.must(RefundVAT{Source: "minimum", Amount: MustMoney("2.60"), Receipt: Text("VAT 1")})
	b.must(PrepayProvider{Commitment: "m-1", Amount: MustMoney("3.00"), Payment: Text("BACS 3")})
	b.must(WriteOffPrepayment{Commitment: "m-1", Amount: MustMoney("3.00"), Reason: Text("closed down")})
	b.must(ReleaseCommitment{Commitment: "m-1", Reason: Text("done")})
	b.must(floatUnder(DrawInOrder, "provider", FloatLimits{Client: MustMoney("20.00")}))
	b.must(TopUpFloat{Float: "float", Source: "minimum", From: "a", Amount: MustMoney("40.00")})
	b.must(AdvanceFloat{Float: "float", Amount: MustMoney("30.00"), Payment: Text("BACS 5")})
	lent := order("p-1", "10.00")
	lent.Provider, lent.Bought.Provider, lent.Bought.Identifiers = "trust", "A foundation trust", nil
	b.must(lent)
	b.must(deliver("p-1", "6.00"))
	b.must(CancelPurchase{Purchase: "p-1", Reason: Text("ill")})
	b.must(ChargeFloatFee{Float: "float", Amount: MustMoney("1.00")})
	b.must(PayFloat{Float: "float", Payment: Text("BACS 6")})
	b.mustOn("2015-06-30", ReconcileFloat{
		ID: "fr-1", Float: "float", Evidence: Text("June"), Statement: AgentStatement{
			From: MustDate("2015-06-01"), To: MustDate("2015-06-30"), TopUps: MustMoney("30.00"), Purchases: MustMoney("6.00"),
			Closing: MustMoney("24.00"), Lines: []AgentStatementLine{{Purchase: "p-1", Amount: MustMoney("6.00"), Reference: Text("7")}},
		},
	})
	b.must(ReturnFloatCash{Float: "float", Amount: MustMoney("4.00"), Receipt: Text("R 5")})
	b.must(WriteOffFloatAdvance{Float: "float", Amount: MustMoney("2.00"), Reason: Text("stolen")})
	b.must(VaryFloat{
		Float: "float", State: FloatOpen, Reason: Text("more of the same"),
		FloatTerms: floatUnder(DrawProRata, "provider", FloatLimits{Client: MustMoney("30.00")}).FloatTerms,
	})
	b.must(reverse(b.must(vire("10.00"))))
	approved, rejected, withdrawn := b.propose(vire("1.00")), b.propose(vire("2.00")), b.propose(vire("3.00"))
	for _, act := range []Act{
		ApproveProposal{Proposal: approved.ID, Hash: approved.Hash, Note: Text("agreed")},
		RejectProposal{Proposal: rejected.ID, Hash: rejected.Hash, Reason: Text("too early")},
	} {
		if _, err := b.try(final(ben), Instruction{On: MustDate("2015-06-02")}, act); err != nil {
			t.Fatal(err)
		}
	}
	b.must(WithdrawProposal{Proposal: withdrawn.ID, Reason: Text("asked in error")})
	b.must(SetProposalTerms{Days: 1, Reserve: true})
	late := b.propose(vire("4.00"))
	b.at = b.at.AddDate(0, 0, 2)
	b.must(ExpireProposal{Proposal: late.ID})
	b.must(attendances)
	b.must(attended("2014-06-01", "2015-05-31", "67"))
	b.must(saved("s-1"))
	b.must(WithdrawClaim{Claim: "s-1", Reason: Text("counted twice")})
	b.must(ClosePeriod{Period: MustPeriod("2015-16/01"), Close: SoftClosed})
	b.must(ReopenPeriod{Period: MustPeriod("2015-16/01"), Reason: Text("a late invoice")})
	b.must(DrawAgreement{Version: 1, From: MustDate("2016-04-01"), To: MustDate("2017-03-31")})
	again := agree("c-5", "grant", "70.00")
	again.Recurrent = true
	b.must(again)
	b.must(VaryContribution{Contribution: "c-5", Agreement: 2, Plan: oneInstalment("80.00"), Recurrent: true})
	b.must(DrawContributions{
		Year: 2016, Inflation: 2500, Efficiency: 1100, Contributions: []DrawContribution{
			{Contribution: "c-5", ID: "c-6", Direction: Increase, Change: MustMoney("2.00"), Reason: Text("a new post")},
		},
	})
	b.must(CallContribution{Contribution: "c-5", Instalment: 2})
	b.must(SetCutOff{Partner: "ccg", Year: 2015, Date: MustDate("2016-04-20")})
	b.must(EraseText{Entry: 3, Reason: Text("asked by the person"), Rule: "UK GDPR Article 17"})
	everyActOfHealthBudgets(b)
	everyActOfTheYearsEnd(b)
	everyActOfASuccession(b)
	b.mustOn("2016-06-02", LeaveAgreement{Partner: "ccg", Date: MustDate("2016-09-30"), Reason: Text("notice of 1 June")})
	ended := founded(t)
	ended.at = MustDate("2015-06-02").Time()
	ended.must(CloseFund{Date: MustDate("2015-06-01"), Reason: Text("never begun")})
	b.entries["ended"] = ended.entries["test"]
	divided := lastYear(t, "400.00")
	divided.mustOn(endDay, CloseYear{Year: 2015})
	divided.mustOn(endDay, apportion(nil))
	b.entries["divided"] = divided.entries["test"]
	return b
}

// TestCorpus holds that entries of every version ever written still read to the same figures. A file is never
// rewritten: an act that changes gets a new version, and the version a file of its own.
func TestCorpus(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("testdata", "corpus")
	if *update {
		writeCorpus(t, folder)
	}
	documents := map[string]bool{}
	for _, kind := range ActKinds() {
		name := filepath.Join(folder, strings.Replace(kind, "/", "-", 1)+".json")
		body, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("no corpus entry of %s: go test ./ledger -run TestCorpus -update writes it", kind)
			continue
		}
		body = bytes.TrimSpace(body)
		e, err := DecodeEntry(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if e.Act.Kind() != kind {
			t.Errorf("%s holds %s", name, e.Act.Kind())
		}
		for _, d := range e.Documents {
			documents[d.Ref().Kind+"/1"] = true
		}
		if kind == newest(kind) {
			if again, err := e.Encode(); err != nil || !bytes.Equal(again, body) {
				t.Errorf("%s is written otherwise today, so it needs a new version: %v\n%s\n%s", kind, err, body, again)
			}
		}
	}
	for kind := range documentKinds {
		if !documents[kind] {
			t.Errorf("no corpus entry holds a document of %s", kind)
		}
	}
}

// newest is the newest version of an act's kind.
func newest(kind string) string {
	name, _, _ := strings.Cut(kind, "/")
	last := kind
	for _, k := range ActKinds() {
		if strings.HasPrefix(k, name+"/") {
			last = k
		}
	}
	return last
}

func writeCorpus(t *testing.T, folder string) {
	b := everyAct(t)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, journal := range []FundID{Service, "test", "ended", "divided"} {
		for _, e := range b.entries[journal] {
			name := filepath.Join(folder, strings.Replace(e.Act.Kind(), "/", "-", 1)+".json")
			if _, err := os.Stat(name); err == nil {
				continue
			}
			body, err := e.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, append(body, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestEveryActIsPlayed(t *testing.T) {
	t.Parallel()
	b := everyAct(t)
	seen := map[string]bool{}
	for _, journal := range b.entries {
		for _, e := range journal {
			seen[e.Act.Kind()] = true
			if s := e.Sentence(); s == "" || strings.Contains(s, "%!") {
				t.Errorf("%s in a sentence is %q", e.Act.Kind(), s)
			}
		}
	}
	for _, kind := range ActKinds() {
		if !seen[kind] {
			t.Errorf("everyAct plays no %s", kind)
		}
		if actKinds[kind].room == 0 {
			t.Errorf("%s belongs in no journal", kind)
		}
	}
}

// TestNoFieldIsCalledType holds that no field takes the place of the type that every stored value begins
// with.
func TestNoFieldIsCalledType(t *testing.T) {
	t.Parallel()
	check := func(kind string, v any) {
		for f := range reflect.TypeOf(v).Fields() {
			if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == "type" {
				t.Errorf("%s has a field called type", kind)
			}
		}
	}
	for _, kind := range ActKinds() {
		act, err := actKinds[kind].decode([]byte(`{}`), false)
		if kind != (ProposeAct{}).Kind() && err != nil {
			t.Fatal(err)
		}
		check(kind, act)
	}
	for kind, decode := range documentKinds {
		d, err := decode([]byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		check(kind, d)
	}
}
