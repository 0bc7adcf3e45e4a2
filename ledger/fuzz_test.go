package ledger

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParseMoney holds that what is read is written back as it was, and that nothing else is read.
func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"0.00", "-0.01", "1e3", "１.００", "9999999999.99", "01.00", " 1.00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if m, err := ParseMoney(s); err == nil && m.String() != s {
			t.Errorf("%q was read as %s", s, m)
		}
	})
}

// FuzzDecodeEntry holds that any bytes are read or refused, and that an entry that is read can be written and
// read again to the same bytes.
func FuzzDecodeEntry(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "corpus", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.TrimSpace(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := DecodeEntry(body)
		if err != nil {
			return
		}
		_ = e.Sentence()
		first, err := e.Encode()
		if err != nil {
			t.Fatalf("read and not written: %v", err)
		}
		again, err := DecodeEntry(first)
		if err != nil {
			t.Fatalf("written and not read: %v\n%s", err, first)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Errorf("written twice in two ways: %v\n%s\n%s", err, first, second)
		}
	})
}
