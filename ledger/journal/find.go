package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Entries are found by words that are kept beside them, as numbers keyed with the fund's secret. They are made after an
// entry has been posted, so that posting costs nothing more: by the service from time to time, and by whoever looks.

const (
	wordsBatch    = 500             // entries whose words are made in one transaction
	wordsLock     = 0x77            // the advisory lock of making words, beside the fund's number
	searchTimeMax = 2 * time.Second // of looking; of making words first, as long again
	askedWordsMax = 12
	newestMax     = 2000 // entries that are looked through before the index is asked
)

// ErrSearchTooWide says that looking took too long.
var ErrSearchTooWide = ledger.ErrInvalid.With("so many entries hold these words that they cannot be looked through in " +
	"time: add a number, a name or an amount")

// Hits is what a search found, newest first.
type Hits struct {
	Entries []Posted
	Through int64 // entries after this number could not be looked at yet
	More    bool
}

// secretOf is a fund's number and the secret that its words are keyed with.
func (j *Journal) secretOf(ctx context.Context, fund ledger.FundID) (number int32, secret []byte, err error) {
	err = j.pool.QueryRow(ctx, `SELECT fund, secret FROM fund WHERE id = $1 AND (seq > 0 OR fund = 0)`, fund).
		Scan(&number, &secret)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoFund(fund)
	}
	return number, secret, err
}

// wordNumbers are words as they are kept.
func wordNumbers(secret []byte, list []string) []int64 {
	mac := hmac.New(sha256.New, secret)
	numbers := make([]int64, len(list))
	for i, word := range list {
		mac.Reset()
		mac.Write([]byte("word/" + word))
		numbers[i] = int64(binary.BigEndian.Uint64(mac.Sum(nil))) //nolint:gosec // any 64 bits will do
	}
	return numbers
}

// MakeWords makes the words of a fund's oldest entries that have none yet, a batch of them, and reports whether there
// may be more.
func (j *Journal) MakeWords(ctx context.Context, fund ledger.FundID) (more bool, err error) {
	number, secret, err := j.secretOf(ctx, fund)
	if err != nil {
		return false, err
	}
	_, made, err := j.makeWords(ctx, number, secret)
	return made == wordsBatch, err
}

// makeWords makes the words of the next batch of entries, and reports how many there were.
func (j *Journal) makeWords(ctx context.Context, fund int32, secret []byte) (through int64, made int, err error) {
	err = pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
		// An erasure waits for this lock, and so leaves no word of what it erased.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, wordsLock, fund); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM search_entry WHERE fund = $1`, fund).Scan(&through)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT body
			  FROM entry
			 WHERE fund = $1
			   AND seq > $2
			 ORDER BY seq
			 LIMIT $3`, fund, through, wordsBatch)
		if err != nil {
			return err
		}
		entries, err := decodeEntries(ctx, tx, fund, rows)
		if err != nil {
			return err
		}
		made = len(entries)
		lines, lexicon := make([][]any, made), &ledger.Lexicon{}
		for i := range entries {
			list, err := entries[i].Entry.Words(entries[i].Body, lexicon)
			if err != nil {
				return err
			}
			through = entries[i].Entry.Seq
			lines[i] = []any{fund, through, wordNumbers(secret, list)}
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"search_entry"}, []string{"fund", "seq", "words"}, pgx.CopyFromRows(lines))
		return err
	})
	if err != nil {
		err = fmt.Errorf("make the words of entries: %w", err)
	}
	return through, made, err
}

// Find finds the entries of a fund that hold one word of each group, newest first; with also, those that hold one of
// its words too. What was posted a moment ago is found as far as its words can be made in time.
func (j *Journal) Find(ctx context.Context, fund ledger.FundID, groups [][]string, also []string, limit int) (
	Hits, error,
) {
	if len(groups) > askedWordsMax {
		return Hits{}, ledger.ErrInvalid.With("look for at most %d words at once", askedWordsMax)
	}
	number, secret, err := j.secretOf(ctx, fund)
	if err != nil || len(groups) == 0 {
		return Hits{}, err
	}
	found := Hits{}
	if found.Through, err = j.catchUp(ctx, number, secret); err != nil {
		return found, err
	}
	within, cancel := context.WithTimeout(ctx, searchTimeMax)
	defer cancel()
	seqs, err := j.hits(within, number, secret, groups, also, limit+1)
	if err != nil {
		if within.Err() != nil && ctx.Err() == nil {
			err = ErrSearchTooWide
		}
		return found, err
	}
	found.More = len(seqs) > limit
	seqs = seqs[:min(len(seqs), limit)]
	found.Entries, err = readEntries(ctx, j.pool, number, seqs)
	slices.Reverse(found.Entries)
	return found, err
}

// catchUp makes the words that are missing, for as long as a search may wait.
func (j *Journal) catchUp(ctx context.Context, fund int32, secret []byte) (through int64, err error) {
	waits, cancel := context.WithTimeout(ctx, searchTimeMax)
	defer cancel()
	for {
		through, made, err := j.makeWords(ctx, fund, secret)
		if err != nil || made < wordsBatch || waits.Err() != nil {
			return through, err
		}
	}
}

// hits are the newest entries that hold the words. What most entries hold is found among the newest of them at once;
// the index names every entry that holds a word, and is asked where those are too few.
func (j *Journal) hits(ctx context.Context, fund int32, secret []byte, groups [][]string, also []string, limit int) (
	seqs []int64, err error,
) {
	where, words := asksFor(secret, groups, also)
	for _, sql := range []string{newestHitsSQL, indexedHitsSQL} {
		rows, err := j.pool.Query(ctx, fmt.Sprintf(sql, where), append([]any{fund, limit}, words...)...)
		if err == nil {
			seqs, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		}
		if err != nil || len(seqs) == limit {
			return seqs, err
		}
	}
	return seqs, nil
}

// What is found is put in order after it was found, whatever the planner thinks of reading the newest backwards.
var (
	newestHitsSQL = fmt.Sprintf(`
	WITH newest AS MATERIALIZED (
	     SELECT seq, words
	       FROM search_entry
	      WHERE fund = $1
	      ORDER BY seq DESC
	      LIMIT %d)
	SELECT seq
	  FROM newest
	 WHERE %%s
	 ORDER BY seq DESC
	 LIMIT $2`, newestMax)
	indexedHitsSQL = `
	WITH hit AS MATERIALIZED (
	     SELECT seq
	       FROM search_entry
	      WHERE fund = $1
	        AND %s)
	SELECT seq
	  FROM hit
	 ORDER BY seq DESC
	 LIMIT $2`
)

// asksFor is the condition that an entry holds one word of each group, or one of the others, and its arguments.
func asksFor(secret []byte, groups [][]string, also []string) (where string, args []any) {
	all := make([]string, len(groups))
	for i, group := range groups {
		args = append(args, wordNumbers(secret, group))
		all[i] = fmt.Sprintf("words && $%d::bigint[]", len(args)+2)
	}
	where = "(" + strings.Join(all, " AND ") + ")"
	if len(also) > 0 {
		args = append(args, wordNumbers(secret, also))
		where = fmt.Sprintf("(%s OR words && $%d::bigint[])", where, len(args)+2)
	}
	return where, args
}

// queueWords makes the words of entries anew from those of their texts that are kept.
func (w *writer) queueWords(ctx context.Context, db querier, trip *pgx.Batch, left map[int64][]ledger.Private) error {
	seqs := make([]int64, 0, len(left))
	for seq := range left {
		seqs = append(seqs, seq)
	}
	entries, err := readEntries(ctx, db, w.number, seqs)
	if err != nil {
		return err
	}
	var secret []byte
	rows, err := db.Query(ctx, `SELECT secret FROM fund WHERE fund = $1`, w.number)
	if err == nil {
		secret, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]byte])
	}
	if err != nil {
		return err
	}
	trip.Queue(`SELECT pg_advisory_xact_lock($1, $2)`, wordsLock, w.number)
	for i := range entries {
		e := entries[i].Entry
		kept := map[ledger.Digest]bool{}
		for _, text := range left[e.Seq] {
			kept[text.Digest] = true
		}
		e.ChangeTexts(func(p *ledger.Private) {
			if !kept[p.Digest] {
				p.Value = ""
			}
		})
		list, err := e.Words(entries[i].Body, &ledger.Lexicon{})
		if err != nil {
			return err
		}
		trip.Queue(`UPDATE search_entry SET words = $3 WHERE fund = $1 AND seq = $2`, w.number, e.Seq,
			wordNumbers(secret, list))
	}
	return nil
}
