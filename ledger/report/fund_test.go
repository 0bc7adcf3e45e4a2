package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func pounds(s string) ledger.Money { return ledger.MustMoney(s) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func asOf(t testing.TB, at, knownAt string) report.AsOf {
	t.Helper()
	a, err := report.ParseAsOf(at, knownAt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// house is a fund and the reports on it. Whatever a test did, its books must hold in the end.
type house struct {
	*pooltest.Pool
	Reports *report.Reports
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return watch(t, pooltest.New(t))
}

func watch(t testing.TB, p *pooltest.Pool) *house {
	t.Helper()
	return &house{p, report.New(p.DB.ReaderPool(t))}
}

// another opens a second fund beside a test's own, empty but for its agreement, whose bodies are the same.
func (h *house) another(t testing.TB, name string, partners ...ledger.BodyID) *house {
	t.Helper()
	h = &house{&pooltest.Pool{TB: t, DB: h.DB, Journal: h.Journal, Fund: "o-" + h.Fund}, h.Reports}
	var parties []ledger.Party
	for _, body := range partners {
		parties = append(parties, ledger.Party{Body: body, Part: ledger.Section75Partner})
	}
	on := "2015-04-01"
	h.Must("ada", on, ledger.OpenFund{Name: name, Host: pooltest.CouncilBody})
	h.Must("ada", on, ledger.DraftAgreement{
		From: ledger.MustDate(on), To: ledger.MustDate("2018-03-31"),
		Partners: parties, Particulars: ledger.Particulars{
			Aims: "aims", Contributions: "contributions",
			Functions: "functions", Services: "services", Resources: "resources", Duration: "duration",
			Management: "management",
		}, Hosts: []ledger.BodyID{pooltest.CouncilBody},
	})
	return h
}

func (h *house) sign() {
	h.Must("ada", "2015-04-01", ledger.BringIntoForce{
		Version: 1, Signed: ledger.MustDate("2015-04-01"),
		Reference: ledger.Text("S75/2015"), SHA256: ledger.DigestOf([]byte("the agreement")),
	})
}

// golden compares a text with a file of testdata. Instants differ from run to run and are set to one by the
// caller.
func golden(t *testing.T, name string, text func(*bytes.Buffer) error) {
	t.Helper()
	var got bytes.Buffer
	if err := text(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s differs (go test -update writes it anew, git diff shows how):\n%s", name, got.String())
	}
}

// fixed is the moment of golden files.
func fixed(m report.Moment) report.Moment {
	m.Recorded = time.Date(2015, time.October, 9, 16, 30, 0, 0, time.UTC)
	return m
}

func (h *house) position(t testing.TB, at, knownAt string) report.Position {
	t.Helper()
	p, err := h.Reports.Position(t.Context(), h.Fund, asOf(t, at, knownAt))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// mustBalance holds the books against every rule.
func (h *house) mustBalance(t testing.TB) {
	t.Helper()
	differences, err := h.Reports.Check(t.Context(), h.Fund)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range differences {
		t.Error(d)
	}
}
