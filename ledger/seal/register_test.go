package seal_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/ledger/seal"
)

// A checkpoint is held against the register by the days of the entries beside it.
func TestRegisterOfKeys(t *testing.T) {
	t.Parallel()
	dir, day := t.TempDir(), ledger.MustDate
	sign := func(name string) (public, text string) {
		public, err := seal.NewKey(dir, name, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := seal.OpenSigner(filepath.Join(dir, name+".key"))
		if err != nil {
			t.Fatal(err)
		}
		text, err = signer.Sign(seal.Head{Fund: "test", Size: 3, Root: ledger.DigestOf(nil)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return public, text
	}
	council, note := sign("council")
	partner, countersigned := sign("icb")
	_, foreign := sign("stranger")
	_, witness, _ := strings.Cut(countersigned, "\n\n")
	register := []ledger.SigningKey{
		{
			ID: "council-1", Public: council, Body: "council", Use: ledger.KeySigns,
			From: day("2026-04-01"), Last: day("2026-06-30"), Why: ledger.KeyLost,
		},
		{ID: "icb-1", Public: partner, Body: "icb", Use: ledger.KeyWitnesses, From: day("2026-04-01")},
	}
	for _, tt := range []struct {
		name, text, last, next, says string
	}{
		{"the last day", note, "2026-06-30", "2026-07-09", ""},
		{"a day later", note, "2026-07-01", "2026-07-09", "was revoked (lost)"},
		{"a day later, and countersigned", note + witness, "2026-07-01", "2026-07-09", "was revoked (lost)"},
		{"the first day", note, "2026-03-01", "2026-04-01", ""},
		{"a day earlier", note, "2026-03-01", "2026-03-31", "was not registered then"},
		{"nothing after it", note, "2026-03-01", "", ""},
		{"a partner's key alone", countersigned, "2026-05-01", "", "to countersign, and not to sign"},
		{"a stranger's", foreign, "2026-05-01", "", "no such key is registered"},
		{"changed", strings.Replace(note, "\n3\n", "\n4\n", 1), "2026-05-01", "", "no such key is registered"},
	} {
		var next ledger.Date
		if tt.next != "" {
			next = day(tt.next)
		}
		by, err := seal.Registered(register, tt.text, day(tt.last), next)
		told := errors.Is(err, seal.ErrSignature) && tt.says != "" && strings.Contains(err.Error(), tt.says)
		if tt.says == "" && (err != nil || by != "council-1") || tt.says != "" && !told {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
