package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// patterns notes of an entry what only the whole journal can show to be a risk.
func (g *register) patterns(f *facts, body []byte) error {
	if f.moves {
		if err := g.rare.note(f, body, g.Rare); err != nil {
			return err
		}
	}
	if err := g.approvers.note(f, body, &g.RegisterOptions); err != nil {
		return err
	}
	return g.purchases.note(f, body, g.limits.of(f))
}

// rareAccounts are pairs of codes of the actuals book, the debited before the credited, and the first entries that have
// each: as many as a pair may have to be unusual, so that memory grows with pairs and not with entries.
type rareAccounts map[string]*rarePair

type rarePair struct {
	count int64
	items []RiskItem
}

func (r rareAccounts) note(f *facts, body []byte, rare int) error {
	var debits, credits []string
	for _, l := range f.lines {
		switch code := string(l.account[:4]); {
		case code[0] == '9':
		case l.pence > 0 && !slices.Contains(debits, code):
			debits = append(debits, code)
		case l.pence < 0 && !slices.Contains(credits, code):
			credits = append(credits, code)
		}
	}
	for _, debit := range debits {
		for _, credit := range credits {
			pair := at(r, debit+"/"+credit)
			if pair.count++; pair.count > int64(rare) {
				pair.items = nil
				continue
			}
			item, err := f.item("debits "+debit+", credits "+credit, body)
			if err != nil {
				return err
			}
			pair.items = append(pair.items, item)
		}
	}
	return nil
}

// end lists the entries of unusual pairs, each once with all of its pairs.
func (r rareAccounts) end(rare int) func(*filter) {
	return func(f *filter) {
		found := map[int64]RiskItem{}
		for _, pair := range r {
			if pair.count > int64(rare) {
				continue
			}
			for _, item := range pair.items {
				if other, ok := found[item.Seq]; ok {
					whys := append(strings.Split(other.Why, "; "), item.Why)
					slices.Sort(whys)
					item.Why = strings.Join(whys, "; ")
				}
				found[item.Seq] = item
			}
		}
		items := make([]RiskItem, 0, len(found))
		for _, item := range found {
			items = append(items, item)
		}
		f.list(items)
	}
}

// list is what a filter found at the end, in the order of the journal.
func (f *filter) list(items []RiskItem) {
	slices.SortFunc(items, func(a, b RiskItem) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, item := range items {
		if f.asked.Period != 0 && item.Period != f.asked.Period.String() {
			continue
		}
		if f.Count++; f.asked.lists(item.Seq, len(f.Items)) {
			f.Items = append(f.Items, item)
		}
	}
}

// purchases are the commitments raised: by provider, scheme and the limit of the rule that allowed them. Those above it
// are not there: nobody splits what needs no splitting.
type purchases struct {
	known map[ledger.CommitmentID]bool
	made  map[purchasing][]purchase
}

type purchasing struct {
	provider string
	scheme   ledger.SchemeID
	limit    int64
}

// purchase is one commitment raised for one scheme.
type purchase struct {
	RiskItem
	on    ledger.Date
	pence int64
}

func newPurchases() purchases {
	return purchases{map[ledger.CommitmentID]bool{}, map[purchasing][]purchase{}}
}

// note takes the commitments that an entry raises: those that it is the first to save.
func (p purchases) note(f *facts, body []byte, limit int64) error {
	return eachVersion(f.entry, func(ref ledger.Ref, _ string, document []byte) error {
		id := ledger.CommitmentID(ref.ID)
		if ref.Kind != "commitment" || p.known[id] {
			return nil
		}
		p.known[id] = true
		provider, err := textField(document, "provider")
		if err != nil || limit == 0 {
			return err
		}
		item, err := f.item("", body)
		if err != nil {
			return err
		}
		promised := map[ledger.SchemeID]int64{}
		for _, l := range f.lines {
			account, err := ledger.ParseAccount(string(l.account))
			if err != nil {
				return err
			}
			if account.Of == "commitment="+ref.ID {
				promised[account.Scheme] -= l.pence
			}
		}
		for scheme, pence := range promised {
			if pence <= limit {
				whose := purchasing{provider, scheme, limit}
				item.Amount = ledger.Pence(pence)
				p.made[whose] = append(p.made[whose], purchase{item, f.effective, pence})
			}
		}
		return nil
	})
}

// split finds the purchases that pass the limit of their rule only together with others.
func (g *register) split(f *filter) {
	var items []RiskItem
	for whose, made := range g.purchases.made {
		slices.SortFunc(made, func(a, b purchase) int {
			return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.Seq, b.Seq))
		})
		first, sum := 0, int64(0)
		for i, one := range made {
			for sum += one.pence; one.on-made[first].on > ledger.Date(g.SplitDays); first++ {
				sum -= made[first].pence
			}
			if sum > whose.limit {
				one.Why = whose.why(sum, made[first:i])
				items = append(items, one.RiskItem)
			}
		}
	}
	f.list(items)
}

// othersNamedMax is how many entries are named that a purchase stands together with.
const othersNamedMax = 5

func (p purchasing) why(sum int64, others []purchase) string {
	var names []string
	for _, other := range others[:min(len(others), othersNamedMax)] {
		names = append(names, number(other.Seq))
	}
	more := ""
	if n := len(others) - othersNamedMax; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("%s to %s for scheme %s with entry %s%s; the limit of its rule is %s", ledger.Pence(sum).Pounds(),
		p.provider, p.scheme, strings.Join(names, ", "), more, ledger.Pence(p.limit).Pounds())
}

// PersonPair is how many of a preparer's entries one person approved.
type PersonPair struct {
	Preparer string `json:"preparer"`
	Approver string `json:"approver"`
	Count    int64  `json:"count"`
	Of       int64  `json:"of" doc:"of the preparer's approved entries"`
}

// approvers are who approved what each preparer asked for.
type approvers map[string]*approved

type approved struct {
	entries int64
	found   int64 // of the period that is asked about
	by      map[string]int64
	items   []RiskItem // while one person has approved all, as many as are listed
}

func (a approvers) count(f *facts) {
	if len(f.authority.approvals) == 0 {
		return
	}
	of := at(a, string(f.authority.actor))
	if of.by == nil {
		of.by = map[string]int64{}
	}
	of.entries++
	for _, one := range f.authority.approvals {
		of.by[string(one.actor)]++
	}
}

// always is who approved every one of the entries, in order; none where nobody did.
func (a *approved) always() []string {
	var who []string
	for approver, n := range a.by {
		if n == a.entries {
			who = append(who, approver)
		}
	}
	slices.Sort(who)
	return who
}

// note keeps the entry while somebody has approved all of its preparer's.
func (a approvers) note(f *facts, body []byte, asked *RegisterOptions) error {
	if len(f.authority.approvals) == 0 {
		return nil
	}
	of := a[string(f.authority.actor)]
	if len(of.always()) == 0 {
		of.items = nil
		return nil
	}
	if !asked.finds(f.period) {
		return nil
	}
	if of.found++; !asked.lists(f.seq, len(of.items)) {
		return nil
	}
	item, err := f.item("", body)
	of.items = append(of.items, item)
	return err
}

// end lists the entries of those preparers whose approver was always the same.
func (a approvers) end(alone int) func(*filter) {
	return func(f *filter) {
		var items []RiskItem
		count := int64(0)
		for preparer, of := range a {
			who := of.always()
			if len(who) == 0 || of.entries < int64(alone) {
				continue
			}
			count += of.found
			for _, item := range of.items {
				item.Why = fmt.Sprintf("%s approved all %d of %s's", strings.Join(who, " and "), of.entries, preparer)
				items = append(items, item)
			}
		}
		f.list(items)
		f.Count = count
	}
}

// pairs are the preparers and approvers, those with the most entries first.
func (a approvers) pairs() []PersonPair {
	pairs := []PersonPair{}
	for preparer, of := range a {
		for approver, n := range of.by {
			pairs = append(pairs, PersonPair{preparer, approver, n, of.entries})
		}
	}
	slices.SortFunc(pairs, func(a, b PersonPair) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Preparer, b.Preparer),
			strings.Compare(a.Approver, b.Approver))
	})
	return pairs
}
