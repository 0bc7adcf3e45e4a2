package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
)

// keyHouse is a fund's file, and files of a service journal that went on since: it recorded where the fund stood, and
// which keys sign. The key later is one of the future there, as only a forger could have it.
type keyHouse struct {
	*testing.T
	pool          *pooltest.Pool
	fund, service []byte
	report        audit.Report
}

// The public halves of the keys of a keyHouse are registered but for the stranger's.
var houseKeys = []string{"good", "revoked", "later", "witness", "stranger"}

func newKeyHouse(t *testing.T) *keyHouse {
	t.Helper()
	p, keeper := headsHouse(t)
	h := &keyHouse{T: t, pool: p, fund: exportOf(t, p, p.Fund)}
	report, err := audit.Verify(bytes.NewReader(h.fund), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h.report = report
	today := ledger.DateOf(time.Now())
	for _, name := range houseKeys[:4] {
		signerOf(t, name)
		act := ledger.RegisterKey{
			Public: publicKeys[name], Body: pooltest.CouncilBody, Use: ledger.KeySigns, From: ledger.MustDate("2015-04-01"),
		}
		if name == "witness" {
			act.Use = ledger.KeyWitnesses
		}
		h.must(act)
		if name == "revoked" {
			part := strings.Split(act.Public, "+")
			h.must(ledger.RevokeKey{Key: ledger.KeyID(part[0] + "-" + part[1]), Last: today - 1, Why: ledger.KeyLost})
		}
		if name == "later" {
			recordHeads(t, keeper, true)
		}
	}
	h.service = exportOf(t, p, ledger.Service)
	for range 2 { // in the act, and in the document that it saved
		h.service = forged(h.service, publicKeys["later"]+`","body":"test-council","use":"signs","from":"2015`,
			publicKeys["later"]+`","body":"test-council","use":"signs","from":"2095`)
	}
	return h
}

func exportOf(t *testing.T, p *pooltest.Pool, fund ledger.FundID) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := audit.Export(t.Context(), p.Pgx(), &file, audit.ExportOptions{Fund: fund}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (h *keyHouse) must(act ledger.Act) {
	h.Helper()
	result := h.pool.Journal.Do(h.Context(), ledger.Service, h.pool.Request("posts-administrator", "", act))
	if result.Err != nil {
		h.Fatal(act.Kind(), result.Err)
	}
}

// note is a checkpoint of the first entries of the fund, signed by keys. The tree over them is made of their leaves.
func (h *keyHouse) note(size int64, names ...string) string {
	h.Helper()
	var signers []note.Signer
	for _, name := range names {
		signer, _ := signerOf(h.T, name)
		signers = append(signers, signer)
	}
	var leaves [][]byte
	for _, line := range bytes.Split(h.fund, []byte("\n"))[1+h.report.Service:][:size] {
		leaf, err := base64.RawURLEncoding.DecodeString(string(line[:43]))
		if err != nil {
			h.Fatal(err)
		}
		leaves = append(leaves, leaf)
	}
	text := fmt.Sprintf("pooled/%s\n%d\n%s\n", h.report.Fund, size, base64.StdEncoding.EncodeToString(rootOf(leaves)))
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		h.Fatal(err)
	}
	return string(signed)
}

// with is the fund's file with a checkpoint behind the entry that it is of.
func (h *keyHouse) with(size int64, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	line := fmt.Sprintf("{\"type\":\"checkpoint/1\",\"note\":%s}\n", quoted)
	lines := bytes.SplitAfter(h.fund, []byte("\n"))
	return bytes.Join(slices.Insert(lines, int(1+h.report.Service+size), []byte(line)), nil)
}

// keyCases are checkpoints before the fund's last entry and what is said of each with the service journal's file.
var keyCases = []struct {
	says string // "": it holds
	by   []string
}{
	{"", []string{"good"}},
	{"", []string{"good", "witness"}},
	{"", []string{"revoked", "good"}},
	{"no such key is registered", []string{"stranger"}},
	{"was revoked (lost)", []string{"revoked", "witness"}},
	{"was not registered then", []string{"later"}},
	{"to countersign, and not to sign", []string{"witness"}},
}

// A checkpoint that was kept is held against the register of keys as one in the file is.
func TestVerifyHoldsWitnessedAgainstRegister(t *testing.T) {
	t.Parallel()
	h := newKeyHouse(t)
	folder := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	service, plain, size := write("service", h.service), write("fund", h.fund), h.report.Entries-2
	for _, one := range keyCases {
		text := h.note(size, one.by...)
		kept, inside := write("kept", []byte(text)), write("inside", h.with(size, text))
		for how, arguments := range map[string][]string{
			"kept": {plain, "--witness", kept, "--service", service}, "inside": {inside, "--service", service},
		} {
			code, said := verified(t, append(arguments, "--skip-decisions")...)
			holds := code == exitDone && strings.Contains(said, "recorded  up to entry")
			if how == "inside" {
				holds = holds && strings.Contains(said, "signed by registered keys (good-")
			}
			told := code == exitRefused && strings.Contains(said, one.says) && strings.Contains(said, "(wrong-signer)")
			if one.says == "" && !holds || one.says != "" && !told {
				t.Errorf("%s, by %v: it exits with %d and says\n%s", how, one.by, code, said)
			}
		}
		h.witnesses(one.by, kept, service, one.says)
		if code, said := verified(t, plain, "--witness", kept, "--skip-decisions"); code != exitDone {
			t.Errorf("without a register, by %v: it exits with %d and says\n%s", one.by, code, said)
		}
	}
}

// witnesses holds that a partner countersigns the same with the register's file, each time for the first time.
func (h *keyHouse) witnesses(by []string, kept, service, says string) {
	h.Helper()
	folder := h.TempDir()
	if _, err := seal.NewKey(folder, "partner", strings.NewReader(strings.Repeat("partner", 64))); err != nil {
		h.Fatal(err)
	}
	arguments := []string{"witness", "--dir", folder, "--key", filepath.Join(folder, "partner.key"), "--service", service}
	for _, name := range by {
		path := filepath.Join(folder, name+".pub")
		if err := os.WriteFile(path, []byte(publicKeys[name]), 0o600); err != nil {
			h.Fatal(err)
		}
		arguments = append(arguments, "--signer", path)
	}
	var out, words bytes.Buffer
	code := run(h.Context(), append(arguments, kept), streams{strings.NewReader(""), &out, &words})
	witnessed := code == exitDone && strings.Contains(out.String(), "\u2014 partner ")
	if witnessed != (says == "") || !strings.Contains(words.String(), says) {
		h.Errorf("witnessed, by %v: it exits with %d and says\n%s", by, code, words.String())
	}
}
