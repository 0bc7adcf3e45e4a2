package report

import (
	"testing"

	"pgregory.net/rapid"

	"pooled/ledger"
)

func made(period int, amounts ...int64) ledger.BudgetProfile {
	p := ledger.BudgetProfile{Version: 1, Year: 2015, Made: ledger.NewPeriod(2015, period)}
	for i, pence := range amounts {
		if pence > 0 {
			p.Periods = append(p.Periods, ledger.ProfilePart{
				Period: ledger.NewPeriod(2015, i+1), Amount: ledger.Pence(pence),
			})
		}
	}
	return p
}

func changed(period int, pence int64) (m monthly) {
	m[period-1] = ledger.Pence(pence)
	return m
}

func TestProfiled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		budget  int64
		profile ledger.BudgetProfile
		changes monthly
		want    [12]int64
	}{
		{
			"twelfths, odd pennies early", 1202,
			ledger.BudgetProfile{},
			monthly{},
			[12]int64{101, 101, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100},
		},
		{"as profiled", 100, made(1, 10, 0, 0, 90), monthly{}, [12]int64{10, 0, 0, 90}},
		{
			"more in month 3, pro rata to what is left of the profile", 160, made(1, 40, 0, 40, 20), changed(3, 60),
			[12]int64{40, 0, 80, 40},
		},
		{"less, exactly", 99, made(1, 0, 0, 0, 50, 25, 25), changed(2, -1), [12]int64{0, 0, 0, 49, 25, 25}},
		{
			"after all that is profiled: equally over the months that remain", 103, made(1, 100), changed(11, 3),
			[12]int64{100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1},
		},
		{
			"in the month it was made, and before", 130, made(4, 40, 0, 0, 20, 40), changed(2, 999),
			[12]int64{40, 0, 0, 30, 60},
		},
		{
			"an adjustment of period 13 falls to March", 107, made(1, 100), changed(13, 7),
			[12]int64{100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7},
		},
		{
			"profiled for March, made in period 13", 107, made(13, 100),
			monthly{},
			[12]int64{100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := profiled(ledger.Pence(tt.budget), tt.profile, tt.changes)
			for n, want := range tt.want {
				if got[n].Pence() != want {
					t.Errorf("month %d has %d, want %d", n+1, got[n].Pence(), want)
				}
			}
		})
	}
}

// TestProfiledSums holds that no penny is lost, whatever was profiled and changed.
func TestProfiledSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(0, 1<<30), 12, 12).Draw(t, "amounts")
		p := made(rapid.IntRange(1, 13).Draw(t, "made"), amounts...)
		p.Version = rapid.IntRange(0, 1).Draw(t, "version")
		var changes monthly
		for n := range changes {
			changes[n] = ledger.Pence(rapid.Int64Range(-1<<20, 1<<20).Draw(t, "change"))
		}
		budget := ledger.Pence(rapid.Int64Range(0, 1<<34).Draw(t, "budget"))
		got := profiled(budget, p, changes)
		if sum := got.through(months); sum != budget || !got[months].IsZero() {
			t.Fatalf("the months of %s come to %s", budget, sum)
		}
	})
}

func TestStraightLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		spent   int64
		elapsed int
		want    int64
	}{
		{100, 12, 100},
		{100, 6, 200},
		{100, 5, 240},
		{1, 7, 2},
		{4, 7, 7},
		{3, 8, 5},
		{1, 8, 2},
		{-3, 8, -5},
		{-1, 7, -2},
		{0, 1, 0},
		{5, 1, 60},
	} {
		if got := straightLine(ledger.Pence(tt.spent), tt.elapsed).Pence(); got != tt.want {
			t.Errorf("%d in %d months goes on to %d, want %d", tt.spent, tt.elapsed, got, tt.want)
		}
	}
}
