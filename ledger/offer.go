package ledger

import "slices"

// Offers are the acts that the state of a document allows, aimed at it and otherwise empty: what a page could
// show a button for. Whether somebody may do them is policy's to say. It returns ErrNotLoaded where the State
// lacks what else decides it, having asked for it.
func (s *State) Offers(d Document) ([]Act, error) {
	switch d := d.(type) {
	case Fund:
		return d.offers(), nil
	case Agreement:
		return d.offers(), nil
	case RiskShare:
		return []Act{
			SetRiskShare{Version: d.Agreement}, CallRiskShare{Agreement: d.Agreement}, CallAboveCap{Agreement: d.Agreement},
		}, nil
	case Source:
		return d.offers(s)
	case Contribution:
		return d.offers(s)
	case PerformancePlan:
		return []Act{
			PlanPerformance{Contribution: d.Contribution}, ReleasePerformance{Contribution: d.Contribution},
		}, nil
	case Scheme:
		return d.offers(), nil
	case Commitment:
		return d.offers(s)
	case Invoice:
		return d.offers(s)
	case Accrual:
		if d.Open() && DateOf(s.At) >= d.Reverses {
			return []Act{ReverseAccrual{Accrual: d.ID}}, nil
		}
	case GrantAllocation:
		return []Act{
			AllocateGrant{Contribution: d.Contribution},
			RecordGrantConsent{Contribution: d.Contribution},
			PassGrantOn{Contribution: d.Contribution},
		}, nil
	case GrantPassing:
		reversal, err := Find[Reversal](s, Reversal{Entry: d.Entry}.Ref())
		if reversal.By == 0 {
			return []Act{RecordPassingProof{Entry: d.Entry}}, err
		}
	case BudgetProfile:
		return []Act{ProfileBudget{Scheme: d.Scheme, Source: d.Source}}, nil
	case PeriodState:
		return d.offers(s)
	case Proposal:
		return d.offers(DateOf(s.At)), nil
	case Body:
		return []Act{RecordSuccessor{Predecessor: d.ID}}, nil
	case Holder:
		return d.offers(), nil
	case Feed:
		return []Act{RecordFeed{Feed: d.ID}}, nil
	case PostedEntry:
		return d.offers(s)
	}
	return nil, nil
}

// choosing are the acts that say themselves whose money they are about.
var choosing = []string{
	"open-fund", "override-unsigned", "add-source", "indicate-contribution", "agree-contribution", "agree-performance",
	"add-scheme-line", "vire-budget", "require-minimum", "forecast-outturn", "profile-budget",
	"raise-commitment", "certify-invoice", "receive-invoice", "accrue-spend", "call-risk-share", "call-above-cap",
}

// ChoosesPartner reports whether whoever asks for an act says in it whose money it is about: until they do, it can
// only be supposed for each partner.
func ChoosesPartner(act string) bool { return slices.Contains(choosing, act) }

// ProviderOf is the body that a document is with, where it is one that a provider may see its own of.
func ProviderOf(d Document) BodyID {
	switch d := d.(type) {
	case Commitment:
		return d.Provider
	case Invoice:
		return d.Provider
	case CreditNote:
		return d.Provider
	}
	return ""
}

// offers of a source: recoverable VAT comes back where some is due.
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
	over, missing := s.uncured(src)
	if over {
		acts = append(acts, CureOverspend{Source: src.ID})
	}
	return acts, firstError(err, missing)
}

// offers of an invoice: a credit as long as something is left of what it charges.
func (i Invoice) offers(s *State) ([]Act, error) {
	var acts []Act
	switch i.State {
	case InvoiceReceived:
		excess, err := s.excess(i)
		acts = append(acts, CertifyReceivedInvoice{Invoice: i.ID})
		if excess.Sign() > 0 {
			acts[0] = CertifyOverCommitment{Invoice: i.ID}
		}
		return append(acts, DisputeInvoice{Invoice: i.ID}, ReturnInvoice{Invoice: i.ID}), err
	case InvoiceDisputed:
		return []Act{ResolveDispute{Invoice: i.ID}, ReturnInvoice{Invoice: i.ID}}, nil
	case InvoiceCertified:
		acts = append(acts, PayInvoice{Invoice: i.ID}, ReceiveCreditNote{Invoice: i.ID})
	case InvoicePaid:
		acts = append(acts, ReceiveCreditNote{Invoice: i.ID}, ReceiveRefund{Invoice: i.ID})
	case InvoiceSettled:
		acts = append(acts, ReceiveCreditNote{Invoice: i.ID})
	}
	credits, err := s.credits(i.Credits)
	left := i.Gross
	for _, n := range credits {
		left = left.Sub(n.Gross)
	}
	if left.IsZero() { // nothing more can be credited
		acts = slices.DeleteFunc(acts, func(a Act) bool { return a.Kind() != (PayInvoice{}).Kind() })
	}
	return acts, err
}

func (f Fund) offers() []Act {
	if f.Closed != 0 {
		return nil
	}
	return []Act{DraftAgreement{}, AddSource{}, AddScheme{}, VireBudget{}, SetProposalTerms{}, ClosePeriod{}}
}

// offers of an agreement version: its risk share can be set from when it may be relied on.
func (a Agreement) offers() []Act {
	var acts []Act
	if a.State != AgreementInForce {
		acts = append(acts, BringIntoForce{Version: a.Version}, OverrideUnsigned{Version: a.Version})
	}
	if a.State != AgreementDraft {
		acts = append(acts, SetRiskShare{Version: a.Version})
	}
	return acts
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
		return []Act{ReceiveContribution{Contribution: c.ID}}, nil
	}
	acts := []Act{VaryContribution{Contribution: c.ID}}
	switch {
	case c.Performance:
		return c.performanceOffers(s, acts)
	case c.Notional:
		return append(acts, RecordDirectSpend{Contribution: c.ID}), nil
	case c.InAdvance:
		return c.grantOffers(s, acts)
	case !c.Uncalled().IsZero():
		acts = append(acts, CallContribution{Contribution: c.ID})
	}
	return append(acts, ReceiveContribution{Contribution: c.ID}), nil
}

// grantOffers are those of a capital grant: a district consents to other use of what is allocated to it.
func (c Contribution) grantOffers(s *State, acts []Act) ([]Act, error) {
	acts = append(acts, ReceiveGrant{Contribution: c.ID}, PassGrantOn{Contribution: c.ID},
		AllocateGrant{Contribution: c.ID})
	allocation, err := Find[GrantAllocation](s, grantAllocationRef(c.ID))
	if allocation.Version > 0 {
		acts = append(acts, RecordGrantConsent{Contribution: c.ID})
	}
	return acts, err
}

// performanceOffers are those of performance money: its source's money of a year has one plan, or is earned without.
func (c Contribution) performanceOffers(s *State, acts []Act) ([]Act, error) {
	acts = append(acts, ForgoPerformance{Contribution: c.ID}, ReceiveContribution{Contribution: c.ID})
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
	return acts, err
}

func (sc Scheme) offers() []Act {
	acts := []Act{AddSchemeLine{Scheme: sc.ID}}
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
	return acts
}

// offers of a commitment: where something was paid ahead, it is received before the rest is released.
func (c Commitment) offers(s *State) ([]Act, error) {
	if c.State != CommitmentOpen {
		return nil, nil
	}
	orders, missing := s.orders(c)
	var acts []Act
	prepaid := false
	for _, o := range orders {
		scheme, source := o.at.Scheme, o.at.Source
		if len(orders) == 1 {
			scheme, source = "", "" // which need not be said
		}
		acts = append(acts,
			VaryCommitment{Commitment: c.ID, Direction: Increase, Scheme: scheme, Source: source},
			VaryCommitment{Commitment: c.ID, Direction: Decrease, Scheme: scheme, Source: source},
			CertifyInvoice{Commitment: c.ID, Scheme: scheme, Source: source},
			ReceiveInvoice{
				Provider: c.Provider,
				Lines:    []ChargeLine{{Commitment: c.ID, Scheme: scheme, Source: source}},
			},
			AccrueSpend{Commitment: c.ID, Scheme: scheme, Source: source},
			PrepayProvider{Commitment: c.ID, Scheme: scheme, Source: source})
		ahead, err := s.Balance(o.prepaid())
		if missing = firstError(missing, err); ahead.Sign() > 0 {
			prepaid = true
			acts = append(acts, ReceivePrepaid{Commitment: c.ID, Scheme: scheme, Source: source})
		}
	}
	if !prepaid {
		acts = append(acts, ReleaseCommitment{Commitment: c.ID})
	}
	return acts, missing
}

// offers of a period: the latest is reopened first.
func (p PeriodState) offers(s *State) ([]Act, error) {
	switch p.Closed {
	case HardClosed:
		return nil, nil
	case SoftClosed:
		acts := []Act{ClosePeriod{Period: p.Period, Close: HardClosed}}
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
func (p Proposal) offers(today Date) []Act {
	switch {
	case p.State != ProposalOpen:
		return nil
	case p.expired(today):
		return []Act{WithdrawProposal{Proposal: p.ID}}
	}
	return []Act{
		ApproveProposal{Proposal: p.ID, Hash: p.Hash},
		RejectProposal{Proposal: p.ID, Hash: p.Hash},
		WithdrawProposal{Proposal: p.ID},
	}
}

func (h Holder) offers() []Act {
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
	return acts
}

// offers of an entry: it is reversed once, and not at all where its act is put right by another.
func (e PostedEntry) offers(s *State) ([]Act, error) {
	acts := []Act{EraseText{Entry: e.Seq}}
	if len(e.Postings) == 0 || e.Reverses != 0 {
		return acts, nil
	}
	reversal, err := Find[Reversal](s, Reversal{Entry: e.Seq}.Ref())
	if reversal.By == 0 {
		acts = append(acts, ReverseEntry{Entry: e.Seq})
	}
	return acts, err
}
