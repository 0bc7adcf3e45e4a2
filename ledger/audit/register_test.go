package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

func register(t *testing.T, file []byte, thresholds audit.Thresholds, names ...string) audit.Risks {
	t.Helper()
	asked := audit.RegisterOptions{Thresholds: thresholds, Filters: names}
	risks, err := audit.Register(bytes.NewReader(file), asked, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return risks
}

// found are the entries that one filter finds.
func found(t *testing.T, file []byte, thresholds audit.Thresholds, name string) []int64 {
	t.Helper()
	risks := register(t, file, thresholds, name)
	seqs := []int64{}
	for _, item := range risks.Risks[0].Items {
		seqs = append(seqs, item.Seq)
	}
	if len(risks.Risks) != 1 || risks.Risks[0].Name != name || risks.Risks[0].Count != int64(len(seqs)) {
		t.Errorf("the filter %s alone gives %+v", name, risks.Risks)
	}
	return seqs
}

var instants = regexp.MustCompile(`"recorded":"[^"]*"`)

// recorded forges a file whose last entries were recorded at other instants, and all before them on a Thursday at noon.
func recorded(t *testing.T, file []byte, at ...string) []byte {
	t.Helper()
	c := takeApart(t, file)
	for _, lines := range [][][]byte{c.service, c.main} {
		for i := range lines {
			instant := "2015-01-01T12:00:00"
			if n := len(at) - (len(c.main) - i); &lines[0] == &c.main[0] && n >= 0 {
				instant = at[n]
			}
			lines[i] = instants.ReplaceAll(lines[i], []byte(`"recorded":"`+instant+`.000000Z"`))
		}
	}
	return c.forged()
}

// spent is a fund with a budget and then so many small virements of one day, and the number of the first.
func spent(t *testing.T, virements int) (*pooltest.Pool, int64) {
	t.Helper()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "9000.00")
	first := int64(0)
	for range virements {
		seq := p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "2.00")).Seq
		if first == 0 {
			first = seq
		}
	}
	return p, first
}

// Times of day are by the clock in London, which in summer is an hour ahead of UTC.
func TestFiltersByTheClock(t *testing.T) {
	t.Parallel()
	p, first := spent(t, 9)
	file := recorded(t, fileOf(t, p),
		"2015-02-27T19:59:59", "2015-02-27T20:00:00", "2015-02-28T06:59:59", "2015-03-01T23:59:59",
		"2015-03-02T07:00:00", // winter until here
		"2015-06-08T18:59:59", "2015-06-08T19:00:00", "2015-06-09T05:59:59", "2015-06-09T06:00:00")
	night := []int64{first + 1, first + 2, first + 3, first + 6, first + 7}
	if got := found(t, file, audit.DefaultThresholds(), "night"); !slices.Equal(got, night) {
		t.Errorf("by night are %v, want %v", got, night)
	}
	weekend := []int64{first + 2, first + 3}
	if got := found(t, file, audit.DefaultThresholds(), "weekend"); !slices.Equal(got, weekend) {
		t.Errorf("at the weekend are %v, want %v", got, weekend)
	}
	// Sunday 23:30 UTC is Monday in London.
	file = recorded(t, fileOf(t, p), "2015-06-07T22:59:59", "2015-06-07T23:00:00", "2015-06-07T23:30:00",
		"2015-06-08T12:00:00", "2015-06-08T12:00:00", "2015-06-08T12:00:00", "2015-06-08T12:00:00", "2015-06-08T12:00:00",
		"2015-06-08T12:00:00")
	if got := found(t, file, audit.DefaultThresholds(), "weekend"); !slices.Equal(got, []int64{first}) {
		t.Errorf("at the weekend are %v, want %v", got, first)
	}
}

func TestFiltersByDate(t *testing.T) {
	t.Parallel()
	p, first := spent(t, 2)
	file := recorded(t, fileOf(t, p), "2015-07-03T12:00:00", "2015-07-03T23:00:00") // 31 days after, and in London 32
	if got := found(t, file, audit.DefaultThresholds(), "back-dated"); !slices.Equal(got, []int64{first + 1}) {
		t.Errorf("back-dated are %v, want %d", got, first+1)
	}
	p = pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "900.00")
	var ends []int64
	for _, on := range []string{"2015-06-27", "2015-06-28", "2015-06-30", "2015-07-01", "2015-07-28", "2015-07-29"} {
		seq := p.Must("pam", on, pooltest.Vire("one", "two", "2.00")).Seq
		if slices.Contains([]string{"2015-06-28", "2015-06-30", "2015-07-29"}, on) {
			ends = append(ends, seq)
		}
	}
	if got := found(t, fileOf(t, p), audit.DefaultThresholds(), "period-end"); !slices.Equal(got, ends) {
		t.Errorf("at the end of a period are %v, want %v", got, ends)
	}
}

func TestRoundSums(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "9000.50")
	round := p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "3000.00")).Seq
	p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "2999.99"))
	p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "0.01"))
	if got := found(t, fileOf(t, p), audit.DefaultThresholds(), "round-sum"); len(got) == 0 || got[len(got)-1] != round {
		t.Errorf("round are %v, and %d the last of them", got, round)
	}
	thresholds := audit.DefaultThresholds()
	thresholds.Round = ledger.MustMoney("0.01")
	all := register(t, fileOf(t, p), thresholds).Money
	if got := found(t, fileOf(t, p), thresholds, "round-sum"); int64(len(got)) != all {
		t.Errorf("of all that move money, whole pennies are %v", got)
	}
}

func TestClosedPeriodsAndReversals(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "900.00")
	april := ledger.NewPeriod(2015, 1)
	before := p.Must("pam", "2015-04-02", pooltest.Vire("one", "two", "2.00")).Seq
	p.Must("ada", "2015-06-01", ledger.ClosePeriod{Period: april, Close: ledger.SoftClosed})
	p.Must("ada", "2015-06-02", ledger.ReopenPeriod{Period: april, Reason: ledger.Text("a late invoice")})
	after := p.Must("pam", "2015-04-03", pooltest.Vire("one", "two", "3.00")).Seq
	p.Must("pam", "2015-06-03", pooltest.Vire("one", "two", "4.00"))
	reversal := p.Must("pam", "2015-06-04", ledger.ReverseEntry{Entry: before, Reason: ledger.Text("a slip")}).Seq
	file := fileOf(t, p)
	if got := found(t, file, audit.DefaultThresholds(), "closed-period"); !slices.Equal(got, []int64{after}) {
		t.Errorf("into a period closed before are %v, want %d", got, after)
	}
	if got := found(t, file, audit.DefaultThresholds(), "reversal"); !slices.Equal(got, []int64{reversal}) {
		t.Errorf("reversals are %v, want %d", got, reversal)
	}
}

// Unusual pairs of accounts and first digits are those that a second reading of the same steps finds.
func TestRareAccountsAndFirstDigits(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	file := fileOf(t, p)
	pairs, digits, amounts := map[string][]int64{}, map[byte]int64{}, int64(0)
	for _, s := range steps(t, file, audit.Selection{}) {
		seen := map[string]bool{}
		for _, debit := range s.Lines {
			if debit.Account[0] == '9' || debit.Amount.Sign() < 0 {
				continue
			}
			digits[strings.TrimLeft(debit.Amount.String(), "0.")[0]]++
			amounts++
			for _, credit := range s.Lines {
				pair := debit.Account[:4] + credit.Account[:4]
				if credit.Account[0] != '9' && credit.Amount.Sign() < 0 && !seen[pair] {
					seen[pair] = true
					pairs[pair] = append(pairs[pair], s.Seq)
				}
			}
		}
	}
	for _, rare := range []int{1, 5, 20, audit.RiskListedMax} {
		thresholds := audit.DefaultThresholds()
		thresholds.Rare = rare
		want := []int64{}
		for _, seqs := range pairs {
			if len(seqs) <= rare {
				want = append(want, seqs...)
			}
		}
		slices.Sort(want)
		if got := found(t, file, thresholds, "rare-accounts"); !slices.Equal(got, slices.Compact(want)) {
			t.Errorf("of pairs that %d have are %v, want %v", rare, got, want)
		}
	}
	law := []int64{30103, 17609, 12494, 9691, 7918, 6695, 5799, 5115, 4576}
	chi := new(big.Rat)
	got := register(t, file, audit.DefaultThresholds()).Digits
	for i, one := range got.Digits {
		expected := big.NewRat(amounts*law[i], 100_000)
		away := new(big.Rat).Sub(big.NewRat(one.Counted, 1), expected)
		chi.Add(chi, away.Quo(away.Mul(away, away), expected))
		if one.Counted != digits[byte('1'+i)] || one.Expected.StringFixed(2) != expected.FloatString(2) {
			t.Errorf("digit %d: %+v, counted again %d of %s", i+1, one, digits[byte('1'+i)], expected.FloatString(2))
		}
	}
	if got.Count != amounts || got.ChiSquared.StringFixed(2) != chi.FloatString(2) {
		t.Errorf("chi-squared of %d amounts is %s, worked out again %s of %d", got.Count, got.ChiSquared, chi.FloatString(2), amounts)
	}
}

func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	file, _ := exported(t, false)
	for _, one := range []struct {
		change func(*audit.Thresholds)
		name   string
		want   string // empty: gone over
	}{
		{func(*audit.Thresholds) {}, "", ""},
		{func(*audit.Thresholds) {}, "nothing", `there is no filter "nothing"; the filters are round-sum, under-limit`},
		{func(t *audit.Thresholds) { t.Near = 100 }, "", ""},
		{func(t *audit.Thresholds) { t.Near = 101 }, "", "near is 1 to 100, not 101"},
		{func(t *audit.Thresholds) { t.NightFrom = 24 }, "", "night-from is 12 to 23, not 24"},
		{func(t *audit.Thresholds) { t.NightTo = 0 }, "", "night-to is 1 to 12, not 0"},
		{func(t *audit.Thresholds) { t.Alone = 1 }, "", "alone is 2 to 1000, not 1"},
		{func(t *audit.Thresholds) { t.Rare = audit.RiskListedMax + 1 }, "", "rare is 1 to 1000, not 1001"},
		{func(t *audit.Thresholds) { t.Round = ledger.Money{} }, "", "round is an amount above £0.00, not £0.00"},
	} {
		thresholds := audit.DefaultThresholds()
		one.change(&thresholds)
		var names []string
		if one.name != "" {
			names = []string{one.name}
		}
		asked := audit.RegisterOptions{Thresholds: thresholds, Filters: names}
		_, err := audit.Register(bytes.NewReader(file), asked, audit.Options{})
		switch {
		case one.want == "" && err != nil:
			t.Errorf("%+v: %v", thresholds, err)
		case one.want != "" && (!errors.Is(err, audit.ErrRegisterForm) || !strings.Contains(err.Error(), one.want)):
			t.Errorf("%+v: %v, want %s", thresholds, err, one.want)
		}
	}
}

// No more than RiskListedMax entries are listed of a risk, and all are counted.
func TestRegisterListsTheFirst(t *testing.T) {
	t.Parallel()
	p, _ := spent(t, audit.RiskListedMax+1)
	thresholds := audit.DefaultThresholds()
	thresholds.Round = ledger.MustMoney("0.01")
	risks := register(t, fileOf(t, p), thresholds, "round-sum")
	if r := risks.Risks[0]; r.Count <= audit.RiskListedMax || len(r.Items) != audit.RiskListedMax {
		t.Errorf("%d are counted and %d listed", r.Count, len(r.Items))
	}
	var text strings.Builder
	more := fmt.Sprintf("and %d more\n", risks.Risks[0].Count-audit.RiskListedMax)
	if err := risks.Text(&text); err != nil || !strings.Contains(text.String(), more) {
		t.Errorf("%v: %s", err, text.String()[:200])
	}
}
