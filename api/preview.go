package api

import (
	"context"
	"time"

	"pooled/ledger"
	"pooled/ledger/report"
)

// Preview is what an act would make of the books.
type Preview struct {
	Year     ledger.Year        `json:"year" doc:"the financial year of the figures"`
	Lines    []report.LineRow   `json:"lines" doc:"each scheme's budget from each source that it touches, as it would be"`
	Sources  []report.SourceRow `json:"sources" doc:"each source that it touches, as it would be"`
	Warnings []string           `json:"warnings" doc:"minimums that it would break, an invoice it may repeat; they stop nobody"`

	LinesBefore   []report.LineRow   `json:"linesBefore" doc:"the same lines, as they stand"`
	SourcesBefore []report.SourceRow `json:"sourcesBefore" doc:"the same sources, as they stand"`

	RiskShare *ledger.RiskShareCall `json:"riskShare,omitempty" doc:"of a risk-share call, how it works the parts out"`
}

// preview works out the position that an entry would make. What waits for others is shown as if they had approved.
func (s *Service) preview(ctx context.Context, fund ledger.FundID, e ledger.Entry) (*Preview, error) {
	for _, d := range e.Documents {
		if held, ok := d.(ledger.Proposal); ok && held.State == ledger.ProposalOpen {
			e.Postings, e.Effective, e.Period = held.Postings, held.On, held.Period
		}
	}
	out := &Preview{Warnings: append([]string{}, e.Warnings()...)}
	var err error
	if out.RiskShare, err = s.working(ctx, fund, e); err != nil {
		return nil, err
	}
	var before report.Position
	if len(e.Postings) > 0 {
		out.Year = e.Period.Year()
		if before, err = s.reports.Position(ctx, fund, report.AsOf{}.InYear(out.Year)); err != nil {
			return nil, err
		}
	}
	out.touch(before, e)
	return out, nil
}

// touch fills in what an entry's lines would change of a position, and what is odd about that.
func (out *Preview) touch(before report.Position, e ledger.Entry) {
	out.Lines, out.Sources = []report.LineRow{}, []report.SourceRow{}
	out.LinesBefore, out.SourcesBefore = []report.LineRow{}, []report.SourceRow{}
	if len(e.Postings) == 0 {
		return
	}
	type line struct {
		scheme ledger.SchemeID
		source ledger.SourceID
	}
	touched := map[line]bool{}
	for _, p := range e.Postings {
		touched[line{p.Account.Scheme, p.Account.Source}] = true
		touched[line{"", p.Account.Source}] = true
	}
	lines := func(row report.LineRow) bool { return touched[line{row.Scheme, row.Source}] }
	sources := func(row report.SourceRow) bool { return touched[line{"", row.Source}] }
	after := before.With(e)
	out.Lines, out.Sources = only(out.Lines, after.Lines, lines), only(out.Sources, after.Sources, sources)
	out.LinesBefore = only(out.LinesBefore, before.Lines, lines)
	out.SourcesBefore = only(out.SourcesBefore, before.Sources, sources)
	out.Warnings = append(out.Warnings, report.Warnings(before, e)...)
}

// only appends those rows that are wanted.
func only[Row any](list, rows []Row, wanted func(Row) bool) []Row {
	for _, row := range rows {
		if wanted(row) {
			list = append(list, row)
		}
	}
	return list
}

// working is the risk-share call that an entry makes, or that an open proposal in it would make of the books as they
// stand. There is none where the books refuse it by now.
func (s *Service) working(ctx context.Context, fund ledger.FundID, e ledger.Entry) (
	call *ledger.RiskShareCall, err error,
) {
	for _, d := range e.Documents {
		if made, ok := d.(ledger.RiskShareCall); ok {
			return &made, nil
		}
	}
	for _, d := range e.Documents {
		proposal, ok := d.(ledger.Proposal)
		if !ok || proposal.State != ledger.ProposalOpen {
			continue
		}
		held, err := proposal.Held()
		if err != nil {
			return nil, err
		}
		err = s.journal.View(ctx, fund, time.Now(), func(state *ledger.State, _ int64) (err error) {
			call, err = state.RiskShareWorking(held, proposal.On, proposal.Period)
			return err
		})
		if err != nil && ledger.KindOf(err) == ledger.Internal {
			return nil, err
		}
	}
	return call, nil
}
