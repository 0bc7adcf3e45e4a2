package journal

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Checkpoint is a head of a journal that was signed, with the signed note. The table of them is a copy for whoever
// asks: what it is worth, the signatures say.
type Checkpoint struct {
	Size   int64
	Key    string // name and hash
	Root   ledger.Digest
	Note   string
	Signed time.Time
}

// AddCheckpoint adds one, as the signer's role alone may. One that is there already is left as it is.
func (l *Log) AddCheckpoint(ctx context.Context, fund ledger.FundID, c Checkpoint) error {
	number, _, err := l.head(ctx, fund)
	if err != nil {
		return err
	}
	_, err = l.db.Exec(ctx, `
		INSERT INTO checkpoint (fund, size, key, root, note)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, number, c.Size, c.Key, c.Root[:], c.Note)
	return err
}

// Checkpoints are those of a journal after a size and, at that size, after a key, smallest first, at most limit. With
// no key those of the size itself are left out, whatever their keys.
func (l *Log) Checkpoints(ctx context.Context, fund ledger.FundID, after int64, key string, limit int) (
	[]Checkpoint, error,
) {
	return l.checkpoints(ctx, fund, limit, `
		   AND size >= @size
		   AND (size > @size OR @key <> '' AND key > @key)
		 ORDER BY size, key`, after, key)
}

// CheckpointsBefore are those of a journal before a size, 0 for all, and, at that size, before a key, largest first, at
// most limit. With no key those of the size itself are left out.
func (l *Log) CheckpointsBefore(ctx context.Context, fund ledger.FundID, before int64, key string, limit int) (
	[]Checkpoint, error,
) {
	if before == 0 {
		before = maxSeq
	}
	return l.checkpoints(ctx, fund, limit, `
		   AND size <= @size
		   AND (size < @size OR @key <> '' AND key < @key)
		 ORDER BY size DESC, key DESC`, before, key)
}

func (l *Log) checkpoints(ctx context.Context, fund ledger.FundID, limit int, order string, size int64, key string) (
	[]Checkpoint, error,
) {
	number, _, err := l.head(ctx, fund)
	if err != nil {
		return nil, err
	}
	rows, err := l.db.Query(ctx, `
		SELECT size, key, root, note, signed
		  FROM checkpoint
		 WHERE fund = @fund`+order+`
		 LIMIT @limit`, pgx.NamedArgs{"fund": number, "size": size, "key": key, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, readCheckpoint)
}

// Checkpoint is the newest of a journal. It returns ErrNotFound where none was signed.
func (l *Log) Checkpoint(ctx context.Context, fund ledger.FundID) (Checkpoint, error) {
	number, _, err := l.head(ctx, fund)
	if err != nil {
		return Checkpoint{}, err
	}
	rows, err := l.db.Query(ctx, `
		SELECT size, key, root, note, signed
		  FROM checkpoint
		 WHERE fund = $1
		 ORDER BY size DESC, key DESC
		 LIMIT 1`, number)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, readCheckpoint)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ledger.ErrNotFound.With("no checkpoint of %s was signed: \"pooled sign\" makes them", fund)
	}
	return c, err
}

func readCheckpoint(row pgx.CollectableRow) (c Checkpoint, err error) {
	var root []byte
	err = row.Scan(&c.Size, &c.Key, &root, &c.Note, &c.Signed)
	if err == nil {
		c.Root = ledger.Digest(root)
	}
	return c, err
}
