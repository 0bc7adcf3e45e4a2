package ledger

import "slices"

// offerer is a document that allows acts.
type offerer interface {
	offers(s *State) ([]Act, error)
}

// Offers are the acts that the state of a document allows, aimed at it and otherwise empty: what a page could
// show a button for. Whether somebody may do them is policy's to say. It returns ErrNotLoaded where the State
// lacks what else decides it, having asked for it.
func (s *State) Offers(d Document) ([]Act, error) {
	if o, ok := d.(offerer); ok {
		return o.offers(s)
	}
	return nil, nil
}

// choosing are the acts that say themselves whose money they are about.
var choosing = []string{
	"open-fund", "override-unsigned", "add-source", "indicate-contribution", "agree-contribution", "agree-performance",
	"add-scheme-line", "vire-budget", "require-minimum", "forecast-outturn", "profile-budget", "raise-commitment",
	"certify-invoice", "receive-invoice", "accrue-spend", "call-risk-share", "call-above-cap", "match-receipts",
	"allocate-receipt", "carry-forward", "return-surplus", "roll-commitments", "claim-saving", "request-payment",
	"draw-contributions", "set-cut-off", "take-over", "leave-agreement",
	"allocate-health-budget", "allocate-above-cap", "receive-client-charge",
}

// ChoosesPartner reports whether whoever asks for an act says in it whose money it is about: until they do, it can
// only be supposed for each partner.
func ChoosesPartner(act string) bool { return slices.Contains(choosing, act) }

// BodiesOf are the bodies that a document is with, where it is one that a provider, or a float's agent and workers, may
// see their own of.
func BodiesOf(d Document) []BodyID {
	switch d := d.(type) {
	case Commitment:
		return []BodyID{d.Provider}
	case Invoice:
		return []BodyID{d.Provider}
	case CreditNote:
		return []BodyID{d.Provider}
	case SpotPurchase:
		return []BodyID{d.Provider, d.WorkerBody, d.Agent}
	case FloatingFund:
		return []BodyID{d.Agent}
	case FloatReconciliation:
		return []BodyID{d.Agent}
	}
	return nil
}

// offers of a source: recoverable VAT comes back where some is due, and a successor takes over where there is one.
func (src Source) offers(s *State) ([]Act, error) {
	acts := []Act{
		IndicateContribution{Source: src.ID},
		AgreeContribution{Source: src.ID},
		AgreePerformance{Source: src.ID},
		RequireMinimum{Source: src.ID},
	}
	due, err := s.Balance(src.account(RecoverableVAT, 0))
	if due.Sign() > 0 {
		acts = append(acts, RefundVAT{Source: src.ID})
	}
	if src.Fence == OtherIncomeFence {
		acts = append(acts, ReceiveClientCharge{Source: src.ID})
	}
	over, missing := s.uncured(src)
	if over {
		acts = append(acts, CureOverspend{Source: src.ID})
	}
	back, lacking := s.Balance(src.account(SurplusDue, 0))
	if back.Sign() < 0 {
		acts = append(acts, PaySurplus{Source: src.ID})
	}
	return acts, firstError(err, missing, lacking)
}

// offers of an invoice: a credit as long as something is left of what it charges.
func (f Fund) offers(*State) ([]Act, error) {
	if f.Closed != 0 {
		return nil, nil
	}
	return []Act{
		DraftAgreement{},
		AddSource{},
		AddScheme{},
		VireBudget{},
		SetProposalTerms{},
		ClosePeriod{},
		MatchReceipts{},
		DefineMeasure{},
		ClaimSaving{},
		DrawContributions{},
		SetCutOff{},
		LeaveAgreement{},
	}, nil
}

// offers of an agreement version: from when it may be relied on its risk share can be set, and the next drawn from it.
func (a Agreement) offers(*State) ([]Act, error) {
	var acts []Act
	if a.State != AgreementInForce {
		acts = append(acts, BringIntoForce{Version: a.Version}, OverrideUnsigned{Version: a.Version})
	}
	if a.State != AgreementDraft {
		acts = append(acts, SetRiskShare{Version: a.Version}, DrawAgreement{Version: a.Version})
	}
	return acts, nil
}

func (c Contribution) offers(s *State) ([]Act, error) {
	if c.State == ContributionIndicative {
		return []Act{
			IndicateContribution{ID: c.ID, Source: c.Source},
			AgreeContribution{ID: c.ID, Source: c.Source},
			AgreePerformance{ID: c.ID, Source: c.Source},
		}, nil
	}
	if c.State != ContributionAgreed {
		return nil, nil
	}
	if c.RiskShare != "" {
		return c.receivable(s, nil)
	}
	acts := []Act{VaryContribution{Contribution: c.ID}}
	lapses, err := c.canLapse(s)
	if err != nil {
		return nil, err
	}
	if lapses {
		acts = append(acts, LapseContribution{Contribution: c.ID})
	}
	switch {
	case c.Performance:
		return c.performanceOffers(s, acts)
	case c.Notional && c.Unspent().IsZero():
		return acts, nil
	case c.Notional:
		return append(acts, RecordDirectSpend{Contribution: c.ID}), nil
	case c.InAdvance:
		return c.grantOffers(s, acts)
	case !c.Uncalled().IsZero():
		if acts, err = c.forwardOffer(s, append(acts, CallContribution{Contribution: c.ID})); err != nil {
			return nil, err
		}
	}
	return c.receivable(s, acts)
}

// receivable adds the receipt of a contribution, where something is owed on it.
func (c Contribution) receivable(s *State, acts []Act) ([]Act, error) {
	src, err := s.Source(c.Source)
	if err != nil {
		return acts, err
	}
	_, total, err := s.openNotices(c, src)
	if total.Sign() > 0 {
		acts = append(acts, ReceiveContribution{Contribution: c.ID})
	}
	return acts, err
}

// grantOffers are those of a capital grant: a district consents to other use of what is allocated to it.
func (c Contribution) grantOffers(s *State, acts []Act) ([]Act, error) {
	acts = append(acts, ReceiveGrant{Contribution: c.ID}, PassGrantOn{Contribution: c.ID},
		AllocateGrant{Contribution: c.ID})
	allocation, err := Find[GrantAllocation](s, grantAllocationRef(c.ID))
	if allocation.Version > 0 {
		acts = append(acts, RecordGrantConsent{Contribution: c.ID})
	}
	acts, missing := c.forwardOffer(s, acts)
	return acts, firstError(err, missing)
}

// forwardOffer adds that what was held over a close is brought forward.
func (c Contribution) forwardOffer(s *State, acts []Act) ([]Act, error) {
	held, err := c.heldAtClose(s)
	if held {
		acts = append(acts, BringGrantForward{Contribution: c.ID})
	}
	return acts, err
}

// performanceOffers are those of performance money: its source's money of a year has one plan, or is earned without.
func (c Contribution) performanceOffers(s *State, acts []Act) ([]Act, error) {
	acts, missing := c.receivable(s, append(acts, ForgoPerformance{Contribution: c.ID}))
	plan, err := Find[PerformancePlan](s, planRef(c.Source, c.Year))
	if plan.Version == 0 {
		acts = append(acts, EarnPerformance{Contribution: c.ID})
	}
	if plan.Version == 0 || plan.Contribution == c.ID {
		acts = append(acts, PlanPerformance{Contribution: c.ID})
	}
	if plan.Contribution == c.ID {
		acts = append(acts, ReleasePerformance{Contribution: c.ID})
	}
	return acts, firstError(missing, err)
}

func (sc Scheme) offers(*State) ([]Act, error) {
	acts := []Act{
		AddSchemeLine{Scheme: sc.ID},
		DefineMeasure{Scheme: sc.ID},
		SetHealthBudgetTerms{Scheme: sc.ID},
		SetSchemeCharging{Scheme: sc.ID},
	}
	for _, line := range sc.Lines {
		acts = append(acts,
			SetSchemeBudget{Scheme: sc.ID, Source: line.Source, Direction: Increase},
			VireBudget{From: BudgetLine{sc.ID, line.Source}},
			RaiseCommitment{Scheme: sc.ID, Source: line.Source, Provider: line.Provider},
			ApproveOverspend{Scheme: sc.ID, Source: line.Source},
			ForecastOutturn{Scheme: sc.ID, Source: line.Source},
			ProfileBudget{Scheme: sc.ID, Source: line.Source},
			AccrueSpend{Scheme: sc.ID, Source: line.Source})
	}
	return acts, nil
}

// offers of a commitment: where something was paid ahead, it is received before the rest is released.
// offers of a call notice: what is owed may be received or given up, and what was called too much be taken off.
// offers of a receipt: what is held of it is allocated or returned.
// offers of a period: the latest is reopened first.
func (p PeriodState) offers(s *State) ([]Act, error) {
	var acts []Act
	if p.Period.Number() == 13 && p.Closed != "" {
		var err error
		if acts, err = s.yearOffers(p.Period.Year()); err != nil {
			return nil, err
		}
	}
	closed, err := s.yearClosed(p.Period.Year())
	if err != nil {
		return nil, err
	}
	switch p.Closed {
	case HardClosed:
		return acts, nil
	case SoftClosed:
		acts = append(acts, ClosePeriod{Period: p.Period, Close: HardClosed})
		if closed {
			return acts, nil
		}
		if p.Period.Number() == 13 {
			return append(acts, ReopenPeriod{Period: p.Period}), nil
		}
		after, err := s.closing(p.Period + 1)
		if after == "" {
			acts = append(acts, ReopenPeriod{Period: p.Period})
		}
		return acts, err
	}
	return []Act{ClosePeriod{Period: p.Period, Close: SoftClosed}}, nil
}

// offers of a proposal: when its time is over it can only be taken back.
func (p Proposal) offers(s *State) ([]Act, error) {
	switch {
	case p.State != ProposalOpen:
		return nil, nil
	case p.expired(DateOf(s.At)):
		return []Act{WithdrawProposal{Proposal: p.ID}}, nil
	}
	return []Act{
		ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		RejectProposal{Proposal: p.ID, Hash: p.Hash},
		WithdrawProposal{Proposal: p.ID},
	}, nil
}

func (h Holder) offers(*State) ([]Act, error) {
	acts := []Act{GrantPost{Actor: h.ID}, DeclareInterest{Actor: h.ID}}
	for _, p := range h.Posts {
		if p.To == 0 {
			acts = append(acts, EndPost{Actor: h.ID, Post: p.ID})
		}
	}
	for _, i := range h.Interests {
		if i.To == 0 {
			acts = append(acts, EndInterest{Actor: h.ID, Body: i.Body})
		}
	}
	return acts, nil
}

// offers of an entry: it is reversed once, and not at all where its act is put right by another.
func (e PostedEntry) offers(s *State) ([]Act, error) {
	acts := []Act{EraseText{Entry: e.Seq}}
	if len(e.Postings) == 0 || e.Reverses != 0 || e.Period.closing() {
		return acts, nil
	}
	reversal, err := Find[Reversal](s, Reversal{Entry: e.Seq}.Ref())
	if reversal.By == 0 {
		acts = append(acts, ReverseEntry{Entry: e.Seq})
	}
	return acts, err
}
