package api

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pooled/ledger"
	"pooled/ledger/report"
)

// AsOf is the moment a question is about.
type AsOf struct {
	AsOf    string `query:"asOf" example:"period:2015-16/06" doc:"the moment asked about: seq:57, an instant such as 2015-09-30T17:00:00Z, date:2015-09-30 or period:2015-16/06 by effective date; now when left out"` //nolint:lll // a tag cannot be broken
	KnownAt string `query:"knownAt" example:"seq:57" doc:"by when it was recorded: seq:57 or an instant; now when left out"`
}

// Moment says which entries an answer rests on.
type Moment struct {
	AsOf     string        `json:"asOf" doc:"the moment as it was asked for; empty: now"`
	KnownAt  string        `json:"knownAt" doc:"by when it was recorded, as it was asked for; empty: now"`
	Seq      int64         `json:"seq" doc:"the answer rests on the entries up to this number"`
	Recorded time.Time     `json:"recorded" doc:"when that entry was recorded"`
	Period   ledger.Period `json:"period,omitempty" doc:"up to the end of this period, where a period or a date was asked for"`
	Date     ledger.Date   `json:"date,omitempty" doc:"up to the end of this day by effective date, where a date was asked for"`
	Root     ledger.Digest `json:"root" doc:"of the fund's log of that many entries"`
}

// moment finds what the moment asked for comes to in a fund.
func (s *Service) moment(ctx context.Context, fund ledger.FundID, asked AsOf) (Moment, error) {
	at, err := report.ParseAsOf(asked.AsOf, asked.KnownAt)
	if err != nil {
		return Moment{}, err
	}
	if asked.AsOf == "" && asked.KnownAt == "" {
		head, err := s.journal.Head(ctx, fund)
		return Moment{Seq: head.Seq, Recorded: head.Recorded.UTC(), Root: head.Root}, err
	}
	m, err := s.resolve(ctx, fund, asked, at)
	if err != nil {
		return Moment{}, err
	}
	return s.momentOf(ctx, fund, m)
}

// resolve finds the entry that an answer rests on. A number is looked up in the journal; what dates come to the
// reports know.
func (s *Service) resolve(ctx context.Context, fund ledger.FundID, asked AsOf, at report.AsOf) (report.Moment, error) {
	m := report.Moment{AsOf: asked.AsOf, KnownAt: asked.KnownAt}
	head, err := s.journal.Head(ctx, fund)
	if err != nil {
		return m, err
	}
	m.Seq = head.Seq
	for _, mark := range []string{asked.AsOf, asked.KnownAt} {
		number, ok := strings.CutPrefix(mark, "seq:")
		switch n, err := strconv.ParseInt(number, 10, 64); {
		case mark == "":
		case ok && err == nil && n <= head.Seq:
			m.Seq = min(m.Seq, n)
		case ok:
			return m, report.ErrNotReached.With("the journal of %s ends at entry %d", fund, head.Seq)
		case fund == ledger.Service:
			return m, report.ErrAsOfForm.With("the journal of organisations and posts is asked by number alone: seq:57")
		default:
			p, err := s.reports.Position(ctx, fund, at)
			return p.Moment, err
		}
	}
	posted, err := s.journal.Entry(ctx, fund, m.Seq)
	m.Recorded = posted.Entry.Recorded
	return m, err
}

// momentOf adds the root to what the reports say of a moment.
func (s *Service) momentOf(ctx context.Context, fund ledger.FundID, m report.Moment) (Moment, error) {
	root, err := s.roots.at(ctx, s.journal, fund, m)
	return Moment{m.AsOf, m.KnownAt, m.Seq, m.Recorded, m.Period, m.Date, root}, err
}

// question is what every question about a fund begins with: may they ask, and what does the moment come to?
func (s *Service) question(ctx context.Context, in FundQuestion) (Moment, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return Moment{}, err
	}
	return s.moment(ctx, in.Fund, in.AsOf)
}

// FundQuestion is what every question about a fund takes.
type FundQuestion struct {
	Caller
	Fund ledger.FundID `path:"fund" example:"havering"`
	AsOf
}

// address is a path with the parameters that are not empty.
func address(path string, parameters ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(parameters); i += 2 {
		if parameters[i+1] != "" {
			q.Set(parameters[i], parameters[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
