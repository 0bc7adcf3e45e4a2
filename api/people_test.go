package api_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// charity and care are providers that are no partners.
const (
	charity = ledger.BodyID("test-charity")
	care    = ledger.BodyID("test-care")
)

// people are the posts that everybody holds, in every fund. eve holds none; posts-administrator grants them.
var people = []ledger.GrantPost{
	{Actor: "ada", Post: "council-finance", Role: ledger.FinanceOfficer, Body: pooltest.CouncilBody},
	{Actor: "ben", Post: "ccg-finance", Role: ledger.FinanceOfficer, Body: pooltest.CCGBody},
	{Actor: "tom", Post: "trust-finance", Role: ledger.NHSFinance, Body: pooltest.TrustBody},
	{Actor: "cam", Post: "ccg-commissioner", Role: ledger.Commissioner, Body: pooltest.CCGBody},
	{Actor: "ina", Post: "ccg-commissioner-2", Role: ledger.Commissioner, Body: pooltest.CCGBody},
	{Actor: "pam", Post: "pool-manager", Role: ledger.PoolManager, Body: pooltest.CouncilBody},
	{Actor: "aud", Post: "auditor", Role: ledger.Auditor, Body: pooltest.CouncilBody},
	{Actor: "cfo", Post: "section-151", Role: ledger.ChiefFinance, Body: pooltest.CouncilBody},
	{Actor: "nic", Post: "ccg-chief-finance", Role: ledger.NHSChiefFinance, Body: pooltest.CCGBody},
	{Actor: "bob", Post: "board-member", Role: ledger.BoardMember, Body: pooltest.CouncilBody},
	{Actor: "lin", Post: "link-worker", Role: ledger.LinkWorker, Body: pooltest.TrustBody},
	{Actor: "man", Post: "managing-agent", Role: ledger.ManagingAgent, Body: charity},
}

var appointing sync.Mutex

// appoint registers the charity and the company, gives everybody their posts, has ina declare her interest in the
// charity, and grants the posts that are the house's own.
func appoint(h *house, own []ledger.GrantPost) {
	h.Helper()
	appointing.Lock()
	defer appointing.Unlock()
	h.organise("posts-administrator", ledger.RegisterBody{ID: charity, Name: "Test Charity", Type: ledger.Voluntary},
		ledger.Body{ID: charity}.Ref())
	h.organise("posts-administrator", ledger.RegisterBody{
		ID: care, Name: "Test Care", Type: ledger.Company,
		Identifiers: []ledger.Identifier{"GB-COH-01234567", "GB-CHC-1234567"},
	}, ledger.Body{ID: care}.Ref())
	for _, grant := range people {
		grant.From = ledger.MustDate("2015-04-01")
		h.organise("posts-administrator", grant, ledger.Holder{ID: grant.Actor}.Ref())
	}
	held, err := h.pool.Journal.Document(h.Context(), ledger.Service, ledger.Holder{ID: "ina"}.Ref(), 0)
	if err != nil {
		h.Fatal(err)
	}
	if holder, _ := held.(ledger.Holder); len(holder.Interests) == 0 {
		h.organise("ina", ledger.DeclareInterest{Actor: "ina", Body: charity, Nature: ledger.Text("trustee")}, ledger.Ref{})
	}
	for _, grant := range own {
		grant.Actor, grant.Fund = h.who(string(grant.Actor)), h.pool.Fund
		if grant.From == 0 {
			grant.From = ledger.MustDate("2015-04-01")
		}
		h.organise("posts-administrator", grant, ledger.Ref{})
	}
}

// who is the name of somebody who holds a post in the house's own fund alone.
func (h *house) who(name string) ledger.ActorID {
	return ledger.ActorID(name + "-" + string(h.pool.Fund))
}

// organise does an act of the service journal, unless the document that it makes is there.
func (h *house) organise(actor string, act ledger.Act, made ledger.Ref) {
	h.Helper()
	if made.Kind != "" {
		_, err := h.pool.Journal.Document(h.Context(), ledger.Service, made, 0)
		if err == nil {
			return
		}
		if !errors.Is(err, ledger.ErrNotFound) {
			h.Fatal(err)
		}
	}
	if err := h.pool.Journal.Do(h.Context(), ledger.Service, h.pool.Request(actor, "2015-04-01", act)).Err; err != nil {
		h.Fatalf("%s: %v", act.Kind(), err)
	}
}

// twin is a second program on the same database: its own memory, its own policy, the same books.
func (h *house) twin() *house {
	h.Helper()
	scheme, err := policy.Default()
	if err != nil {
		h.Fatal(err)
	}
	db, err := postgres.Pool(h.Context(), h.pool.DB.WriterURL, 4, journal.Prepare)
	if err != nil {
		h.Fatal(err)
	}
	books := journal.Open(journal.Config{Pool: db, Decide: scheme.Decide})
	h.Cleanup(func() {
		books.Close()
		db.Close()
	})
	other := &house{
		T: h.T, policy: scheme, log: h.log, keys: h.keys,
		pool: &pooltest.Pool{TB: h.pool.TB, DB: h.pool.DB, Journal: books, Fund: h.pool.Fund},
	}
	other.serve()
	return other
}

// noted is the log of decisions of a journal, oldest first, of some people or of everybody.
func (h *house) noted(fund ledger.FundID, actors ...ledger.ActorID) []journal.Noted {
	h.Helper()
	all, err := h.pool.Journal.Decisions(h.Context(), fund, journal.DecisionsAsked{Limit: 100_000})
	if err != nil {
		h.Fatal(err)
	}
	if len(actors) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(n journal.Noted) bool { return !slices.Contains(actors, n.Actor) })
}

func TestPeople(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{Actor: "sam", Post: "own", Role: ledger.Auditor, Body: pooltest.CouncilBody})
	for _, grant := range append(slices.Clone(people), ledger.GrantPost{Actor: h.who("sam")}) {
		if r := h.get(string(grant.Actor), "/v1/posts/"+string(grant.Actor)); r.field("posts", 0, "role") == nil {
			t.Errorf("%s holds no post: %s", grant.Actor, r)
		}
	}
	if r := h.get("ina", "/v1/posts/ina"); r.field("interests", 0, "body") != string(charity) {
		t.Errorf("ina = %s", r)
	}
}
