package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"pooled/internal/postgres"
	"pooled/internal/program"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// The service that a decision is measured in.
const (
	policyFunds     = 150
	policyRules     = 10_000
	policyPosts     = 10_000
	policyDecisions = 300_000
	policyPairs     = 7 // of the hot fund with and without policy; odd, so that one of them is the median
)

// measurePolicy measures a decision by itself, and what all of policy costs a hot fund.
func measurePolicy(ctx context.Context, h *house) error {
	if err := measureDecisions(); err != nil {
		return err
	}
	return measureHotPolicy(ctx, h)
}

// measureDecisions asks a service of many funds, rules and posts, spread evenly, in an order of chance. Each fund's
// scheme of delegation is read when it is first asked, within the time that is measured.
func measureDecisions() error {
	p, err := policy.Default()
	if err != nil {
		return err
	}
	schemes := make([]ledger.Delegation, policyFunds)
	for i := range schemes {
		schemes[i] = fundScheme(i)
	}
	lots := rand.New(rand.NewPCG(1, 2))
	times := make([]time.Duration, policyDecisions)
	answers := map[bool]int{}
	for n := range times {
		q := drawQuestion(lots, schemes)
		began := time.Now()
		_, err := p.Decide(q)
		times[n] = time.Since(began)
		answers[err == nil]++
		if err != nil && ledger.KindOf(err) == ledger.Internal {
			return err
		}
	}
	slices.Sort(times)
	l := loaded{each: times}
	micro := func(share float64) float64 {
		return float64(times[min(int(share*float64(len(times))), len(times)-1)].Nanoseconds()) / 1000
	}
	atMost("policy-decision-p50", micro(0.50), "us", 30)
	atMost("policy-decision-p99", micro(0.99), "us", 500)
	plain("policy-decision-max", l.quantile(1), "ms")
	plain("policy-decisions-allowed", float64(answers[true])/policyDecisions, "share")
	return nil
}

// fundScheme is a scheme of delegation of a fund's own: as many rows of the default one as make up all the rules.
func fundScheme(n int) ledger.Delegation {
	const rows = policyRules / policyFunds
	var kept strings.Builder
	taken := 0
	for line := range strings.Lines(string(policy.DefaultRules())) {
		isRow := strings.Count(line, ",") == 10 && !strings.HasPrefix(line, "#")
		if isRow && !strings.HasPrefix(line, "role,") {
			if taken%2 == n%2 && taken/2 < rows {
				kept.WriteString(line)
			}
			taken++
			continue
		}
		kept.WriteString(line)
	}
	fmt.Fprintf(&kept, "# of fund %d\n", n)
	rules := ledger.Rules(kept.String())
	return ledger.Delegation{
		Scope: ledger.FundID(fmt.Sprintf("fund-%d", n)), Version: 1, From: 1, Window: ledger.EachQuarter, Rules: rules,
		SHA256: ledger.DigestOf([]byte(rules)),
	}
}

func drawQuestion(lots *rand.Rand, schemes []ledger.Delegation) ledger.Question {
	acts := []string{
		"vire-budget", "raise-commitment", "certify-invoice", "pay-invoice", "set-scheme-budget", "receive-contribution",
		"reverse-entry", "add-scheme",
	}
	fund := lots.IntN(policyFunds)
	holder := lots.IntN(policyPosts / policyFunds)
	bodies := []ledger.BodyID{"council", "nhs", "trust"}
	post := ledger.Post{
		ID: ledger.PostID(fmt.Sprintf("post-%d-%d", fund, holder)), Role: ledger.Roles[holder%len(ledger.Roles)],
		Body: bodies[holder%3], Fund: schemes[fund].Scope, From: 1,
	}
	return ledger.Question{
		Fund: schemes[fund].Scope, Act: acts[lots.IntN(len(acts))],
		Actor: ledger.ActorID(fmt.Sprintf("actor-%d-%d", fund, holder)),
		Posts: []ledger.Post{post}, At: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Service: 1,
		Host: "council", Partners: bodies, Delegation: schemes[fund],
		Matter: ledger.Matter{
			Partner: bodies[lots.IntN(3)], Source: "s", Scheme: "a", Provider: "provider",
			Amount: ledger.Pence(lots.Int64N(1_000_000_000)),
		},
	}
}

// measureHotPolicy compares the rate of virements on one hot fund with the full policy and with none, in this process
// and on the same server. The two are measured in pairs, each first in every other pair, and the median pair counts, so
// that neither a growing fund nor a slow moment of the machine falls on one of them alone.
func measureHotPolicy(ctx context.Context, h *house) error {
	if err := h.OpenFund(ctx, hotFund); err != nil {
		return err
	}
	pool, err := postgres.Pool(ctx, h.server.URL(postgres.Writer, "pooled"), clientsMany, journal.Prepare)
	if err != nil {
		return err
	}
	defer pool.Close()
	scheme, err := policy.Default()
	if err != nil {
		return err
	}
	rate := func(decide ledger.Decide) (float64, error) {
		j := journal.Open(journal.Config{Pool: pool, Decide: decide})
		defer j.Close()
		return hotRate(ctx, j)
	}
	type pair struct{ with, without float64 }
	pairs := make([]pair, policyPairs)
	for n := range pairs {
		for turn := range 2 {
			if turn == n%2 {
				pairs[n].without, err = rate(everybodyMay)
			} else {
				pairs[n].with, err = rate(scheme.Decide)
			}
			if err != nil {
				return err
			}
		}
	}
	ratio := func(p pair) float64 { return p.with / p.without }
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(ratio(a), ratio(b)) })
	median := pairs[len(pairs)/2]
	plain("hot-fund-without-policy", median.without, "/s")
	plain("hot-fund-with-policy", median.with, "/s")
	atLeast("hot-fund-policy-ratio", ratio(median), "x", 0.9)
	return nil
}

// everybodyMay is no policy at all.
func everybodyMay(q ledger.Question) (ledger.Decision, error) {
	return ledger.Decision{Authority: ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: "none", Role: ledger.CouncilFinance, Body: "bench-council",
		Rule: "none", Policy: "none", Service: q.Service, Complete: true,
	}}, nil
}

func hotRate(ctx context.Context, j *journal.Journal) (float64, error) {
	run := time.Now().UnixNano()
	l, err := load(ctx, clientsMany, span/3, func(ctx context.Context, client, n int) error {
		line := func(i int) ledger.BudgetLine {
			return ledger.BudgetLine{
				Scheme: ledger.SchemeID(program.Scheme((client + n + i) % program.Schemes)), Source: "nhs-minimum",
			}
		}
		key := fmt.Sprintf("%x-%d-%d", run, client, n)
		return j.Do(ctx, hotFund, journal.Request{
			Actor: program.Officer, Key: key, Body: ledger.DigestOf([]byte(key)),
			Instruction: ledger.Instruction{On: ledger.MustDate("2015-06-01")},
			Act:         ledger.VireBudget{From: line(0), To: line(1), Amount: ledger.Pence(1)},
		}).Err
	})
	return l.rate(), err
}
