package policy_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pooled/ledger"
	"pooled/policy"
)

// books plays the journal in memory, with policy to judge every act: whatever was never saved does not exist.
type books struct {
	*rapid.T
	service, fund *ledger.State
	decide        ledger.Decide
	at            time.Time
	entries       []ledger.Entry
}

func anybodyMay(q ledger.Question) (ledger.Decision, error) {
	return ledger.Decision{Authority: ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: "p", Role: ledger.CouncilFinance, Rule: "r", Policy: "none", Complete: true,
	}}, nil
}

// do runs an act as the journal does: asked about, decided, then run or proposed, on an overlay.
func (b *books) do(s *ledger.State, actor ledger.ActorID, act ledger.Act) (ledger.Entry, error) {
	in := ledger.Instruction{On: ledger.MustDate("2015-06-01")}
	b.at = b.at.Add(time.Second)
	b.service.At = b.at
	for range 30 {
		o := s.Overlay()
		o.At = b.at
		q, err := o.Ask(actor, in, act, b.service.Seq-1)
		var e ledger.Entry
		if err == nil {
			var d ledger.Decision
			if d, err = b.decide(q); err == nil && d.Waits != "" {
				e, err = ledger.Propose(o, in, act, d)
			} else if err == nil {
				e, err = ledger.Run(o, in, act, d.Authority)
			}
		}
		if !errors.Is(err, ledger.ErrNotLoaded) {
			if err == nil {
				o.Merge()
			}
			return e, err
		}
		b.supply(s)
		b.supply(b.service)
	}
	b.Fatalf("%s asks for more than there is", act.Kind())
	return ledger.Entry{}, nil
}

func (b *books) supply(s *ledger.State) {
	missing := s.TakeMissing()
	for ref := range missing.Documents {
		s.Hold(ref, nil)
		for _, e := range b.entries {
			if posted := (ledger.PostedEntry{Entry: e}); posted.Ref() == ref {
				s.Hold(ref, posted)
			}
		}
	}
	for key := range missing.Accounts {
		s.HoldBalance(key, ledger.Money{}, ledger.Money{}, 0)
	}
}

func (b *books) must(s *ledger.State, act ledger.Act) {
	e, err := b.do(s, "founder", act)
	if err != nil {
		b.Fatalf("%s: %v", act.Kind(), err)
	}
	if s == b.fund {
		b.entries = append(b.entries, e)
	}
}

// openBooks is a fund of three partners with money in two schemes, made while anybody may.
func openBooks(t *rapid.T, people []person) *books {
	b := &books{T: t, service: ledger.NewState(ledger.Service, nil, 0), decide: anybodyMay, at: noon.AddDate(0, 0, -1)}
	b.fund = ledger.NewState("fund", b.service, 0)
	b.service.Seq, b.fund.Seq, b.fund.Secret = 1, 1, []byte("secret")
	b.must(b.service, ledger.FoundService{Administrator: "founder", Post: "p", Body: ledger.Body{
		ID: council, Name: "Council", Type: ledger.Council,
	}})
	b.must(b.service, ledger.RegisterBody{ID: nhs, Name: "NHS", Type: ledger.CCG})
	b.must(b.service, ledger.RegisterBody{ID: trust, Name: "Trust", Type: ledger.NHSTrust})
	for _, who := range people {
		b.service.Hold(ledger.Ref{Kind: "holder", ID: string(who.actor)}, ledger.Holder{ID: who.actor, Posts: who.posts})
	}
	day := ledger.MustDate("2015-04-01")
	partner := func(id ledger.BodyID) ledger.Party { return ledger.Party{Body: id, Part: ledger.Section75Partner} }
	b.must(b.fund, ledger.OpenFund{Name: "Fund", Host: council})
	b.must(b.fund, ledger.DraftAgreement{
		From: day, Partners: []ledger.Party{partner(council), partner(nhs), partner(trust)}, Hosts: []ledger.BodyID{council},
		Particulars: ledger.Particulars{
			Aims: "a", Contributions: "c", Functions: "f", Services: "s", Resources: "r", Duration: "d", Management: "m",
		},
	})
	b.must(b.fund, ledger.BringIntoForce{
		Version: 1, Signed: day, Reference: ledger.Text("S75"), SHA256: ledger.DigestOf([]byte("x")),
	})
	b.must(b.fund, ledger.AddSource{
		ID: "minimum", Name: "Minimum", Partner: nhs, Nature: ledger.Revenue, Fence: ledger.NHSMinimum, CodeListYear: 2015,
		Power: ledger.Section75,
	})
	b.must(b.fund, ledger.AgreeContribution{
		ID: "c", Source: "minimum", Year: 2015, Agreement: 1, Function: "community-health",
		Plan: ledger.Plan{Amount: ledger.MustMoney("1000.00"), Dates: []ledger.Date{day}},
	})
	for _, id := range []ledger.SchemeID{"one", "two"} {
		b.must(b.fund, ledger.AddScheme{ID: id, Name: string(id), CodeListYear: 2015, Lines: []ledger.SchemeLine{{
			Source: "minimum", Arrangement: ledger.LeadCommissioning, Area: "community-health", Commissioner: ledger.NHSSide,
			Function: "community-health", Type: "integrated-care-planning", Provider: map[ledger.SchemeID]ledger.BodyID{
				"one": trust, "two": council,
			}[id],
		}}})
		b.must(b.fund, ledger.SetSchemeBudget{
			Scheme: id, Source: "minimum", Direction: ledger.Increase, Amount: ledger.MustMoney("400.00"),
		})
	}
	return b
}

// drawAct draws something that somebody might ask for, of what there is.
func (b *books) drawAct(n int) ledger.Act {
	amount := ledger.Pence(rapid.Int64Range(1, 20_000).Draw(b.T, "pence"))
	line := func(name string) ledger.BudgetLine {
		return ledger.BudgetLine{Scheme: of(b.T, []ledger.SchemeID{"one", "two"}, name), Source: "minimum"}
	}
	p := b.drawProposal()
	commitment := ledger.CommitmentID(fmt.Sprintf("m-%d", rapid.IntRange(0, n).Draw(b.T, "old")))
	acts := []ledger.Act{
		ledger.VireBudget{From: line("from"), To: line("to"), Amount: amount},
		ledger.RaiseCommitment{
			ID: ledger.CommitmentID(fmt.Sprintf("m-%d", n)), Scheme: line("scheme").Scheme, Source: "minimum",
			Provider: of(b.T, []ledger.BodyID{council, trust}, "provider"), Form: ledger.Contract, Amount: amount,
		},
		ledger.VaryCommitment{Commitment: commitment, Direction: ledger.Increase, Amount: amount},
		ledger.ReleaseCommitment{Commitment: commitment},
		ledger.ReverseEntry{Entry: rapid.Int64Range(1, b.fund.Seq).Draw(b.T, "entry"), Reason: ledger.Text("x")},
		ledger.ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		ledger.ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		ledger.ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		ledger.ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		ledger.RejectProposal{Proposal: p.ID, Hash: p.Hash, Reason: ledger.Text("x")},
		ledger.WithdrawProposal{Proposal: p.ID},
	}
	return acts[(rapid.IntRange(0, len(acts)-1).Draw(b.T, "act")+n)%len(acts)]
}

// drawProposal is one of those that wait, or that there were.
func (b *books) drawProposal() (p ledger.Proposal) {
	var all []ledger.ProposalID
	for _, e := range b.entries {
		if id, _ := ledger.ProposalLeft(e); id != "" && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return p
	}
	p, _ = b.fund.Proposal(of(b.T, all, "proposal"))
	return p
}

var sequenceActs = []string{"vire-budget", "raise-commitment", "vary-commitment", "release-commitment", "reverse-entry"}

// drawSequenceScheme is a scheme of delegation of chance over a few acts and roles, and the fields of each rule.
func drawSequenceScheme(t *rapid.T) (p *policy.Policy, rules map[string][]string) {
	rules = map[string][]string{}
	var rows []string
	add := func(fields ...string) {
		rules[fields[len(fields)-1]] = fields
		rows = append(rows, strings.Join(fields, ","))
	}
	for i, act := range sequenceActs {
		for j, role := range quorumRoles {
			if rapid.IntRange(0, 2).Draw(t, "given") == 0 {
				limit := of(t, []string{"*", "50.00", "100.00"}, "limit")
				add(string(role), act, of(t, []string{"any", "own"}, "own"), "-", limit, "each", of(t, quorumNeeds, "need"), "-",
					"-", "allow", fmt.Sprintf("A%d%d", i+1, j))
			}
		}
	}
	for j, role := range quorumRoles {
		for i, act := range []string{"approve-proposal", "reject-proposal", "withdraw-proposal"} {
			add(string(role), act, "any", "-", "*", "each", "-", "-", "-", "allow", fmt.Sprintf("A%d%d", i+7, j))
		}
	}
	return load(t, rows), rules
}

// No sequence of acts by random people under a random scheme of delegation ever makes an entry whose authority is not
// complete: a rule that gives its act to its role for its amount, a post held that day, and as many other people as
// the rule asks for, each once, none of them the preparer.
func TestNoSequenceMakesAnEntryWithoutAuthority(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var people []person
		for n := range 6 {
			who := drawPerson(t, n)
			for i := range who.posts {
				who.posts[i].Body = of(t, []ledger.BodyID{council, nhs, trust}, "employer")
			}
			people = append(people, who)
		}
		b := openBooks(t, people)
		p, rules := drawSequenceScheme(t)
		b.decide, b.at = p.Decide, noon
		hash, err := p.Hash(ledger.Delegation{})
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		for n := range 25 {
			who := of(t, people, "who")
			e, err := b.do(b.fund, who.actor, b.drawAct(n))
			if err != nil {
				if ledger.KindOf(err) == ledger.Internal {
					t.Fatalf("a fault: %v", err)
				}
				continue
			}
			b.entries = append(b.entries, e)
			if err := complete(e, rules, people, hash); err != nil {
				t.Fatalf("entry %d, %s: %v\n%+v", e.Seq, e.Act.Kind(), err, e.Authority)
			}
			if len(e.Postings) > 0 {
				ran++
			}
		}
		if ran > 0 {
			t.Log("entries that moved money:", ran)
		}
	})
}

// complete holds an entry's authority against the rules as they were written and the people as they were drawn.
func complete(e ledger.Entry, rules map[string][]string, people []person, hash string) error {
	a, rule := e.Authority, rules[e.Authority.Rule]
	act, name := whatRan(e)
	approves := strings.HasSuffix(name, "-proposal")
	switch {
	case a.Policy != hash:
		return errors.New("it names another scheme of delegation")
	case rule == nil || rule[1] != name && !approves:
		return fmt.Errorf("rule %q does not give %s", a.Rule, name)
	case rule[0] != string(a.Role):
		return fmt.Errorf("rule %q is for %s", a.Rule, rule[0])
	case !approves && rule[4] != "*" && amountOf(act).Compare(ledger.MustMoney(rule[4])) > 0:
		return fmt.Errorf("rule %q reaches to %s", a.Rule, rule[4])
	}
	seen := []ledger.ActorID{}
	preparer := ledger.Approval{Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body}
	for _, one := range append([]ledger.Approval{preparer}, a.Approvals...) {
		held := slices.ContainsFunc(people, func(who person) bool {
			return who.actor == one.Actor && slices.ContainsFunc(who.valid(), func(p ledger.Post) bool {
				return p.ID == one.Post && p.Role == one.Role && p.Body == one.Body
			})
		})
		if !held || slices.Contains(seen, one.Actor) {
			return fmt.Errorf("%s holds no such post, or counts twice", one.Actor)
		}
		seen = append(seen, one.Actor)
	}
	if _, proposes := e.Act.(ledger.ProposeAct); proposes || approves {
		return nil
	}
	return enoughFor(rule[6], a.Approvals)
}

// whatRan is the act whose authority an entry has: the one that a proposal holds, where it was proposed or its last
// approval ran it.
func whatRan(e ledger.Entry) (ledger.Act, string) {
	act := e.Act
	if held, ok := act.(ledger.ProposeAct); ok {
		act = held.Held
	}
	for _, d := range e.Documents {
		if p, ok := d.(ledger.Proposal); ok && p.State == ledger.ProposalApproved {
			act, _ = p.Held()
		}
	}
	return act, ledger.ActName(act.Kind())
}

// amountOf is what an act says it moves.
func amountOf(act ledger.Act) ledger.Money {
	switch act := act.(type) {
	case ledger.VireBudget:
		return act.Amount
	case ledger.RaiseCommitment:
		return act.Amount
	case ledger.VaryCommitment:
		return act.Amount
	}
	return ledger.Money{}
}

// enoughFor counts what a need asks for at least, whoever the partners are.
func enoughFor(need string, given []ledger.Approval) error {
	words := strings.Split(strings.ReplaceAll(need, " then ", " and "), " and ")
	for _, word := range words {
		if slices.Contains(ledger.Roles, ledger.Role(word)) &&
			!slices.ContainsFunc(given, func(a ledger.Approval) bool { return string(a.Role) == word }) {
			return fmt.Errorf("no %s has approved", word)
		}
	}
	least := len(words)
	for _, word := range words {
		if word[0] >= '2' && word[0] <= '9' {
			least += int(word[0]-'0') - 1
		}
	}
	if need == "-" {
		least = 0
	}
	if len(given) < least {
		return fmt.Errorf("%d have approved where %q asks for %d", len(given), need, least)
	}
	return nil
}
