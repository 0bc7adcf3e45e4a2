package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
)

// eachFound has one run of Python verify many files, each with what is held, and print what to exit with and why.
const eachFound = `import json, sys; sys.path.insert(0, sys.argv[1]); import verify
for path, held, keys, service in json.load(sys.stdin): print(json.dumps(verify.found([path], held, keys, service)))`

// asked is a file in both verifiers' hands, and what is held besides.
type asked struct {
	name string
	file []byte
	held []audit.Held
	keys []note.Verifier

	service []byte // with which service journal's file; nil: with none
}

// secondVerifier is what docs/verify.py finds of each: its exit code and its sentence.
func secondVerifier(t *testing.T, python string, all []asked) (codes []int, texts []string) {
	t.Helper()
	folder := t.TempDir()
	var in []any
	for i, one := range all {
		path := filepath.Join(folder, strconv.Itoa(i))
		if err := os.WriteFile(path, one.file, 0o600); err != nil {
			t.Fatal(err)
		}
		held := []string{}
		for _, h := range one.held {
			held = append(held, fmt.Sprintf("%s:%d:%s", h.Fund, h.Size, h.Root))
		}
		keys := []string{}
		for _, k := range one.keys {
			keys = append(keys, publicKey(k))
		}
		var service any
		if one.service != nil {
			service = path + ".service"
			if err := os.WriteFile(path+".service", one.service, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		in = append(in, []any{path, held, keys, service})
	}
	list, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), python, "-I", "-B", "-c", eachFound, filepath.Join("..", "..", "docs"))
	run.Stdin, run.Stderr = bytes.NewReader(list), os.Stderr
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(out) {
		var code int
		var text string
		if err := json.Unmarshal(line, &[]any{&code, &text}); err != nil {
			t.Fatal(err)
		}
		codes, texts = append(codes, code), append(texts, text)
	}
	if len(codes) != len(all) {
		t.Fatalf("it answers %d of %d times", len(codes), len(all))
	}
	return codes, texts
}

// codeOf is what the program's own verifier exits with, as verify's Run does.
func codeOf(one asked) (code int, said string) {
	o := audit.Options{Held: one.held}
	if len(one.keys) > 0 {
		o.Signed = func(text string) error {
			_, err := seal.Keys{Trusted: one.keys}.Open(text)
			return err
		}
	}
	var wanted ledger.Heads
	if one.service != nil {
		first, err := audit.Verify(bytes.NewReader(one.service), audit.Options{})
		if err != nil {
			return exitRefused, err.Error()
		}
		o.Service, o.Registered, wanted = first.Journal, seal.Registered, first.Journal.Heads
	}
	report, err := audit.Verify(bytes.NewReader(one.file), o)
	if err == nil {
		err = missing(wanted, []ledger.FundID{report.Fund})
	}
	var wrong misuse
	switch {
	case err == nil:
		return exitDone, ""
	case errors.As(unreadable(err), &wrong):
		return exitMisused, err.Error()
	}
	return exitRefused, err.Error()
}

// The verifier in Python, which shares no line with ours, says of each example's export and of what was done to it what
// ours says.
func TestSecondVerifierAgrees(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOTICE: python3 is not installed, so docs/verify.py is not held against the program's own verifier")
	}
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
			t.Run(fmt.Sprintf("%s, redacted %v", name, redacted), func(t *testing.T) {
				t.Parallel()
				agree(t, python, file.Bytes())
			})
		}
	}
}

func agree(t *testing.T, python string, file []byte) {
	report, err := audit.Verify(bytes.NewReader(file), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	held := audit.Held{Fund: string(report.Fund), Size: report.Entries, Root: report.Root}
	all := []asked{
		{"whole: the last receipt", file, []audit.Held{held}, nil, nil},
		{"another root", file, []audit.Held{{Fund: held.Fund, Size: held.Size, Root: report.ServiceRoot}}, nil, nil},
		{"a later receipt", file, []audit.Held{{Fund: held.Fund, Size: held.Size + 1, Root: held.Root}}, nil, nil},
		{"whole: the service's", file, []audit.Held{{Fund: "service", Size: report.Service, Root: report.ServiceRoot}}, nil, nil},
		{"another fund's", file, []audit.Held{{Fund: "elsewhere", Size: held.Size, Root: held.Root}}, nil, nil},
	}
	r := rand.New(rand.NewPCG(2, uint64(len(file)))) //nolint:gosec // chance that can be repeated
	for name, m := range withCheckpoints(file, report) {
		all = append(all, asked{name, m, nil, nil, nil})
	}
	for name, m := range mutants(r, file) {
		all = append(all, asked{name, m, nil, nil, nil})
	}
	codes, texts := secondVerifier(t, python, all)
	for i, one := range all {
		want, ours := codeOf(one)
		if codes[i] != want {
			t.Errorf("%s: it exits with %d and ours with %d\n%s\n%s", one.name, codes[i], want, texts[i], ours)
		}
		if passes := codes[i] == exitDone; passes != strings.HasPrefix(one.name, "whole") && !bytes.Equal(one.file, file) {
			t.Errorf("%s: passing is %v\n%s", one.name, passes, texts[i])
		}
	}
	if codes[0] != exitDone || codes[1] != exitRefused || codes[2] != exitRefused {
		t.Errorf("with receipts it exits with %v", codes[:3])
	}
}

// withCheckpoints puts checkpoints into a file, where they belong and where they do not. Nobody signed them: neither
// verifier looks at signatures without keys.
func withCheckpoints(file []byte, report audit.Report) map[string][]byte {
	lines := bytes.SplitAfter(file, []byte("\n"))
	note := func(fund string, size int64, root ledger.Digest) []byte {
		text := fmt.Sprintf("pooled/%s\n%d\n%s\n\n\u2014 a b\n", fund, size, base64.StdEncoding.EncodeToString(root[:]))
		line, err := json.Marshal(map[string]string{"type": "checkpoint/1", "note": text})
		if err != nil {
			panic(err)
		}
		line = bytes.Replace(line, []byte(`{"note":`), []byte(`{"type":"checkpoint/1","note":`), 1)
		return append(bytes.TrimSuffix(line, []byte(`,"type":"checkpoint/1"}`)), "}\n"...)
	}
	at := func(line int64, notes ...[]byte) []byte {
		return bytes.Join(slices.Insert(slices.Clone(lines), int(line), notes...), nil)
	}
	fund, atService, atEnd := string(report.Fund), 1+report.Service, 1+report.Service+report.Entries
	return map[string][]byte{
		"whole: a checkpoint of the service": at(atService, note("service", report.Service, report.ServiceRoot)),
		"whole: a checkpoint of the fund":    at(atEnd, note(fund, report.Entries, report.Root)),
		"a checkpoint of another root":       at(atEnd, note(fund, report.Entries, report.ServiceRoot)),
		"a checkpoint behind another entry":  at(atEnd-1, note(fund, report.Entries, report.Root)),
		"a checkpoint of another fund":       at(atEnd, note("elsewhere", report.Entries, report.Root)),
		"a checkpoint in the wrong journal":  at(atEnd, note("service", report.Service, report.ServiceRoot)),
	}
}

// mutants are what somebody could make of a file: by chance, and with every leaf and root made anew.
func mutants(r *rand.Rand, file []byte) map[string][]byte {
	lines := bytes.SplitAfter(file, []byte("\n"))
	lines = lines[:len(lines)-1]
	at := 1 + r.IntN(len(lines)-3)
	out := map[string][]byte{
		"whole: unchanged":   file,
		"nothing":            nil,
		"no export":          []byte("fund,entries\n"),
		"cut in a line":      file[:1+r.IntN(len(file)-1)],
		"cut after a line":   bytes.Join(lines[:at], nil),
		"a line deleted":     bytes.Join(slices.Delete(slices.Clone(lines), at, at+1), nil),
		"a line doubled":     bytes.Join(slices.Insert(slices.Clone(lines), at, lines[at]), nil),
		"two lines swapped":  bytes.Join(append(append(slices.Clone(lines[:at]), lines[at+1], lines[at]), lines[at+2:]...), nil),
		"two files":          append(slices.Clone(file), file...),
		"a return":           bytes.Replace(file, []byte("\n"), []byte("\r\n"), 1),
		"capitals":           bytes.Replace(file, []byte(`"fund"`), []byte(`"Fund"`), 1),
		"an amount":          forged(file, `0"]]}`, `1"]]}`),
		"an actor approves":  forged(file, `"authority/1","actor":"`, `"authority/1","actor":"","was":"`),
		"no rule":            forged(file, `"rule":"`, `"rule":"","was":"`),
		"an instant":         forged(file, `"recorded":"2`, `"recorded":"1`),
		"a date":             forged(file, `"effective":"20`, `"effective":"21`),
		"a period":           forged(file, `"period":"20`, `"period":"21`),
		"a fund":             forged(file, `"entry/1","fund":"`, `"entry/1","fund":"x`),
		"a number":           forged(file, `"seq":1`, `"seq":9`),
		"a space":            forged(file, `"act":{`, `"act": {`),
		"a field doubled":    forged(file, `"period":"2`, `"period":"x","period":"2`),
		"another version":    forged(file, `"entry/1"`, `"entry/2"`),
		"whole: an old rule": forged(file, `"rule":"A`, `"rule":"B`),
	}
	for i := range 30 {
		changed := bytes.Clone(file)
		changed[r.IntN(len(changed))] ^= byte(1 + r.IntN(255))
		out[fmt.Sprintf("byte %d", i)] = changed
	}
	return out
}

// forged replaces a text in the last entry of the file's journal that holds it, and makes that leaf and all roots anew.
func forged(file []byte, old, changed string) []byte {
	lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	report, err := audit.Verify(bytes.NewReader(file), audit.Options{})
	if err != nil {
		panic(err)
	}
	entries, kept, named := lines[1+report.Service:len(lines)-1], report.Root, `"root":"`
	if report.Fund == ledger.Service {
		entries, kept, named = lines[1:1+report.Service], report.ServiceRoot, `"serviceRoot":"`
	}
	for i, line := range slices.Backward(entries) {
		if bytes.Contains(line, []byte(old)) {
			entries[i] = bytes.Replace(line, []byte(old), []byte(changed), 1)
			break
		}
	}
	leaves := make([][]byte, len(entries))
	for i, line := range entries {
		_, rest, _ := bytes.Cut(line, []byte("\t"))
		body, _, _ := bytes.Cut(rest, []byte("\t"))
		leaf := sha256.Sum256(append([]byte{0}, body...))
		leaves[i] = leaf[:]
		entries[i] = append([]byte(base64.RawURLEncoding.EncodeToString(leaf[:])+"\t"), rest...)
	}
	root := ledger.Digest(rootOf(leaves)).String()
	out := append(bytes.Join(lines, []byte("\n")), '\n')
	return bytes.ReplaceAll(out, []byte(named+kept.String()), []byte(named+root))
}

func rootOf(leaves [][]byte) []byte {
	if len(leaves) == 1 {
		return leaves[0]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	root := sha256.Sum256(slices.Concat([]byte{1}, rootOf(leaves[:half]), rootOf(leaves[half:])))
	return root[:]
}
