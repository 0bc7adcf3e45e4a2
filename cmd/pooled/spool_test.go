package main

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/policy"
)

// generated gives lines that look like entries, without an end that memory could hold, and notes how far it was read.
type generated struct {
	line []byte
	most int64
	read int64
}

func (g *generated) Read(b []byte) (int, error) {
	if g.read >= g.most {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) {
		n += copy(b[n:], g.line[int((g.read+int64(n))%int64(len(g.line))):])
	}
	g.read += int64(n)
	return n, nil
}

// What can be read but once is read twice the same, however much of it the first look takes.
func TestSpooledIsReadTwice(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("whole\n", 100_000)
	for _, taken := range []int64{0, 1, 70_000, int64(len(text)), int64(len(text)) + 9} {
		again, done, err := spooled(strings.NewReader(text), func(in io.Reader) {
			_, _ = io.CopyN(io.Discard, in, taken)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(again)
		if err != nil || string(got) != text || done() != nil {
			t.Errorf("after %d bytes: %v, and the same: %v", taken, err, string(got) == text)
		}
	}
}

// Of standard input no entry is kept in memory but those that others name, and a line of 100 GB is given up on, by
// every tool that reads an export.
func TestStandardInputKeepsMemoryFlat(t *testing.T) {
	head := `{"type":"export/1","fund":"f","entries":9,"root":"` + ledger.Digest{}.String() + `","service":9,"serviceRoot":"` +
		ledger.Digest{}.String() + `"}` + "\n"
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	entry := []byte(strings.Repeat("x", 43) + "\t" + strings.Repeat("y", 900) + "\n")
	grown := func(do func()) uint64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		do()
		runtime.GC()
		runtime.ReadMemStats(&after)
		return max(after.HeapInuse, before.HeapInuse) - before.HeapInuse
	}
	judge := audit.NewJudge(scheme.Decide)
	many := &generated{line: entry, most: 200 << 20}
	kept := grown(func() {
		_, done, err := spooled(io.MultiReader(strings.NewReader(head), many), judge.Look)
		if err != nil {
			t.Fatal(err)
		}
		_ = done()
	})
	if many.read < many.most || kept > 8<<20 {
		t.Errorf("%d MB are read, and %d MB of memory kept", many.read>>20, kept>>20)
	}
	long := func() (*generated, io.Reader) {
		g := &generated{line: bytes.Repeat([]byte("z"), 1<<16), most: 100_000_000_000}
		return g, io.MultiReader(strings.NewReader(head), g)
	}
	for name, do := range map[string]func(io.Reader) error{
		"verify -": func(in io.Reader) error {
			again, done, err := spooled(in, judge.Look)
			if err != nil {
				return err
			}
			defer done() //nolint:errcheck // what is removed anyway
			_, err = audit.Verify(again, audit.Options{})
			return err
		},
		"replay": func(in io.Reader) error {
			_, err := audit.Replay(in, audit.Moment{}, audit.Options{})
			return err
		},
		"register": func(in io.Reader) error {
			_, err := audit.Register(in, audit.RegisterOptions{Thresholds: audit.DefaultThresholds()}, audit.Options{})
			return err
		},
		"export --resume": func(in io.Reader) error {
			return audit.NewReceiver(io.Discard, "f", false, nil).Take(in)
		},
	} {
		g, in := long()
		err := do(in)
		if f := audit.AsFault(err); f == nil || f.Kind != audit.Unreadable || !strings.Contains(f.Text, "longer than") {
			t.Errorf("%s: %v", name, err)
		}
		if g.read > 40<<20 {
			t.Errorf("%s reads %d MB of a line", name, g.read>>20)
		}
	}
}
