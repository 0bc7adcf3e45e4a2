package audit

import (
	"fmt"
	"sort"

	"pooled/ledger"
)

// account is one account of the books as verification holds it: its balance, and which of the ledger's equations its
// lines count in.
type account struct {
	name    string
	memo    bool
	balance int64
	counts  uint8  // a bit for each equation
	group   uint32 // of partner, source and scheme, for equations held for each scheme
	source  uint32 // of partner and source, for those held for each source
	year    ledger.Year
}

// equation is a rule that the lines of every entry keep, each side of it signed so that both sum to nil.
type equation struct {
	rule   string
	scheme bool // held for each scheme and source, else for each source
	counts func(ledger.Account) bool
}

// equations are the ledger's invariants I2, I3, I4, I6 and I7, said once more and apart from the writer's.
var equations = []equation{
	{"resources are what is unallocated, available, committed and consumed", false, func(a ledger.Account) bool {
		return a.Code >= 9000 && a.Code < 9500
	}},
	{"what is consumed is what was spent", true, func(a ledger.Account) bool {
		return a.Code == ledger.SchemeConsumed || a.Code >= 5000 && a.Code < 6000
	}},
	{"what was called is income", false, func(a ledger.Account) bool {
		return a.Code == ledger.ResourcesCalled || a.Code >= 4000 && a.Code < 5000
	}},
	{"capital money pays capital spend alone", true, func(a ledger.Account) bool {
		return a.Nature == ledger.Capital && (a.Code == ledger.SchemeConsumed || a.Code == ledger.CapitalSpend)
	}},
	{"what was brought forward is carried forward or in the risk pool", false, func(a ledger.Account) bool {
		return a.Code == ledger.ResourcesBrought || a.Code == ledger.CarriedForward || a.Code == ledger.RiskPool
	}},
}

// book holds every account of a fund, by its written form.
type book struct {
	accounts map[string]*account
	groups   map[string]uint32
	sums     []sum // of one entry, used again
}

type sum struct {
	rule  int
	group uint32
	total int64
}

func newBook() *book { return &book{accounts: map[string]*account{}, groups: map[string]uint32{}} }

// group numbers what equations are held for.
func (b *book) group(key string) uint32 {
	n, ok := b.groups[key]
	if !ok {
		n = uint32(len(b.groups) + 1)
		b.groups[key] = n
	}
	return n
}

// account is the account of a written form. It returns an error for one that the chart of accounts does not have.
func (b *book) account(name []byte) (*account, error) {
	if a, ok := b.accounts[string(name)]; ok {
		return a, nil
	}
	parsed, err := ledger.ParseAccount(string(name))
	if err != nil {
		return nil, err
	}
	if parsed.String() != string(name) {
		return nil, fmt.Errorf("account %s is not written as the ledger writes it", name)
	}
	a := &account{
		name: string(name), memo: parsed.Code >= 9000, year: parsed.Year,
		source: b.group(string(parsed.Partner) + ":" + string(parsed.Source)),
		group:  b.group(string(parsed.Partner) + ":" + string(parsed.Source) + ":" + string(parsed.Scheme)),
	}
	for i, q := range equations {
		if q.counts(parsed) {
			a.counts |= 1 << i
		}
	}
	b.accounts[a.name] = a
	return a, nil
}

// post adds the lines of an entry of a year and says what is wrong with them.
func (b *book) post(e *entry, year ledger.Year) (FaultKind, string) {
	if len(e.lines) == 0 {
		return "", ""
	}
	var actuals, memo int64
	b.sums = b.sums[:0]
	for _, l := range e.lines {
		a, err := b.account(l.account)
		if err != nil {
			return Broken, err.Error()
		}
		switch {
		case a.year != 0 && a.year != year:
			return Broken, fmt.Sprintf("account %s is of another year than period %s", a.name, e.period)
		case l.pence == 0:
			return Broken, fmt.Sprintf("account %s is moved by nothing", a.name)
		}
		if a.memo {
			memo += l.pence
		} else {
			actuals += l.pence
		}
		a.balance += l.pence
		b.count(a, l.pence)
	}
	switch {
	case actuals != 0:
		return Unbalanced, fmt.Sprintf("its actuals are out by %s", ledger.Pence(actuals).Pounds())
	case memo != 0:
		return Unbalanced, fmt.Sprintf("its memo lines are out by %s", ledger.Pence(memo).Pounds())
	}
	for _, s := range b.sums {
		if s.total != 0 {
			return Broken, fmt.Sprintf("%s: it is out by %s", equations[s.rule].rule, ledger.Pence(s.total).Pounds())
		}
	}
	return "", ""
}

func (b *book) count(a *account, pence int64) {
	for rule := 0; a.counts>>rule != 0; rule++ {
		if a.counts>>rule&1 == 0 {
			continue
		}
		group := a.source
		if equations[rule].scheme {
			group = a.group
		}
		b.add(rule, group, pence)
	}
}

func (b *book) add(rule int, group uint32, pence int64) {
	for i := range b.sums {
		if b.sums[i].rule == rule && b.sums[i].group == group {
			b.sums[i].total += pence
			return
		}
	}
	b.sums = append(b.sums, sum{rule, group, pence})
}

// Balance is where an account stands: debits positive, as the ledger writes amounts.
type Balance struct {
	Account string       `json:"account"`
	Amount  ledger.Money `json:"amount"`
}

// balances are the accounts that do not stand at nil, in order.
func (b *book) balances() []Balance {
	var out []Balance
	for _, a := range b.accounts {
		if a.balance != 0 {
			out = append(out, Balance{a.name, ledger.Pence(a.balance)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Account < out[j].Account })
	return out
}
