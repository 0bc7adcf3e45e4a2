package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/policy"
)

// headsHouse is a database of the test's own with one fund, in which the timer is judged by the policy that comes with
// the program, and everybody else may do everything.
func headsHouse(t *testing.T) (*pooltest.Pool, *headsKeeper) {
	t.Helper()
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	p := pooltest.NewIn(t, pooltest.Own(t), func(q ledger.Question) (ledger.Decision, error) {
		if q.Actor == ledger.Timer {
			return scheme.Decide(q)
		}
		return pooltest.AllowAll(q)
	})
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	return p, &headsKeeper{house: &house{journal: p.Journal, pool: p.Pgx()}, every: time.Hour}
}

// record records heads, and is the number of the service journal's last entry after it.
func recordHeads(t *testing.T, k *headsKeeper, now bool) int64 {
	t.Helper()
	if err := k.record(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	head, err := k.house.journal.Head(t.Context(), ledger.Service)
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

// Heads are recorded at first, every so often, and at once when a period was closed; not when nothing moved.
func TestHeadsFallDue(t *testing.T) {
	t.Parallel()
	p, k := headsHouse(t)
	first := recordHeads(t, k, false)
	if again := recordHeads(t, k, true); again != first {
		t.Errorf("nothing moved, and entry %d follows entry %d", again, first)
	}
	p.Budget("two", pooltest.NHSMinimum, "1.00")
	if again := recordHeads(t, k, false); again != first {
		t.Errorf("it is not time, and entry %d follows entry %d", again, first)
	}
	p.Must("ada", "2015-06-30", ledger.ClosePeriod{Period: ledger.MustPeriod("2015-16/01"), Close: ledger.SoftClosed})
	if again := recordHeads(t, k, false); again != first+1 {
		t.Errorf("a period was closed, and the last entry is still %d", again)
	}
	if again := recordHeads(t, k, false); again != first+1 {
		t.Errorf("the close is recorded, and entry %d follows", again)
	}
	k.every = 0
	p.Budget("three", pooltest.NHSMinimum, "1.00")
	if again := recordHeads(t, k, false); again != first+2 {
		t.Errorf("it is time, and the last entry is still %d", again)
	}
	heads, err := p.Journal.RecordedHeads(t.Context(), 0)
	now, err2 := p.Journal.Head(t.Context(), p.Fund)
	if err != nil || err2 != nil || heads.Of(p.Fund).Size != now.Seq || heads.Of(p.Fund).Root != now.Root {
		t.Errorf("recorded %+v, and the fund is at %+v: %v, %v", heads, now, err, err2)
	}
}

// The service journal alone tells a fund that is hidden, cut short or another than was recorded.
func TestServiceJournalTells(t *testing.T) {
	t.Parallel()
	p, k := headsHouse(t)
	export := func(fund ledger.FundID) []byte {
		t.Helper()
		var file bytes.Buffer
		if err := audit.Export(t.Context(), p.Pgx(), &file, audit.ExportOptions{Fund: fund}); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	verify := func(file []byte, o audit.Options) (audit.Report, error) {
		return audit.Verify(bytes.NewReader(file), o)
	}
	early := export(p.Fund)
	p.Budget("two", pooltest.NHSMinimum, "1.00")
	recordHeads(t, k, true)
	service, err := verify(export(ledger.Service), audit.Options{})
	if err != nil || service.Fund != ledger.Service || service.Service != service.Journal.Size() || service.Entries != 0 {
		t.Fatalf("the service's own export: %+v, %v", service, err)
	}
	o := audit.Options{Service: service.Journal}
	p.Budget("three", pooltest.NHSMinimum, "2.00")
	now := export(p.Fund)
	report, err := verify(now, o)
	if err != nil || report.RecordedTo == 0 || report.RecordedTo >= report.Entries || report.Held != 0 {
		t.Errorf("the fund as it stands: recorded to %d of %d, %v", report.RecordedTo, report.Entries, err)
	}
	if _, err := verify(early, audit.Options{}); err != nil {
		t.Errorf("an early file by itself: %v", err)
	}
	fault := func(file []byte) *audit.Fault {
		_, err := verify(file, o)
		return audit.AsFault(err)
	}
	if f := fault(early); f == nil || f.Kind != audit.CutOff || !strings.Contains(f.Text, "recorded that") {
		t.Errorf("a shorter fund: %v", f)
	}
	for name, tt := range map[string]struct {
		old, changed, says string
		kind               audit.FaultKind
	}{
		"another history": {`"amount":"1.00"`, `"amount":"1.01"`, "recorded", audit.Rewritten},
		"a number ahead":  {`"service":`, `"service":9`, "of the service journal, which has", audit.Unallowed},
		"a number fallen": {`"service":`, `"service":1,"was":`, "that number never falls", audit.Unallowed},
	} {
		if f := fault(forged(now, tt.old, tt.changed)); f == nil || f.Kind != tt.kind || !strings.Contains(f.Text, tt.says) {
			t.Errorf("%s: %v", name, f)
		}
	}
	if err := missing(service.Journal.Heads, nil); err == nil || !strings.Contains(err.Error(), "the fund "+string(p.Fund)+" is missing") {
		t.Errorf("a fund of which no file is given: %v", err)
	}
	if err := missing(service.Journal.Heads, []ledger.FundID{p.Fund}); err != nil {
		t.Errorf("every fund is given: %v", err)
	}
}
