package audit

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"pooled/ledger"
)

// RiskListedMax is how many entries are listed of one risk; more are counted alone.
const RiskListedMax = 1000

// ErrRegisterForm refuses thresholds or filters that mean nothing.
var ErrRegisterForm = &ledger.Error{
	Kind: ledger.Invalid, Name: "register-form",
	Text: "the register's thresholds are whole numbers above nil, and its filters are named as its list names them",
}

// Thresholds are what the risk filters measure by. Times of day are by the clock in London.
type Thresholds struct {
	Round         ledger.Money `json:"round" doc:"an amount is round that is a whole multiple of this"`
	Near          int          `json:"near" doc:"an amount is just under a limit from so many per cent of it on"`
	NightFrom     int          `json:"nightFrom" doc:"the hour at which the night begins, 12 to 23"`
	NightTo       int          `json:"nightTo" doc:"the hour at which it ends, 1 to 12"`
	PeriodEndDays int          `json:"periodEndDays" doc:"the last days of a period that are its end"`
	BackDays      int          `json:"backDays" doc:"an entry is back-dated that is recorded more days after its date"`
	SplitDays     int          `json:"splitDays" doc:"purchases that may be one stand within so many days"`
	Rare          int          `json:"rare" doc:"a pair of accounts is unusual that so many entries or fewer have"`
	Alone         int          `json:"alone" doc:"one approver is the only one of a preparer's after so many approvals"`
}

// DefaultThresholds are those that hold where nothing else is asked.
func DefaultThresholds() Thresholds {
	return Thresholds{
		Round: ledger.MustMoney("1000.00"), Near: 90, NightFrom: 20, NightTo: 7, PeriodEndDays: 3, BackDays: 31,
		SplitDays: 30, Rare: 3, Alone: 3,
	}
}

// RegisterOptions are by which filters a journal is gone over, and which of the entries they find are listed.
type RegisterOptions struct {
	Thresholds
	Filters []string      // by name; none: all
	Period  ledger.Period // entries of this one alone are found and counted; what is usual is learnt from all
	After   int64         // list entries after this number
	Limit   int           // list at most so many of each filter, RiskListedMax where it is nil
}

// lists reports whether an entry that a filter finds is listed, beside so many of it.
func (o *RegisterOptions) lists(seq int64, beside int) bool {
	return seq > o.After && beside < cmp.Or(o.Limit, RiskListedMax)
}

// finds reports whether an entry is one that is looked for.
func (o *RegisterOptions) finds(p ledger.Period) bool { return o.Period == 0 || p == o.Period }

func (t Thresholds) check() error {
	for _, n := range []struct {
		name        string
		value       int
		least, most int
	}{
		{"near", t.Near, 1, 100},
		{"night-from", t.NightFrom, 12, 23},
		{"night-to", t.NightTo, 1, 12},
		{"period-end-days", t.PeriodEndDays, 1, 31},
		{"back-days", t.BackDays, 1, 3660},
		{"split-days", t.SplitDays, 1, 366},
		{"rare", t.Rare, 1, RiskListedMax},
		{"alone", t.Alone, 2, RiskListedMax},
	} {
		if n.value < n.least || n.value > n.most {
			return ErrRegisterForm.With("%s is %d to %d, not %d", n.name, n.least, n.most, n.value)
		}
	}
	if t.Round.Sign() <= 0 {
		return ErrRegisterForm.With("round is an amount above £0.00, not %s", t.Round.Pounds())
	}
	return nil
}

// Risks are a fund's journal gone over by risk filters. An entry that a filter finds is one to look at, and nothing
// wrong.
type Risks struct {
	Fund    ledger.FundID `json:"fund"`
	Entries int64         `json:"entries" doc:"of the file"`
	Service int64         `json:"service" doc:"of the service journal in it"`
	Money   int64         `json:"money" doc:"those of them that move money in either book, of the period where one is asked for"`
	Root    ledger.Digest `json:"root"`
	Period  ledger.Period `json:"period,omitzero" doc:"entries of this period alone were looked for"`
	Thresholds
	Risks  []Risk       `json:"risks"`
	Pairs  []PersonPair `json:"pairs" doc:"who approved whose entries, how often"`
	Digits FirstDigits  `json:"digits" doc:"of the debits of the actuals book, against Benford's law"`
}

// Risk is one filter: its rule, how many entries it finds and the first of them.
type Risk struct {
	Name  string     `json:"risk"`
	Rule  string     `json:"rule"`
	Count int64      `json:"count"`
	Items []RiskItem `json:"items"`
}

// RiskItem is an entry that a filter finds, and why.
type RiskItem struct {
	EntryChange
	Amount ledger.Money `json:"amount" doc:"the debits of the actuals book; where it has none, of memo without allowances"`
	Why    string       `json:"why,omitempty"`
}

// register goes over a journal.
type register struct {
	RegisterOptions
	filters   []*filter
	closed    map[ledger.Period]bool // ever, softly or for good
	money     int64
	limits    delegations
	rare      rareAccounts
	purchases purchases
	approvers approvers
	digits    digits
}

// RiskNames are the filters' names, in order.
func RiskNames() []string {
	var names []string
	for _, f := range newRegister(RegisterOptions{Thresholds: DefaultThresholds()}).filters {
		names = append(names, f.Name)
	}
	return names
}

// Register verifies a whole file and goes over its fund's journal by filters. It returns a Fault, or ErrRegisterForm.
func Register(r io.Reader, asked RegisterOptions, o Options) (Risks, error) {
	g, err := asked.register()
	if err != nil {
		return Risks{}, err
	}
	o.entry = g.entry
	report, err := Verify(r, o)
	if err != nil {
		return Risks{}, err
	}
	out := Risks{
		Fund: report.Fund, Entries: report.Entries, Service: report.Service, Money: g.money, Root: report.Root,
		Period: asked.Period, Thresholds: asked.Thresholds, Pairs: g.approvers.pairs(), Digits: g.digits.against(),
	}
	for _, f := range g.filters {
		if f.end != nil {
			f.end(f)
		}
		out.Risks = append(out.Risks, f.Risk)
	}
	return out, nil
}

// register begins, with the filters that are asked for.
func (o RegisterOptions) register() (*register, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Limit < 0 || o.Limit > RiskListedMax {
		return nil, ErrRegisterForm.With("at most %d entries are listed of a filter, not %d", RiskListedMax, o.Limit)
	}
	g := newRegister(o)
	for _, name := range o.Filters {
		if !slices.ContainsFunc(g.filters, func(f *filter) bool { return f.Name == name }) {
			return nil, ErrRegisterForm.With("there is no filter %q; the filters are %s", name,
				strings.Join(RiskNames(), ", "))
		}
	}
	if len(o.Filters) > 0 {
		g.filters = slices.DeleteFunc(g.filters, func(f *filter) bool { return !slices.Contains(o.Filters, f.Name) })
	}
	return g, nil
}

// entry goes over one entry. Those of the service journal say what the limits are.
func (g *register) entry(s *section, e *entry, body []byte) error {
	if s.fund == string(ledger.Service) {
		return g.limits.read(e)
	}
	facts, err := g.facts(s, e)
	if err != nil {
		return err
	}
	g.approvers.count(facts)
	if err := g.patterns(facts, body); err != nil || !g.RegisterOptions.finds(facts.period) {
		return err
	}
	if facts.moves {
		g.money++
		g.digits.count(e)
	}
	for _, f := range g.filters {
		if f.finds == nil || f.money && !facts.moves {
			continue
		}
		if why, found := f.finds(facts); found {
			if err := f.add(facts, why, body); err != nil {
				return err
			}
		}
	}
	return nil
}

// add counts an entry that a filter finds, and lists it while there is room.
func (f *filter) add(facts *facts, why string, body []byte) error {
	if f.Count++; !f.asked.lists(facts.seq, len(f.Items)) {
		return nil
	}
	item, err := facts.item(why, body)
	f.Items = append(f.Items, item)
	return err
}

// Text prints the register, for people.
func (r Risks) Text(w io.Writer) error {
	out := &printer{to: w}
	out.printf("%s: its journal by risk. An entry listed is one to look at, and nothing wrong.\n\n", r.Fund)
	of := ""
	if r.Period != 0 {
		of = " in period " + r.Period.String()
	}
	out.printf("  entries  %d, of which %d move money%s\n  root     %s\n", r.Entries, r.Money, of, r.Root)
	for _, risk := range r.Risks {
		out.row(strings.ToUpper(risk.Name), "Entries")
		out.row("  "+risk.Rule, number(risk.Count))
		out.table(false)
		for _, i := range risk.Items {
			why := ""
			if i.Why != "" {
				why = " (" + i.Why + ")"
			}
			out.printf("%5d  %s  %s  %-16s  %16s  %s%s\n", i.Seq, i.Effective, i.Period, i.Actor, i.Amount.Pounds(),
				i.Sentence, why)
		}
		if more := risk.Count - int64(len(risk.Items)); more > 0 {
			out.printf("and %d more\n", more)
		}
	}
	if len(r.Pairs) > 0 {
		out.row("WHO APPROVED WHOSE ENTRIES", "Approver", "Entries", "Of the preparer's")
		for _, p := range r.Pairs {
			out.row(p.Preparer, p.Approver, number(p.Count), number(p.Of))
		}
		out.table(false)
	}
	r.Digits.text(out)
	return out.err
}
