package audit_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// hledger runs the program of that name on a journal, or skips the test where it is not installed.
func hledger(t *testing.T, journal []byte, args ...string) []byte {
	t.Helper()
	program, err := exec.LookPath("hledger")
	if err != nil {
		t.Skip("NOTICE: hledger is not installed, so the books are not held against an independent program")
	}
	path := filepath.Join(t.TempDir(), "books.journal")
	if err := os.WriteFile(path, journal, 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), program, append([]string{"--file", path}, args...)...)
	run.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	var said bytes.Buffer
	run.Stderr = &said
	out, err := run.Output()
	if err != nil {
		t.Fatalf("hledger %s: %v\n%s%s", strings.Join(args, " "), err, out, said.Bytes())
	}
	return out
}

func journalOf(t *testing.T, file []byte) []byte {
	t.Helper()
	var journal bytes.Buffer
	if _, err := audit.Hledger(bytes.NewReader(file), &journal, audit.Options{}); err != nil {
		t.Fatal(err)
	}
	return journal.Bytes()
}

// hledger accepts the journal of a random history in its strictest check, and its balances are ours: every account's,
// and nil for each book.
func TestHledgerAgrees(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	history(t, p)
	file := fileOf(t, p)
	journal := journalOf(t, file)
	hledger(t, journal, "check", "--strict")
	balances := hledger(t, journal, "balance", "--flat", "--no-total", "-O", "csv")
	rows, err := csv.NewReader(bytes.NewReader(balances)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]string{}
	for _, row := range rows[1:] {
		theirs[row[0]] = strings.TrimSuffix(row[1], " GBP")
	}
	report := whole(t, file, audit.Options{})
	for _, b := range report.Balances {
		name := hledgerName(t, b.Account)
		if theirs[name] != b.Amount.String() {
			t.Errorf("%s is %s, and hledger says %q of %s", b.Account, b.Amount, theirs[name], name)
		}
		delete(theirs, name)
	}
	if len(theirs) > 0 || len(report.Balances) < 10 {
		t.Errorf("hledger has balances that we do not: %v, beside our %d", theirs, len(report.Balances))
	}
	// A tag finds what it says.
	register := hledger(t, journal, "register", "memo:9200", "tag:scheme=^one$", "-O", "csv")
	if n := bytes.Count(register, []byte("\n")); n < 3 || bytes.Contains(register, []byte(":two:")) {
		t.Errorf("by the tag of scheme one there are %d lines: %s", n, register)
	}
}

// hledgerName is what hledger calls an account, said once more.
func hledgerName(t *testing.T, written string) string {
	t.Helper()
	a, err := ledger.ParseAccount(written)
	if err != nil {
		t.Fatal(err)
	}
	chart, _ := a.Code.Line()
	name := fmt.Sprintf("%s:%d %s", chart.Book(), a.Code, strings.ReplaceAll(chart.Name, ":", ","))
	_, parts, _ := strings.Cut(written, ":")
	for part := range strings.SplitSeq(parts, ":") {
		if part != "" {
			name += ":" + part
		}
	}
	return name
}

// A forged amount is no journal for hledger: the file is refused before.
func TestHledgerOfAForgedFile(t *testing.T) {
	t.Parallel()
	file, _ := exported(t, false)
	var journal bytes.Buffer
	edited := bytes.Replace(file, []byte(`"2.00"]`), []byte(`"3.00"]`), 1)
	if _, err := audit.Hledger(bytes.NewReader(edited), &journal, audit.Options{}); audit.AsFault(err) == nil {
		t.Errorf("of a forged file: %v", err)
	}
	if bytes.Contains(journal.Bytes(), []byte("root")) {
		t.Error("the journal of a forged file ends as one of a whole file does")
	}
}
