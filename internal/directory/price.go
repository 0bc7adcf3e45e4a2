package directory

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"pooled/ledger"
)

// price is a cost option, in pence where it says an amount.
type price struct {
	Option      string  `json:"option"`
	Number      int     `json:"number"`
	Pence       *int64  `json:"pence"`
	Conditions  string  `json:"conditions"`
	Description string  `json:"description"`
	From        *string `json:"valid_from"`
	To          *string `json:"valid_to"`
}

// readPrices reads the cost options of a service. An amount is exact: one that is not whole pence cannot be paid.
func readPrices(options []object) ([]price, error) {
	list := make([]price, 0, len(options))
	for i, option := range options {
		p := price{Option: option.text("id"), Number: i + 1}
		if p.Option == "" {
			p.Option = fmt.Sprintf("option-%d", i+1)
		}
		if !idForm.MatchString(p.Option) {
			return nil, unfitf("the id of one of its cost options is not of the form")
		}
		_, written, ok := option.number("amount")
		if !ok {
			return nil, unfitf("the amount of one of its cost options is not a number")
		}
		if written != "" {
			pence, err := penceOf(written)
			if err != nil {
				return nil, err
			}
			p.Pence = &pence
		}
		p.Conditions, p.Description = option.text("option"), option.text("amount_description")
		for field, into := range map[string]**string{"valid_from": &p.From, "valid_to": &p.To} {
			if day := option.text(field); day != "" {
				if _, err := ledger.ParseDate(day); err != nil {
					return nil, unfitf("the %s of one of its cost options is not a day, such as 2026-04-01", field)
				}
				*into = &day
			}
		}
		list = append(list, p)
	}
	if firstTwice(list, func(p price) string { return p.Option }) != "" {
		return nil, unfitf("it lists a cost option twice")
	}
	return list, nil
}

// penceOf is an amount as a feed writes it, such as 35 or 4.5.
func penceOf(written string) (int64, error) {
	amount, err := decimal.NewFromString(written)
	pence := amount.Shift(2)
	switch {
	case err != nil:
		return 0, unfitf("the amount of one of its cost options is not a number")
	case !pence.IsInteger():
		return 0, unfitf("the amount of one of its cost options is not whole pence: £%s", strings.TrimSpace(written))
	case pence.Sign() < 0, pence.Cmp(decimal.NewFromInt(ledger.AmountMax.Pence())) > 0:
		return 0, unfitf("the amount of one of its cost options is not between £0.00 and £%s", ledger.AmountMax)
	}
	return pence.IntPart(), nil
}
