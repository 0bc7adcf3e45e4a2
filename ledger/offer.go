package ledger

// Offers are the acts that the state of a document allows, aimed at it and otherwise empty: what a page could
// show a button for. Whether somebody may do them is policy's to say.
func Offers(d Document) []Act {
	switch d := d.(type) {
	case Fund:
		return d.offers()
	case Agreement:
		if d.State != AgreementInForce {
			return []Act{BringIntoForce{Version: d.Version}, OverrideUnsigned{Version: d.Version}}
		}
	case Source:
		return []Act{
			IndicateContribution{Source: d.ID},
			AgreeContribution{Source: d.ID},
			AgreePerformance{Source: d.ID},
			RequireMinimum{Source: d.ID},
		}
	case Contribution:
		return d.offers()
	case Scheme:
		return d.offers()
	case Commitment:
		if d.State == CommitmentOpen {
			return []Act{
				VaryCommitment{Commitment: d.ID, Direction: Increase},
				CertifyInvoice{Commitment: d.ID},
				ReleaseCommitment{Commitment: d.ID},
			}
		}
	case Invoice:
		if d.State == InvoiceCertified {
			return []Act{PayInvoice{Invoice: d.ID}}
		}
	case PeriodState:
		return d.offers()
	case Proposal:
		if d.State == ProposalOpen {
			return []Act{
				ApproveProposal{Proposal: d.ID, Hash: d.Hash},
				RejectProposal{Proposal: d.ID, Hash: d.Hash},
				WithdrawProposal{Proposal: d.ID},
			}
		}
	case Body:
		return []Act{RecordSuccessor{Predecessor: d.ID}}
	case Holder:
		return d.offers()
	case PostedEntry:
		return d.offers()
	}
	return nil
}

// ProviderOf is the body that a document is with, where it is one that a provider may see its own of.
func ProviderOf(d Document) BodyID {
	switch d := d.(type) {
	case Commitment:
		return d.Provider
	case Invoice:
		return d.Provider
	}
	return ""
}

func (f Fund) offers() []Act {
	if f.Closed != 0 {
		return nil
	}
	return []Act{
		DraftAgreement{},
		AddSource{},
		AddScheme{},
		VireBudget{},
		SetProposalTerms{},
		ClosePeriod{},
		AdoptDelegation{Scope: f.ID},
	}
}

func (c Contribution) offers() []Act {
	switch {
	case c.State != ContributionAgreed:
		return nil
	case c.Performance:
		return []Act{
			VaryContribution{Contribution: c.ID},
			EarnPerformance{Contribution: c.ID},
			ForgoPerformance{Contribution: c.ID},
			CallContribution{Contribution: c.ID},
			ReceiveContribution{Contribution: c.ID},
		}
	case c.Notional:
		return []Act{VaryContribution{Contribution: c.ID}, RecordDirectSpend{Contribution: c.ID}}
	case c.InAdvance:
		return []Act{
			VaryContribution{Contribution: c.ID}, ReceiveGrant{Contribution: c.ID}, PassGrantOn{Contribution: c.ID},
		}
	}
	return []Act{
		VaryContribution{Contribution: c.ID},
		CallContribution{Contribution: c.ID},
		ReceiveContribution{Contribution: c.ID},
	}
}

func (sc Scheme) offers() []Act {
	acts := []Act{AddSchemeLine{Scheme: sc.ID}}
	for _, line := range sc.Lines {
		acts = append(acts,
			SetSchemeBudget{Scheme: sc.ID, Source: line.Source, Direction: Increase},
			VireBudget{From: BudgetLine{sc.ID, line.Source}},
			RaiseCommitment{Scheme: sc.ID, Source: line.Source, Provider: line.Provider},
			ForecastOutturn{Scheme: sc.ID, Source: line.Source})
	}
	return acts
}

func (p PeriodState) offers() []Act {
	switch p.Closed {
	case HardClosed:
		return nil
	case SoftClosed:
		return []Act{ReopenPeriod{Period: p.Period}, ClosePeriod{Period: p.Period, Close: HardClosed}}
	}
	return []Act{ClosePeriod{Period: p.Period, Close: SoftClosed}}
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

func (e PostedEntry) offers() []Act {
	acts := []Act{EraseText{Entry: e.Seq}}
	if len(e.Postings) > 0 && e.Reverses == 0 {
		acts = append(acts, ReverseEntry{Entry: e.Seq})
	}
	return acts
}
