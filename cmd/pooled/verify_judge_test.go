package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pooled/ledger/audit"
	"pooled/policy"
)

// judgedAgain verifies a file and judges each decision again.
func judgedAgain(t *testing.T, file []byte) (int64, *audit.Fault) {
	t.Helper()
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	judge, ahead := audit.NewJudge(scheme.Decide), audit.NewJudge(scheme.Decide)
	_, err = audit.Verify(bytes.NewReader(file), audit.Options{Each: judge.Each})
	if err != nil && audit.AsFault(err) == nil {
		t.Fatal(err)
	}
	ahead.Look(bytes.NewReader(file)) // and keeps what is named alone
	_, same := audit.Verify(bytes.NewReader(file), audit.Options{Each: ahead.Each})
	if judge.Judged() != ahead.Judged() || fmt.Sprint(err) != fmt.Sprint(same) {
		t.Errorf("looked through first, %d are judged and not %d: %v, and not %v", ahead.Judged(), judge.Judged(), same, err)
	}
	return judge.Judged(), audit.AsFault(err)
}

// Every decision of the examples is what policy gives, and one that is not is told, though whoever forged it made every
// leaf and root anew and the books balance.
func TestDecisionsAreJudgedAgain(t *testing.T) {
	t.Parallel()
	h := testHouse(t)
	for _, name := range examples() {
		if _, err := h.load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		for _, redacted := range []bool{false, true} {
			var file bytes.Buffer
			o := audit.ExportOptions{Fund: fundOf(name), Redacted: redacted}
			if err := audit.Export(t.Context(), h.pool, &file, o); err != nil {
				t.Fatal(err)
			}
			judged, fault := judgedAgain(t, file.Bytes())
			if entries := int64(bytes.Count(file.Bytes(), []byte(`"type":"entry/1"`))); fault != nil || judged != entries {
				t.Fatalf("%s: %d of %d are judged, %v", name, judged, entries, fault)
			}
			forgeDecisions(t, file.Bytes())
		}
	}
}

// approvalsOf is how the approvals begin of an authority, which is no proposal's: behind a number.
func approvalsOf(file []byte) string {
	const mark = `,"approvals":[{"actor":"`
	for digit := range 10 {
		if begin := strconv.Itoa(digit) + mark; bytes.Contains(file, []byte(begin)) {
			return begin
		}
	}
	return mark
}

func forgeDecisions(t *testing.T, file []byte) {
	early := forged(file, `"service":`, `"service":9`)
	_, err := audit.Verify(bytes.NewReader(early), audit.Options{})
	if f := audit.AsFault(err); f == nil || !strings.Contains(f.Text, "of the service journal, which has") {
		t.Errorf("a scheme of delegation that is not there yet is told as %v", err)
	}
	approvals := approvalsOf(file)
	for _, forgery := range []struct {
		name, old, changed string
		kind               audit.FaultKind
		says               string
	}{
		{"another rule", `"rule":"A`, `"rule":"Z`, audit.Unallowed, "by rule A"},
		{"another scheme of delegation", `"policy":"`, `"policy":"Z`, audit.Unallowed, "scheme of delegation"},
		{"nobody's post", `"authority/1","actor":"`, `"authority/1","actor":"no-`, audit.Unallowed, "rule"},
		{"no approvals", approvals, approvals[:1] + `,"others":[{"actor":"`, audit.Unallowed, ""},
		{"another approver", approvals, approvals + "no-", audit.Unallowed, "rule"},
		{"an unknown document", `"documents":[{"type":"`, `"documents":[{"type":"x`, audit.Broken, "not known to this program"},
		{"an unknown act", `"act":{"type":"`, `"act":{"type":"x`, audit.Broken, "not known to this program"},
	} {
		forged := forged(file, forgery.old, forgery.changed)
		if _, err := audit.Verify(bytes.NewReader(forged), audit.Options{}); bytes.Equal(forged, file) || err != nil {
			t.Fatalf("%s: the forgery is none, %v", forgery.name, err)
		}
		_, fault := judgedAgain(t, forged)
		if fault == nil || fault.Kind != forgery.kind || !strings.Contains(fault.Text, forgery.says) {
			t.Errorf("%s is told as %v", forgery.name, fault)
		}
	}
}
