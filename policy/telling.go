package policy

import (
	"slices"

	"pooled/ledger"
)

// telling is all that the rows of one duty tell apart. Posts and names are settled before Casbin is asked and a scheme
// never changes, so an answer once given to a question stays right; there are few questions, however many acts.
type telling struct {
	limits   [2][]ledger.Money // of each row, and of those that count together; rising
	wheres   []string
	days     []ledger.Date // on which a row begins, or has ended; rising
	wordless bool          // too much is told apart for a key: Casbin is asked every time
}

// question is one that the rows of a duty tell from others.
type question struct {
	duty
	own   uint8  // a bit for each way the money may stand to the post's body
	over  [2]int // how many of the limits the amount is over
	where uint64 // a bit for each condition that holds
	day   int    // how many of the days have come
}

type answer struct {
	rule    rule
	allowed bool
}

func tellingOf(rules []rule) *telling {
	t := &telling{}
	for _, r := range rules {
		if limit, err := ledger.ParseMoney(r.limit); err == nil {
			group := 0
			if r.counts == together {
				group = 1
			}
			t.limits[group] = append(t.limits[group], limit)
		}
		if r.where != anywhere && !slices.Contains(t.wheres, r.where) {
			t.wheres = append(t.wheres, r.where)
		}
		first, last, err := bounds(r.from, r.to)
		t.wordless = t.wordless || err != nil
		if first != 0 {
			t.days = append(t.days, first)
		}
		if last != 0 {
			t.days = append(t.days, last+1)
		}
	}
	t.wordless = t.wordless || len(t.wheres) > 64
	slices.SortFunc(t.limits[0], ledger.Money.Compare)
	slices.SortFunc(t.limits[1], ledger.Money.Compare)
	slices.Sort(t.days)
	return t
}

// apart is the question that the rows tell from others. known is false where Casbin must be asked.
func (t *telling) apart(of duty, post *ledger.Post, m *matter, day ledger.Date) (q question, known bool) {
	if t.wordless || m.Amount.Sign() < 0 || m.Used.Sign() < 0 {
		return q, false
	}
	q.duty = of
	for i, own := range ownWords {
		if is, err := owns(own, post, m); err != nil {
			return q, false
		} else if is {
			q.own |= 1 << i
		}
	}
	for group, amount := range [2]ledger.Money{m.Amount, m.Amount.Add(m.Used)} {
		for _, limit := range t.limits[group] {
			if amount.Compare(limit) > 0 {
				q.over[group]++
			}
		}
	}
	for i, where := range t.wheres {
		if is, err := fits(where, post, m); err != nil {
			return q, false
		} else if is {
			q.where |= 1 << i
		}
	}
	for _, first := range t.days {
		if first <= day {
			q.day++
		}
	}
	return q, true
}
