package ledger

import "encoding/json"

// Posting is one line of an entry: an account and a signed amount, debits positive and credits negative.
type Posting struct {
	Account Account
	Amount  Money

	// Worked out when the entry is posted, kept beside the line and never part of its bytes.
	After Running
}

// Running is what the line left behind it, on the control account and on its subsidiary: the balance, and the
// movement within the entry's period. Where there is no subsidiary the two are the same.
type Running struct {
	Balance, Period                     Money
	SubsidiaryBalance, SubsidiaryPeriod Money
}

// Debit makes a debit line.
func Debit(a Account, amount Money) Posting { return Posting{Account: a, Amount: amount} }

// Credit makes a credit line.
func Credit(a Account, amount Money) Posting { return Posting{Account: a, Amount: amount.Neg()} }

// MarshalJSON writes ["account","amount"], the amount signed: two lines of an entry cost little.
func (p Posting) MarshalJSON() ([]byte, error) { return p.append(nil), nil }

func (p Posting) append(b []byte) []byte {
	b = append(b, '[', '"')
	b = p.Account.append(b) // every part is of letters, digits and - = : so nothing needs escaping
	b = append(b, '"', ',', '"')
	b = p.Amount.append(b)
	return append(b, '"', ']')
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Posting) UnmarshalJSON(b []byte) error {
	var parts [2]string
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	account, err := ParseAccount(parts[0])
	if err != nil {
		return err
	}
	amount, err := ParseMoney(parts[1])
	*p = Posting{Account: account, Amount: amount}
	return err
}
