package audit

import (
	"fmt"

	"pooled/ledger"
)

// Judge judges again, by the scheme of delegation of its moment, every act of a file: the question that policy was
// asked is put together from the entries before, and what it answers must be the authority that the entry has.
type Judge struct {
	decide   ledger.Decide
	service  []ledger.Entry
	founding *ledger.Replay // of the service journal
	fund     *ledger.Replay // nil until the fund's first entry
	judged   int64
}

// NewJudge begins, with policy to ask. It is asked in one goroutine.
func NewJudge(decide ledger.Decide) *Judge {
	return &Judge{decide: decide, founding: ledger.NewReplay(ledger.Service, nil)}
}

// Judged is how many acts have been judged.
func (j *Judge) Judged() int64 { return j.judged }

// Each judges the next entry; it is for Options.Each. Entries must come as they stand in a file, the service's first.
func (j *Judge) Each(fund string, body []byte) (wrong error) {
	defer func() { // sums beyond any money, which only a forged file holds
		if r := recover(); r != nil {
			wrong = &Fault{Kind: Broken, Text: fmt.Sprintf("it cannot be judged: %v", r)}
		}
	}()
	e, err := ledger.DecodeEntry(body)
	if err != nil {
		return &Fault{Kind: Broken, Text: "it cannot be read whole: " + err.Error()}
	}
	replay := j.founding
	if fund != string(ledger.Service) {
		if j.fund == nil {
			j.fund = ledger.NewReplay(ledger.FundID(fund), j.service)
		}
		replay = j.fund
	} else {
		j.service = append(j.service, e)
	}
	q, err := replay.Ask(e)
	if err != nil {
		return &Fault{Kind: Broken, Text: "what policy was asked about it cannot be put together: " + err.Error()}
	}
	d, err := j.decide(q)
	if err != nil {
		return unallowed("policy does not allow it, and the entry names rule %s: %s", e.Authority.Rule, err)
	}
	if err := sameAuthority(e, q, d); err != nil {
		return err
	}
	j.judged++
	return replay.Fold(e)
}

// sameAuthority holds an entry's authority against what policy answers.
func sameAuthority(e ledger.Entry, q ledger.Question, d ledger.Decision) error {
	has := e.Authority
	if len(has.Approvals) > 0 {
		return sameApprovals(e, q, d)
	}
	_, proposes := e.Act.(ledger.ProposeAct)
	switch {
	case proposes && d.Waits == "":
		return unallowed("rule %s waits for nobody, and the entry proposes", d.Authority.Rule)
	case !proposes && d.Waits != "":
		return unallowed("rule %s allows it once others have approved (%s), and nobody has", d.Authority.Rule, d.Waits)
	case !proposes && !d.Authority.Complete:
		return unallowed("rule %s does not allow it yet", d.Authority.Rule)
	}
	return sameParts(has, d.Authority)
}

// sameApprovals holds an act that others approved against its proposal and the answer about the last approval.
func sameApprovals(e ledger.Entry, q ledger.Question, d ledger.Decision) error {
	if _, ok := e.Act.(ledger.ApproveProposal); !ok || q.Matter.Preparer == nil {
		return unallowed("it carries approvals and decides no proposal")
	}
	if !d.Authority.Final {
		return unallowed("rule %s does not let it run yet: %s must approve", d.Authority.Rule, d.Authority.Still)
	}
	has, n := e.Authority, len(e.Authority.Approvals)-1
	first, last := has, has.Approvals[n]
	first.Policy, first.Service = d.Authority.Policy, d.Authority.Service
	asked := partsOf(*q.Matter.Preparer)
	asked.Policy, asked.Service = d.Authority.Policy, d.Authority.Service
	if err := sameParts(first, asked); err != nil {
		return err
	}
	if n != len(q.Matter.Approved) {
		return unallowed("it names %d approvals, and %d people had approved before the last", n+1, len(q.Matter.Approved))
	}
	for i, one := range q.Matter.Approved {
		if err := sameParts(partsOf(has.Approvals[i]), partsOf(one)); err != nil {
			return err
		}
	}
	by := partsOf(last)
	by.Policy, by.Service = has.Policy, has.Service
	return sameParts(by, d.Authority)
}

func partsOf(a ledger.Approval) ledger.Authority {
	return ledger.Authority{Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also}
}

// sameParts holds the parts that policy gives one by one.
func sameParts(has, given ledger.Authority) error {
	for _, part := range []struct{ name, has, given string }{
		{"rule", has.Rule, given.Rule},
		{"scheme of delegation", has.Policy, given.Policy},
		{"actor", string(has.Actor), string(given.Actor)},
		{"post", string(has.Post), string(given.Post)},
		{"role", string(has.Role), string(given.Role)},
		{"body", string(has.Body), string(given.Body)},
		{"service journal's number", fmt.Sprint(has.Service), fmt.Sprint(given.Service)},
		{"other bodies", fmt.Sprint(has.Also), fmt.Sprint(given.Also)},
	} {
		if part.has != part.given {
			return unallowed("its authority names %s %s, and policy gives %s by rule %s", part.name, part.has, part.given, given.Rule)
		}
	}
	return nil
}

func unallowed(format string, args ...any) error {
	return &Fault{Kind: Unallowed, Text: fmt.Sprintf(format, args...)}
}
