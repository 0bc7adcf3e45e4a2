package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

// ChangesInput asks what changed in a fund between two moments.
type ChangesInput struct {
	FundQuestion
	From  string `query:"from" required:"true" example:"period:2015-16/05" doc:"the earlier moment, in the form of asOf, which is the later"` //nolint:lll // a tag cannot be broken
	After int64  `query:"after" minimum:"0" doc:"entries after this number; next in the answer says how to go on"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// ChangesOutput is what changed in a fund between two moments.
type ChangesOutput struct{ Body ChangesAnswer }

// ChangesAnswer is what changed in a fund between two moments: in money, account by account, and in words, a page of
// the entries that count at the later moment and not at the earlier.
type ChangesAnswer struct {
	From     Moment          `json:"from"`
	Moment   Moment          `json:"moment" doc:"the later moment"`
	Accounts []AccountChange `json:"accounts" doc:"the control accounts that stand otherwise, in order"`
	Entries  []Entry         `json:"entries"`
	Looked   int64           `json:"looked,omitempty" doc:"the last entry looked at, where the search stopped early; next goes on from there"` //nolint:lll // a tag cannot be broken
	Next     string          `json:"next,omitempty" doc:"where the next page of entries is; none: this is the last"`
	After    int64           `json:"-"` // the number that next goes on from
}

// AccountChange is one account before and after; debits are positive.
type AccountChange struct {
	Account string       `json:"account"`
	Name    string       `json:"name" doc:"in the chart of accounts"`
	Before  ledger.Money `json:"before"`
	After   ledger.Money `json:"after"`
	Change  ledger.Money `json:"change"`
}

// Changes says what changed in a fund between two moments.
func (s *Service) Changes(ctx context.Context, in *ChangesInput) (*ChangesOutput, error) {
	to, err := s.question(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	earlier := AsOf{AsOf: in.From, KnownAt: in.KnownAt}
	from, err := s.moment(ctx, in.Fund, earlier)
	if err != nil {
		return nil, err
	}
	if !from.before(to) {
		return nil, ledger.ErrInvalid.With("the first moment, %s, does not come before the second, %s; ask for both in the "+
			"same way: by entry, by day or by period", from.Said(), to.Said())
	}
	out := ChangesAnswer{From: from, Moment: to}
	if out.Accounts, err = s.accountChanges(ctx, in, earlier); err != nil {
		return nil, err
	}
	filter := journal.Filter{After: in.After, At: to.Seq}
	switch {
	case to.Date != 0:
		filter.From, filter.To = from.Date, to.Date
	case to.Period != 0:
		filter.Since, filter.Until = from.Period, to.Period
	default:
		filter.After = max(filter.After, from.Seq)
	}
	counts := func(e ledger.Entry) bool { return to.holds(e) && !from.holds(e) }
	found, err := s.entries(ctx, in.Fund, filter, in.Limit, counts)
	if err != nil {
		return nil, err
	}
	out.Entries, out.Looked, out.After = found.entries, found.looked, found.next
	if found.next > 0 {
		out.Next = address("/v1/funds/"+string(in.Fund)+"/changes", "from", in.From, "asOf", in.AsOf.AsOf,
			"knownAt", "seq:"+strconv.FormatInt(to.Seq, 10), "after", strconv.FormatInt(found.next, 10),
			"limit", strconv.Itoa(in.Limit))
	}
	return &ChangesOutput{out}, nil
}

// before reports whether all that counts at a moment counts at another, asked for in the same way.
func (m Moment) before(n Moment) bool {
	switch {
	case m.Seq > n.Seq, (m.Date != 0) != (n.Date != 0), (m.Period != 0) != (n.Period != 0):
		return false
	case m.Date != 0:
		return m.Date <= n.Date
	}
	return m.Period <= n.Period
}

// Said is the moment in words.
func (m Moment) Said() string {
	switch {
	case m.Date != 0:
		return "the end of " + m.Date.UK()
	case m.Period != 0:
		return "the end of period " + m.Period.String()
	}
	return "entry " + strconv.FormatInt(m.Seq, 10)
}

// accountChanges are the control accounts that stand otherwise at the later moment.
func (s *Service) accountChanges(ctx context.Context, in *ChangesInput, earlier AsOf) ([]AccountChange, error) {
	byName := map[string]*AccountChange{}
	for _, one := range []struct {
		at    AsOf
		after bool
	}{{earlier, false}, {in.AsOf, true}} {
		at, err := report.ParseAsOf(one.at.AsOf, one.at.KnownAt)
		if err != nil {
			return nil, err
		}
		found, err := s.reports.TrialBalance(ctx, in.Fund, at)
		if err != nil {
			return nil, err
		}
		for _, book := range found.Books {
			for _, l := range book.Lines {
				c := cmp.Or(byName[l.Account], &AccountChange{Account: l.Account, Name: l.Name})
				byName[l.Account] = c
				if balance := l.Debit.Sub(l.Credit); one.after {
					c.After = balance
				} else {
					c.Before = balance
				}
			}
		}
	}
	changes := []AccountChange{}
	for _, c := range byName {
		if c.Change = c.After.Sub(c.Before); !c.Change.IsZero() {
			changes = append(changes, *c)
		}
	}
	slices.SortFunc(changes, func(a, b AccountChange) int { return strings.Compare(a.Account, b.Account) })
	return changes, nil
}

func (s *Service) registerChanges() {
	register(s, huma.Operation{
		OperationID: "show-changes", Method: http.MethodGet, Path: inFund + "/changes", Tags: []string{tagQuestions},
		Summary: "Show what changed between two moments",
		Description: "In money, account by account, and in words, entry by entry: what counts at the moment and not at the " +
			"earlier one. Between two days or periods it is what the later ones hold, whenever it was recorded.",
		Errors: questionErrors,
	}, s.Changes)
}
