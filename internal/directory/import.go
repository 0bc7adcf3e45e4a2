package directory

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// keptFor is how long an import that stopped can be gone on with. A feed changes; pages of two days are no feed.
const keptFor = 24 * time.Hour

// importLock is the first half of the lock's name that an import of a feed holds; the feed is the other.
const importLock = 0x64697265 // "dire"

// Import reads a feed, has it recorded, and brings the directory to what it says. A feed that is refused changes
// nothing. One that could not be read to its end, or not in time, is gone on with by the next import from the same
// address within a day; a file is read from its beginning.
func (d *Directory) Import(ctx context.Context, from Source, record Recorder) (Report, error) {
	if err := from.check(d.hosts); err != nil {
		return Report{}, err
	}
	locked, err := d.pool.Acquire(ctx)
	if err != nil {
		return Report{}, err
	}
	defer locked.Release()
	if err := lock(ctx, locked, from.Feed); err != nil {
		return Report{}, err
	}
	defer unlock(locked, from.Feed)
	r, err := d.begin(ctx, from)
	if err != nil {
		return Report{}, err
	}
	if err := r.read(ctx); err != nil {
		if ctx.Err() != nil { // there was no more time, or nobody waits: the feed is not at fault
			err = later{err}
		}
		return Report{}, errors.Join(d.stopped(ctx, from.Feed, err), err)
	}
	if r.next != "" {
		r.report.State = Reading
		return r.report, nil
	}
	return r.conclude(ctx, record)
}

func lock(ctx context.Context, conn *pgxpool.Conn, feed ledger.FeedID) error {
	var got bool
	err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1::int, hashtext($2))`, importLock, string(feed)).Scan(&got)
	if err == nil && !got {
		err = ErrImporting.With("feed %s is being imported already", feed)
	}
	return err
}

// unlock gives the lock back, or the connection up, which gives it back too.
func unlock(conn *pgxpool.Conn, feed ledger.FeedID) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1::int, hashtext($2))`, importLock, string(feed)); err != nil {
		_ = conn.Conn().Close(ctx)
	}
}

// begin goes on with an import of the same feed from the same address, or begins one.
func (d *Directory) begin(ctx context.Context, from Source) (*reading, error) {
	r := d.newReading(from, strings.ToLower(rand.Text()))
	err := d.change(ctx, func(tx pgx.Tx) error {
		var id, source, next string
		var bytes int64
		var sum, report []byte
		var stale bool
		err := tx.QueryRow(ctx, `
			SELECT id, source, next, bytes, hash, report, began < now() - $2::interval
			  FROM directory_import
			 WHERE feed = $1`, from.Feed, keptFor).Scan(&id, &source, &next, &bytes, &sum, &report, &stale)
		switch {
		case err != nil && !errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("look for an import: %w", err)
		case err == nil && !stale && from.File == nil && source == from.Address:
			r.id, r.next, r.bytes = id, next, bytes
			return r.goOn(report, sum)
		}
		if err := discard(ctx, tx, string(from.Feed)); err != nil {
			return err
		}
		return r.insert(ctx, tx)
	})
	return r, err
}

func (r *reading) insert(ctx context.Context, tx pgx.Tx) error {
	report, sum, err := r.state()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO directory_import (feed, id, source, next, hash, report)
		VALUES (@feed, @id, @source, @next, @hash, @report)`, pgx.StrictNamedArgs{
		"feed": r.from.Feed, "id": r.id, "source": r.from.name(), "next": r.next, "hash": sum, "report": string(report),
	})
	return err
}

func (r *reading) read(ctx context.Context) error {
	if r.from.File != nil {
		return r.readFile(ctx)
	}
	return r.readPages(ctx)
}

// stopped forgets what was read of a feed that is refused. What was read of one whose host failed is kept.
func (d *Directory) stopped(ctx context.Context, feed ledger.FeedID, cause error) error {
	if _, again := errors.AsType[later](cause); again {
		return nil
	}
	return d.change(context.WithoutCancel(ctx), func(tx pgx.Tx) error { return discard(ctx, tx, string(feed)) })
}

// conclude has a feed that was read to its end recorded, and takes it.
func (r *reading) conclude(ctx context.Context, record Recorder) (Report, error) {
	err := r.complete()
	if err == nil {
		err = r.weigh(ctx)
	}
	if err != nil {
		return Report{}, errors.Join(r.dir.stopped(ctx, r.from.Feed, err), err)
	}
	r.report.SHA256 = r.digest()
	key, err := r.key(ctx)
	if err != nil {
		return Report{}, err
	}
	recorded, err := record(ctx, ledger.RecordFeed{
		Feed: r.from.Feed, SHA256: r.report.SHA256, Services: r.report.Services, Organisations: r.report.Organisations,
	}, key)
	if kind := ledger.KindOf(err); err != nil && kind != ledger.Internal && kind != ledger.Busy {
		return Report{}, errors.Join(r.dir.stopped(ctx, r.from.Feed, err), err)
	}
	if err != nil {
		return Report{}, err
	}
	if recorded.Waits != "" {
		r.report.State, r.report.Waits = Waiting, recorded.Waits
		return r.report, nil
	}
	r.report.State, r.report.Entry = Done, recorded.Entry
	err = r.dir.change(ctx, func(tx pgx.Tx) error { return r.apply(ctx, tx) })
	return r.report, err
}

// key is what the act is asked for with: the same for the same feed read again before the directory has changed, so
// that an import that was cut short, or had to wait, is recorded once.
func (r *reading) key(ctx context.Context) (string, error) {
	var last int64
	err := r.dir.pool.QueryRow(ctx, `SELECT coalesce(max(entry), 0) FROM directory_feed WHERE id = $1`, r.from.Feed).
		Scan(&last)
	return fmt.Sprintf("feed-%x-%d", r.report.SHA256[:16], last), err
}

// weigh leaves out services that another feed lists, and counts what is left.
func (r *reading) weigh(ctx context.Context) error {
	return r.dir.change(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			DELETE FROM directory_staged AS n
			 USING directory_service AS s
			 WHERE n.feed = $1
			   AND s.id = n.id
			   AND s.feed <> n.feed
			   AND s.withdrawn IS NULL
			RETURNING n.number, n.id, 'feed ' || s.feed || ' lists a service of that id'`, r.from.Feed)
		if err != nil {
			return err
		}
		others, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Refusal])
		if err != nil {
			return fmt.Errorf("look for services of other feeds: %w", err)
		}
		for _, refusal := range others {
			if err := r.leaveOut(refusal); err != nil {
				return err
			}
		}
		if err := tx.QueryRow(ctx, `
			SELECT count(*), count(DISTINCT organisation) FROM directory_staged WHERE feed = $1`, r.from.Feed).
			Scan(&r.report.Services, &r.report.Organisations); err != nil {
			return err
		}
		if err := r.complete(); err != nil {
			return err
		}
		return r.keep(ctx, tx)
	})
}
