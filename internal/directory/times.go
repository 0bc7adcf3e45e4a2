package directory

import (
	"regexp"
	"strings"
	"time"
)

// days are the days of the week as RFC 5545 writes them; a day's place is its bit.
var days = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// dayBit is the bit of a day, given as MO, Monday or monday; 0 for what is no day.
func dayBit(day string) int16 {
	if len(day) < 2 {
		return 0
	}
	for i, short := range days {
		long := time.Weekday((i + 1) % 7).String()
		if strings.EqualFold(day, short) || strings.EqualFold(day, long) || strings.EqualFold(day, long[:3]) {
			return 1 << i
		}
	}
	return 0
}

// times are when a service is open: the days of the week, the earliest hour and the latest.
type times struct {
	days          int16
	opens, closes string // HH:MM:SS; empty when no schedule says
}

var (
	onDay = regexp.MustCompile(`^[+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU)$`)
	clock = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?`)
)

func (t *times) add(schedules []object) {
	for _, s := range schedules {
		for part := range strings.SplitSeq(s.text("byday"), ",") {
			if match := onDay.FindStringSubmatch(strings.TrimSpace(part)); match != nil {
				t.days |= dayBit(match[1])
			}
		}
		if s.text("byday") == "" && s.text("freq") == "WEEKLY" { // then it is the day of the first time
			if first, err := time.Parse(time.DateOnly, s.text("dtstart")); err == nil {
				t.days |= dayBit(first.Weekday().String())
			}
		}
		if at := hour(s.text("opens_at")); at != "" && (t.opens == "" || at < t.opens) {
			t.opens = at
		}
		if at := hour(s.text("closes_at")); at > t.closes {
			t.closes = at
		}
	}
}

// hour is a time of day without its zone: a service is open by the clock on its own wall.
func hour(s string) string {
	at := clock.FindString(s)
	if len(at) == len("10:00") {
		at += ":00"
	}
	return at
}

// daysOf are the days of a set of bits, as words.
func daysOf(bits int16) []string {
	list := []string{}
	for i := range days {
		if bits&(1<<i) != 0 {
			list = append(list, strings.ToLower(time.Weekday((i+1)%7).String()))
		}
	}
	return list
}
