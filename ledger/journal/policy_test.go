package journal_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// judged is a fund whose acts are judged by policy, and every question that was put to it and answered yes.
type judged struct {
	*pooltest.Pool
	*policy.Policy

	mu    sync.Mutex
	asked []ledger.Question
	open  bool // everybody may, while posts are granted
}

func (j *judged) decide(q ledger.Question) (ledger.Decision, error) {
	j.mu.Lock()
	open := j.open
	j.mu.Unlock()
	if open {
		return pooltest.AllowAll(q)
	}
	d, err := j.Decide(q)
	if err == nil {
		j.mu.Lock()
		j.asked = append(j.asked, q)
		j.mu.Unlock()
	}
	return d, err
}

// underPolicy opens a fund in a database of the test's own, where people of each role hold posts.
func underPolicy(t *testing.T) *judged {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	j := &judged{Policy: p, open: true}
	j.Pool = pooltest.NewIn(t, pooltest.Own(t), j.decide)
	for actor, post := range map[string]struct {
		role ledger.Role
		body ledger.BodyID
	}{
		"ada": {ledger.CouncilFinance, pooltest.CouncilBody}, "ben": {ledger.NHSFinance, pooltest.CCGBody},
		"cam": {ledger.Commissioner, pooltest.CCGBody}, "pam": {ledger.PoolManager, pooltest.CouncilBody},
		"sue": {ledger.Section151, pooltest.CouncilBody}, "nat": {ledger.NHSChiefFinance, pooltest.CCGBody},
		"tim": {ledger.NHSFinance, pooltest.CCGBody},
	} {
		j.inService(t, "posts-administrator", ledger.GrantPost{
			Actor: ledger.ActorID(actor), Post: ledger.PostID("post-" + actor), Role: post.role, Body: post.body,
			From: ledger.MustDate("2015-04-01"),
		})
	}
	for _, source := range []ledger.SourceID{pooltest.NHSMinimum, pooltest.LASource} {
		j.Budget("one", source, "900000.00")
	}
	j.mu.Lock()
	j.open = false
	j.mu.Unlock()
	return j
}

func (j *judged) inService(t *testing.T, actor string, act ledger.Act) journal.Result {
	t.Helper()
	r := j.Journal.Do(t.Context(), ledger.Service, j.Request(actor, "", act))
	if r.Err != nil {
		t.Fatalf("%s: %v", act.Kind(), r.Err)
	}
	return r
}

func raise(id, amount string) ledger.RaiseCommitment {
	return ledger.RaiseCommitment{
		ID: ledger.CommitmentID(id), Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody,
		Form: ledger.Contract, Amount: ledger.MustMoney(amount),
	}
}

// approve approves the newest proposal of a fund.
func (j *judged) approve(t *testing.T, fund ledger.FundID, actor string) journal.Result {
	t.Helper()
	open, err := j.Journal.OpenProposals(t.Context(), fund)
	if err != nil || len(open) != 1 {
		t.Fatalf("%d proposals are open, %v", len(open), err)
	}
	return j.Journal.Do(t.Context(), fund, j.Request(actor, "", ledger.ApproveProposal{
		Proposal: open[0].ID, Hash: open[0].Hash,
	}))
}

// play does what a fund's people do: alone, by proposals, and with what is refused in between.
func (j *judged) play(t *testing.T) {
	t.Helper()
	on := "2015-06-01"
	j.Must("cam", on, raise("m-1", "300000.00"))
	if _, err := j.Do("cam", on, ledger.PayInvoice{Invoice: "none", Payment: ledger.Text("x")}); err == nil {
		t.Error("a commissioner pays")
	}
	j.Must("cam", on, raise("m-2", "250000.00")) // over £500,000.00 together: it waits
	if r := j.approve(t, j.Fund, "ben"); r.Err != nil || r.Proposal != "" {
		t.Fatalf("approval by ben: %+v", r)
	}
	j.Must("cam", on, raise("m-3", "1000.00"))
	j.Must("pam", on, pooltest.Vire("one", "two", "50000.00"))
	j.Must("pam", on, pooltest.Vire("one", "two", "150000.00"))
	if r := j.approve(t, j.Fund, "ada"); r.Err == nil {
		t.Error("a colleague of the same partner is another partner")
	}
	if r := j.approve(t, j.Fund, "ben"); r.Err != nil {
		t.Fatal(r.Err)
	}
	j.Must("ada", on, ledger.ReverseEntry{Entry: j.head(t).Seq - 2, Reason: ledger.Text("not now")})
	if r := j.approve(t, j.Fund, "ben"); r.Err != nil {
		t.Fatal(r.Err)
	}
	j.Must("sue", on, ledger.ReopenPeriod{Period: ledger.MustPeriod("2015-16/01"), Reason: ledger.Text("x")})
}

func (j *judged) head(t *testing.T) journal.Head {
	t.Helper()
	h, err := j.Journal.Head(t.Context(), j.Fund)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// The question about every entry can be put again from the journals alone, and is the one that was put.
func TestEveryQuestionCanBePutAgain(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	j.Must("ada", "2015-04-30", ledger.ClosePeriod{Period: ledger.MustPeriod("2015-16/01"), Close: ledger.SoftClosed})
	j.play(t)
	organisations, entries := j.entries(t, ledger.Service), j.entries(t, j.Fund)
	replay := ledger.NewReplay(j.Fund, organisations)
	asked := slices.DeleteFunc(j.asked, func(q ledger.Question) bool { return q.Fund != j.Fund })
	asked = slices.CompactFunc(asked, func(a, b ledger.Question) bool { // a batch that loads puts its questions anew
		return a.At.Equal(b.At) && a.Actor == b.Actor
	})
	first := len(entries) - len(asked)
	for i, e := range entries {
		q, err := replay.Ask(e)
		if err != nil {
			t.Fatal(err)
		}
		if i >= first {
			if got, want := string(q.Facts()), string(asked[i-first].Facts()); got != want {
				t.Errorf("entry %d was asked\n%s\nand is asked again\n%s", e.Seq, want, got)
			}
			if d, err := j.Decide(q); err != nil || d.Waits == "" && d.Authority.Policy != e.Authority.Policy {
				t.Errorf("entry %d is judged otherwise now: %v", e.Seq, err)
			}
		}
		if err := replay.Fold(e); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) < 11 {
		t.Errorf("%d acts were judged", len(asked))
	}
	if _, err := replay.Ask(entries[0]); err == nil {
		t.Error("an entry out of its turn was taken")
	}
}

func (j *judged) entries(t *testing.T, fund ledger.FundID) []ledger.Entry {
	t.Helper()
	posted, err := j.Journal.Entries(t.Context(), fund, journal.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]ledger.Entry, len(posted))
	for i := range posted {
		list[i] = posted[i].Entry
	}
	return list
}

// Another instance judges its very next act by a scheme of delegation, a post and an interest that this one took.
func TestInstancesSeeChangesBeforeTheNextAct(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	other := journal.Open(journal.Config{Pool: j.Pgx(), Decide: j.decide})
	t.Cleanup(other.Close)
	do := func(actor string, act ledger.Act) error {
		return other.Do(t.Context(), j.Fund, j.Request(actor, "2015-06-01", act)).Err
	}
	if err := do("pam", pooltest.Vire("one", "two", "1.00")); err != nil {
		t.Fatal(err)
	}
	j.inService(t, "pam", ledger.AdoptDelegation{Scope: j.Fund, Rules: policyWithout("pool-manager,", "vire-budget,")})
	for _, actor := range []string{"sue", "nat"} {
		if r := j.approve(t, ledger.Service, actor); r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	if err := do("pam", pooltest.Vire("one", "two", "1.00")); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("a virement that the fund's own scheme gives to nobody like her: %v", err)
	}
	if err := do("ada", pooltest.Vire("one", "two", "1.00")); err != nil {
		t.Errorf("one that it does give: %v", err)
	}
	j.inService(t, "cam", ledger.DeclareInterest{Actor: "cam", Body: pooltest.TrustBody, Nature: ledger.Text("governor")})
	if err := do("cam", raise("m-9", "1.00")); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("a promise to a body of declared interest: %v", err)
	}
	yesterday := ledger.DateOf(j.head(t).Recorded) - 1
	j.inService(t, "posts-administrator", ledger.EndPost{Actor: "ada", Post: "post-ada", Last: yesterday})
	if err := do("ada", pooltest.Vire("one", "two", "1.00")); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("in a post that ended yesterday: %v", err)
	}
}

// policyWithout is the default scheme without the rows that hold all of these words.
func policyWithout(words ...string) ledger.Rules {
	var kept []byte
	for line := range strings.Lines(string(policy.DefaultRules())) {
		if !holdsAll(line, words) {
			kept = append(kept, line...)
		}
	}
	return ledger.Rules(kept)
}

// Of two last approvals at once one runs the act, and the other is told that it is decided.
func TestTwoLastApprovalsRace(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	for round := range 10 {
		j.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "100000.01"))
		open, err := j.Journal.OpenProposals(t.Context(), j.Fund)
		if err != nil || len(open) != 1 {
			t.Fatalf("%d open, %v", len(open), err)
		}
		before := j.head(t).Seq
		var results [3]journal.Result
		var race sync.WaitGroup
		for i, actor := range []string{"ben", "nat", "tim"} {
			race.Go(func() {
				results[i] = j.Journal.Do(context.Background(), j.Fund, j.Request(actor, "", ledger.ApproveProposal{
					Proposal: open[0].ID, Hash: open[0].Hash,
				}))
			})
		}
		race.Wait()
		ran, decided := 0, 0
		for _, r := range results {
			switch {
			case r.Err == nil && len(r.Entry.Postings) == 2:
				ran++
			case ledger.KindOf(r.Err) == ledger.Conflict:
				decided++
			}
		}
		if ran != 1 || decided != 2 || j.head(t).Seq != before+1 {
			t.Fatalf("round %d: %d ran, %d were told it is decided: %+v", round, ran, decided, results)
		}
		j.Must("ben", "2015-06-01", pooltest.Vire("two", "one", "100000.00")) // so that there is enough again
	}
}

// What is refused is kept, with the batch it was refused in, alone, and in an all-or-nothing request; dry runs and
// answers given again are not decisions.
func TestRefusalsAreKept(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	kept := func() []journal.Noted {
		list, err := j.Journal.Decisions(t.Context(), j.Fund, journal.DecisionsAsked{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	good, bad := pooltest.Vire("one", "two", "1.00"), pooltest.Vire("one", "two", "999999.00")
	request := func(actor string, act ledger.Act) journal.Request { return j.Request(actor, "2015-06-01", act) }
	again := request("ada", good)
	dry := request("cam", good)
	dry.Preview = true
	j.Journal.DoEach(t.Context(), j.Fund, []journal.Request{
		again, request("cam", good), request("ada", pooltest.Vire("one", "one", "1.00")), dry, again,
	})
	if list := kept(); len(list) != 2 || list[0].Rule != "not-authorised" || list[1].Rule != "invalid-value" ||
		list[0].Actor != "cam" || list[0].Act != "vire-budget" || list[0].Said == "" {
		t.Fatalf("kept: %+v", list)
	}
	j.Journal.Do(t.Context(), j.Fund, request("cam", bad))
	before := j.head(t).Seq
	j.Journal.DoAll(t.Context(), j.Fund, []journal.Request{request("ada", good), request("cam", good)})
	if list := kept(); len(list) != 4 || j.head(t).Seq != before {
		t.Errorf("kept %d, and the journal grew by %d", len(list), j.head(t).Seq-before)
	}
	for _, sql := range []string{`UPDATE decision SET actor = 'x'`, `DELETE FROM decision`, `TRUNCATE decision`} {
		if _, err := j.DB.OwnerPool(t).Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner may %s", sql)
		}
		if _, err := j.Pgx().Exec(t.Context(), sql); err == nil {
			t.Errorf("the program may %s", sql)
		}
	}
	if facts := string(kept()[0].Facts); !holdsAll(facts, []string{`"amount":"1.00"`, `"partner":"test-ccg"`}) {
		t.Errorf("facts %s", facts)
	}
}

func holdsAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}
