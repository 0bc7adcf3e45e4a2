package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the London calendar must be there on any machine
)

// Date is a civil date in London, in days since 1 January 1970. The zero value means no date.
type Date int32

var london = mustLondon()

func mustLondon() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}

// NewDate makes a date from its parts, normalised as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DateOf is the civil date in London at an instant: 31 March 23:00 UTC is 1 April.
func DateOf(t time.Time) Date {
	y, m, d := t.In(london).Date()
	return NewDate(y, m, d)
}

// InLondon is an instant by the clock in London, for what depends on the time of day.
func InLondon(t time.Time) time.Time { return t.In(london) }

// ParseDate reads 2015-04-01, in the years 2000 to 2100. It returns ErrDateForm.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 2000 || t.Year() > 2100 {
		return 0, ErrDateForm
	}
	return NewDate(t.Date()), nil
}

// MustDate is ParseDate for constants; it panics on a malformed date.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Begins is the instant the day begins in London: midnight there.
func (d Date) Begins() time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, london).UTC()
}

// Time is midnight UTC of the date, for formatting and for PostgreSQL's date type.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is the ISO form, 2015-04-01, or "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// UK is the form for people, 1 April 2015.
func (d Date) UK() string { return d.Time().Format("2 January 2006") }

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; an empty text is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// Year is a financial year, 1 April to 31 March, by the calendar year it begins in. Zero means no year.
type Year int16

// YearOf is the financial year a date falls in.
func YearOf(d Date) Year {
	t := d.Time()
	if t.Month() < time.April {
		return Year(t.Year() - 1)
	}
	return Year(t.Year())
}

// ParseYear reads 2015-16. It returns ErrPeriodForm.
func ParseYear(s string) (Year, error) {
	first, second, ok := strings.Cut(s, "-")
	n, err := strconv.Atoi(first)
	if !ok || err != nil || n < 2000 || n > 2100 || len(first) != 4 || second != fmt.Sprintf("%02d", (n+1)%100) {
		return 0, ErrPeriodForm
	}
	return Year(n), nil
}

// String is 2015-16, or "" for no year.
func (y Year) String() string {
	return string(y.append(nil))
}

func (y Year) append(b []byte) []byte {
	if y == 0 {
		return b
	}
	next := byte((int(y) + 1) % 100)
	return append(strconv.AppendInt(b, int64(y), 10), '-', '0'+next/10, '0'+next%10)
}

// First is 1 April of the year.
func (y Year) First() Date { return NewDate(int(y), time.April, 1) }

// Last is 31 March of the year.
func (y Year) Last() Date { return NewDate(int(y)+1, time.March, 31) }

// MarshalText writes 2015-16.
func (y Year) MarshalText() ([]byte, error) { return []byte(y.String()), nil }

// UnmarshalText reads 2015-16; an empty text is no year.
func (y *Year) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*y = 0
		return nil
	}
	*y, err = ParseYear(string(b))
	return err
}

// Period is a month of a financial year: 1 is April, 12 is March, 13 holds the year's adjustments and 14 the
// closing entry alone. Periods compare in order of time. It fits PostgreSQL's smallint.
type Period int16

// NewPeriod makes period number n (1 to 14) of a year.
func NewPeriod(y Year, n int) Period { return Period((int(y)-2000)*16 + n) }

// PeriodOf is the period a date falls in by itself: period 13 is never guessed.
func PeriodOf(d Date) Period {
	return NewPeriod(YearOf(d), (int(d.Time().Month())+8)%12+1)
}

// ParsePeriod reads 2015-16/06, number 1 to 13. It returns ErrPeriodForm.
func ParsePeriod(s string) (Period, error) {
	p, err := ParseEntryPeriod(s)
	if p.closing() {
		return 0, ErrPeriodForm
	}
	return p, err
}

// ParseEntryPeriod reads the period of an entry that stands: the closing period too, which nobody asks for.
func ParseEntryPeriod(s string) (Period, error) {
	year, number, ok := strings.Cut(s, "/")
	y, err := ParseYear(year)
	n, numberErr := strconv.Atoi(number)
	if !ok || err != nil || numberErr != nil || fmt.Sprintf("%02d", n) != number || n < 1 || n > 14 {
		return 0, ErrPeriodForm
	}
	return NewPeriod(y, n), nil
}

// MustPeriod is ParsePeriod for constants; it panics on a malformed period.
func MustPeriod(s string) Period {
	p, err := ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// Year is the financial year of the period.
func (p Period) Year() Year { return Year(int(p)/16 + 2000) }

// Number is 1 to 14.
func (p Period) Number() int { return int(p) % 16 }

// closing reports period 14, which holds the closing entry, and what takes it back, alone.
func (p Period) closing() bool { return p.Number() == 14 }

// Last is the last day of the period.
func (p Period) Last() Date {
	if p.Number() >= 12 {
		return p.Year().Last()
	}
	return NewDate(int(p.Year()), time.April+time.Month(p.Number()), 0)
}

// Holds reports whether an entry of that date may stand in the period: the month it falls in, or period 13
// for 31 March.
func (p Period) Holds(d Date) bool {
	return PeriodOf(d) == p || p.Number() >= 13 && d == p.Year().Last()
}

// String is 2015-16/06, or "" for no period.
func (p Period) String() string {
	if p == 0 {
		return ""
	}
	return fmt.Sprintf("%s/%02d", p.Year(), p.Number())
}

// MarshalText writes 2015-16/06.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads 2015-16/06; an empty text is no period.
func (p *Period) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*p = 0
		return nil
	}
	*p, err = ParsePeriod(string(b))
	return err
}
