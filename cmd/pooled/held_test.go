package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pooled/api"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// verified runs the command on a file.
func verified(t *testing.T, arguments ...string) (code int, said string) {
	t.Helper()
	var out, words bytes.Buffer
	code = run(t.Context(), append([]string{"verify"}, arguments...), streams{strings.NewReader(""), &out, &words})
	return code, out.String() + words.String()
}

// A receipt as the API gives it, and a root written down, are held against the file.
func TestVerifyHoldsReceipts(t *testing.T) {
	t.Parallel()
	h := testHouse(t)
	if _, err := h.load(t.Context(), firstExample); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := audit.Export(t.Context(), h.pool, &file, audit.ExportOptions{Fund: fundOf(firstExample)}); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name string, v any) string {
		text, isText := v.([]byte)
		if !isText {
			if text, err = json.Marshal(v); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	lines := bytes.Split(file.Bytes(), []byte("\n"))
	receipt := api.Receipt{Fund: report.Fund, Seq: report.Entries, TreeSize: report.Entries, Root: report.Root}
	if err := receipt.Leaf.UnmarshalText(lines[len(lines)-3][:43]); err != nil {
		t.Fatal(err)
	}
	other := receipt
	other.Leaf[0] ^= 1
	path, good, bad := write("export", file.Bytes()), write("good", receipt), write("bad", other)
	answer := write("answer", api.ActAnswer{Receipt: &receipt})
	held := func(fund ledger.FundID, size int64, root ledger.Digest) string {
		return fmt.Sprintf("--held=%s:%d:%s", fund, size, root)
	}
	for _, one := range []struct {
		code int
		says string
		with []string
	}{
		{exitDone, "nothing outside this file shows whether more existed", nil},
		{exitDone, fmt.Sprintf("up to entry %d of %[1]d and 0 of", report.Entries), []string{"--receipt", good}},
		{exitDone, "2 checkpoints and receipts held", []string{
			"--receipt", answer, held("service", report.Service, report.ServiceRoot),
		}},
		{exitRefused, "(rewritten)", []string{"--receipt", bad}},
		{exitRefused, "(rewritten)", []string{held(report.Fund, report.Entries, report.ServiceRoot), "--skip-decisions"}},
		{exitRefused, "(cut-off)", []string{held(report.Fund, report.Entries+1, report.Root)}},
		{exitRefused, "does not hold (rewritten)", []string{held("elsewhere", 1, report.Root)}},
		{exitMisused, "it is no receipt", []string{"--receipt", path}},
		{exitMisused, "no such file", []string{"--receipt", path + "-none"}},
		{exitMisused, "is not FUND:SIZE:ROOT", []string{"--held", "havering:147"}},
		{exitMisused, "is not FUND:SIZE:ROOT", []string{"--held", "havering:-1:" + report.Root.String()}},
	} {
		code, said := verified(t, append([]string{path}, one.with...)...)
		if code != one.code || !strings.Contains(said, one.says) {
			t.Errorf("%v exits with %d, not %d, and says\n%s", one.with, code, one.code, said)
		}
	}
}
