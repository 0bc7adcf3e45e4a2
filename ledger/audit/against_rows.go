package audit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// The rows of a journal in the order of its entries. Nothing but its number is put into them.
const (
	entrySQL = `
	SELECT seq, recorded, effective, period, late_for, act, body
	  FROM entry
	 WHERE fund = %d
	 ORDER BY seq`
	versionSQL = `
	SELECT seq, kind, id
	  FROM document_version
	 WHERE fund = %d
	 ORDER BY seq`
	postingSQL = `
	SELECT p.seq, p.line, coalesce(a.name, ''), coalesce(s.name, ''), p.code, p.amount, p.balance_after, p.period_after,
	       p.subsidiary_after, p.subsidiary_period_after, p.effective, p.period, p.place
	  FROM posting AS p
	  LEFT JOIN account AS a ON a.fund = p.fund AND a.number = p.account
	  LEFT JOIN account AS s ON s.fund = p.fund AND s.number = p.subsidiary
	 WHERE p.fund = %d
	 ORDER BY p.seq, p.line`
)

type entryRow struct {
	Seq       int64
	Recorded  time.Time
	Effective time.Time
	Period    ledger.Period
	Late      ledger.Period
	Act       string
	Body      []byte
}

type versionRow struct {
	Seq      int64
	Kind, ID string
}

type postingRow struct {
	Seq                           int64
	Line                          int16
	Control, Account              string
	Code                          int16
	Amount                        int64
	Balance, Moved, Own, OwnMoved int64
	Effective                     time.Time
	Period                        ledger.Period
	Place                         int64
}

func (r *postingRow) name() string { return fmt.Sprintf("line %d (%s)", r.Line, r.Account) }

// stream reads the rows of a query some at a time, so that several are read side by side in one snapshot.
type stream[T any] struct {
	*comparer
	name string
	rows []T
	at   int
	done bool
	err  error
}

const streamRows = 2000

func openStream[T any](c *comparer, sql string, fund int32) (*stream[T], error) {
	s := &stream[T]{comparer: c, name: strings.ToLower(fmt.Sprintf("%T_%d", *new(T), fund))}
	s.name = strings.ReplaceAll(s.name, ".", "_")
	_, err := c.tx.Exec(c.ctx, `DECLARE `+s.name+` NO SCROLL CURSOR FOR `+fmt.Sprintf(sql, fund))
	return s, err
}

// peek is the next row, nil after the last.
func (s *stream[T]) peek() (*T, error) {
	if s.at == len(s.rows) && !s.done && s.err == nil {
		rows, err := s.tx.Query(s.ctx, fmt.Sprintf(`FETCH %d FROM %s`, streamRows, s.name))
		if err == nil {
			s.rows, err = pgx.AppendRows(s.rows[:0], rows, pgx.RowToStructByPos[T])
		}
		s.at, s.err, s.done = 0, err, len(s.rows) == 0
	}
	if s.err != nil || s.at == len(s.rows) {
		return nil, s.err
	}
	return &s.rows[s.at], nil
}

func (s *stream[T]) next() { s.at++ }

func (s *stream[T]) close() error {
	_, err := s.tx.Exec(s.ctx, `CLOSE `+s.name)
	return err
}

// upTo takes the rows of entries before one, which are too many, and then those of it.
func upTo[T any](s *stream[T], seqOf func(*T) int64, seq int64, before, own func(*T)) error {
	for {
		row, err := s.peek()
		if err != nil || row == nil || seqOf(row) > seq {
			return err
		}
		if seqOf(row) < seq {
			before(row)
		} else {
			own(row)
		}
		s.next()
	}
}

// entryRows compares the table's row of an entry with its bytes in the file.
func (j *side) entryRows(e *entry, body []byte) error {
	found := false
	err := upTo(j.entries, func(r *entryRow) int64 { return r.Seq }, e.seq, func(r *entryRow) {
		j.differ("entry", r.Seq, aRow, "one too many", "none")
	}, func(r *entryRow) {
		found = true
		j.grow(r.Body)
		if string(r.Body) != string(body) {
			there, _ := leafHash(nil, r.Body)
			here, _ := leafHash(nil, body)
			j.differ("entry", e.seq, aBody, there, here)
		}
		for _, column := range []struct{ name, found, expected string }{
			{"recorded", r.Recorded.UTC().Format(recordedForm), string(e.recorded)},
			{"effective", r.Effective.Format(time.DateOnly), string(e.effective)},
			{"period", r.Period.String(), string(e.period)},
			{"late_for", r.Late.String(), string(e.late)},
			{"act", r.Act, string(e.actKind())},
		} {
			if column.found != column.expected {
				j.differ("entry", e.seq, column.name, column.found, column.expected)
			}
		}
	})
	if err == nil && !found {
		j.differ("entry", e.seq, aRow, "none", "one")
	}
	return err
}

// versionRows compares which documents the tables say that an entry holds.
func (j *side) versionRows(e *entry) error {
	due := map[ledger.Ref]bool{}
	if err := eachDocument(e, func(ref ledger.Ref, _ string) { due[ref] = true }); err != nil {
		return err
	}
	tooMany := func(r *versionRow) {
		ref := ledger.Ref{Kind: r.Kind, ID: r.ID}
		if r.Seq == e.seq && due[ref] {
			delete(due, ref)
			return
		}
		j.differ("document_version", r.Seq, ref.String(), "a row", "none")
	}
	err := upTo(j.versions, func(r *versionRow) int64 { return r.Seq }, e.seq, tooMany, tooMany)
	missing := make([]string, 0, len(due))
	for ref := range due {
		missing = append(missing, ref.String())
	}
	slices.Sort(missing)
	for _, ref := range missing {
		j.differ("document_version", e.seq, ref, "no row", "one")
	}
	return err
}

// openProposals compares which proposals the table says are open with the entries, whose bytes were compared before.
func (j *side) openProposals() error {
	if j.bytes != nil {
		return nil
	}
	rows, err := j.tx.Query(j.ctx, `
		SELECT coalesce(o.id, left_open.id), o.id IS NOT NULL
		  FROM (SELECT id FROM open_proposal WHERE fund = $1) AS o
		  FULL JOIN (SELECT id FROM proposal_left_open WHERE fund = $1) AS left_open USING (id)
		 WHERE o.id IS NULL
		    OR left_open.id IS NULL
		 ORDER BY 1`, j.number)
	if err != nil {
		return err
	}
	var id string
	var there bool
	_, err = pgx.ForEachRow(rows, []any{&id, &there}, func() error {
		if there {
			j.differ("open_proposal", 0, id, "a row", "none")
		} else {
			j.differ("open_proposal", 0, id, "no row", "one")
		}
		return nil
	})
	return err
}
