package journal

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Documents returns a page of the documents of one kind as at a number (0: now), in order of their names after one.
func (j *Journal) Documents(ctx context.Context, fund ledger.FundID, kind, after string, limit int, at int64) (
	[]ledger.Document, error,
) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, err
	}
	refs, err := j.named(ctx, number, kind, after, limit, at)
	if err != nil || len(refs) == 0 {
		return nil, err
	}
	found, err := documents(ctx, j.pool, number, refs, until(at))
	if err != nil {
		return nil, err
	}
	list := make([]ledger.Document, len(refs))
	for i, ref := range refs {
		list[i] = found[ref]
	}
	return list, nil
}

// Walk is how far a search through the documents of one kind has come.
type Walk struct {
	Found []ledger.Document // in order of their names
	Last  string            // the name of the last that was looked at
	More  bool              // there may be others after it
}

// DocumentsWith looks through the next so many documents of one kind for those with a text in a field, such as who
// bought. It looks at the bytes of entries alone, so others may be among them, of whose entry something else has that
// field and text: whoever asks must look at what is found.
func (j *Journal) DocumentsWith(ctx context.Context, fund ledger.FundID, kind, after string, many int, at int64,
	field, text string,
) (w Walk, err error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return w, err
	}
	refs, err := j.named(ctx, number, kind, after, many, at)
	if err != nil || len(refs) == 0 {
		return w, err
	}
	w.Last, w.More = refs[len(refs)-1].ID, len(refs) == many
	args := append(documentsArgs(number, refs, until(at)), ledger.FieldBytes(field, text))
	rows, err := j.pool.Query(ctx, documentsSQL+` WHERE position($5::bytea IN e.body) > 0`, args...)
	if err != nil {
		return w, err
	}
	found, seqs, err := readDocuments(rows)
	if err == nil {
		err = revealDocuments(ctx, j.pool, number, seqs, found)
	}
	for _, ref := range refs {
		if d := found[ref]; d != nil {
			w.Found = append(w.Found, d)
		}
	}
	return w, err
}

// named are the next documents of a kind by name, as at a number.
func (j *Journal) named(ctx context.Context, fund int32, kind, after string, limit int, at int64) (
	[]ledger.Ref, error,
) {
	rows, err := j.pool.Query(ctx, `
		SELECT DISTINCT v.id
		  FROM document_version AS v
		 WHERE v.fund = $1
		   AND v.kind = $2
		   AND v.id > $3
		   AND v.seq <= $4
		 ORDER BY v.id
		 LIMIT $5`, fund, kind, after, until(at), limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (ledger.Ref, error) {
		ref := ledger.Ref{Kind: kind}
		return ref, row.Scan(&ref.ID)
	})
}

// until is a number of a journal, and where it is 0 one that no journal comes to.
func until(at int64) int64 {
	if at == 0 {
		return maxSeq
	}
	return at
}
