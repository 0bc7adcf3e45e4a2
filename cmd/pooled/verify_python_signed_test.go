package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger/audit"
)

// publicKeys are the public keys of signers of tests, as they are written.
var publicKeys = map[string]string{}

func publicKey(k note.Verifier) string { return publicKeys[k.Name()] }

// signerOf is a key pair made by chance that is the same each time.
func signerOf(t *testing.T, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(strings.NewReader(strings.Repeat(name, 64)), name)
	if err != nil {
		t.Fatal(err)
	}
	publicKeys[name] = public
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// The verifier in Python holds signatures of checkpoints as the program's own does.
func TestSecondVerifierHoldsSignatures(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOTICE: python3 is not installed, so docs/verify.py is not held against the program's own verifier")
	}
	h := testHouse(t)
	if _, err := h.load(t.Context(), "nottingham"); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := audit.Export(t.Context(), h.pool, &file, audit.ExportOptions{Fund: fundOf("nottingham")}); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	host, hostKey := signerOf(t, "host")
	partner, partnerKey := signerOf(t, "partner")
	_, strangerKey := signerOf(t, "stranger")
	text := fmt.Sprintf("pooled/%s\n%d\n%s\n", report.Fund, report.Entries,
		base64.StdEncoding.EncodeToString(report.Root[:]))
	both, err := note.Sign(&note.Note{Text: text}, host, partner)
	if err != nil {
		t.Fatal(err)
	}
	with := func(signed string) []byte {
		quoted, err := json.Marshal(signed)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitAfter(file.Bytes(), []byte("\n"))
		line := append(append([]byte(`{"type":"checkpoint/1","note":`), quoted...), "}\n"...)
		end := len(lines) - 2 // before the last line, after which there is nothing
		return bytes.Join(append(append(append([][]byte{}, lines[:end]...), line), lines[end:]...), nil)
	}
	signatures := strings.SplitAfter(string(both), "\n")
	changed := []byte(string(both))
	at := bytes.LastIndexByte(changed, '\n') - 20 // within the partner's signature
	changed[at] ^= 1
	all := []asked{
		{"whole: the host's key", with(string(both)), nil, []note.Verifier{hostKey}, nil},
		{"whole: the partner's key", with(string(both)), nil, []note.Verifier{partnerKey}, nil},
		{"whole: both", with(string(both)), nil, []note.Verifier{hostKey, partnerKey}, nil},
		{"whole: one of two", with(string(both)), nil, []note.Verifier{strangerKey, hostKey}, nil},
		{"whole: no key is given", with(string(changed)), nil, nil, nil},
		{"whole: no checkpoint", file.Bytes(), nil, []note.Verifier{strangerKey}, nil},
		{"nobody's", with(string(both)), nil, []note.Verifier{strangerKey}, nil},
		{"a signature that was changed", with(string(changed)), nil, []note.Verifier{partnerKey}, nil},
		{"one of two that was changed", with(string(changed)), nil, []note.Verifier{hostKey, partnerKey}, nil},
		{
			"another's signature", with(strings.Join(signatures[:4], "") + strings.Replace(signatures[4], "host", "partner", 1)), nil,
			[]note.Verifier{partnerKey},
			nil,
		},
	}
	codes, texts := secondVerifier(t, python, all)
	for i, one := range all {
		if want, ours := codeOf(one); codes[i] != want || (want == exitDone) != strings.HasPrefix(one.name, "whole") {
			t.Errorf("%s: it exits with %d and ours with %d\n%s\n%s", one.name, codes[i], want, texts[i], ours)
		}
	}
}
