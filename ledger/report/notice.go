package report

import (
	"context"
	"fmt"
	"io"
	"strings"

	"pooled/ledger"
)

// Notice is one call notice as it is sent, with the fund, its host and the contribution's own words.
type Notice struct {
	Fund   ledger.FundID `json:"fund"`
	Name   string        `json:"name"`
	Host   string        `json:"host"`
	Moment Moment        `json:"moment"`
	NoticeRow
}

// Notice is a call notice as at a moment. It returns ErrNotFound, and what Position returns.
func (r *Reports) Notice(ctx context.Context, fund ledger.FundID, at AsOf, number int64) (Notice, error) {
	out := Notice{Fund: fund}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err != nil {
			return err
		}
		out.Name, out.Host, out.Moment = b.papers.fund.Name, b.papers.bodyName(b.papers.fund.Host), b.moment
		notices, err := v.notices(ctx, b)
		for _, n := range notices {
			if n.Number == number {
				out.NoticeRow = n
			}
		}
		if err == nil && out.Number == 0 {
			err = ledger.ErrNotFound.With("there is no call notice %d in %s", number, fund)
		}
		return err
	})
	return out, err
}

// Text writes the notice for the partner that it is sent to. It returns the first error of w.
func (n Notice) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nCALL NOTICE %d\n\n", n.Name, n.Fund, n.Number)
	if n.State == ledger.NoticeReversed {
		fmt.Fprintf(out, "THIS NOTICE WAS RAISED IN ERROR AND IS WITHDRAWN.\n\n")
	}
	t := table{}
	what := "performance money earned by results"
	if n.Instalment != 0 {
		what = fmt.Sprintf("instalment %d", n.Instalment)
	}
	t.add("To", n.PartnerName)
	t.add("From", n.Host+", host of the fund")
	t.add("Raised on", n.Raised.UK())
	t.add("For", fmt.Sprintf("contribution %s for %s, %s", n.Contribution, n.Year, what))
	t.add("Source", n.SourceName)
	t.add("Under", fmt.Sprintf("version %d of the partners' agreement", n.Agreement))
	t.add("Power", powerWords(n.Power))
	t.add("Amount", n.Amount.Pounds())
	for _, less := range []struct {
		name   string
		amount ledger.Money
	}{
		{"Reduced since by", n.Reduced},
		{"Written off", n.WrittenOff},
		{"Paid", n.Amount.Sub(n.Reduced).Sub(n.WrittenOff).Sub(n.Owed)},
	} {
		if less.amount.Sign() > 0 && n.State == ledger.NoticeRaised {
			t.add(less.name, less.amount.Pounds())
		}
	}
	t.add("Due", n.Due.UK())
	t.add("To be paid", n.Owed.Pounds())
	for _, row := range t.rows {
		fmt.Fprintf(out, "%-17s %s\n", row[0], row[1])
	}
	fmt.Fprintf(out, "\nQuote the notice's number with the payment. As at %s.\n", strings.TrimPrefix(n.Moment.String(), "at "))
	return out.err
}

// powerWords is a legal power as a notice cites it.
func powerWords(p ledger.Power) string {
	switch p {
	case ledger.Section75:
		return "section 75, National Health Service Act 2006"
	case ledger.Section76:
		return "section 76, National Health Service Act 2006"
	case ledger.Section256:
		return "section 256, National Health Service Act 2006"
	case ledger.Section31:
		return "section 31, Local Government Act 2003"
	}
	return string(p)
}
