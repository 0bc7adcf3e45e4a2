package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"pooled/ledger/audit"
)

// rowsOf reads one table back in both forms and holds the two against one another, cell by cell. An apostrophe keeps a
// spreadsheet from running what is text.
func rowsOf[T any](t *testing.T, folder, name string) []T {
	t.Helper()
	rows, err := parquet.ReadFile[T](filepath.Join(folder, name+".parquet"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(rows)+1 {
		t.Fatalf("%s has %d rows in Parquet and %d lines in CSV", name, len(rows), len(lines))
	}
	for i, row := range rows {
		fields := reflect.ValueOf(row)
		for k := range fields.NumField() {
			if in := strings.TrimPrefix(lines[i+1][k], "'"); in != strings.TrimPrefix(cell(fields.Field(k)), "'") {
				t.Errorf("%s, row %d, %s: %q in CSV, %q in Parquet", name, i+1, lines[0][k], in, cell(fields.Field(k)))
			}
		}
	}
	return rows
}

// The tables hold each entry, line, version and decision of the file: their sums are the balances that verification
// has.
func TestTablesAreTheWholePopulation(t *testing.T) {
	t.Parallel()
	h := testHouse(t)
	for _, name := range examples() {
		if _, err := h.load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		file := filepath.Join(folder, "export")
		var export bytes.Buffer
		if err := audit.Export(t.Context(), h.pool, &export, audit.ExportOptions{Fund: fundOf(name)}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, export.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{"csv", "parquet"} {
			if err := (tablesCommand{File: file, Output: folder, Form: form}).Run(streams{nil, nil, nil}); err != nil {
				t.Fatal(err)
			}
		}
		report, err := audit.Verify(bytes.NewReader(export.Bytes()), audit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		entries := rowsOf[audit.EntriesTable](t, folder, "entries")
		if int64(len(entries)) != report.Entries+report.Service {
			t.Errorf("%s: %d rows of %d entries", name, len(entries), report.Entries+report.Service)
		}
		lines, sums := int64(0), map[string]int64{}
		for _, e := range entries {
			lines += e.Lines
		}
		postings := rowsOf[audit.PostingsTable](t, folder, "postings")
		for _, p := range postings {
			sums[p.Account] += p.Pence
		}
		for _, b := range report.Balances {
			if sums[b.Account] != b.Amount.Pence() {
				t.Errorf("%s: %s sums to %d pence, and stands at %s", name, b.Account, sums[b.Account], b.Amount)
			}
			delete(sums, b.Account)
		}
		for account, pence := range sums {
			if pence != 0 {
				t.Errorf("%s: %s sums to %d pence, and stands at nil", name, account, pence)
			}
		}
		if int64(len(postings)) != lines {
			t.Errorf("%s: %d rows of %d postings", name, len(postings), lines)
		}
		asked := 0
		for _, a := range rowsOf[audit.AuthoritiesTable](t, folder, "authorities") {
			if a.Order == 0 {
				asked++
			}
		}
		documents := rowsOf[audit.DocumentsTable](t, folder, "documents")
		if asked != len(entries) || len(documents) < int(report.Entries)/2 {
			t.Errorf("%s: %d people asked for %d entries, and there are %d versions", name, asked, len(entries), len(documents))
		}
	}
}

// hledger, an independent program, accepts each example's books and has the balance that we have of every account.
func TestHledgerAcceptsTheExamples(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("hledger")
	if err != nil {
		t.Skip("NOTICE: hledger is not installed, so the examples' books are not held against an independent program")
	}
	h := testHouse(t)
	for _, name := range examples() {
		if _, err := h.load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		var file, journal bytes.Buffer
		if err := audit.Export(t.Context(), h.pool, &file, audit.ExportOptions{Fund: fundOf(name)}); err != nil {
			t.Fatal(err)
		}
		report, err := audit.Hledger(&file, &journal, audit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "books.journal")
		if err := os.WriteFile(path, journal.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(args ...string) []byte {
			command := exec.CommandContext(t.Context(), program, append([]string{"--file", path}, args...)...)
			command.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: hledger %s: %v\n%s", name, strings.Join(args, " "), err, out)
			}
			return out
		}
		run("check", "--strict")
		rows, err := csv.NewReader(bytes.NewReader(run("balance", "--flat", "--no-total", "-O", "csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		theirs := map[string]int64{} // by code: what there is of each in hledger's books, less ours
		for _, row := range rows[1:] {
			_, account, _ := strings.Cut(row[0], ":")
			pence, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimSuffix(row[1], " GBP"), ".", ""), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			theirs[account[:4]] += pence
		}
		for _, b := range report.Balances {
			theirs[b.Account[:4]] -= b.Amount.Pence()
		}
		for code, away := range theirs {
			if away != 0 {
				t.Errorf("%s: hledger's %s is %d pence from ours", name, code, away)
			}
		}
		if len(rows)-1 != len(report.Balances) {
			t.Errorf("%s: hledger has %d balances, and we have %d", name, len(rows)-1, len(report.Balances))
		}
	}
}
