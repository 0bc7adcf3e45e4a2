package ledger

import (
	"fmt"
	"slices"
)

// DirectRequest asks for a direct payment out of a personal health budget.
type DirectRequest struct {
	Budget HealthBudgetID `json:"budget" doc:"a direct payment that is open"`
	Amount Money          `json:"amount"`
}

// DirectLine asks for one direct payment. It carries the client's pseudonym only: the care system alone can tell who
// is to be paid.
type DirectLine struct {
	Reference string         `json:"reference" doc:"names the payment to the host's system and in its answer"`
	Budget    HealthBudgetID `json:"budget"`
	Client    ClientID       `json:"client" doc:"the pseudonym, out of which the care system resolves the payee"`
	Scheme    SchemeID       `json:"scheme"`
	Source    SourceID       `json:"source"`
	Amount    Money          `json:"amount"`
	AskedBy   []Duty         `json:"askedBy" doc:"who does not accept what it was spent on"`
	State     PaymentState   `json:"state"`
	Payment   Private        `json:"payment,omitzero" doc:"the host's reference of the payment"`
	Paid      Date           `json:"paid,omitempty" doc:"the day it was paid, whether or not it was returned"`
	Failed    Date           `json:"failed,omitempty" doc:"the day it was rejected or returned"`
	Reason    Private        `json:"reason,omitzero" doc:"of its rejection or return"`
}

// DirectAwaited is what a payment request asks for out of a budget and has no outcome yet: it is not free.
type DirectAwaited struct {
	Request PaymentRequestID `json:"request"`
	Amount  Money            `json:"amount"`
}

// fate is how far the direct payment has come.
func (l DirectLine) fate() paymentFate {
	return paymentFate{"personal health budget " + string(l.Budget), l.Amount, l.State, l.Paid}
}

// asked is what payment requests ask for out of the budget and have no outcome of.
func (b PersonalHealthBudget) asked() (total Money) {
	for _, a := range b.Awaited {
		total = total.Add(a.Amount)
	}
	return total
}

// setAwaited has the budget wait for the outcome of a payment, or no longer where the amount is nil.
func (b *PersonalHealthBudget) setAwaited(request PaymentRequestID, amount Money) {
	b.Awaited = slices.DeleteFunc(slices.Clone(b.Awaited), func(a DirectAwaited) bool { return a.Request == request })
	if !amount.IsZero() {
		b.Awaited = append(b.Awaited, DirectAwaited{request, amount})
	}
}

// requestDirect asks for a direct payment, and keeps its amount in the budget. It refuses more than is free, and what
// could not be paid directly.
func (s *State) requestDirect(request PaymentRequestID, d DirectRequest, by Authority) (DirectLine, error) {
	if err := CheckAmount(d.Amount); err != nil {
		return DirectLine{}, err
	}
	l, err := s.openHealthLine(d.Budget)
	if err == nil {
		err = l.checkDirect()
	}
	if err := firstError(err, l.checkFree(s, "payment", d.Amount)); err != nil {
		return DirectLine{}, err
	}
	l.of.setAwaited(request, d.Amount)
	s.Save(l.of)
	return DirectLine{
		Budget: d.Budget, Client: l.of.Client, Scheme: l.of.Scheme, Source: l.of.Source, Amount: d.Amount,
		AskedBy: by.duties(), State: PaymentRequested,
	}, nil
}

// checkDirect refuses a budget out of which the client is not paid, and one that has been paid from too often.
func (l healthLine) checkDirect() error {
	switch {
	case l.of.Form != DirectBudget:
		return ErrWrongState.With("personal health budget %s is %s: the fund buys from it, and pays nothing out", l.of.ID,
			l.of.Form)
	case len(l.of.Payments)+len(l.of.Awaited) >= directPaymentsMax:
		return ErrInvalid.With("at most %d payments are made from one budget", directPaymentsMax)
	}
	return nil
}

// concludeDirect gives a direct payment its outcome, and what it posts: what is paid is advanced (row 14p), and what
// came back is left of the budget again.
func (s *State) concludeDirect(request PaymentRequestID, line *DirectLine, o PaymentOutcome, by Authority) (
	[]Posting, error,
) {
	l, err := s.healthLine(line.Budget)
	terms, missing := s.healthTerms(line.Scheme)
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	var posted []Posting
	switch o.Outcome {
	case PaymentPaid:
		line.Payment, line.Paid = o.Payment, o.Date
		l.of.setAwaited(request, Money{})
		l.of.Payments = append(slices.Clone(l.of.Payments), DirectPayment{
			Entry: s.Seq, Reference: line.Reference, Amount: line.Amount, Paid: o.Date,
			Evidence: o.Date + Date(terms.EvidenceDays), Payment: o.Payment, PaidBy: slices.Concat(line.AskedBy, by.duties()),
		})
		posted = l.payOut(line.Amount)
	case PaymentReturned:
		paid, err := l.takeBack(s, func(p DirectPayment) bool { return p.Reference == line.Reference })
		if err != nil {
			return nil, err
		}
		l.of.CameBack = append(slices.Clone(l.of.CameBack), paid)
		posted = mirror(l.payOut(line.Amount))
		line.Failed, line.Reason = o.Date, o.Reason
	default:
		l.of.setAwaited(request, Money{})
		line.Failed, line.Reason = o.Date, o.Reason
	}
	line.State = o.Outcome
	s.Save(l.of)
	return posted, nil
}

// unconcludeDirect has a direct payment be as it was before its outcome. It refuses one of which more has become since.
func (s *State) unconcludeDirect(request PaymentRequestID, line *DirectLine, was PaymentState) error {
	l, err := s.healthLine(line.Budget)
	if err != nil {
		return err
	}
	if line.State != was {
		return ErrWrongState.With("the payment of personal health budget %s has been %s since; reverse that first", line.Budget,
			line.State)
	}
	line.State = PaymentRequested
	switch was {
	case PaymentPaid:
		_, err = l.takeBack(s, func(p DirectPayment) bool { return p.Reference == line.Reference })
		l.of.setAwaited(request, line.Amount)
		line.Payment, line.Paid = Private{}, 0
	case PaymentReturned:
		err = firstError(s.unsettle(line.Budget), l.checkFree(s, "payment", line.Amount))
		l.restore(line.Reference)
		line.State = PaymentPaid
	default:
		err = firstError(s.unsettle(line.Budget), l.checkFree(s, "payment", line.Amount))
		l.of.setAwaited(request, line.Amount)
	}
	line.Failed, line.Reason = 0, Private{}
	s.Save(l.of)
	return err
}

// takeBack takes a payment off the budget. It refuses one that is accounted for, in part or in all.
func (l *healthLine) takeBack(s *State, meant func(DirectPayment) bool) (DirectPayment, error) {
	at := slices.IndexFunc(l.of.Payments, meant)
	out, err := s.Balance(l.advanced())
	if err == nil && at < 0 {
		err = ErrWrongState.With("the payment has come back since; reverse that first")
	}
	if err != nil {
		return DirectPayment{}, err
	}
	paid := l.of.Payments[at]
	whole := slices.ContainsFunc(l.of.Awaiting(out), func(p DirectPayment) bool {
		return meant(p) && p.Amount == paid.Amount
	})
	if !whole {
		return paid, ErrWrongState.With("the payment of %s is accounted for, in part or in all; reverse that first",
			paid.Amount.Pounds())
	}
	l.of.Payments = slices.Delete(slices.Clone(l.of.Payments), at, at+1)
	return paid, nil
}

// restore has a payment that came back stand among the others again, in the order they were made.
func (l *healthLine) restore(reference string) {
	at := slices.IndexFunc(l.of.CameBack, func(p DirectPayment) bool { return p.Reference == reference })
	if at < 0 {
		return
	}
	paid := l.of.CameBack[at]
	l.of.CameBack = slices.Delete(slices.Clone(l.of.CameBack), at, at+1)
	l.of.Payments = append(slices.Clone(l.of.Payments), paid)
	slices.SortStableFunc(l.of.Payments, func(a, b DirectPayment) int { return int(a.Entry - b.Entry) })
}

// payOut are the lines that pay an amount out of the budget directly (row 14p).
func (l healthLine) payOut(amount Money) []Posting {
	return []Posting{Debit(l.advanced(), amount), Credit(l.src.account(Cash, 0).By(CashPaid), amount)}
}

// directMatter is what policy judges direct payments by: for each scheme and source, with the whole amount. No money
// goes to a provider.
func (s *State) directMatter(ids []HealthBudgetID, amount Money) (parts []Matter, missing error) {
	var about []BudgetLine
	for _, id := range ids {
		b, err := s.HealthBudget(id)
		if missing = firstError(missing, err); err != nil || slices.Contains(about, BudgetLine{b.Scheme, b.Source}) {
			continue
		}
		about = append(about, BudgetLine{b.Scheme, b.Source})
		part, err := s.matter(b.Source, b.Scheme, amount)
		parts, missing = append(parts, part), firstError(missing, err)
	}
	return parts, missing
}

// checkDirect refuses a budget that is named twice.
func (a RequestPayment) checkDirect() error {
	seen := map[HealthBudgetID]bool{}
	for _, d := range a.Budgets {
		if seen[d.Budget] {
			return ErrInvalid.With("personal health budget %s is named twice", d.Budget)
		}
		seen[d.Budget] = true
	}
	return nil
}

// count says how many payments are asked for, for people.
func (a RequestPayment) count() string {
	invoices, direct := fmt.Sprintf("%d invoices", len(a.Invoices)), fmt.Sprintf("%d direct payments", len(a.Budgets))
	switch {
	case len(a.Invoices) == 1:
		invoices = "invoice " + string(a.Invoices[0])
	case len(a.Invoices) == 0:
		invoices = ""
	}
	switch {
	case len(a.Budgets) == 0:
		return invoices
	case len(a.Budgets) == 1:
		direct = fmt.Sprintf("%s to the client of personal health budget %s", a.Budgets[0].Amount.Pounds(), a.Budgets[0].Budget)
	}
	if invoices == "" {
		return direct
	}
	return invoices + " and " + direct
}
