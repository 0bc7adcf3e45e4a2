package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

const (
	waitingMost = 100 // proposals of an inbox, those that expire first before others
	decidedMost = 200 // decided proposals of a fund among which one's own are looked for at once
)

// InboxInput asks which proposals wait for the caller.
type InboxInput struct {
	Caller
	Fund   ledger.FundID `path:"fund" example:"havering"`
	Before int64         `query:"before" minimum:"0" doc:"of your own, those that were decided before this entry: what earlier of the last answer says"`
}

// InboxOutput is what waits for the caller.
type InboxOutput struct{ Body InboxAnswer }

// InboxAnswer is what waits for the caller in a fund, and what became of their own proposals.
type InboxAnswer struct {
	Moment  Moment    `json:"moment"`
	Waiting []Waiting `json:"waiting" doc:"proposals of others that you may approve or reject now, those that expire first before others"`
	Left    int       `json:"left,omitempty" doc:"how many more wait for you than are listed"`
	Own     []Waiting `json:"own" doc:"those that you prepared: those that wait, then those of the last 200 decided in the fund, newest first"`
	Earlier int64     `json:"earlier,omitempty" doc:"more were decided in the fund before: ask before this entry for your own among the next 200"`
}

// Waiting is a proposal with what somebody has to know who decides it.
type Waiting struct {
	Proposal  ledger.ProposalID    `json:"proposal"`
	State     ledger.ProposalState `json:"state"`
	Act       string               `json:"act" example:"vire-budget" doc:"what it holds"`
	Sentence  string               `json:"sentence" doc:"what it would do in plain words, without any private text"`
	Hash      ledger.Digest        `json:"hash" doc:"of all that is decided; a decision names it"`
	On        ledger.Date          `json:"on"`
	Period    ledger.Period        `json:"period"`
	Narrative string               `json:"narrative,omitempty" doc:"why"`
	Short     string               `json:"short,omitempty" doc:"what there was not enough of when it was proposed"`
	Preparer  ledger.Approval      `json:"preparer"`
	Approvals []ledger.Approval    `json:"approvals" doc:"given so far"`
	Need      string               `json:"need,omitempty" doc:"who must still approve"`
	Expires   ledger.Date          `json:"expires,omitempty" doc:"the last day on which it can be decided"`
	Preview   *Preview             `json:"preview,omitempty" doc:"of one that waits: the position now and as it would be, for those who read positions"`
	Allowed   []Allowed            `json:"allowed" doc:"what you may do to it now"`
}

// Approval is one person's decision.
type Approval = ledger.Approval

// Waits reports whether nobody has decided the proposal.
func (w Waiting) Waits() bool { return w.State == ledger.ProposalOpen }

// Inbox lists the proposals of a fund that wait for the caller, and the caller's own.
func (s *Service) Inbox(ctx context.Context, in *InboxInput) (*InboxOutput, error) {
	sight, q, err := s.sight(ctx, in.Fund, in.Actor, readFund)
	if err := s.noteLook(ctx, sight, q, err); err != nil {
		return nil, err
	}
	moment, err := s.moment(ctx, in.Fund, AsOf{})
	if err != nil {
		return nil, err
	}
	open, err := s.journal.OpenProposals(ctx, in.Fund)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(open, func(a, b ledger.Proposal) int {
		return cmp.Or(cmp.Compare(a.Expires, b.Expires), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	out := &InboxOutput{InboxAnswer{Moment: moment, Waiting: []Waiting{}, Own: []Waiting{}}}
	if err := s.sort(ctx, in, open, &out.Body); err != nil {
		return nil, err
	}
	decided, earlier, err := s.journal.DecidedProposals(ctx, in.Fund, in.Before, decidedMost)
	if err != nil {
		return nil, err
	}
	out.Body.Earlier = earlier
	for _, p := range decided {
		if p.Preparer.Actor == in.Actor {
			one, err := waitingOf(p)
			if err != nil {
				return nil, err
			}
			out.Body.Own = append(out.Body.Own, one)
		}
	}
	if !sight.All { // whoever does not read the fund's position does not read what it would be
		return out, nil
	}
	return out, s.foresee(ctx, in.Fund, open, &out.Body)
}

// sort puts each proposal that waits where it belongs: with those that the caller may decide, with their own, or
// nowhere.
func (s *Service) sort(ctx context.Context, in *InboxInput, open []ledger.Proposal, out *InboxAnswer) error {
	allowed, err := s.decidable(ctx, in, open)
	if err != nil {
		return err
	}
	for i, p := range open {
		own := p.Preparer.Actor == in.Actor
		if !own && !slices.ContainsFunc(allowed[i], func(a Allowed) bool { return a.Act == "approve-proposal" }) {
			continue
		}
		one, err := waitingOf(p)
		if err != nil {
			return err
		}
		one.Allowed = allowed[i]
		switch {
		case own:
			out.Own = append(out.Own, one)
		case len(out.Waiting) < waitingMost:
			out.Waiting = append(out.Waiting, one)
		default:
			out.Left++
		}
	}
	return nil
}

// decidable is what the caller may do now to each of some proposals: policy and the rules of the books are asked of all
// of them together. It is counted, not logged.
func (s *Service) decidable(ctx context.Context, in *InboxInput, open []ledger.Proposal) ([][]Allowed, error) {
	allowed := make([][]Allowed, len(open))
	err := s.journal.View(ctx, in.Fund, time.Now(), func(state *ledger.State, service int64) error {
		var missing error
		for i, p := range open {
			allowed[i] = []Allowed{}
			state.Hold(p.Ref(), p) // it has just been read
			acts, _ := state.Offers(p)
			for _, act := range acts {
				q, err := state.Ask(in.Actor, ledger.Instruction{}, act, service)
				if err == nil { // what the same person did before may bar them, whatever policy says
					err = state.Barred(in.Actor, act)
				}
				switch {
				case errors.Is(err, ledger.ErrNotLoaded):
					missing = err
				case err == nil:
					allowed[i] = s.add(allowed[i], q)
				case ledger.KindOf(err) == ledger.Internal:
					return err
				}
			}
		}
		return missing
	})
	return allowed, err
}

// waitingOf is a proposal as it is listed.
func waitingOf(p ledger.Proposal) (Waiting, error) {
	held, err := p.Held()
	if err != nil {
		return Waiting{}, err
	}
	one := Waiting{
		Proposal: p.ID, State: p.State, Act: ledger.ActName(held.Kind()), Sentence: ledger.Entry{Act: held}.Sentence(),
		Hash: p.Hash, On: p.On, Period: p.Period, Narrative: p.Narrative.String(), Short: p.Short, Preparer: p.Preparer,
		Approvals: []ledger.Approval{}, Need: p.Need, Expires: p.Expires, Allowed: []Allowed{},
	}
	one.Approvals = append(one.Approvals, p.Approvals...)
	return one, nil
}

// foresee works out the position that each listed proposal would make. The position of a year is read once.
func (s *Service) foresee(ctx context.Context, fund ledger.FundID, open []ledger.Proposal, out *InboxAnswer) error {
	before := map[ledger.Year]report.Position{}
	held := map[ledger.ProposalID]ledger.Proposal{}
	for _, p := range open {
		held[p.ID] = p
	}
	for _, list := range [][]Waiting{out.Waiting, out.Own} {
		for i := range list {
			p := held[list[i].Proposal]
			if len(p.Postings) == 0 {
				continue
			}
			year := p.Period.Year()
			if _, ok := before[year]; !ok {
				now, err := s.reports.Position(ctx, fund, report.AsOf{}.InYear(year))
				if err != nil {
					return err
				}
				before[year] = now
			}
			list[i].Preview = &Preview{Year: year, Warnings: []string{}}
			list[i].Preview.touch(before[year], ledger.Entry{Postings: p.Postings, Effective: p.On, Period: p.Period})
		}
	}
	return nil
}

func (s *Service) registerInbox() {
	register(s, huma.Operation{
		OperationID: "show-inbox", Method: http.MethodGet, Path: inFund + "/inbox", Tags: []string{tagQuestions},
		Summary: "Show what waits for you",
		Description: "The proposals that you may approve or reject now under the scheme of delegation, with what each would " +
			"change, who has approved and who must still; and your own with what became of them.",
		Errors: questionErrors,
	}, s.Inbox)
}
