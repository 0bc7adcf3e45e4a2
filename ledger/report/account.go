package report

import (
	"cmp"
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed account.sql
var accountSQL string

// PartnerAccount is a partner's statement of account: what it was called for, paid and was let off in a year, up to a
// moment.
// The host's own share is never called, so it is not in it.
type PartnerAccount struct {
	Fund    ledger.FundID  `json:"fund"`
	Name    string         `json:"name" doc:"the fund's"`
	Moment  Moment         `json:"moment"`
	Year    ledger.Year    `json:"year"`
	Partner ledger.BodyID  `json:"partner"`
	Called  string         `json:"partnerName"`
	Opening AccountBalance `json:"opening" doc:"before the year"`
	Lines   []AccountLine  `json:"lines" doc:"in order of their dates"`
	Totals  []AccountTotal `json:"totals" doc:"of the lines, by what they are"`
	Closing AccountBalance `json:"closing"`
	Notices []NoticeRow    `json:"notices" doc:"call notices of the year, and older ones that something is owed on"`
}

// AccountBalance is where a partner's account stands.
type AccountBalance struct {
	Owed ledger.Money `json:"owed" doc:"called and still owed (1100 + 1150)"`
	Held ledger.Money `json:"heldInAdvance" doc:"received before it was called (2210)"`
	Back ledger.Money `json:"dueBack" doc:"due back to the partner (2300)"`
	Net  ledger.Money `json:"net" doc:"owed, less what is held and due back; negative: owed to the partner"`
}

// AccountLine is what one entry moved on a partner's account.
type AccountLine struct {
	Seq     int64          `json:"seq"`
	Date    ledger.Date    `json:"date"`
	Act     string         `json:"act"`
	Kind    AccountKind    `json:"kind"`
	Notices []string       `json:"notices,omitempty" doc:"the call notices that it is about"`
	Moved   AccountBalance `json:"moved"`
	Net     ledger.Money   `json:"net" doc:"owed after it, less what is held and due back"`
}

// AccountTotal is what the lines of one kind come to.
type AccountTotal struct {
	Kind   AccountKind  `json:"kind"`
	Amount ledger.Money `json:"amount" doc:"negative: less is owed"`
}

// AccountKind is what a line of an account is.
type AccountKind string

// The kinds of lines, in the order of the totals.
const (
	AccountCalled     AccountKind = "called"
	AccountReceived   AccountKind = "received"
	AccountReturned   AccountKind = "returned"
	AccountReduced    AccountKind = "reduced"
	AccountWrittenOff AccountKind = "written-off"
	AccountReversed   AccountKind = "reversed"
	AccountSurplus    AccountKind = "surplus"    // of a closed year, due back to the partner
	AccountTakenOver  AccountKind = "taken-over" // by a body's successor
	AccountOther      AccountKind = "other"
)

// accountKinds are what acts put on a partner's account.
var accountKinds = map[string]AccountKind{
	"call-contribution": AccountCalled, "call-risk-share": AccountCalled, "call-above-cap": AccountCalled,
	"earn-performance": AccountCalled, "release-performance": AccountCalled,
	"receive-contribution": AccountReceived, "match-receipts": AccountReceived, "allocate-receipt": AccountReceived,
	"return-receipt": AccountReturned, "reduce-call": AccountReduced, "write-off-call": AccountWrittenOff,
	"reverse-entry": AccountReversed, "return-surplus": AccountSurplus, "pay-surplus": AccountReturned,
	"take-over": AccountTakenOver,
}

var accountOrder = []AccountKind{
	AccountCalled, AccountReceived, AccountReturned, AccountReduced, AccountWrittenOff, AccountReversed, AccountSurplus,
	AccountTakenOver, AccountOther,
}

// accountCodes are the accounts that a partner's account is made of.
var accountCodes = []ledger.Code{
	ledger.ContributionDebtors, ledger.GrantDebtors, ledger.RevenueInAdvance, ledger.PerformanceUnearned,
	ledger.SurplusDue,
}

// add adds an amount of debits less credits on one of the accounts.
func (a *AccountBalance) add(code ledger.Code, amount ledger.Money) {
	switch code {
	case ledger.RevenueInAdvance, ledger.PerformanceUnearned:
		a.Held = a.Held.Sub(amount)
	case ledger.SurplusDue:
		a.Back = a.Back.Sub(amount)
	default:
		a.Owed = a.Owed.Add(amount)
	}
	a.Net = a.Net.Add(amount)
}

// PartnerAccount is a partner's statement of account for a financial year, up to a moment; year 0 is that of the
// moment. It returns ErrNotFound for a body that brings no money, and what Position returns.
func (r *Reports) PartnerAccount(ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID,
	year ledger.Year,
) (PartnerAccount, error) {
	var out PartnerAccount
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err != nil {
			return err
		}
		if year == 0 {
			year = ledger.YearOf(b.day)
		}
		if last := ledger.NewPeriod(year, 14); b.cut.through > last {
			b.cut = cut{seq: b.cut.seq, through: last}
			b.day = min(b.day, year.Last())
		}
		out, err = v.partnerAccount(ctx, b, partner, year)
		return err
	})
	return out, err
}

func (v *view) partnerAccount(ctx context.Context, b *books, partner ledger.BodyID, year ledger.Year) (
	PartnerAccount, error,
) {
	out := PartnerAccount{
		Fund: b.fund, Name: b.papers.fund.Name, Moment: b.moment, Year: year, Partner: partner,
		Called: b.papers.bodyName(partner), Lines: []AccountLine{}, Totals: []AccountTotal{}, Notices: []NoticeRow{},
	}
	var names []string
	for _, src := range b.papers.sources {
		for _, code := range accountCodes {
			if src.Partner == partner {
				a := ledger.Account{Code: code, Partner: partner, Source: src.ID, Nature: src.Nature}
				names = append(names, a.String())
			}
		}
	}
	if len(names) == 0 {
		return out, ledger.ErrNotFound.With("%q brings no money to this fund, so it has no account", partner)
	}
	since := ledger.NewPeriod(year, 1)
	before := cut{seq: b.cut.seq, through: since - 1}
	if max(b.cut.through, b.cut.partial) < since {
		before = b.cut
	}
	for _, one := range []struct {
		at *AccountBalance
		to cut
	}{{&out.Opening, before}, {&out.Closing, b.cut}} {
		if err := v.accountBalance(ctx, one.to, partner, one.at); err != nil {
			return out, err
		}
	}
	if err := v.accountLines(ctx, b, &out, names, since); err != nil {
		return out, err
	}
	notices, err := v.notices(ctx, b)
	for _, n := range notices {
		if n.Partner == partner && (n.Year == year || !n.Owed.IsZero()) {
			out.Notices = append(out.Notices, n)
		}
	}
	return out, err
}

// accountBalance adds up where a partner's account stood at a cut.
func (v *view) accountBalance(ctx context.Context, c cut, partner ledger.BodyID, at *AccountBalance) error {
	of := accounts{kinds: []string{}}
	for _, code := range accountCodes {
		of.codes = append(of.codes, int16(code))
	}
	held, err := v.balances(ctx, c, of)
	for a, balance := range held {
		if a.Partner == partner {
			at.add(a.Code, balance.amount)
		}
	}
	return err
}

// accountKind says what each line is: by its act, or by the act that was approved in it.
func (v *view) accountKind(ctx context.Context, lines map[int64]*AccountLine) error {
	const approving = "approve-proposal"
	var approved []int64
	for seq, line := range lines {
		if line.Act == approving {
			approved = append(approved, seq)
		}
	}
	done, err := v.done(ctx, approved)
	for seq, line := range lines {
		if line.Act == approving {
			line.Act = done[seq]
		}
		if line.Kind = accountKinds[line.Act]; line.Kind == "" {
			line.Kind = AccountOther
		}
	}
	return err
}

// accountLines reads what each entry of the year moved, and adds it up.
func (v *view) accountLines(ctx context.Context, b *books, out *PartnerAccount, names []string,
	since ledger.Period,
) error {
	args := b.cut.args(v.fund)
	args["names"], args["since"] = names, int16(since)
	rows, err := v.tx.Query(ctx, accountSQL, args)
	if err != nil {
		return fmt.Errorf("account of %s in %s: %w", out.Partner, v.id, err)
	}
	var line AccountLine
	var effective time.Time
	var period ledger.Period
	var code ledger.Code
	var document string
	var pence int64
	lines := map[int64]*AccountLine{}
	into := []any{&line.Seq, &effective, &period, &line.Act, &code, &document, &pence}
	_, err = pgx.ForEachRow(rows, into, func() error {
		at := lines[line.Seq]
		if at == nil {
			at = &AccountLine{Seq: line.Seq, Date: ledger.DateOf(effective), Act: actName(line.Act)}
			lines[line.Seq] = at
		}
		at.Moved.add(code, ledger.Pence(pence))
		if notice, ok := strings.CutPrefix(document, "call="); ok && !slices.Contains(at.Notices, notice) {
			at.Notices = append(at.Notices, notice)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("account of %s in %s: %w", out.Partner, v.id, err)
	}
	if err := v.accountKind(ctx, lines); err != nil {
		return err
	}
	for _, at := range lines {
		slices.SortFunc(at.Notices, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
		out.Lines = append(out.Lines, *at)
	}
	slices.SortFunc(out.Lines, func(a, b AccountLine) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Seq, b.Seq))
	})
	net, sums := out.Opening.Net, map[AccountKind]ledger.Money{}
	for i := range out.Lines {
		at := &out.Lines[i]
		net = net.Add(at.Moved.Net)
		at.Net, sums[at.Kind] = net, sums[at.Kind].Add(at.Moved.Net)
	}
	for _, kind := range accountOrder {
		if sum := sums[kind]; !sum.IsZero() {
			out.Totals = append(out.Totals, AccountTotal{kind, sum})
		}
	}
	return nil
}
