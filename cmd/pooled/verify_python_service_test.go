package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger/audit"
)

// The verifier in Python says what the service journal tells of funds and keys as the program's own does.
func TestSecondVerifierHoldsTheServiceJournal(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOTICE: python3 is not installed, so docs/verify.py is not held against the program's own verifier")
	}
	h := newKeyHouse(t)
	size := h.report.Entries
	h.pool.Budget("two", pooltest.NHSMinimum, "1.00")
	now := exportOf(t, h.pool, h.pool.Fund) // with the whole service journal, in which no key is of the future
	honest := exportOf(t, h.pool, "service")
	var short bytes.Buffer
	o := audit.ExportOptions{Fund: h.pool.Fund, Entries: size - 1, Service: h.report.Service}
	if err := audit.Export(t.Context(), h.pool.Pgx(), &short, o); err != nil {
		t.Fatal(err)
	}
	all := []asked{
		{"whole: as it stands", now, nil, nil, honest},
		{"whole: as it was recorded", h.fund, nil, nil, h.service},
		{"whole: the service itself", honest, nil, nil, nil},
		{"another service journal", now, nil, nil, h.service},
		{"another history", forged(h.fund, `"name":"Scheme three"`, `"name":"Scheme thief"`), nil, nil, h.service},
		{"shorter", short.Bytes(), nil, nil, h.service},
		{"whole: shorter, and nothing tells", short.Bytes(), nil, nil, nil},
		{"a number ahead", forged(now, `"service":`, `"service":9`), nil, nil, nil},
		{"a number fallen", forged(now, `"service":`, `"service":1,"was":`), nil, nil, nil},
		{"another fund's", honest, nil, nil, honest},
		{"the file twice", append(append([]byte{}, now...), now...), nil, nil, nil},
		{"another file behind it", append(append([]byte{}, now...), honest...), nil, nil, nil},
	}
	for _, one := range keyCases {
		name := strings.Join(one.by, ", ")
		if one.says == "" {
			name = "whole: " + name
		}
		all = append(all, asked{name, h.with(size-2, h.note(size-2, one.by...)), nil, nil, h.service})
	}
	says := map[string]string{
		"another fund's": "no file is given of", "the file twice": "a second time", "another file behind it": "another export follows",
		"revoked, witness": "was revoked (lost)", "later": "was not registered then", "stranger": "no key that is registered",
	}
	codes, texts := secondVerifier(t, python, all)
	for i, one := range all {
		want, ours := codeOf(one)
		if codes[i] != want || (want == exitDone) != strings.HasPrefix(one.name, "whole") {
			t.Errorf("%s: it exits with %d and ours with %d\n%s\n%s", one.name, codes[i], want, texts[i], ours)
		}
		if !strings.Contains(texts[i], says[one.name]) {
			t.Errorf("%s: it says %s", one.name, texts[i])
		}
	}
}
