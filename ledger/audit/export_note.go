package audit

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// noted is a checkpoint of a journal at a size.
type noted struct {
	size int64
	note string
}

// readNotes reads the checkpoints of a journal up to a size, smallest first. They are few beside the entries: at most
// one every few seconds in which the journal moved.
func (x *exporter) readNotes(ctx context.Context, fund ledger.FundID, size int64) error {
	rows, err := x.db.Query(ctx, `
		SELECT c.size, c.note
		  FROM fund AS f
		  JOIN checkpoint AS c ON c.fund = f.fund
		 WHERE f.id = $1
		   AND c.size <= $2
		 ORDER BY c.size, c.key`, fund, size)
	if err != nil {
		return err
	}
	x.notes = nil
	var one noted
	_, err = pgx.ForEachRow(rows, []any{&one.size, &one.note}, func() error {
		x.notes = append(x.notes, one)
		return nil
	})
	return err
}

// checkpoints writes those of the entries so far.
func (x *exporter) checkpoints(size int64) error {
	for len(x.notes) > 0 && x.notes[0].size <= size {
		if err := x.json(checkpointLine{checkpointType, x.notes[0].note}); err != nil {
			return err
		}
		x.notes = x.notes[1:]
	}
	return nil
}
