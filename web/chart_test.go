package web

import (
	"flag"
	"html/template"
	"math"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each chart is drawn as it was, and shows markup in a name as text.
func TestCharts(t *testing.T) {
	t.Parallel()
	bars := []bar{
		{Name: "Beds <b>", Says: "£10.00, forecast £1.00 over", Plan: 1000, Filled: 400, Hatch: 300, Mark: 1100, Marked: true},
		{Name: "Nothing", Says: "£0.00"},
		{Name: "Paid back", Says: "−£2.00", Plan: 500, Filled: -200, Hatch: 100},
	}
	flows := []flow{{"CCG", "Minimum", "Beds", 600}, {"Council", "Grant", "Homes", 300}, {"CCG", "Minimum", "Homes", 100}}
	r := run{Spent: []int64{5, 15, 12}, Outturn: 130}
	for i := range r.Expected {
		r.Expected[i] = int64(i+1) * 10
	}
	digits := [9]digitColumn{{3000, 2709}, {0, 1584}, {900, 1124}}
	for name, got := range map[string]template.HTML{
		"digits": drawDigits("digits", "Digits & more", digits), "empty-digits": drawDigits("d", "None", [9]digitColumn{}),
		"bars": drawBars("bars", "Bars & more", bars), "flow": drawFlow("flow", "Flow", flows),
		"run": drawRun("run", "Run", r), "empty-bars": drawBars("e", "None", nil), "empty-flow": drawFlow("f", "None", nil),
		"empty-run": drawRun("r", "None", run{}),
	} {
		file := "testdata/" + name + ".svg"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != string(got) {
			t.Errorf("%s is not as in %s: %v\n%s", name, file, err, got)
		}
		if strings.Contains(string(got), "<b>") || strings.Contains(string(got), "style=") {
			t.Errorf("%s has markup of a name's, or a style: %s", name, got)
		}
	}
}

// A share never overflows, and never leaves nil to whole.
func TestShare(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ p, most, whole, want int64 }{
		{0, 0, 100, 0},
		{1, 0, 100, 0},
		{-1, 10, 100, 0},
		{1, 3, 100, 33},
		{3, 3, 100, 100},
		{4, 3, 100, 100},
		{math.MaxInt64, math.MaxInt64, 9900, 9900},
		{math.MaxInt64 - 1, math.MaxInt64, 9900, 9899},
	} {
		if got := share(one.p, one.most, one.whole); got != one.want {
			t.Errorf("share(%d, %d, %d) = %d, want %d", one.p, one.most, one.whole, got, one.want)
		}
	}
}
