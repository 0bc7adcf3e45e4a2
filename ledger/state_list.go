package ledger

import (
	"cmp"
	"slices"
)

// AccountList asks for accounts by what they have in common. A part that is left out asks for any.
type AccountList struct {
	From, To Code
	Year     Year
	Partner  BodyID
	Source   SourceID
	Controls bool // control accounts alone; else the accounts that lines are posted to
}

// Holding is an account with its balance, debits positive.
type Holding struct {
	Account Account
	Balance Money
}

// DocumentList names a list of documents in a certain state.
type DocumentList string

// The lists of documents.
const (
	OpenProposals     DocumentList = "open-proposals"
	UndecidedInvoices DocumentList = "undecided-invoices" // received or disputed
	AwaitedPayments   DocumentList = "awaited-payments"   // requested, with no outcome yet
	AgentPurchases    DocumentList = "agent-purchases"    // paid out of an agent's cash, and not on a statement yet
)

// documentList says what is in a list: documents of a kind whose newest version was saved by one of these acts, so that
// no others have to be read, and that are in the state it asks for.
type documentList struct {
	kind  string
	acts  []string
	takes func(Document) bool
}

var documentLists = map[DocumentList]documentList{
	OpenProposals: {"proposal", []string{"propose-act/1", "approve-proposal/1"}, func(d Document) bool {
		p, ok := d.(Proposal)
		return ok && p.State == ProposalOpen
	}},
	UndecidedInvoices: {
		"invoice",
		[]string{"receive-invoice/1", "dispute-invoice/1", "resolve-dispute/1", "approve-proposal/1"},
		func(d Document) bool {
			i, ok := d.(Invoice)
			return ok && (i.State == InvoiceReceived || i.State == InvoiceDisputed)
		},
	},
	AwaitedPayments: {
		"payment-request",
		[]string{"request-payment/1", "record-payment-outcomes/1", "reverse-entry/1", "approve-proposal/1"},
		func(d Document) bool {
			r, ok := d.(PaymentRequest)
			return ok && r.awaited() > 0
		},
	},
	AgentPurchases: {
		purchaseDocument,
		[]string{"accept-delivery/1", "cancel-purchase/1", "reconcile-float/1", "reverse-entry/1", "approve-proposal/1"},
		func(d Document) bool {
			p, ok := d.(SpotPurchase)
			return ok && p.unreconciled().Sign() > 0
		},
	},
}

// Kind is the kind of the list's documents, and the acts that may have saved their newest versions.
func (l DocumentList) Kind() (kind string, acts []string) {
	return documentLists[l].kind, documentLists[l].acts
}

// Takes reports whether a document belongs in the list.
func (l DocumentList) Takes(d Document) bool { return documentLists[l].takes(d) }

// ListMax is how many accounts one list may come to; beyond it no entry could be made of it anyhow.
const ListMax = 20_000

// Takes reports whether an account belongs in the list. Where it asks for no control accounts, those are in it that
// lines are posted to: a document's or a turnover's where the chart has such, and else the control account.
func (l AccountList) Takes(a Account) bool {
	line, ok := a.Code.Line()
	return ok && a.Code >= l.From && a.Code <= l.To && (line.detailed() && !l.Controls) == (a.Of != "") &&
		(l.Year == 0 || l.Year == a.Year) && (l.Partner == "" || l.Partner == a.Partner) &&
		(l.Source == "" || l.Source == a.Source)
}

// Codes are the codes of the list: those whose control accounts are in it, and those whose subsidiaries are.
func (l AccountList) Codes() (plain, detailed []int16) {
	for _, line := range Chart {
		switch {
		case line.Code < l.From || line.Code > l.To:
		case line.detailed() && !l.Controls:
			detailed = append(detailed, int16(line.Code))
		default:
			plain = append(plain, int16(line.Code))
		}
	}
	return plain, detailed
}

// Accounts lists the accounts of a list that are not at nil before the act, in order of code and name. It refuses a
// list of more than ListMax. What other acts of the batch have moved, written or not, is in it.
func (s *State) Accounts(list AccountList) ([]Holding, error) {
	found, at := map[Account]bool{}, s
	for ; at.parent != nil; at = at.parent {
		for a := range at.balances.young {
			if list.Takes(a) {
				found[a] = true
			}
		}
		for i := range at.moved.accounts {
			if a := at.moved.accounts[i].account; list.Takes(a) {
				found[a] = true
			}
		}
	}
	held, ok := at.lists[list]
	if !ok {
		s.missing.Lists[list] = true
		return nil, ErrNotLoaded
	}
	if len(held) > ListMax {
		return nil, ErrTooManyLines.With("more than %d accounts are not at nil; release what is left of the commitments that "+
			"are at an end first", ListMax)
	}
	for _, a := range held {
		found[a] = true
	}
	return s.holdings(found)
}

// holdings are the balances of accounts. What is missing of them, and of what a line on them is posted with, is asked
// for at once.
func (s *State) holdings(of map[Account]bool) ([]Holding, error) {
	list, missing := make([]Holding, 0, len(of)), error(nil)
	for a := range of {
		balance, err := s.Balance(a)
		if a.Of != "" {
			_, controlled := s.Balance(a.Control())
			err = firstError(err, controlled)
		}
		if err != nil {
			missing = err
		} else if !balance.IsZero() {
			list = append(list, Holding{a, balance})
		}
	}
	slices.SortFunc(list, func(x, y Holding) int {
		return cmp.Or(cmp.Compare(x.Account.Code, y.Account.Code), cmp.Compare(x.Account.String(), y.Account.String()))
	})
	return list, missing
}

// Listed are the names of the documents of a list before the act, in order.
func (s *State) Listed(list DocumentList) ([]Ref, error) {
	var found []Ref
	changed, at := map[Ref]bool{}, s
	for ; at.parent != nil; at = at.parent {
		for ref, d := range at.documents.young {
			if ref.Kind == documentLists[list].kind && !changed[ref] {
				if changed[ref] = true; list.Takes(d) {
					found = append(found, ref)
				}
			}
		}
	}
	held, ok := at.papers[list]
	if !ok {
		s.missing.Papers[list] = true
		return nil, ErrNotLoaded
	}
	for _, ref := range held {
		if !changed[ref] {
			found = append(found, ref)
		}
	}
	slices.SortFunc(found, func(x, y Ref) int { return cmp.Compare(x.ID, y.ID) })
	return found, nil
}

// HoldList puts the committed accounts of a list into the State.
func (s *State) HoldList(list AccountList, accounts []Account) {
	if s.lists == nil {
		s.lists = map[AccountList][]Account{}
	}
	s.lists[list] = accounts
}

// HoldListed puts the committed documents of a list into the State.
func (s *State) HoldListed(list DocumentList, refs []Ref) {
	if s.papers == nil {
		s.papers = map[DocumentList][]Ref{}
	}
	s.papers[list] = refs
}

// ForgetLists drops the lists held: what is posted and saved afterwards is not in them.
func (s *State) ForgetLists() { s.lists, s.papers = nil, nil }

// supplyLists answers a State that holds all there is out of what it holds.
func (s *State) supplyLists(missing *Missing) {
	for list := range missing.Lists {
		accounts := []Account{}
		for a := range s.balances.young {
			if list.Takes(a) {
				accounts = append(accounts, a)
			}
		}
		s.HoldList(list, accounts)
	}
	for list := range missing.Papers {
		refs := []Ref{}
		for ref, d := range s.documents.young {
			if d != nil && list.Takes(d) {
				refs = append(refs, ref)
			}
		}
		s.HoldListed(list, refs)
	}
}
