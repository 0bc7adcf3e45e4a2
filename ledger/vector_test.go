package ledger

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"0.00", "0.01", "1.00", "10.10", "9999999999.99", "999999999999999.99", "-3.00",
		"-0.01",
	} {
		m, err := ParseMoney(s)
		if err != nil || m.String() != s {
			t.Errorf("ParseMoney(%q) = %s, %v", s, m, err)
		}
	}
	for _, s := range []string{
		"", ".", "1", "1.0", "1.000", "1.", ".50", "01.00", "00.00", "-0.00", "+1.00", " 1.00", "1.00 ", "1,000.00",
		"1e3", "1e3.00", "1.0e", "0x1.00", "NaN", "nan.00", "Inf", "∞.00", "１２.００", "1.٠٠", "--1.00", "-", "-.00",
		"9999999999999999.99", "£1.00", "1.00\n", "1_0.00",
	} {
		if m, err := ParseMoney(s); !errors.Is(err, ErrAmountForm) {
			t.Errorf("ParseMoney(%q) = %s, %v, want a refusal", s, m, err)
		}
	}
}

func TestCheckAmount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount string
		want   error
	}{
		{"0.01", nil},
		{"9999999999.99", nil},
		{"10000000000.00", ErrAmountTooLarge},
		{"0.00", ErrAmountNotPositive},
		{"-0.01", ErrAmountNotPositive},
	} {
		if err := CheckAmount(MustMoney(tt.amount)); !errors.Is(err, tt.want) {
			t.Errorf("CheckAmount(%s) = %v, want %v", tt.amount, err, tt.want)
		}
	}
	var m Money
	for _, number := range []string{`1`, `1.00`, `null`, `true`, `{}`, `"1"`} {
		if err := m.UnmarshalJSON([]byte(number)); err == nil {
			t.Errorf("the JSON %s was read as an amount", number)
		}
	}
}

func TestMoneyForPeople(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ amount, pounds, thousands string }{
		{"1234567.50", "£1,234,567.50", "1,235"},
		{"-3.00", "−£3.00", "0"},
		{"0.00", "£0.00", "0"},
		{"506600.00", "£506,600.00", "507"},
		{"357600.00", "£357,600.00", "358"},
		{"1296000.00", "£1,296,000.00", "1,296"},
		{"-153000.00", "−£153,000.00", "-153"},
		{"500.00", "£500.00", "1"},
		{"499.99", "£499.99", "0"},
	} {
		m := MustMoney(tt.amount)
		if m.Pounds() != tt.pounds || m.Thousands() != tt.thousands {
			t.Errorf("%s = %s and %s, want %s and %s", tt.amount, m.Pounds(), m.Thousands(), tt.pounds, tt.thousands)
		}
	}
}

// TestApportion holds the vectors of the domain: largest remainder, ties to the partner listed first.
func TestApportion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount  string
		weights []int64
		want    string
	}{
		{"1000000.01", []int64{937, 283}, "768032.79 231967.22"},
		{"-250000.00", []int64{937, 283}, "-192008.20 -57991.80"},
		{"123456.79", []int64{1, 1}, "61728.40 61728.39"},
		{"1234567.89", []int64{51, 49}, "629629.62 604938.27"},
		{"100.00", []int64{1, 1, 1}, "33.34 33.33 33.33"},
		{"82450.37", []int64{937, 283}, "63324.59 19125.78"},
		{"31666.65", []int64{333333, 300000}, "16666.65 15000.00"},
		{"0.01", []int64{0, 1}, "0.00 0.01"},
		{"0.00", []int64{1, 2}, "0.00 0.00"},
	} {
		var got []string
		for _, part := range MustMoney(tt.amount).Apportion(tt.weights) {
			got = append(got, part.String())
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s at %v = %v, want %s", tt.amount, tt.weights, got, tt.want)
		}
	}
}

func TestInstalments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount, first, last string
		firsts              int
	}{
		{"9621518.00", "801793.17", "801793.16", 8},
		{"10707003.00", "892250.25", "892250.25", 12},
	} {
		for i, part := range MustMoney(tt.amount).Instalments(12) {
			want := tt.first
			if i >= tt.firsts {
				want = tt.last
			}
			if part.String() != want {
				t.Errorf("instalment %d of %s is %s, want %s", i+1, tt.amount, part, want)
			}
		}
	}
}

func TestPerformanceRelease(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		plan, actual []int64
		want         string
	}{
		{
			"the vector",
			[]int64{100, 200, 300, 400},
			[]int64{50, 260, 240, 430},
			"74500.00 223500.00 59600.00 238400.00",
		},
		{"admissions rose", []int64{100, 200}, []int64{-10, 10}, "0.00 14900.00"},
		{"a quarter so far", []int64{100, 200}, []int64{100}, "149000.00"},
		{"a quarter beyond the plan", []int64{100}, []int64{100, 200}, "149000.00 0.00"},
	} {
		var got []string
		for _, m := range PerformanceRelease(tt.plan, tt.actual, MustMoney("1490.00")) {
			got = append(got, m.String())
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ instant, date, period string }{
		{"2015-03-31T22:59:59Z", "2015-03-31", "2014-15/12"},
		{"2015-03-31T23:00:00Z", "2015-04-01", "2015-16/01"}, // summer time has begun
		{"2016-03-31T23:00:00Z", "2016-04-01", "2016-17/01"},
		{"2015-10-31T23:30:00Z", "2015-10-31", "2015-16/07"}, // and has ended
		{"2015-12-31T23:59:59Z", "2015-12-31", "2015-16/09"},
	} {
		at, err := time.Parse(time.RFC3339, tt.instant)
		if err != nil {
			t.Fatal(err)
		}
		if d := DateOf(at); d.String() != tt.date || PeriodOf(d).String() != tt.period {
			t.Errorf("%s is %s in %s, want %s in %s", tt.instant, d, PeriodOf(d), tt.date, tt.period)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	p := MustPeriod("2015-16/13")
	if p.Last() != MustDate("2016-03-31") || !p.Holds(MustDate("2016-03-31")) ||
		p.Holds(MustDate("2016-03-30")) {
		t.Error("period 13 takes 31 March alone")
	}
	if p := MustPeriod("2015-16/11"); p.Last() != MustDate("2016-02-29") {
		t.Errorf("period 11 of 2015-16 ends on %s", p.Last())
	}
	for _, s := range []string{
		"2015-16", "2015-17/01", "2015-16/14", "2015-16/00", "2015-16/1", "15-16/01",
		"2015-16/+1",
	} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("%q was read as period %s", s, p)
		}
	}
	for _, s := range []string{"1999-01-01", "2101-01-01", "2015-02-30", "01/04/2015", "2015-4-1", ""} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestCheckID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a", "nhs-minimum", strings.Repeat("x", 40)} {
		if err := CheckID("id", id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
	}
	for _, id := range []string{"", "-a", "a-", "A", "a b", "a:b", "a.b", "a/b", "é", strings.Repeat("x", 41)} {
		if err := CheckID("id", id); err == nil {
			t.Errorf("%q passed", id)
		}
	}
}

func TestCheckText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "plain", "café", "£1,000"} {
		if err := CheckText("a text", s, 20); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{
		"\xff", "cafe\u0301", "a\x00b", "a\nb", "a\u202eb", "a\u200bb",
		strings.Repeat("x", 21),
	} {
		if err := CheckText("a text", s, 20); err == nil {
			t.Errorf("%q passed", s)
		}
	}
}

func TestChartIsInOrder(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(Chart, func(a, b ChartLine) int { return int(a.Code - b.Code) }) {
		t.Error("the chart of accounts is not in order of code")
	}
}
