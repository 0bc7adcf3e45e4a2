package ledger

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePercent(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Percent{
		"0": 0, "0.0": 0, "2.5": 2500, "0.125": 125, "12": 12_000, "100": 100_000, "100.000": 100_000, "99.999": 99_999,
	} {
		if got, err := ParsePercent(s); err != nil || got != want {
			t.Errorf("ParsePercent(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", ".5", "5.", "-1", "+1", "1e1", "01", "100.001", "101", "2.0005", "1,5", " 1", "1%", "1000",
	} {
		if got, err := ParsePercent(s); !errors.Is(err, ErrPercentForm) {
			t.Errorf("ParsePercent(%q) = %d, %v; want a refusal", s, got, err)
		}
	}
}

func TestPercentOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rate, of, want string }{
		{"2.5", "1000.00", "25.00"},
		{"1.1", "123.45", "1.36"}, // 1.35795
		{"0.5", "1.00", "0.01"},   // half a penny goes up
		{"0.499", "1.00", "0.00"}, // and less than half does not
		{"0.5", "-1.00", "-0.01"}, // away from nil
		{"50", "0.01", "0.01"},    // half a penny of the smallest amount
		{"0", "9999999999.99", "0.00"},
		{"99.999", "9999999999.99", "9999899999.99"},
		{"100", "9999999999.99", "9999999999.99"},
	} {
		rate, err := ParsePercent(tt.rate)
		if err != nil {
			t.Fatal(err)
		}
		if got := rate.Of(MustMoney(tt.of)); got != MustMoney(tt.want) {
			t.Errorf("%s per cent of %s is %s, want %s", tt.rate, tt.of, got, tt.want)
		}
	}
}

// TestPercentIsRead holds that every rate reads back as it is written, and is within half a penny of the exact part.
func TestPercentIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Percent(rapid.Int64Range(0, int64(PercentMax)).Draw(t, "rate"))
		if got, err := ParsePercent(p.String()); err != nil || got != p {
			t.Fatalf("%d is written %s and read %d, %v", int64(p), p, got, err)
		}
		pence := rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "pence")
		off := p.Of(Pence(pence)).Pence()*int64(PercentMax) - pence*int64(p)
		if off < 0 {
			off = -off
		}
		if off > int64(PercentMax)/2 {
			t.Fatalf("%s per cent of %d pence is off by %d", p, pence, off)
		}
	})
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
