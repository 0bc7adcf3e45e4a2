package pooltest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// Pool is a pooled fund of a test's own, opened in real PostgreSQL by real acts: three partners, a source of each,
// three schemes, £1,000,000.00 agreed and called from every source, and nothing budgeted yet.
type Pool struct {
	TB      testing.TB
	DB      *DB
	Journal *journal.Journal
	Fund    ledger.FundID
	keys    atomic.Int64
}

// The bodies, sources and schemes of every Pool. Each of a test's people is an actor of that name.
const (
	CouncilBody = ledger.BodyID("test-council")
	CCGBody     = ledger.BodyID("test-ccg")
	TrustBody   = ledger.BodyID("test-trust")

	NHSMinimum = ledger.SourceID("nhs-minimum") // the CCG's, revenue
	LASource   = ledger.SourceID("la-additional")
	DFGSource  = ledger.SourceID("dfg") // the council's, capital
)

// AllowAll is policy for tests that are about something else: whoever asks may, and the authority says so.
func AllowAll(q ledger.Question) (ledger.Decision, error) {
	return ledger.Decision{Authority: ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: "test-post",
		Role: ledger.FinanceOfficer, Body: CouncilBody, Rule: "T01", Policy: "test", Service: q.Service,
		Complete: true, Final: true,
	}}, nil
}

// New opens a Pool in the package's database. MustBalance runs at the end of every test that uses it.
func New(t testing.TB) *Pool {
	t.Helper()
	return NewIn(t, Shared(t), AllowAll)
}

// NewIn opens a Pool in a database, under a policy.
func NewIn(t testing.TB, db *DB, decide ledger.Decide) *Pool {
	t.Helper()
	pool, err := postgres.Pool(t.Context(), db.WriterURL, 10, journal.Prepare)
	if err != nil {
		t.Fatal(err)
	}
	p := &Pool{
		TB: t, DB: db, Fund: ledger.FundID("t-" + random()),
		Journal: journal.Open(journal.Config{Pool: pool, Decide: decide}),
	}
	t.Cleanup(func() {
		p.Journal.Close()
		pool.Close()
	})
	p.found()
	p.open()
	return p
}

func random() string {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return hex.EncodeToString(b)
}

// Salt is what seals private fields in tests.
func Salt() (s ledger.Salt) {
	if _, err := rand.Read(s[:]); err != nil {
		panic(err)
	}
	return s
}

// Request makes a request as the edge would: sealed, and with a key of its own.
func (p *Pool) Request(actor, on string, act ledger.Act) journal.Request {
	in := ledger.Instruction{Narrative: ledger.Text("a test"), Reference: ledger.Text("TEST/1")}
	if on != "" {
		in.On = ledger.MustDate(on)
	}
	in.Narrative.Seal(Salt())
	in.Reference.Seal(Salt())
	key := fmt.Sprintf("%s-%d", p.Fund, p.keys.Add(1))
	return journal.Request{
		Actor: ledger.ActorID(actor), Key: key, Body: ledger.DigestOf([]byte(key)), Instruction: in,
		Act: ledger.WithPrivate(act, func(t *ledger.Private) { t.Seal(Salt()) }),
	}
}

// Do runs an act in the fund and returns the entry, or the refusal.
func (p *Pool) Do(actor, on string, act ledger.Act) (ledger.Entry, error) {
	result := p.Journal.Do(context.Background(), p.Fund, p.Request(actor, on, act))
	return result.Entry, result.Err
}

// Must is Do for acts that a test takes for granted.
func (p *Pool) Must(actor, on string, act ledger.Act) ledger.Entry {
	p.TB.Helper()
	e, err := p.Do(actor, on, act)
	if err != nil {
		p.TB.Fatalf("%s: %v", act.Kind(), err)
	}
	return e
}

var founding sync.Mutex

// found makes the bodies in the service journal, once for each database.
func (p *Pool) found() {
	p.TB.Helper()
	founding.Lock()
	defer founding.Unlock()
	head, err := p.Journal.Head(context.Background(), ledger.Service)
	if err != nil {
		p.TB.Fatal(err)
	}
	if head.Seq > 0 {
		return
	}
	for _, act := range []ledger.Act{
		ledger.FoundService{Administrator: "posts-administrator", Post: "posts-administrator", Body: ledger.Body{
			ID: CouncilBody, Name: "Test Council", Type: ledger.Council, GSS: "E09000016",
		}},
		ledger.RegisterBody{ID: CCGBody, Name: "Test CCG", Type: ledger.CCG, ODS: "08F"},
		ledger.RegisterBody{ID: TrustBody, Name: "Test NHS Foundation Trust", Type: ledger.FoundationTrust, ODS: "RAT"},
	} {
		result := p.Journal.Do(context.Background(), ledger.Service, p.Request("posts-administrator", "2015-04-01", act))
		if result.Err != nil {
			p.TB.Fatalf("%s: %v", act.Kind(), result.Err)
		}
	}
}

// open makes the fund as every test finds it.
func (p *Pool) open() {
	p.TB.Helper()
	on := "2015-04-01"
	p.Must("ada", on, ledger.OpenFund{Name: "Test fund", Host: CouncilBody})
	p.Must("ada", on, ledger.DraftAgreement{
		From: ledger.MustDate(on), To: ledger.MustDate("2018-03-31"),
		Partners: []ledger.Party{
			{Body: CCGBody, Part: ledger.Section75Partner},
			{Body: CouncilBody, Part: ledger.Section75Partner},
			{Body: TrustBody, Part: ledger.Section75Partner},
		},
		Particulars: ledger.Particulars{
			Aims: "aims", Contributions: "contributions", Functions: "functions",
			Services: "services", Resources: "resources", Duration: "duration", Management: "management",
		},
		Hosts: []ledger.BodyID{CouncilBody},
	})
	p.Must("ada", on, ledger.BringIntoForce{
		Version: 1, Signed: ledger.MustDate(on),
		Reference: ledger.Text("S75/2015"), SHA256: ledger.DigestOf([]byte("the agreement")),
	})
	for _, s := range []ledger.AddSource{
		{ID: NHSMinimum, Name: "NHS minimum", Partner: CCGBody, Nature: ledger.Revenue, Fence: ledger.NHSMinimum},
		{
			ID: LASource, Name: "Council additional", Partner: CouncilBody, Nature: ledger.Revenue,
			Fence: ledger.CouncilAdditional,
		},
		{
			ID: DFGSource, Name: "Disabled facilities grant", Partner: CouncilBody, Nature: ledger.Capital,
			Fence: ledger.DisabledFacility,
		},
	} {
		s.CodeListYear, s.Power = 2015, ledger.Section75
		if s.ID == DFGSource {
			s.Power = ledger.Section31
		}
		p.Must("ada", on, s)
		p.Must("ada", on, ledger.AgreeContribution{
			ID: ledger.ContributionID(s.ID), Source: s.ID, Year: 2015,
			Agreement: 1, Function: function(s.ID), Plan: ledger.Plan{
				Amount: ledger.MustMoney("1000000.00"),
				Dates:  []ledger.Date{ledger.MustDate(on)},
			},
		})
		p.Must("ada", on, ledger.CallContribution{Contribution: ledger.ContributionID(s.ID), Instalment: 1})
	}
	for _, id := range []ledger.SchemeID{"one", "two", "three"} {
		p.Must("ada", on, ledger.AddScheme{
			ID: id, Name: "Scheme " + string(id), CodeListYear: 2015,
			Lines: []ledger.SchemeLine{line(NHSMinimum), line(LASource), line(DFGSource)},
		})
	}
}

// Budget sets a scheme's budget from a source.
func (p *Pool) Budget(scheme ledger.SchemeID, source ledger.SourceID, amount string) {
	p.TB.Helper()
	p.Must("ada", "2015-04-01", ledger.SetSchemeBudget{
		Scheme: scheme, Source: source, Direction: ledger.Increase,
		Amount: ledger.MustMoney(amount),
	})
}

// Vire is a virement within NHS minimum.
func Vire(from, to ledger.SchemeID, amount string) ledger.VireBudget {
	return ledger.VireBudget{
		From: ledger.BudgetLine{Scheme: from, Source: NHSMinimum},
		To:   ledger.BudgetLine{Scheme: to, Source: NHSMinimum}, Amount: ledger.MustMoney(amount),
	}
}

func line(source ledger.SourceID) ledger.SchemeLine {
	l := ledger.SchemeLine{
		Source: source, Arrangement: ledger.LeadCommissioning, Area: "community-health",
		Commissioner: ledger.NHSSide, Provider: TrustBody, Function: function(source), Type: "integrated-care-planning",
	}
	if source != NHSMinimum {
		l.Area, l.Commissioner = "social-care", ledger.CouncilSide
	}
	if source == DFGSource {
		l.Type = "dfg-related"
	}
	return l
}

func function(source ledger.SourceID) string {
	if strings.HasPrefix(string(source), "nhs") {
		return "community-health"
	}
	return "social-care"
}

// Pgx returns the pool's database as its writer.
func (p *Pool) Pgx() *pgxpool.Pool { return p.DB.Pool(p.TB) }
