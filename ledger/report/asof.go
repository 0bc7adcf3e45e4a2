package report

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"pooled/ledger"
)

// AsOf is the moment a question is about, and what was recorded by when. The zero value is now, as known now.
//
// By number and by instant it is the journal as it stood. By period and by date it is the books up to then by
// effective date, late entries included as far as they were known. A date is the end of that day: on 31 March
// the adjustments of period 13 count, which are dated then, and the closing entry of period 14 does not, so
// that the year's last day can still be asked after the year has been closed; from 1 April it counts.
type AsOf struct {
	asked, knownAt string

	at    mark
	known mark

	period ledger.Period
	date   ledger.Date
	year   ledger.Year
}

// mark is a place in a journal: its end, a number or an instant.
type mark struct {
	seq     int64
	instant time.Time
}

// The refusals of a moment.
var (
	ErrAsOfForm = &ledger.Error{
		Kind: ledger.Invalid, Name: "as-of-form",
		Text: "write asOf as seq:57, 2015-09-30T17:00:00Z, date:2015-09-30 or period:2015-16/06, " +
			"and knownAt as seq:57 or 2015-09-30T17:00:00Z; leave them out for now",
	}
	ErrNotReached = &ledger.Error{
		Kind: ledger.Invalid, Name: "as-of-not-reached",
		Text: "the moment asked for has not come yet",
	}
	ErrBeforeStart = &ledger.Error{
		Kind: ledger.Invalid, Name: "as-of-before-start",
		Text: "nothing had been recorded by the moment asked for",
	}
)

// ParseAsOf reads the moment a question is about: "" for now, "seq:57", an RFC 3339 instant,
// "date:2015-09-30" or "period:2015-16/06"; and by when it was known: "" for now, "seq:57" or an instant. It
// returns ErrAsOfForm.
func ParseAsOf(asOf, knownAt string) (AsOf, error) {
	a := AsOf{asked: asOf, knownAt: knownAt}
	var err error
	switch kind, value, _ := strings.Cut(asOf, ":"); kind {
	case "date":
		if a.date, err = ledger.ParseDate(value); err != nil {
			return AsOf{}, ErrAsOfForm.With("asOf %q is not a date; write date:2015-09-30", asOf)
		}
	case "period":
		if a.period, err = ledger.ParsePeriod(value); err != nil {
			return AsOf{}, ErrAsOfForm.With("asOf %q is not a period; write period:2015-16/06, 01 to 13", asOf)
		}
	default:
		if a.at, err = parseMark("asOf", asOf); err != nil {
			return AsOf{}, err
		}
	}
	a.known, err = parseMark("knownAt", knownAt)
	return a, err
}

func parseMark(field, s string) (mark, error) {
	if s == "" {
		return mark{}, nil
	}
	if number, ok := strings.CutPrefix(s, "seq:"); ok {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 1 || number[0] == '+' || number[0] == '0' {
			return mark{}, ErrAsOfForm.With("%s %q is not an entry's number; write seq:57, from 1 upwards", field, s)
		}
		return mark{seq: n}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return mark{}, ErrAsOfForm.With("%s %q is not a moment: %s", field, s, ErrAsOfForm.Text)
	}
	return mark{instant: t.UTC()}, nil
}

// AtSeq is the journal as it stood after entry number seq.
func AtSeq(seq int64) AsOf {
	return AsOf{asked: "seq:" + strconv.FormatInt(seq, 10), at: mark{seq: seq}}
}

// AtPeriod is the end of a period, as known now.
func AtPeriod(p ledger.Period) AsOf { return AsOf{asked: "period:" + p.String(), period: p} }

// InYear is the same moment, with the budget of a year that the asker names: an entry of another year than
// the current one is previewed in its own.
func (a AsOf) InYear(y ledger.Year) AsOf {
	a.year = y
	return a
}

// Moment says which entries an answer rests on: the moment asked for and what it came to.
type Moment struct {
	AsOf     string        `json:"asOf" doc:"the moment as it was asked for; empty: now"`
	KnownAt  string        `json:"knownAt" doc:"as known by when, as it was asked for; empty: now"`
	Seq      int64         `json:"seq" doc:"the answer rests on the entries up to this number"`
	Recorded time.Time     `json:"recorded" doc:"when that entry was recorded"`
	Period   ledger.Period `json:"period,omitempty" doc:"to the end of this period, by effective date"`
	Date     ledger.Date   `json:"date,omitempty" doc:"to the end of this day, by effective date"`
	Year     ledger.Year   `json:"year" doc:"the financial year whose budget is shown"`
}

// String says the moment in words.
func (m Moment) String() string {
	entry := fmt.Sprintf("entry %d, recorded %s", m.Seq, m.Recorded.Format("2 January 2006 15:04:05 UTC"))
	switch {
	case m.Date != 0:
		return fmt.Sprintf("at the end of %s, as known at %s", m.Date.UK(), entry)
	case m.Period != 0:
		return fmt.Sprintf("at the end of period %s, as known at %s", m.Period, entry)
	}
	return "at " + entry
}

// cut is which postings count: those up to a number, of whole periods up to one, and of part of the next.
type cut struct {
	seq     int64
	through ledger.Period // whole periods up to this one
	partial ledger.Period // 0, or the period of which only the days up to date count
	date    ledger.Date
}

const everyPeriod ledger.Period = math.MaxInt16

// holds reports whether a posting of that number, period and date counts.
func (c cut) holds(seq int64, period ledger.Period, effective ledger.Date) bool {
	return seq <= c.seq && (period <= c.through || period == c.partial && effective <= c.date)
}

// resolve finds what a moment comes to in the fund: the number it is known at and the cut by effective date.
func (v *view) resolve(ctx context.Context, a AsOf) (Moment, cut, error) {
	m := Moment{AsOf: a.asked, KnownAt: a.knownAt, Seq: v.last}
	for _, place := range []mark{a.at, a.known} {
		seq, err := v.seqAt(ctx, place)
		if err != nil {
			return m, cut{}, err
		}
		m.Seq = min(m.Seq, seq)
	}
	err := v.tx.QueryRow(ctx, `
		SELECT recorded
		  FROM entry
		 WHERE fund = $1
		   AND seq = $2`, v.fund, m.Seq).Scan(&m.Recorded)
	if err != nil {
		return m, cut{}, fmt.Errorf("entry %d of %s: %w", m.Seq, v.id, err)
	}
	m.Recorded = m.Recorded.UTC()
	c := cut{seq: m.Seq, through: everyPeriod}
	switch {
	case a.period != 0:
		if firstDay(a.period) > ledger.DateOf(v.now) {
			return m, cut{}, ErrNotReached.With("period %s has not begun", a.period)
		}
		m.Period, c.through = a.period, a.period
	case a.date != 0:
		m.Date, m.Period = a.date, ledger.PeriodOf(a.date)
		c = c.until(a.date)
	}
	return m, c, nil
}

// until is the cut at the end of a day; on the year's last day the adjustments of period 13 count.
func (c cut) until(day ledger.Date) cut {
	c.through, c.partial, c.date = ledger.PeriodOf(day), 0, 0
	switch {
	case day == ledger.YearOf(day).Last():
		c.through++
	case day != c.through.Last():
		c.partial, c.date = c.through, day
		c.through--
	}
	return c
}

// firstDay is when a period begins; period 13 is all of 31 March.
func firstDay(p ledger.Period) ledger.Date {
	if p.Number() > 12 {
		return p.Last()
	}
	return ledger.NewDate(int(p.Year()), time.March+time.Month(p.Number()), 1)
}

// Moment is what a moment comes to in a fund, without any figure. It returns ErrNoFund, ErrNotReached and
// ErrBeforeStart. Its year is 0 unless the moment names one.
func (r *Reports) Moment(ctx context.Context, fund ledger.FundID, at AsOf) (Moment, error) {
	var m Moment
	err := r.read(ctx, fund, func(v *view) (err error) {
		m, _, err = v.resolve(ctx, at)
		return err
	})
	if m.Year = at.year; m.Year == 0 && m.Period != 0 {
		m.Year = m.Period.Year()
	}
	return m, err
}

// seqAt is the newest entry at a place of the journal.
func (v *view) seqAt(ctx context.Context, place mark) (int64, error) {
	switch {
	case place.seq > v.last:
		return 0, ErrNotReached.With("the journal of %s ends at entry %d; there is no entry %d yet",
			v.id, v.last, place.seq)
	case place.seq > 0:
		return place.seq, nil
	case place.instant.IsZero():
		return v.last, nil
	case place.instant.After(v.now):
		return 0, ErrNotReached.With("%s is in the future; leave it out to ask for now",
			place.instant.Format(time.RFC3339))
	}
	seq, err := v.seqBy(ctx, v.fund, place.instant)
	if err == nil && seq == 0 {
		err = ErrBeforeStart.With("nothing had been recorded in %s by %s", v.id, place.instant.Format(time.RFC3339))
	}
	return seq, err
}

// seqBy is the newest entry of a journal that was recorded by an instant, or 0. Instants never fall as numbers rise, so
// it is found by halving: some twenty look-ups among a million entries.
func (v *view) seqBy(ctx context.Context, fund int32, instant time.Time) (int64, error) {
	var seq int64
	err := v.tx.QueryRow(ctx, `
		WITH RECURSIVE halved (low, high) AS (
		     SELECT 0::bigint, seq
		       FROM fund
		      WHERE fund = $1
		      UNION ALL
		     SELECT CASE WHEN e.recorded <= $2 THEN e.seq ELSE halved.low END,
		            CASE WHEN e.recorded <= $2 THEN halved.high ELSE e.seq - 1 END
		       FROM halved
		       JOIN entry AS e ON e.fund = $1 AND e.seq = (halved.low + halved.high + 1) / 2
		      WHERE halved.low < halved.high)
		SELECT low
		  FROM halved
		 WHERE low = high`, fund, instant).Scan(&seq)
	return seq, err
}
