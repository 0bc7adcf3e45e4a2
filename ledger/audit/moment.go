package audit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pooled/ledger"
)

// The refusals of a moment.
var (
	ErrMomentForm = &ledger.Error{
		Kind: ledger.Invalid, Name: "moment-form",
		Text: "write a moment as seq:57, 2015-09-30T17:00:00Z or period:2015-16/06; leave it out for the file's end",
	}
	ErrNotInFile = &ledger.Error{
		Kind: ledger.Invalid, Name: "moment-not-in-file",
		Text: "the file does not reach the moment asked for",
	}
	ErrBeforeFile = &ledger.Error{
		Kind: ledger.Invalid, Name: "moment-before-start",
		Text: "nothing stands in the journal by the moment asked for",
	}
	ErrMomentOrder = &ledger.Error{
		Kind: ledger.Invalid, Name: "moment-order",
		Text: "the first moment holds entries that the second does not; name the earlier one first",
	}
)

// Moment is where a journal is looked at: its end, an entry's number, an instant, or the end of a period. By number and
// instant it is the journal as it stood; by period it is what the whole file holds of that period and those before, so
// that entries of later periods do not count. The closing entry counts where its own period, the fourteenth, is asked.
type Moment struct {
	Asked string

	seq     int64
	instant []byte // in the form entries are recorded in
	period  ledger.Period
}

// ParseMoment reads "" for the end, "seq:57", an RFC 3339 instant or "period:2015-16/06". It returns ErrMomentForm.
func ParseMoment(s string) (Moment, error) {
	m := Moment{Asked: s}
	if s == "" {
		return m, nil
	}
	if number, ok := strings.CutPrefix(s, "seq:"); ok {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 1 || strconv.FormatInt(n, 10) != number {
			return m, ErrMomentForm.With("%q is not an entry's number; write seq:57, from 1 upwards", s)
		}
		m.seq = n
		return m, nil
	}
	var err error
	if period, ok := strings.CutPrefix(s, "period:"); ok {
		if m.period, err = ledger.ParseEntryPeriod(period); err != nil {
			return m, ErrMomentForm.With("%q is not a period; write period:2015-16/06, 01 to 13, or 14 for the closing entry too", s)
		}
		return m, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return m, ErrMomentForm.With("%q is not a moment: %s", s, ErrMomentForm.Text)
	}
	m.instant = t.UTC().AppendFormat(nil, recordedForm) // what is finer than entries are recorded is cut off
	return m, nil
}

// holds reports whether an entry counts.
func (m Moment) holds(e *entry, period ledger.Period) bool {
	switch {
	case m.seq != 0:
		return e.seq <= m.seq
	case m.instant != nil:
		return bytes.Compare(e.recorded, m.instant) <= 0
	case m.period != 0:
		return period <= m.period
	}
	return true
}

// check refuses a moment that the file does not reach, or by which nothing had been recorded.
func (m Moment) check(r Report, counted int64) error {
	switch {
	case m.seq > r.Entries:
		return ErrNotInFile.With("the file ends at entry %d of %s; there is no entry %d in it", r.Entries, r.Fund, m.seq)
	case m.instant != nil && string(m.instant) > r.Recorded:
		return ErrNotInFile.With("the file ends with entry %d, recorded at %s; what came by %s it cannot show",
			r.Entries, r.Recorded, m.Asked)
	case m.period != 0:
		last, err := time.Parse(recordedForm, r.Recorded)
		if err != nil || begins(m.period) > ledger.DateOf(last) {
			return ErrNotInFile.With("period %s had not begun when the file's last entry was recorded, at %s",
				m.period, r.Recorded)
		}
	}
	if counted == 0 {
		return ErrBeforeFile.With("nothing stands in the journal of %s by %s", r.Fund, m.Asked)
	}
	return nil
}

// begins is the first day of a period; the last two of a year are all of its last day.
func begins(p ledger.Period) ledger.Date {
	if p.Number() > 12 {
		return p.Last()
	}
	return ledger.NewDate(int(p.Year()), time.March+time.Month(p.Number()), 1)
}

// String says the moment in words.
func (m Moment) String() string {
	switch {
	case m.seq != 0:
		return fmt.Sprintf("entry %d", m.seq)
	case m.period != 0:
		return fmt.Sprintf("the end of period %s", m.period)
	case m.instant != nil:
		return m.Asked
	}
	return "its end"
}
