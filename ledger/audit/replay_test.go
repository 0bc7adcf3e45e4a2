package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/report"
)

// history does some hundred random acts in a fund, lawful or not, over the months of a year.
func history(t *testing.T, p *pooltest.Pool) {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("the history's seed is %d", seed)
	draw := rand.New(rand.NewPCG(seed, 1))
	p.Budget("one", pooltest.NHSMinimum, "90000.00")
	p.Budget("two", pooltest.LASource, "90000.00")
	pence := func(most int64) ledger.Money { return ledger.Pence(1 + draw.Int64N(most)) }
	done := map[string]int{}
	var raised []ledger.CommitmentID
	var certified []ledger.InvoiceID
	for i := range 150 {
		month := time.Month(draw.IntN(12))
		on := ledger.NewDate(2015, time.April+month, 1+draw.IntN(28))
		source := []ledger.SourceID{pooltest.NHSMinimum, pooltest.LASource}[draw.IntN(2)]
		scheme := []ledger.SchemeID{"one", "two"}[draw.IntN(2)]
		act := []ledger.Act{
			pooltest.Vire("one", "three", ledger.Pence(1+draw.Int64N(5_000)).String()),
			ledger.SetSchemeBudget{Scheme: scheme, Source: source, Direction: ledger.Increase, Amount: pence(900_000)},
			ledger.SetSchemeBudget{Scheme: scheme, Source: source, Direction: ledger.Decrease, Amount: pence(900_000)},
			ledger.ReceiveContribution{
				Contribution: ledger.ContributionID(source), Amount: pence(9_000_000), Power: ledger.Section75,
				Receipt: ledger.Text(fmt.Sprint("receipt ", i)),
			},
			ledger.RaiseCommitment{
				ID: ledger.CommitmentID(fmt.Sprint("c-", i)), Scheme: scheme, Source: source, Provider: pooltest.TrustBody,
				Form: ledger.Contract, Amount: pence(900_000),
			},
			ledger.CertifyInvoice{
				ID: ledger.InvoiceID(fmt.Sprint("i-", i)), Commitment: drawn(draw, raised),
				Number: ledger.Text(fmt.Sprint("N-", i)), Gross: pence(200_000), Received: on,
			},
			ledger.PayInvoice{Invoice: drawn(draw, certified), Payment: ledger.Text(fmt.Sprint("BACS ", i))},
		}[draw.IntN(7)]
		actor := []string{"ada", "ben", "pam"}[draw.IntN(3)]
		if _, err := p.Do(actor, on.String(), act); err == nil {
			done[act.Kind()]++
			switch act := act.(type) {
			case ledger.RaiseCommitment:
				raised = append(raised, act.ID)
			case ledger.CertifyInvoice:
				certified = append(certified, act.ID)
			}
		}
	}
	if len(done) < 5 {
		t.Errorf("the history has few kinds of act: %v", done)
	}
}

// drawn is one of a list, or a name that nothing has.
func drawn[ID ~string](draw *rand.Rand, from []ID) ID {
	if len(from) == 0 {
		return "none"
	}
	return from[draw.IntN(len(from))]
}

func fileOf(t *testing.T, p *pooltest.Pool) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := audit.Export(t.Context(), p.DB.ReaderPool(t), &file, audit.ExportOptions{Fund: p.Fund}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func moment(t *testing.T, s string) audit.Moment {
	t.Helper()
	m, err := audit.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func replayed(t *testing.T, file []byte, at string) audit.Replayed {
	t.Helper()
	r, err := audit.Replay(bytes.NewReader(file), moment(t, at), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// compare holds what was replayed against the reports.
func compare(t *testing.T, p *pooltest.Pool, file []byte, at string) {
	t.Helper()
	reports := report.New(p.DB.ReaderPool(t))
	asOf, err := report.ParseAsOf(at, "")
	if err != nil {
		t.Fatal(err)
	}
	want, err := reports.Position(t.Context(), p.Fund, asOf)
	if err != nil {
		t.Fatal(err)
	}
	trial, err := reports.TrialBalance(t.Context(), p.Fund, asOf)
	if err != nil {
		t.Fatal(err)
	}
	if err := replayed(t, file, at).CompareWith(want, trial); err != nil {
		t.Errorf("at %q: %v", at, err)
	}
}

func TestReplayIsWhatReportsSay(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	file := fileOf(t, p)
	whole := replayed(t, file, "")
	compare(t, p, file, "")
	compare(t, p, file, whole.Recorded)
	for n := int64(1); n <= whole.Seq; n += 1 + whole.Seq/9 {
		at := replayed(t, file, "seq:"+fmt.Sprint(n))
		compare(t, p, file, "seq:"+fmt.Sprint(n))
		compare(t, p, file, at.Recorded)
	}
	for n := range 13 {
		compare(t, p, file, fmt.Sprintf("period:2015-16/%02d", n+1))
	}
}

func TestReplayRefusesWhatTheFileDoesNotHold(t *testing.T) {
	t.Parallel()
	file, held := exported(t, false)
	for _, one := range []struct {
		at   string
		want error
	}{
		{fmt.Sprint("seq:", held.Size+1), audit.ErrNotInFile},
		{time.Now().Add(time.Hour).UTC().Format(time.RFC3339), audit.ErrNotInFile},
		{fmt.Sprintf("period:%s/01", ledger.YearOf(ledger.DateOf(time.Now()))+1), audit.ErrNotInFile},
		{"2015-04-01T00:00:00Z", audit.ErrBeforeFile},
		{"period:2014-15/12", audit.ErrBeforeFile},
		{fmt.Sprint("seq:", held.Size), nil},
		{"period:2015-16/14", nil},
	} {
		_, err := audit.Replay(bytes.NewReader(file), moment(t, one.at), audit.Options{})
		if !errors.Is(err, one.want) {
			t.Errorf("at %s: %v, want %v", one.at, err, one.want)
		}
	}
	for _, at := range []string{
		"seq:0", "seq:+1", "seq:01", "seq:", "period:2015-16/15", "period:2015", "yesterday", "date:2015-04-01",
	} {
		if _, err := audit.ParseMoment(at); !errors.Is(err, audit.ErrMomentForm) {
			t.Errorf("%q is read as a moment: %v", at, err)
		}
	}
	edited := bytes.Replace(file, []byte(`"2.00"]`), []byte(`"3.00"]`), 1)
	_, err := audit.Replay(bytes.NewReader(edited), audit.Moment{}, audit.Options{})
	if f := audit.AsFault(err); f == nil || f.Kind != audit.Edited {
		t.Errorf("an edited file is replayed: %v", err)
	}
}

// The closing entry of a year counts where its own period is asked, and not at the year's end.
func TestReplayOfAClosedYear(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	for n := 1; n <= 13; n++ {
		p.Must("ada", "2016-03-31", ledger.ClosePeriod{Period: ledger.NewPeriod(2015, n), Close: ledger.SoftClosed})
	}
	p.Must("ada", "2016-05-05", ledger.CloseYear{Year: 2015})
	file := fileOf(t, p)
	before, after := replayed(t, file, "period:2015-16/13"), replayed(t, file, "period:2015-16/14")
	if before.Total.Agreed.IsZero() || !after.Total.Agreed.IsZero() || after.Counted != before.Counted+1 {
		t.Errorf("before the close %+v of %d entries, after it %+v of %d",
			before.Total, before.Counted, after.Total, after.Counted)
	}
	if now := replayed(t, file, ""); now.Year != 2016 {
		t.Errorf("once 2015-16 is closed the year shown is %s", now.Year)
	}
	compare(t, p, file, "")
	compare(t, p, file, "period:2015-16/13")
}

func TestDiffAddsUp(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	file := fileOf(t, p)
	last := replayed(t, file, "").Seq
	middle := fmt.Sprint("seq:", last/2)
	changed, err := audit.Diff(bytes.NewReader(file), moment(t, middle), audit.Moment{}, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := int64(len(changed.Entries)); got != last-last/2 || changed.Entries[0].Seq != last/2+1 {
		t.Errorf("%d entries between, from %d", got, changed.Entries[0].Seq)
	}
	change := map[bool]ledger.Money{}
	for _, a := range changed.Accounts {
		if a.Before.Add(a.Change) != a.After || a.Change.IsZero() {
			t.Errorf("%+v does not add up", a)
		}
		change[a.Account[0] == '9'] = change[a.Account[0] == '9'].Add(a.Change)
	}
	if len(changed.Accounts) == 0 || !change[true].IsZero() || !change[false].IsZero() {
		t.Errorf("the changes of the books sum to %v", change)
	}
	_, err = audit.Diff(bytes.NewReader(file), audit.Moment{}, moment(t, middle), audit.Options{})
	if !errors.Is(err, audit.ErrMomentOrder) {
		t.Errorf("backward: %v", err)
	}
}
