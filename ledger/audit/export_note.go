package audit

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// noted is a checkpoint of a journal at a size.
type noted struct {
	size int64
	note string
}

// readNotes reads the checkpoints of a journal from one size to another, smallest first.
func readNotes(ctx context.Context, tx pgx.Tx, fund int32, from, to int64) (notes []noted, err error) {
	rows, err := tx.Query(ctx, `
		SELECT size, note
		  FROM checkpoint
		 WHERE fund = $1
		   AND size >= $2
		   AND size <= $3
		 ORDER BY size, key`, fund, from, to)
	if err != nil {
		return nil, err
	}
	var one noted
	_, err = pgx.ForEachRow(rows, []any{&one.size, &one.note}, func() error {
		notes = append(notes, one)
		return nil
	})
	return notes, err
}
