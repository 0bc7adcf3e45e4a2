package ledger

import (
	"fmt"
	"slices"
)

// An allowance is how much may be promised alone to one provider for one scheme in a window, whoever promises
// it: the accounts 9500 to 9520, which have a floor. So an order split into many is caught by their sum. An act
// that others approve counts against no allowance.

// promised is the allowance that promises to a provider for a scheme count against.
const promised = "promise"

// allowanceOf names the allowance for a provider and scheme in a window.
func allowanceOf(group string, provider BodyID, scheme SchemeID, window string) string {
	return fmt.Sprintf("%s.%s.%s.%s", group, provider, scheme, window)
}

func allowanceAccount(code Code, year Year, of string) Account {
	a := Account{Code: code, Year: year}
	if code != AllowanceGranted {
		a = a.For("allowance", of)
	}
	return a
}

// askAllowance settles which allowance the act counts against and how much of it has been used.
func (s *State) askAllowance(q *Question, period Period) error {
	m := &q.Matter
	if m.Allowance == "" || m.Provider == "" || m.Scheme == "" {
		m.Allowance = ""
		return nil
	}
	m.Allowance = allowanceOf(m.Allowance, m.Provider, m.Scheme, q.Delegation.Window.Of(period))
	err := s.askUsed(m, m.Allowance, period)
	for _, part := range m.Parts {
		name := allowanceOf(promised, part.Provider, part.Scheme, q.Delegation.Window.Of(period))
		if part.Allowance != "" && name != m.Allowance && !slices.Contains(m.Beside, name) {
			m.Beside = append(m.Beside, name)
			err = firstError(err, s.askUsed(m, name, period))
		}
	}
	return err
}

// askUsed adds how much of an allowance has been used: of several the most.
func (s *State) askUsed(m *Matter, name string, period Period) error {
	used, _, err := s.balance(AccountPeriod{allowanceAccount(AllowanceUsed, period.Year(), name), period})
	m.Used = greater(m.Used, used.Neg())
	return err
}

// Allowance is what an act that was allowed alone counts against: policy says so in the authority.
type Allowance struct {
	Of     string   // the allowance's name
	Beside []string // the names of those of further schemes: each is used by the whole amount
	Limit  Money    // up to which the rule lets it be used
	Amount Money    // that this act uses
}

// lines use the allowance. The first use in a window grants it; one under a higher limit tops it up.
func (a Allowance) lines(s *State) ([]Posting, error) {
	if a.Of == "" || a.Amount.Sign() <= 0 {
		return nil, nil
	}
	var lines []Posting
	var missing error
	for _, name := range append([]string{a.Of}, a.Beside...) {
		of, err := a.use(s, name)
		lines, missing = append(lines, of...), firstError(missing, err)
	}
	return lines, missing
}

func (a Allowance) use(s *State, name string) ([]Posting, error) {
	year := s.Period.Year()
	left, used := allowanceAccount(AllowanceLeft, year, name), allowanceAccount(AllowanceUsed, year, name)
	leftBefore, _, leftErr := s.balance(AccountPeriod{left, s.Period})
	usedBefore, _, usedErr := s.balance(AccountPeriod{used, s.Period})
	if err := firstError(leftErr, usedErr); err != nil {
		return nil, err
	}
	lines := make([]Posting, 0, 4)
	granted := leftBefore.Add(usedBefore).Neg() // both stand on the credit side
	if more := a.Limit.Sub(granted); more.Sign() > 0 {
		lines = append(lines, Debit(allowanceAccount(AllowanceGranted, year, ""), more), Credit(left, more))
	}
	return append(lines, Debit(left, a.Amount), Credit(used, a.Amount)), nil
}

// withoutGrants leaves out what granted an allowance, the line of 9500 and the one of 9510 after it: others may have
// used it since, so a reversal gives back what was used and no more.
func withoutGrants(lines []Posting) []Posting {
	kept := make([]Posting, 0, len(lines))
	for n, p := range lines {
		granted := p.Account.Code == AllowanceLeft && p.Amount.Sign() < 0 && n > 0 &&
			lines[n-1].Account.Code == AllowanceGranted
		if p.Account.Code != AllowanceGranted && !granted {
			kept = append(kept, p)
		}
	}
	return kept
}
