package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// MayInput asks whether somebody may do an act, without doing it.
type MayInput struct {
	Caller
	Fund     ledger.FundID   `path:"fund" example:"havering"`
	Act      string          `query:"act" required:"true" pattern:"^[a-z-]{1,40}$" example:"vire-budget"`
	Of       ledger.ActorID  `query:"actor" doc:"who would ask; yourself when left out"`
	Amount   string          `query:"amount" pattern:"^(0|[1-9][0-9]*)\\.[0-9]{2}$" maxLength:"13" example:"150000.00" doc:"pounds and pence; no money when left out"` //nolint:lll // a tag cannot be broken
	Partner  ledger.BodyID   `query:"partner" doc:"whose money; that of the source when left out"`
	Source   ledger.SourceID `query:"source"`
	Scheme   ledger.SchemeID `query:"scheme"`
	Provider ledger.BodyID   `query:"provider" doc:"who would be paid, promised or given the money"`
}

// MayOutput is an answer that does nothing.
type MayOutput struct{ Body Judgement }

// Judgement is what policy would answer now.
type Judgement struct {
	Answer string         `json:"answer" enum:"yes,yes-once,no" doc:"yes; yes once others have approved; or no"`
	Why    string         `json:"why" doc:"the rule that allows it; who must approve; or why not, and who could"`
	Rule   string         `json:"rule,omitempty" example:"A47"`
	Policy string         `json:"policy,omitempty" doc:"hash of the scheme of delegation in force"`
	Actor  ledger.ActorID `json:"actor"`
	Post   ledger.PostID  `json:"post,omitempty" doc:"the post that it would be done in"`
}

// May says whether somebody may do an act, and if not, who could. Whoever may read posts may ask about others.
func (s *Service) May(ctx context.Context, in *MayInput) (*MayOutput, error) {
	if _, _, err := s.sight(ctx, in.Fund, in.Actor, readFund); err != nil && in.Fund != ledger.Service {
		return nil, err
	}
	who := in.Actor
	if in.Of != "" && in.Of != in.Actor {
		if err := s.mayKnow(ctx, in.Actor); err != nil {
			return nil, err
		}
		who = in.Of
	}
	m := ledger.Matter{Partner: in.Partner, Source: in.Source, Scheme: in.Scheme, Provider: in.Provider}
	if in.Amount != "" {
		amount, err := ledger.ParseMoney(in.Amount)
		if err != nil {
			return nil, err
		}
		m.Amount = amount
	}
	var q ledger.Question
	err := s.journal.View(ctx, in.Fund, time.Now(), func(state *ledger.State, service int64) (err error) {
		q, err = state.Suppose(who, in.Act, m, service)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &MayOutput{judge(s.decide, q)}, nil
}

// judge is policy's answer in words.
func judge(decide ledger.Decide, q ledger.Question) Judgement {
	d, err := decide(q)
	by := d.Authority
	j := Judgement{Answer: "yes", Actor: q.Actor, Rule: by.Rule, Policy: by.Policy, Post: by.Post}
	switch {
	case err != nil:
		j.Answer, j.Why = "no", sentence(err.Error())
		if ledger.KindOf(err) == ledger.Internal {
			j.Why = "The scheme of delegation cannot answer that"
		}
	case d.Waits != "":
		j.Answer, j.Why = "yes-once", sentence(d.Waits)
	default:
		j.Why = "Rule " + d.Authority.Rule + " allows it"
	}
	return j
}

// DecisionsInput asks for a page of the log of decisions.
type DecisionsInput struct {
	Caller
	Fund  ledger.FundID `path:"fund" example:"havering"`
	After int64         `query:"after" minimum:"0" doc:"rows after this number; next in the answer says how to go on"`
	Limit int           `query:"limit" minimum:"1" maximum:"200" default:"50"`

	Of      ledger.ActorID  `query:"actor" doc:"of this actor alone"`
	Outcome journal.Outcome `query:"outcome" enum:"refused,read,rebuilt" doc:"refused, read leaving a trace, or rebuilt by whoever mended damaged tables; all when left out"` //nolint:lll // a tag cannot be broken
}

// DecisionsOutput is a page of the log of decisions.
type DecisionsOutput struct{ Body DecisionPage }

// DecisionPage is a page of the log of decisions, oldest first.
type DecisionPage struct {
	Decisions []journal.Noted `json:"decisions" doc:"what was refused, and reads that leave a trace; what was allowed stands in the entries"`
	Next      string          `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Decisions lists what was refused in a fund, and who read what there leaving a trace.
func (s *Service) Decisions(ctx context.Context, in *DecisionsInput) (*DecisionsOutput, error) {
	if _, err := s.look(ctx, in.Fund, in.Actor, readDecisions); err != nil {
		return nil, err
	}
	found, err := s.journal.Decisions(ctx, in.Fund, journal.DecisionsAsked{
		After: in.After, Limit: in.Limit + 1, Actor: in.Of, Outcome: in.Outcome,
	})
	if err != nil {
		return nil, err
	}
	out := &DecisionsOutput{DecisionPage{Decisions: found}}
	if len(found) > in.Limit {
		out.Body.Decisions = found[:in.Limit]
		out.Body.Next = address("/v1/funds/"+string(in.Fund)+"/decisions",
			"after", strconv.FormatInt(found[in.Limit-1].ID, 10), "limit", strconv.Itoa(in.Limit),
			"actor", string(in.Of), "outcome", string(in.Outcome))
	}
	return out, nil
}

// DelegationInput asks for the scheme of delegation in force in a fund.
type DelegationInput struct {
	Caller
	Fund ledger.FundID `path:"fund" example:"havering"`
}

// DelegationOutput is the scheme of delegation in force.
type DelegationOutput struct{ Body DelegationAnswer }

// DelegationAnswer is the scheme of delegation in force in a fund, word for word.
type DelegationAnswer struct {
	Delegation ledger.Delegation `json:"delegation"`
	Allowed    []Allowed         `json:"allowed" doc:"what you may do to it"`
}

// Delegation shows the scheme of delegation in force in a fund: its own, or that of all funds without one.
func (s *Service) Delegation(ctx context.Context, in *DelegationInput) (*DelegationOutput, error) {
	if in.Fund != ledger.Service {
		if _, q, err := s.sight(ctx, in.Fund, in.Actor, readFund); err != nil {
			return nil, s.noteRead(ctx, q, err)
		}
	}
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	out := &DelegationOutput{}
	var err error
	if out.Body.Delegation, err = s.delegationOf(ctx, in.Fund); err != nil {
		return nil, err
	}
	out.Body.Allowed, err = s.adoptable(ctx, in.Actor, in.Fund, out.Body.Delegation.Rules)
	return out, err
}

// delegationOf is the scheme of delegation in force in a fund.
func (s *Service) delegationOf(ctx context.Context, fund ledger.FundID) (d ledger.Delegation, err error) {
	err = s.journal.View(ctx, fund, time.Now(), func(state *ledger.State, _ int64) (err error) {
		d, err = state.DelegationOf(fund)
		return err
	})
	if err == nil && d.Rules == "" {
		d = policy.DefaultDelegation()
	}
	return d, err
}

func (s *Service) registerJudgements() {
	register(s, huma.Operation{
		OperationID: "explain-decision", Method: http.MethodGet, Path: inFund + "/may", Tags: []string{tagPolicy},
		Summary: "May somebody do it, and if not, who could?",
		Description: "Policy's answer now, about an act that nobody asks for. It does nothing, and is not logged. Whoever may " +
			"read posts may ask about others.",
		Errors: questionErrors,
	}, s.May)
	register(s, huma.Operation{
		OperationID: "list-decisions", Method: http.MethodGet, Path: inFund + "/decisions", Tags: []string{tagPolicy},
		Summary: "List refusals, and reads that leave a trace",
		Description: "Append-only, with what each was judged by. What was allowed stands in the entries, with its authority. " +
			"The fund called service holds what concerns organisations and posts, and funds that do not exist.",
		Errors: questionErrors,
	}, s.Decisions)
	register(s, huma.Operation{
		OperationID: "show-delegation", Method: http.MethodGet, Path: inFund + "/delegation", Tags: []string{tagPolicy},
		Summary: "Show the scheme of delegation", Description: "In force now in the fund, word for word.",
		Errors: questionErrors,
	}, s.Delegation)
}

// granted are the rows of the scheme of delegation that an entry and its approvals rest on, in the version that was in
// force when it was recorded; none, where no scheme has the hash that the entry names.
func (s *Service) granted(ctx context.Context, fund ledger.FundID, e *ledger.Entry) ([]policy.Row, error) {
	rules := []string{e.Authority.Rule}
	for _, a := range e.Authority.Approvals {
		if !slices.Contains(rules, a.Rule) {
			rules = append(rules, a.Rule)
		}
	}
	d := policy.DefaultDelegation()
	for _, scope := range []ledger.FundID{ledger.Service, fund} {
		found, err := s.delegationAt(ctx, scope, e)
		if err != nil {
			return nil, err
		}
		if found.Rules != "" {
			d = found
		}
	}
	return policy.RowsOf(d.Rules, e.Authority.Policy, rules...)
}

// delegationAt is the scheme of delegation of a scope that an entry was judged under; the zero one, where it had none.
func (s *Service) delegationAt(ctx context.Context, scope ledger.FundID, e *ledger.Entry) (
	d ledger.Delegation, err error,
) {
	if e.Authority.Service == 0 {
		return d, nil
	}
	found, err := s.journal.Document(ctx, ledger.Service, ledger.Delegations{Scope: scope}.Ref(), e.Authority.Service)
	if ledger.KindOf(err) == ledger.NotFound {
		return d, nil
	}
	list, _ := found.(ledger.Delegations)
	for _, v := range slices.Backward(list.Versions) {
		if v.From <= ledger.DateOf(e.Recorded) && err == nil {
			found, err = s.journal.Document(ctx, ledger.Service, ledger.Delegation{Scope: scope, Version: v.Version}.Ref(),
				e.Authority.Service)
			d, _ = found.(ledger.Delegation)
			break
		}
	}
	return d, err
}

// reversedBy is the entry that mirrors another; 0: none does.
func (s *Service) reversedBy(ctx context.Context, fund ledger.FundID, seq int64) (int64, error) {
	found, err := s.journal.Document(ctx, fund, ledger.Reversal{Entry: seq}.Ref(), 0)
	if ledger.KindOf(err) == ledger.NotFound {
		return 0, nil
	}
	r, _ := found.(ledger.Reversal)
	return r.By, err
}
