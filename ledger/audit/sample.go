package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"pooled/ledger"
)

// How a sample is drawn.
const (
	RandomSample       = "random"        // every entry that moves money is as likely as any other
	MonetaryUnitSample = "monetary-unit" // every penny is: great entries are likelier, those of an interval certain
)

// SampleAlgorithm names how numbers are drawn, so that another program can draw them again. The draw of counter i,
// from 0 upwards, is the first eight bytes, the most significant first, of SHA-256 over the text
// "pooled-sample/1:SEED:i". To draw from 1 to n, draws of 2^64 - (2^64 mod n) and more are passed over, and the
// number is 1 + draw mod n.
const SampleAlgorithm = "pooled-sample/1"

// SampleMax is the most entries of a sample, and seedLengthMax the most characters of a seed.
const (
	SampleMax     = 10_000
	seedLengthMax = 100
)

// ErrSampleForm refuses a sample that cannot be drawn.
var ErrSampleForm = &ledger.Error{
	Kind: ledger.Invalid, Name: "sample-form",
	Text: "a sample is of 1 to 10000 entries, drawn at random or by monetary unit from a seed",
}

// SampleTerms is how a sample is to be drawn. Memo draws from entries that move budget and commitments alone as well.
type SampleTerms struct {
	Method string `json:"method" doc:"random or monetary-unit"`
	Size   int    `json:"size" doc:"how many entries, or how many intervals"`
	Seed   string `json:"seed"`
	Memo   bool   `json:"memo" doc:"entries that move the memo book alone are in the population too"`
}

// Sample is what was drawn, with all that it takes to draw it again.
type Sample struct {
	Fund      ledger.FundID `json:"fund"`
	Entries   int64         `json:"entries" doc:"of the file"`
	Root      ledger.Digest `json:"root"`
	Algorithm string        `json:"algorithm"`
	SampleTerms
	Population int64        `json:"population" doc:"entries that could be drawn"`
	Total      ledger.Money `json:"total" doc:"what those come to"`
	Interval   ledger.Money `json:"interval" doc:"of pounds and pence between two points; nil when drawn at random"`
	Start      ledger.Money `json:"start" doc:"the first point"`
	Items      []SampleItem `json:"items" doc:"in the order of the journal"`
}

// SampleItem is one entry of a sample.
type SampleItem struct {
	EntryChange
	Amount ledger.Money `json:"amount" doc:"the debits of the actuals book; where it has none, of memo without allowances"`
	Points int          `json:"points" doc:"how many points of the sample fell into the entry"`
}

// DrawSample verifies a whole file and draws a sample of its fund's entries. It reads the file twice, since a point can
// only be drawn once the population is known; open gives it from its beginning each time. Memory grows with the sample
// alone. It returns a Fault, or ErrSampleForm.
func DrawSample(open func() (io.ReadCloser, error), terms SampleTerms, o Options) (Sample, error) {
	if err := terms.check(); err != nil {
		return Sample{}, err
	}
	s := Sample{Algorithm: SampleAlgorithm, SampleTerms: terms, Items: []SampleItem{}}
	total := int64(0)
	report, err := sampled(open, o, func(e *entry, _ []byte) error {
		if amount := s.weight(e); amount > 0 {
			s.Population++
			if total += amount; total < 0 {
				return ErrSampleForm.With("the population comes to more than can be counted in pence")
			}
		}
		return nil
	})
	if err != nil {
		return Sample{}, err
	}
	s.Fund, s.Entries, s.Root, s.Total = report.Fund, report.Entries, report.Root, ledger.Pence(total)
	points, err := s.points(total)
	if err != nil {
		return Sample{}, err
	}
	again, err := sampled(open, o, s.picker(points))
	if err == nil && again.Root != report.Root {
		err = ErrSampleForm.With("the file changed while it was read: draw the sample again")
	}
	return s, err
}

func sampled(open func() (io.ReadCloser, error), o Options, f func(e *entry, body []byte) error) (Report, error) {
	in, err := open()
	if err != nil {
		return Report{}, err
	}
	defer in.Close()
	o.entry = func(s *section, e *entry, body []byte) error {
		if s.fund == string(ledger.Service) {
			return nil
		}
		return f(e, body)
	}
	return Verify(in, o)
}

func (t SampleTerms) check() error {
	switch {
	case t.Method != RandomSample && t.Method != MonetaryUnitSample:
		return ErrSampleForm.With("a sample is drawn by %s or %s, not %q", RandomSample, MonetaryUnitSample, t.Method)
	case t.Size < 1 || t.Size > SampleMax:
		return ErrSampleForm.With("a sample is of 1 to %d entries, not %d", SampleMax, t.Size)
	case t.Seed == "" || len(t.Seed) > seedLengthMax || !printable(t.Seed):
		return ErrSampleForm.With("a seed has 1 to %d characters that can be read", seedLengthMax)
	}
	return nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}

// weight is the entry's amount where it is of the population, else nil. A year's closing entry, which repeats what
// others moved, is not.
func (t SampleTerms) weight(e *entry) int64 {
	amount, memo := e.amount()
	if memo && !t.Memo || bytes.HasSuffix(e.period, []byte("/14")) {
		return 0
	}
	return amount
}

// points are the places drawn, in rising order: numbers of entries within the population, or pence within the total.
func (s *Sample) points(total int64) ([]int64, error) {
	size := int64(s.Size)
	d := drawer{seed: s.Seed}
	if s.Method == RandomSample {
		if size > s.Population {
			return nil, ErrSampleForm.With("a sample of %d cannot be drawn from %d entries that move money", size, s.Population)
		}
		drawn := map[int64]bool{}
		points := make([]int64, 0, size)
		for int64(len(points)) < size {
			if n := d.upTo(s.Population); !drawn[n] {
				drawn[n] = true
				points = append(points, n)
			}
		}
		slices.Sort(points)
		return points, nil
	}
	interval := total / size
	if interval == 0 {
		return nil, ErrSampleForm.With("a sample of %d points cannot be drawn from %s", size, s.Total.Pounds())
	}
	start := d.upTo(interval)
	s.Interval, s.Start = ledger.Pence(interval), ledger.Pence(start)
	points := make([]int64, size)
	for i := range points {
		points[i] = start + int64(i)*interval
	}
	return points, nil
}

// picker takes the entries that the points fall into.
func (s *Sample) picker(points []int64) func(e *entry, body []byte) error {
	at := int64(0)
	return func(e *entry, body []byte) error {
		amount := s.weight(e)
		if amount == 0 {
			return nil
		}
		if at++; s.Method == MonetaryUnitSample {
			at += amount - 1
		}
		hits := 0
		for len(points) > 0 && points[0] <= at {
			points, hits = points[1:], hits+1
		}
		if hits == 0 {
			return nil
		}
		words, err := inWords(e, body)
		s.Items = append(s.Items, SampleItem{words, ledger.Pence(amount), hits})
		return err
	}
}

// drawer draws numbers as SampleAlgorithm says.
type drawer struct {
	seed    string
	counter int64
}

// upTo draws a number from 1 to n, each as likely as any other.
func (d *drawer) upTo(n int64) int64 {
	most := uint64(n)
	over := (math.MaxUint64%most + 1) % most // 2^64 mod n
	for {
		sum := sha256.Sum256([]byte(SampleAlgorithm + ":" + d.seed + ":" + strconv.FormatInt(d.counter, 10)))
		d.counter++
		if draw := binary.BigEndian.Uint64(sum[:8]); draw <= math.MaxUint64-over {
			return int64(draw%most) + 1
		}
	}
}

// Text prints the sample, for people.
func (s Sample) Text(w io.Writer) error {
	out := &printer{to: w}
	out.printf("%s: a sample of its journal\n\n", s.Fund)
	out.printf("  method      %s, by %s from the seed %q\n", s.Method, s.Algorithm, s.Seed)
	out.printf("  population  %d of %d entries, which come to %s\n", s.Population, s.Entries, s.Total.Pounds())
	if s.Method == MonetaryUnitSample {
		out.printf("  interval    %s, from %s on\n", s.Interval.Pounds(), s.Start.Pounds())
	}
	out.printf("  drawn       %d entries\n", len(s.Items))
	out.printf("  root        %s\n\n", s.Root)
	for _, item := range s.Items {
		twice := ""
		if item.Points > 1 {
			twice = fmt.Sprintf("  (%d points)", item.Points)
		}
		out.printf("%5d  %s  %s  %-16s  %16s  %s%s\n", item.Seq, item.Effective, item.Period, item.Actor,
			item.Amount.Pounds(), item.Sentence, twice)
	}
	return out.err
}
