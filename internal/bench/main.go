// Command bench measures the program against the numbers it promises and prints one line a figure: name, value,
// unit, target, and "ok" or "short", between tabs. Figures that are compared come from one run on one embedded
// server with fsync on. It gates nothing: it exits 0 whether a figure is reached or not.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

// stage is one group of figures, run by its name.
type stage struct {
	name string
	run  func(context.Context, *house) error
}

var stages = []stage{
	{"acts", measureActs},
	{"certify", measureCertify},
	{"spot", measureSpot},
	{"bulk", measureBulk},
	{"size", measureSize}, // before anything else grows the large fund
	{"audit", measureAudit},
	{"long", measureLong},
	{"hledger", measureHledger},
	{"directory", measureDirectory},
	{"close", measureClose},
	{"policy", measurePolicy},
	{"position", measurePositions},
	{"pages", measurePages},
	{"search", measureSearch},
	{"proof", measureProof}, // last: it fills 300 MB of a fund that no act made
}

func main() {
	names := make([]string, len(stages))
	for i, s := range stages {
		names[i] = s.name
	}
	only := flag.String("only", "", "run one stage: "+strings.Join(names, ", "))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string) error {
	start := time.Now()
	house, err := openHouse(ctx)
	if err != nil {
		return err
	}
	defer house.close()
	found := only == ""
	for _, s := range stages {
		if only != "" && only != s.name {
			continue
		}
		found = true
		fmt.Fprintf(os.Stderr, "-- %s (%s so far)\n", s.name, time.Since(start).Round(time.Second))
		if err := s.run(ctx, house); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if !found {
		return fmt.Errorf("there is no stage %q", only)
	}
	if err := house.footprint(); err != nil {
		return err
	}
	atMost("bench-time", time.Since(start).Minutes(), "min", 20)
	version, err := house.version(ctx)
	fmt.Printf("# %d cores, PostgreSQL %s\n", runtime.NumCPU(), version)
	return err
}

// atLeast prints a figure that should reach its target, atMost one that should not pass it.
func atLeast(name string, value float64, unit string, target float64) {
	figure(name, value, unit, ">= "+number(target), value >= target)
}

func atMost(name string, value float64, unit string, target float64) {
	figure(name, value, unit, "<= "+number(target), value <= target)
}

// plain prints a figure that others are compared with.
func plain(name string, value float64, unit string) { figure(name, value, unit, "-", true) }

func figure(name string, value float64, unit, target string, reached bool) {
	verdict := "short"
	if reached {
		verdict = "ok"
	}
	fmt.Println(strings.Join([]string{name, number(value), unit, target, verdict}, "\t"))
}

func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
