package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"
)

// book plays the journal in memory: whatever an act asks for that was never saved does not exist, and what
// was never posted is nil.
type book struct {
	testing.TB
	service, fund *State
	entries       map[FundID][]Entry
	salts         uint64
	at            time.Time
}

func newBook(t testing.TB) *book {
	service := NewState(Service, nil, 0)
	service.Seq = 1
	fund := NewState("test", service, 0)
	fund.Seq = 1
	fund.Secret = []byte("a secret of the test's own")
	return &book{
		TB: t, service: service, fund: fund, entries: map[FundID][]Entry{},
		at: time.Date(2015, time.April, 1, 9, 0, 0, 0, time.UTC),
	}
}

// as is the authority of a person of the test.
func as(actor ActorID, role Role, body BodyID) Authority {
	return Authority{
		Type: AuthorityType, Actor: actor, Post: "post-" + PostID(actor), Role: role, Body: body,
		Rule: "R01", Policy: "test", Complete: true,
	}
}

var (
	ada  = as("ada", FinanceOfficer, "council")
	ben  = as("ben", FinanceOfficer, "ccg")
	cora = as("cora", ChiefFinance, "council")
	dev  = as("dev", PoolManager, "council")
)

func final(by Authority) Authority {
	by.Final = true
	return by
}

func (b *book) salt() (s Salt) {
	b.salts++
	binary.BigEndian.PutUint64(s[:], b.salts)
	return s
}

// try runs an act on the fund and keeps its entry when it is accepted.
func (b *book) try(by Authority, in Instruction, act Act) (Entry, error) {
	b.Helper()
	return b.on(b.fund, by, in, act)
}

func (b *book) on(s *State, by Authority, in Instruction, act Act) (Entry, error) {
	b.Helper()
	seal := func(p *Private) { p.Seal(b.salt()) }
	EachPrivate(&in, seal)
	EachPrivate(&act, seal)
	b.at = b.at.Add(time.Second)
	for range 20 {
		overlay := s.Overlay()
		overlay.At = b.at
		_, err := act.Matter(overlay)
		var e Entry
		if err == nil {
			e, err = Run(overlay, in, act, by)
		}
		if errors.Is(err, ErrNotLoaded) {
			b.load(s)
			b.load(b.service)
			continue
		}
		if err != nil {
			return Entry{}, err
		}
		overlay.Merge()
		s.ForgetLists()
		b.entries[s.Fund] = append(b.entries[s.Fund], e)
		b.roundTrip(e)
		return e, nil
	}
	b.Fatalf("%s asked for more than there is", act.Kind())
	return Entry{}, nil
}

func (b *book) load(s *State) {
	missing := s.TakeMissing()
	for ref := range missing.Documents {
		s.Hold(ref, nil)
		for _, e := range b.entries[s.Fund] {
			if posted := (PostedEntry{e}); posted.Ref() == ref {
				s.Hold(ref, posted)
			}
		}
	}
	for key := range missing.Accounts {
		s.HoldBalance(key, Money{}, Money{}, 0)
	}
	s.supplyLists(missing)
}

// roundTrip holds that an entry's bytes read back as the same entry.
func (b *book) roundTrip(e Entry) {
	b.Helper()
	first, err := e.Encode()
	if err != nil {
		b.Fatalf("encode entry %d: %v", e.Seq, err)
	}
	decoded, err := DecodeEntry(first)
	if err != nil {
		b.Fatalf("decode entry %d: %v\n%s", e.Seq, err, first)
	}
	second, err := decoded.Encode()
	if err != nil || !bytes.Equal(first, second) {
		b.Fatalf("entry %d does not read back as it was written: %v\n%s\n%s", e.Seq, err, first, second)
	}
}

// doer is who asks for an act: what ada has received ben certifies, and what was certified cora pays; a hold that ada
// set ben lifts.
func doer(act Act) Authority {
	switch act.(type) {
	case CertifyReceivedInvoice, CertifyOverCommitment, LiftPaymentHold, AcceptDelivery, ReconcileFloat,
		AcceptBudgetEvidence, WriteOffDirectPayment, ReconsiderDemand:
		return ben
	case PayInvoice, RequestPayment, RecordPaymentOutcomes, PayLateInterest, PayFloat:
		return cora
	}
	return ada
}

// must runs an act that is to be accepted, by its doer, on its default date of 1 June 2015.
func (b *book) must(act Act) Entry {
	b.Helper()
	return b.mustOn("2015-06-01", act)
}

func (b *book) mustOn(day string, act Act) Entry {
	b.Helper()
	e, err := b.try(doer(act), Instruction{On: MustDate(day), Narrative: Text("why")}, act)
	if err != nil {
		b.Fatalf("%s: %v", act.Kind(), err)
	}
	return e
}

// refused runs an act that is to be refused by a rule, with a sentence that holds a text.
func (b *book) refused(act Act, want error, sentence string) {
	b.Helper()
	b.refusedOn("2015-06-01", act, want, sentence)
}

func (b *book) refusedOn(day string, act Act, want error, sentence string) {
	b.Helper()
	seq := b.fund.Seq
	_, err := b.try(doer(act), Instruction{On: MustDate(day)}, act)
	if !errors.Is(err, want) || !strings.Contains(err.Error(), sentence) {
		b.Errorf("%s = %v, want %q with %q", act.Kind(), err, want, sentence)
	}
	if b.fund.Seq != seq {
		b.Errorf("%s was refused and took a number", act.Kind())
	}
}

// posts holds an entry's postings against "account amount" lines.
func (b *book) posts(e Entry, want ...string) {
	b.Helper()
	var got []string
	for _, p := range e.Postings {
		got = append(got, p.Account.String()+" "+p.Amount.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		b.Errorf("%s posts\n%s\nwant\n%s", e.Act.Kind(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var particulars = Particulars{
	Aims: "aims", Contributions: "contributions", Functions: "functions", Services: "services",
	Resources: "resources", Duration: "duration", Management: "management",
}

var draft = DraftAgreement{
	From: MustDate("2015-04-01"), Particulars: particulars, Hosts: []BodyID{"council"},
	Partners: []Party{
		{Body: "ccg", Part: Section75Partner, Weight: 937},
		{Body: "council", Part: Section75Partner, Weight: 283},
		{Body: "department", Part: Funder, Through: "council"},
		{Body: "provider", Part: Participant},
	},
}

var bodies = []RegisterBody{
	{ID: "ccg", Name: "A clinical commissioning group", Type: CCG, ODS: "08F"},
	{ID: "trust", Name: "A foundation trust", Type: FoundationTrust},
	{ID: "district", Name: "A district council", Type: Council, GSS: "E07000001"},
	{ID: "department", Name: "A department", Type: Department},
	{ID: "provider", Name: "A voluntary body", Type: Voluntary},
}

// founded is a book whose service has bodies and whose fund is open under an agreement in force.
func founded(t testing.TB) *book {
	t.Helper()
	b := newBook(t)
	inService := func(act Act) {
		t.Helper()
		if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-01")}, act); err != nil {
			t.Fatalf("%s: %v", act.Kind(), err)
		}
	}
	inService(FoundService{
		Administrator: "ada", Post: "administrator",
		Body: Body{ID: "council", Name: "A council", Type: Council, GSS: "E09000016"},
	})
	for _, body := range bodies {
		inService(body)
	}
	b.must(OpenFund{Name: "A pooled fund", Host: "council", Opened: MustDate("2015-04-01")})
	b.must(draft)
	b.must(BringIntoForce{
		Version: 1, Signed: MustDate("2015-03-20"), Reference: Text("deed 1"),
		SHA256: DigestOf(nil),
	})
	return b
}

func line(source SourceID) SchemeLine {
	return SchemeLine{
		Source: source, Arrangement: LeadCommissioning, Area: "social-care",
		Commissioner: CouncilSide,
		Function:     "social-care", Type: "other",
	}
}

// withSources is a founded book with sources and two schemes that have a line for each of them.
func withSources(t testing.TB) *book {
	t.Helper()
	b := founded(t)
	for _, src := range []AddSource{
		{ID: "minimum", Partner: "ccg", Nature: Revenue, Fence: NHSMinimum, Power: Section75},
		{ID: "pot", Partner: "ccg", Nature: Revenue, Fence: PerformanceFence, Power: Section75},
		{ID: "local", Partner: "council", Nature: Revenue, Fence: CouncilAdditional, Power: Section75},
		{ID: "dfg", Partner: "council", Nature: Capital, Fence: DisabledFacility, Power: Section31},
		{ID: "grant", Partner: "department", Nature: Revenue, Fence: Transformation, Power: Section31},
	} {
		src.Name, src.CodeListYear = "Source "+string(src.ID), 2015
		b.must(src)
	}
	for _, id := range []SchemeID{"a", "b"} {
		b.must(AddScheme{
			ID: id, Name: "Scheme " + string(id), CodeListYear: 2015,
			Lines: []SchemeLine{line("minimum"), line("pot"), line("local"), line("dfg")},
		})
	}
	b.must(AddSchemeLine{Scheme: "a", Line: line("grant")})
	return b
}

func oneInstalment(amount string) Plan {
	return Plan{Instalments: []DueAmount{{Due: MustDate("2015-04-15"), Amount: MustMoney(amount)}}}
}

func agree(id ContributionID, source SourceID, amount string) AgreeContribution {
	return AgreeContribution{
		ID: id, Source: source, Year: 2015, Agreement: 1, Function: "social-care",
		Plan: oneInstalment(amount),
	}
}

// budgeted is a book where source minimum has £1,000.00 agreed, of which scheme a has £600.00.
func budgeted(t testing.TB) *book {
	t.Helper()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "1000.00"))
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("600.00")})
	return b
}

// balance is an account's balance as the journal would hold it.
func (b *book) balance(account string) Money {
	b.Helper()
	a, err := ParseAccount(account)
	if err != nil {
		b.Fatal(err)
	}
	m := b.fund.balanceOf(a)
	return m
}
