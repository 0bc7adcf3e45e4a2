package audit_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

func opened(file []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
}

func sample(t *testing.T, file []byte, terms audit.SampleTerms) audit.Sample {
	t.Helper()
	s, err := audit.DrawSample(opened(file), terms, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// draws are numbers drawn as the help of the command says, once more and with other arithmetic.
func draws(seed string, upTo int64) func() int64 {
	n, all := big.NewInt(upTo), new(big.Int).Lsh(big.NewInt(1), 64)
	over := new(big.Int).Sub(all, new(big.Int).Mod(all, n))
	i := -1
	return func() int64 {
		for {
			i++
			sum := sha256.Sum256(fmt.Appendf(nil, "pooled-sample/1:%s:%d", seed, i))
			if draw := new(big.Int).SetBytes(sum[:8]); draw.Cmp(over) < 0 {
				return new(big.Int).Mod(draw, n).Int64() + 1
			}
		}
	}
}

// population is each entry that moves money in actuals and what it comes to, in order, worked out from its steps.
func population(t *testing.T, file []byte) (seqs, pence []int64) {
	t.Helper()
	for _, s := range steps(t, file, audit.Selection{}) {
		amount := ledger.Money{}
		for _, l := range s.Lines {
			if l.Account[0] != '9' && l.Amount.Sign() > 0 {
				amount = amount.Add(l.Amount)
			}
		}
		if !amount.IsZero() {
			seqs, pence = append(seqs, s.Seq), append(pence, amount.Pence())
		}
	}
	return seqs, pence
}

// Samples are what another program draws from the same seed by the words of the help.
func TestSamplesCanBeDrawnAgain(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	file := fileOf(t, p)
	seqs, pence := population(t, file)
	total := int64(0)
	for _, n := range pence {
		total += n
	}
	for i := range 20 {
		seed, size := fmt.Sprint("seed ", i), 1+i%len(seqs)
		s := sample(t, file, audit.SampleTerms{Method: audit.RandomSample, Size: size, Seed: seed})
		var want []int64
		for next := draws(seed, int64(len(seqs))); len(want) < size; {
			if seq := seqs[next()-1]; !slices.Contains(want, seq) {
				want = append(want, seq)
			}
		}
		slices.Sort(want)
		ofAll := s.Population == int64(len(seqs)) && s.Total.Pence() == total
		if got := drawnOf(s, 1); fmt.Sprint(got) != fmt.Sprint(want) || !ofAll {
			t.Errorf("%d from %q are %v of %d, want %v of %d", size, seed, got, s.Population, want, len(seqs))
		}
		s = sample(t, file, audit.SampleTerms{Method: audit.MonetaryUnitSample, Size: size, Seed: seed})
		interval := total / int64(size)
		want = nil
		for n, point := range slices.Repeat([]int64{draws(seed, interval)()}, size) {
			point += int64(n) * interval
			for k := 0; ; k++ {
				if point -= pence[k]; point <= 0 {
					want = append(want, seqs[k])
					break
				}
			}
		}
		if got := drawnOf(s, 0); fmt.Sprint(got) != fmt.Sprint(want) || s.Interval.Pence() != interval {
			t.Errorf("%d points from %q are %v, want %v", size, seed, got, want)
		}
		for k, seq := range seqs {
			if pence[k] >= interval && !slices.Contains(want, seq) {
				t.Errorf("entry %d is of an interval and was missed", seq)
			}
		}
	}
}

// drawnOf are the entries of a sample, each as often as points fell into it; once is the most points that any may have.
func drawnOf(s audit.Sample, once int) (seqs []int64) {
	for _, item := range s.Items {
		for range item.Points {
			seqs = append(seqs, item.Seq)
		}
		if once > 0 && item.Points > once {
			return nil
		}
	}
	return seqs
}

func TestSamplesAreRefused(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	receive := func(amount string) {
		p.Must("ada", "2015-06-01", ledger.ReceiveContribution{
			Contribution: ledger.ContributionID(pooltest.NHSMinimum), Amount: ledger.MustMoney(amount),
			Power: ledger.Section75, Receipt: ledger.Text("receipt " + amount),
		})
	}
	receive("0.02")
	receive("0.03")
	c := takeApart(t, fileOf(t, p))
	for i, line := range c.main {
		c.main[i] = bytes.ReplaceAll(line, []byte(`1000000.00"`), []byte(`0.01"`))
	}
	file := c.forged()
	if _, pence := population(t, file); fmt.Sprint(pence) != "[1 1 1 2 3]" {
		t.Fatalf("the population is of %v pence", pence)
	}
	for _, one := range []struct {
		terms audit.SampleTerms
		want  string // empty: drawn
	}{
		{audit.SampleTerms{Method: audit.RandomSample, Size: 5, Seed: "s"}, ""},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 6, Seed: "s"}, "a sample of 6 cannot be drawn from 5 entries that move money"},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 6, Seed: "s", Memo: true}, ""},
		{audit.SampleTerms{Method: audit.MonetaryUnitSample, Size: 8, Seed: "s"}, ""},
		{audit.SampleTerms{Method: audit.MonetaryUnitSample, Size: 9, Seed: "s"}, "a sample of 9 points cannot be drawn from £0.08"},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 0, Seed: "s"}, "1 to 10000 entries, not 0"},
		{audit.SampleTerms{Method: audit.RandomSample, Size: audit.SampleMax + 1, Seed: "s"}, "1 to 10000 entries, not 10001"},
		{audit.SampleTerms{Method: "by hand", Size: 1, Seed: "s"}, `not "by hand"`},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 1}, "a seed has 1 to 100 characters"},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 1, Seed: strings.Repeat("s", 100)}, ""},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 1, Seed: strings.Repeat("s", 101)}, "a seed has 1 to 100 characters"},
		{audit.SampleTerms{Method: audit.RandomSample, Size: 1, Seed: "a\nb"}, "a seed has 1 to 100 characters"},
	} {
		_, err := audit.DrawSample(opened(file), one.terms, audit.Options{})
		switch {
		case one.want == "" && err != nil:
			t.Errorf("%+v: %v", one.terms, err)
		case one.want != "" && (!errors.Is(err, audit.ErrSampleForm) || !strings.Contains(err.Error(), one.want)):
			t.Errorf("%+v: %v, want %s", one.terms, err, one.want)
		}
	}
	p.Must("pam", "2015-06-02", ledger.SetSchemeBudget{
		Scheme: "one", Source: pooltest.NHSMinimum, Direction: ledger.Increase, Amount: ledger.MustMoney("1.00"),
	})
	files := [][]byte{file, fileOf(t, p)}
	_, err := audit.DrawSample(func() (io.ReadCloser, error) {
		next := files[0]
		files = files[1:]
		return io.NopCloser(bytes.NewReader(next)), nil
	}, audit.SampleTerms{Method: audit.RandomSample, Size: 1, Seed: "s"}, audit.Options{})
	if !errors.Is(err, audit.ErrSampleForm) || !strings.Contains(err.Error(), "changed while it was read") {
		t.Errorf("of a file that changed: %v", err)
	}
	one := audit.SampleTerms{Method: audit.RandomSample, Size: 1, Seed: "s"}
	_, err = audit.DrawSample(opened(file[:len(file)-9]), one, audit.Options{})
	if audit.AsFault(err) == nil {
		t.Errorf("of a file cut off: %v", err)
	}
}
