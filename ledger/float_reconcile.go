package ledger

import (
	"fmt"
	"slices"
)

// AgentStatementLine is what an agent's statement says of one purchase: what it has paid for it in all.
type AgentStatementLine struct {
	Purchase  PurchaseID `json:"purchase"`
	Amount    Money      `json:"amount"`
	Reference Private    `json:"reference,omitzero" screen:"reference" doc:"of the line in the statement"`
}

// AgentStatement is what the managing agent says of the cash it holds.
type AgentStatement struct {
	From      Date                 `json:"from"`
	To        Date                 `json:"to"`
	Opening   Money                `json:"opening,omitzero"`
	TopUps    Money                `json:"topUps,omitzero" doc:"cash that it was paid"`
	Purchases Money                `json:"purchases,omitzero" doc:"what it has paid for purchases"`
	Fee       Money                `json:"fee,omitzero" doc:"what it has kept as its fee"`
	Returned  Money                `json:"returned,omitzero" doc:"cash that it has given back"`
	Closing   Money                `json:"closing,omitzero"`
	Lines     []AgentStatementLine `json:"lines,omitempty"`
}

// StatementDifference is where the statement and the ledger do not say the same.
type StatementDifference struct {
	What     string     `json:"what" doc:"closing, arithmetic, purchases, line or missing"`
	Purchase PurchaseID `json:"purchase,omitempty"`
	Stated   Money      `json:"stated,omitzero"`
	Ledger   Money      `json:"ledger,omitzero"`
}

// FloatReconciliation compares an agent's statement with the ledger. Differences are kept, not adjusted.
type FloatReconciliation struct {
	ID          ReconciliationID      `json:"id"`
	Float       FloatID               `json:"float"`
	Agent       BodyID                `json:"agent"`
	Statement   AgentStatement        `json:"statement"`
	Reference   Private               `json:"reference"`
	Differences []StatementDifference `json:"differences" doc:"none: the statement and the ledger agree"`
	By          []Duty                `json:"by"`
}

// Ref is the reconciliation's place among the fund's documents.
func (r FloatReconciliation) Ref() Ref { return Ref{"float-reconciliation", string(r.ID)} }

// ReconcileFloat compares the managing agent's statement with the ledger, and keeps the differences. It posts nothing.
type ReconcileFloat struct {
	ID        ReconciliationID `json:"id"`
	Float     FloatID          `json:"float"`
	Statement AgentStatement   `json:"statement"`
	Evidence  Private          `json:"evidence" screen:"reference" doc:"the reference of the statement"`
}

const statementLinesMax = 500

// Kind names the act and its version.
func (ReconcileFloat) Kind() string { return "reconcile-float/1" }

// Matter is the partners' money that the agent holds.
func (a ReconcileFloat) Matter(s *State) (Matter, error) { return s.agentMatter(a.Float, 0, Money{}) }

// apart refuses whoever bought from the float.
func (a ReconcileFloat) apart(s *State, doers []Duty) error {
	f, err := s.FloatingFund(a.Float)
	if err != nil {
		return err
	}
	var bought []Duty
	for _, buyer := range f.Buyers {
		bought = append(bought, Duty{Actor: buyer})
	}
	return apartFrom(bought, doers, "bought from float "+string(f.ID), "reconcile it")
}

// Do compares with what the ledger says of the statement's last day, and records. It refuses whoever bought
// from the float, a purchase that is not of it or is named twice, and
// a statement of days to come.
func (a ReconcileFloat) Do(s *State, by Authority) (Entry, error) {
	r := FloatReconciliation{
		ID: a.ID, Float: a.Float, Statement: a.Statement, Reference: a.Evidence, Differences: []StatementDifference{},
		By: by.duties(),
	}
	err := firstError(CheckID("the reconciliation's id", a.ID), needText("the evidence", a.Evidence),
		a.Statement.check(s.On), s.absent(r.Ref()))
	if err != nil {
		return Entry{}, err
	}
	f, lines, _, err := s.agentFloat(a.Float)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	r.Agent = f.Agent
	stated, missing, err := s.stated(a)
	if err != nil {
		return Entry{}, err
	}
	cash, err := s.heldAt(lines, a.Statement.To)
	if err != nil {
		return Entry{}, err
	}
	var total Money
	for n, l := range a.Statement.Lines {
		p := stated[n]
		total = total.Add(l.Amount)
		if by := p.deliveredBy(a.Statement.To); l.Amount != by {
			r.Differences = append(r.Differences, StatementDifference{"line", p.ID, l.Amount, by})
		}
		p.Reconciled, p.Stated = r.ID, l.Amount
		s.Save(p)
	}
	for _, p := range missing {
		r.Differences = append(r.Differences, StatementDifference{
			What: "missing", Purchase: p.ID, Ledger: p.deliveredBy(a.Statement.To).Sub(p.Stated),
		})
	}
	r.compare("arithmetic", a.Statement.Closing, a.Statement.sum())
	r.compare("purchases", a.Statement.Purchases, total)
	r.compare("closing", a.Statement.Closing, cash)
	s.Save(r)
	return Entry{}, nil
}

func (r *FloatReconciliation) compare(what string, stated, ledger Money) {
	if stated != ledger {
		r.Differences = append(r.Differences, StatementDifference{What: what, Stated: stated, Ledger: ledger})
	}
}

// sum is what the statement's own figures come to; it may be overdrawn.
func (st AgentStatement) sum() Money {
	return st.Opening.Add(st.TopUps).Sub(st.Purchases).Sub(st.Fee).Sub(st.Returned)
}

func (st AgentStatement) check(today Date) error {
	for _, m := range []Money{st.Opening, st.TopUps, st.Purchases, st.Fee, st.Returned, st.Closing} {
		if !m.IsZero() {
			if err := CheckAmount(m); err != nil {
				return err
			}
		}
	}
	switch {
	case st.From == 0 || st.To < st.From:
		return ErrInvalid.With("a statement is from a day to the same or a later one")
	case st.To != PeriodOf(st.To).Last():
		return ErrInvalid.With("a statement ends on the last day of a month, so that it can be compared with the ledger")
	case st.To > today:
		return ErrInvalid.With("the statement ends on %s, after the entry's date of %s", st.To.UK(), today.UK())
	case len(st.Lines) > statementLinesMax:
		return ErrInvalid.With("a statement has at most %d lines", statementLinesMax)
	}
	for n, l := range st.Lines {
		if err := CheckAmount(l.Amount); err != nil {
			return err
		}
		if slices.ContainsFunc(st.Lines[:n], func(e AgentStatementLine) bool { return e.Purchase == l.Purchase }) {
			return ErrInvalid.With("purchase %s stands in two lines of the statement", l.Purchase)
		}
	}
	return nil
}

// stated are the purchases of the statement's lines, and those delivered in its time that it should have shown.
func (s *State) stated(a ReconcileFloat) (list, absent []SpotPurchase, missing error) {
	for _, l := range a.Statement.Lines {
		p, err := s.SpotPurchase(l.Purchase)
		if err == nil && p.Float != a.Float {
			err = ErrInvalid.With("purchase %s is of float %s", p.ID, p.Float)
		}
		list, missing = append(list, p), firstError(missing, err)
	}
	refs, err := s.Listed(AgentPurchases)
	if err != nil {
		return nil, nil, err
	}
	for _, ref := range refs {
		p, err := s.SpotPurchase(PurchaseID(ref.ID))
		missing = firstError(missing, err)
		shown := slices.ContainsFunc(a.Statement.Lines, func(l AgentStatementLine) bool { return l.Purchase == p.ID })
		if err == nil && p.Float == a.Float && !shown && p.deliveredBy(a.Statement.To).Compare(p.Stated) > 0 {
			absent = append(absent, p)
		}
	}
	return list, absent, missing
}

// deliveredBy is what was delivered by a day.
func (p SpotPurchase) deliveredBy(day Date) (total Money) {
	for _, d := range p.Deliveries {
		if d.Date <= day {
			total = total.Add(d.Amount)
		}
	}
	return total
}

// heldAt is what the agent held by the ledger at the end of a month: what it holds less what moved in the
// periods since.
func (s *State) heldAt(lines []floatLine, end Date) (total Money, missing error) {
	latest := max(s.Period, PeriodOf(DateOf(s.At)))
	for _, l := range lines {
		held, err := s.Balance(l.cash())
		total, missing = total.Add(held), firstError(missing, err)
		for y := YearOf(end); y <= latest.Year(); y++ {
			for n := 1; n <= 13; n++ {
				p := NewPeriod(y, n)
				if p <= PeriodOf(end) || p > latest || p.Last() == end {
					continue
				}
				_, moved, err := s.balance(AccountPeriod{l.cash(), p})
				total, missing = total.Sub(moved), firstError(missing, err)
			}
		}
	}
	return total, missing
}

// Describe says what the act does.
func (a ReconcileFloat) Describe() string {
	return fmt.Sprintf("Float %s compared with its agent's statement to %s", a.Float, a.Statement.To.UK())
}
