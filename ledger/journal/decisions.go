package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Outcome is what became of what somebody asked.
type Outcome string

// The outcomes that are kept apart from the entries, which hold what was allowed.
const (
	Refused Outcome = "refused" // an act, or a read
	Read    Outcome = "read"    // a read that leaves a trace, such as an auditor's
	Rebuilt Outcome = "rebuilt" // tables that were damaged, from the journal: see audit.Rebuild
)

// Noted is one row of the log of decisions: it is added to and read, never changed.
type Noted struct {
	ID      int64           `json:"id"`
	At      time.Time       `json:"at"`
	Outcome Outcome         `json:"outcome" doc:"refused, read, or rebuilt: tables that were damaged, from the journal"`
	Actor   ledger.ActorID  `json:"actor"`
	Act     string          `json:"act" doc:"the act, or the operation that reads"`
	Rule    string          `json:"rule" doc:"the rule that refused or allowed"`
	Said    string          `json:"said,omitempty" doc:"what the person was told"`
	Facts   json.RawMessage `json:"facts" doc:"what it was judged by"`
}

// note makes the row of a refused act. What was not refused by a rule is no decision.
func (a *attempt) note(r *Request, q ledger.Question, refusal error) {
	q.Fund = a.writer.fund
	if n, ok := r.refusedBy(q, refusal); ok {
		a.refused = append(a.refused, n)
	}
}

// refusedBy is the row of a refusal; there is none of a preview, nor of a fault.
func (r *Request) refusedBy(q ledger.Question, refusal error) (n Noted, ok bool) {
	e, ok := errors.AsType[*ledger.Error](refusal)
	if !ok || r.Preview || e.Kind == ledger.Internal || e.Kind == ledger.Busy {
		return n, false
	}
	q.Act, q.Actor = ledger.ActName(r.Act.Kind()), r.Actor
	return Noted{
		Outcome: Refused, Actor: r.Actor, Act: q.Act, Rule: e.Name, Said: e.Text, Facts: q.Facts(),
	}, true
}

const insertDecisions = `
	INSERT INTO decision (fund, at, outcome, actor, act, rule, said, facts)
	SELECT $1, $2, unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]),
	       unnest($7::text[]), unnest($8::text[])`

// queueRefusals keeps what was refused, with the batch it was refused in. Where the fund still has no entry, and so
// is there for nobody, it is kept under the service.
func (w *writer) queueRefusals(trip *pgx.Batch, at time.Time, refused []Noted) {
	if len(refused) == 0 {
		return
	}
	number := w.number
	if w.head.seq == 0 {
		number = 0
	}
	trip.Queue(insertDecisions, rowsOf(number, at, refused)...)
}

func rowsOf(number int32, at time.Time, refused []Noted) []any {
	var outcome, actor, act, rule, said, facts flat[string]
	for _, n := range refused {
		outcome, actor, act = append(outcome, string(n.Outcome)), append(actor, string(n.Actor)), append(act, n.Act)
		rule, said, facts = append(rule, n.Rule), append(said, n.Said), append(facts, string(n.Facts))
	}
	return []any{number, at, outcome, actor, act, rule, said, facts}
}

// noteNoFund keeps what was asked of a fund that does not exist, under the service.
func (w *writer) noteNoFund(ctx context.Context, works []*work, refusal error) error {
	var refused []Noted
	var at time.Time
	if err := w.journal.pool.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&at); err != nil {
		return err
	}
	for _, one := range works {
		for i := range one.requests {
			if n, ok := one.requests[i].refusedBy(ledger.Question{Fund: w.fund, At: at.UTC()}, refusal); ok {
				refused = append(refused, n)
			}
		}
	}
	if len(refused) == 0 {
		return nil
	}
	_, err := w.journal.pool.Exec(ctx, insertDecisions, rowsOf(0, at, refused)...)
	return err
}

// refuseOnly ends the transaction of a batch that posted nothing: what was refused is kept.
func (w *writer) refuseOnly(ctx context.Context, t *transaction, refused []Noted) error {
	if len(refused) == 0 {
		_, err := t.conn.Exec(ctx, `ROLLBACK`)
		return err
	}
	trip := &pgx.Batch{}
	w.queueRefusals(trip, t.at, refused)
	trip.Queue(`COMMIT`)
	results := t.conn.SendBatch(ctx, trip)
	_, err := results.Exec()
	done, commitErr := results.Exec()
	if err = errors.Join(err, commitErr, results.Close()); err == nil && done.String() != "COMMIT" {
		err = fmt.Errorf("commit answered %s", done)
	}
	return err
}

// Note adds a row about a read to the log of decisions: a read that was refused, or one that leaves a trace. A read
// of a fund that does not exist is noted under the service.
func (j *Journal) Note(ctx context.Context, fund ledger.FundID, n Noted) error {
	_, err := j.pool.Exec(ctx, `
		INSERT INTO decision (fund, at, outcome, actor, act, rule, said, facts)
		SELECT coalesce((SELECT fund FROM fund WHERE id = $1 AND seq > 0), 0), clock_timestamp(), $2, $3, $4, $5, $6, $7`,
		fund, n.Outcome, n.Actor, n.Act, n.Rule, n.Said, string(n.Facts))
	return err
}

// DecisionsAsked asks for rows of the log of decisions after a number, of one actor and one outcome if they are given.
type DecisionsAsked struct {
	After   int64
	Limit   int
	Actor   ledger.ActorID
	Outcome Outcome
}

// Decisions returns a page of a fund's log of decisions, oldest first.
func (j *Journal) Decisions(ctx context.Context, fund ledger.FundID, asked DecisionsAsked) ([]Noted, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, err
	}
	rows, err := j.pool.Query(ctx, `
		SELECT id, at, outcome, actor, act, rule, said, facts
		  FROM decision
		 WHERE fund = $1
		   AND id > $2
		   AND ($4 = '' OR actor = $4)
		   AND ($5 = '' OR outcome = $5)
		 ORDER BY id
		 LIMIT $3`, number, asked.After, asked.Limit, string(asked.Actor), string(asked.Outcome))
	if err != nil {
		return nil, err
	}
	list := []Noted{}
	var n Noted
	var facts string
	into := []any{&n.ID, &n.At, &n.Outcome, &n.Actor, &n.Act, &n.Rule, &n.Said, &facts}
	_, err = pgx.ForEachRow(rows, into, func() error {
		n.Facts = json.RawMessage(facts)
		list = append(list, n)
		return nil
	})
	return list, err
}
