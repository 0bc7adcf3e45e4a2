package audit_test

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/policy"
)

// endless gives as many bytes as it is asked for, all the same, and counts them.
type endless struct {
	start []byte // what it gives first
	given int64
	most  int64
}

func (e *endless) Read(b []byte) (int, error) {
	if e.given >= e.most {
		return 0, io.EOF
	}
	n := copy(b, e.start)
	e.start = e.start[n:]
	for i := n; i < len(b); i++ {
		b[i] = 'x'
	}
	e.given += int64(len(b))
	return len(b), nil
}

// A line of 100 GB is refused once it is longer than any entry, whether it is the first or not, and neither what is
// read nor what is held grows with it.
func TestEndlessLineIsRefused(t *testing.T) {
	file, _ := exported(t, false)
	head := file[:bytes.IndexByte(file, '\n')+1]
	for _, start := range [][]byte{nil, head, file[:len(file)-1]} {
		in := &endless{start: start, most: 100_000_000_000}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := audit.Verify(in, audit.Options{})
		runtime.ReadMemStats(&after)
		f := audit.AsFault(err)
		if f == nil || f.Kind != audit.Unreadable {
			t.Errorf("it is told as %v", err)
		}
		if in.given > 20<<20 {
			t.Errorf("%d bytes are read before it is refused", in.given)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 160<<20 {
			t.Errorf("%d bytes are taken to refuse it", grown)
		}
	}
}

// FuzzVerify: no file brings verification down or has another error than a fault, and no entry brings the judge down.
func FuzzVerify(f *testing.F) {
	file, _ := exported(f, false)
	redacted, _ := exported(f, true)
	for _, seed := range [][]byte{file, redacted, file[:len(file)/2], []byte("\x1f\x8b"), nil} {
		f.Add(seed)
	}
	scheme, err := policy.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := audit.Verify(bytes.NewReader(b), audit.Options{})
		if err != nil && audit.AsFault(err) == nil {
			t.Errorf("%v is no fault", err)
		}
		if whole := bytes.Equal(b, file) || bytes.Equal(b, redacted); whole && err != nil {
			t.Error(err)
		}
		judge := audit.NewJudge(scheme.Decide)
		for line := range bytes.Lines(b) { // as if each had been proved: forgers can
			if _, body, ok := bytes.Cut(bytes.TrimSpace(line), []byte("\t")); ok {
				_ = judge.Each(string(ledger.Service), body)
			}
		}
	})
}
