package journal

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Which proposals wait is a table of its own, written with the entries that open and end them: asking costs as much as
// there are proposals that wait, however many were decided before.
const (
	openProposalsSQL = `
	SELECT id
	  FROM open_proposal
	 WHERE fund = $1
	 ORDER BY id`
	decidedProposalsSQL = `
	SELECT v.id, v.seq
	  FROM document_version AS v
	 WHERE v.fund = $1
	   AND v.kind = 'proposal'
	   AND v.seq < $2
	   AND NOT EXISTS (
	       SELECT
	         FROM document_version AS later
	        WHERE later.fund = v.fund
	          AND later.kind = 'proposal'
	          AND later.id = v.id
	          AND later.seq > v.seq)
	   AND NOT EXISTS (
	       SELECT
	         FROM open_proposal AS o
	        WHERE o.fund = v.fund
	          AND o.id = v.id)
	 ORDER BY v.seq DESC
	 LIMIT $3`
	insertOpenProposals = `
	INSERT INTO open_proposal (fund, id)
	SELECT $1, unnest($2::text[])
	    ON CONFLICT DO NOTHING`
	deleteOpenProposals = `
	DELETE FROM open_proposal
	 WHERE fund = $1
	   AND id = ANY ($2)`
)

// queueProposals notes which proposals wait from now on, and which no longer do.
func (w *writer) queueProposals(trip *pgx.Batch, slice []posted) {
	last := map[string]bool{}
	for i := range slice {
		for _, d := range slice[i].entry.Documents {
			if p, ok := d.(ledger.Proposal); ok {
				last[string(p.ID)] = p.State == ledger.ProposalOpen
			}
		}
	}
	var opened, ended flat[string]
	for id, open := range last {
		if open {
			opened = append(opened, id)
		} else {
			ended = append(ended, id)
		}
	}
	if len(opened) > 0 {
		trip.Queue(insertOpenProposals, w.number, opened)
	}
	if len(ended) > 0 {
		trip.Queue(deleteOpenProposals, w.number, ended)
	}
}

// OpenProposals returns the proposals of a fund that nobody has decided, texts revealed, by name.
func (j *Journal) OpenProposals(ctx context.Context, fund ledger.FundID) ([]ledger.Proposal, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, err
	}
	rows, err := j.pool.Query(ctx, openProposalsSQL, number)
	if err != nil {
		return nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	return j.proposals(ctx, number, ids, func(p ledger.Proposal) bool { return p.State == ledger.ProposalOpen })
}

// DecidedProposals returns the proposals of a fund that were decided, expired or taken back last, newest first, and the
// number of the entry to ask before for those that come next. before 0 begins with the newest; next is 0 after the
// last.
func (j *Journal) DecidedProposals(ctx context.Context, fund ledger.FundID, before int64, limit int) (
	list []ledger.Proposal, next int64, err error,
) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, 0, err
	}
	if before == 0 {
		before = maxSeq
	}
	rows, err := j.pool.Query(ctx, decidedProposalsSQL, number, before, limit)
	if err != nil {
		return nil, 0, err
	}
	var ids []string
	var id string
	_, err = pgx.ForEachRow(rows, []any{&id, &next}, func() error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if len(ids) < limit {
		next = 0
	}
	list, err = j.proposals(ctx, number, ids, func(p ledger.Proposal) bool { return p.State != ledger.ProposalOpen })
	return list, next, err
}

// proposals reads proposals by name, in that order, and leaves out those that have changed in between.
func (j *Journal) proposals(ctx context.Context, fund int32, ids []string, keep func(ledger.Proposal) bool) (
	[]ledger.Proposal, error,
) {
	if len(ids) == 0 {
		return nil, nil
	}
	refs := make([]ledger.Ref, len(ids))
	for i, id := range ids {
		refs[i] = ledger.Proposal{ID: ledger.ProposalID(id)}.Ref()
	}
	found, err := documents(ctx, j.pool, fund, refs, maxSeq)
	var list []ledger.Proposal
	for _, ref := range refs {
		if p, ok := found[ref].(ledger.Proposal); ok && keep(p) {
			list = append(list, p)
		}
	}
	return list, err
}
