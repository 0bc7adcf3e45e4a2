package ledger

import "slices"

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
		acts = append(acts, ReceiveCreditNote{Invoice: i.ID})
		held, err := s.paymentHold(i.Provider)
		if i.Request == "" && !held.Held {
			acts = append(acts, PayInvoice{Invoice: i.ID}, RequestPayment{Invoices: []InvoiceID{i.ID}})
		}
		if err != nil {
			return acts, err
		}
	case InvoicePaid:
		acts = append(acts, ReceiveCreditNote{Invoice: i.ID}, ReceiveRefund{Invoice: i.ID})
		held, err := s.paymentHold(i.Provider)
		if i.checkLate() == nil && !held.Held {
			acts = append(acts, PayLateInterest{Invoice: i.ID})
		}
		if err != nil {
			return acts, err
		}
	case InvoiceSettled:
		acts = append(acts, ReceiveCreditNote{Invoice: i.ID})
	}
	credits, err := s.credits(i.Credits)
	left := i.Gross
	for _, n := range credits {
		left = left.Sub(n.Gross)
	}
	if left.IsZero() { // nothing more can be credited
		acts = slices.DeleteFunc(acts, func(a Act) bool {
			name := ActName(a.Kind())
			return name == "receive-credit-note" || name == "receive-refund"
		})
	}
	return acts, err
}

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
			acts = append(acts, ReceivePrepaid{Commitment: c.ID, Scheme: scheme, Source: source},
				WriteOffPrepayment{Commitment: c.ID, Scheme: scheme, Source: source})
		}
	}
	if !prepaid {
		acts = append(acts, ReleaseCommitment{Commitment: c.ID})
	}
	return acts, missing
}

func (n CallNotice) offers(s *State) ([]Act, error) {
	if n.State != NoticeRaised {
		return nil, nil
	}
	_, c, src, err := s.notice(n.Number)
	if err != nil {
		return nil, err
	}
	acts := []Act{MatchReceipts{Receipts: []ReceiptLine{{Notice: n.Number}}}}
	if all, _ := n.changed(); !c.Performance && c.RiskShare == "" && !n.endsDeficit() &&
		n.Amount.Compare(all) > 0 {
		acts = append(acts, ReduceCall{Notice: n.Number})
	}
	open, err := s.Balance(c.owed(src, n.Number))
	if open.Sign() > 0 {
		acts = append(acts, AllocateReceipt{Notice: n.Number})
	}
	if open.Sign() > 0 && !n.endsDeficit() {
		acts = append(acts, WriteOffCall{Notice: n.Number})
	}
	return acts, err
}

func (r CashReceipt) offers(*State) ([]Act, error) {
	if r.State != ReceiptUnidentified && r.State != ReceiptOver {
		return nil, nil
	}
	return []Act{AllocateReceipt{Receipt: r.ID}, ReturnReceipt{Receipt: r.ID}}, nil
}

// offers of an accrual, once the day on which it reverses has come.
func (a Accrual) offers(s *State) ([]Act, error) {
	if !a.Open() || DateOf(s.At) < a.Reverses {
		return nil, nil
	}
	return []Act{ReverseAccrual{Accrual: a.ID}}, nil
}

func (h PaymentHold) offers(*State) ([]Act, error) {
	if h.Held {
		return []Act{LiftPaymentHold{Provider: h.Provider}}, nil
	}
	return []Act{HoldPayments{Provider: h.Provider}}, nil
}

func (r PaymentRequest) offers(*State) ([]Act, error) {
	if !r.Expects() {
		return nil, nil
	}
	return []Act{RecordPaymentOutcomes{Request: r.ID}}, nil
}

func (g GrantAllocation) offers(*State) ([]Act, error) {
	return []Act{
		AllocateGrant{Contribution: g.Contribution},
		RecordGrantConsent{Contribution: g.Contribution},
		PassGrantOn{Contribution: g.Contribution},
	}, nil
}

// offers of a grant passed on: a proof that comes later, unless the entry has been reversed.
func (p GrantPassing) offers(s *State) ([]Act, error) {
	reversal, err := Find[Reversal](s, Reversal{Entry: p.Entry}.Ref())
	if reversal.By != 0 {
		return nil, err
	}
	return []Act{RecordPassingProof{Entry: p.Entry}}, err
}
