package audit

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"pooled/ledger"
)

// Every document of the corpus has the name that the ledger gives it, and each kind that is read by its field alone
// is among them.
func TestNamesAreTheLedgers(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "corpus", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("there is no corpus", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.TrimSpace(body)
		whole, err := ledger.DecodeEntry(body)
		if err != nil {
			t.Fatal(file, err)
		}
		var e entry
		if err := e.read(body); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		n := 0
		if err := eachDocument(&e, func(ref ledger.Ref, _ string) {
			if want := whole.Documents[n].Ref(); ref != want {
				t.Errorf("%s: %v is read as %v", file, want, ref)
			}
			seen[ref.Kind+"/1"] = true
			n++
		}); err != nil || n != len(whole.Documents) {
			t.Errorf("%s: %d of %d documents, %v", file, n, len(whole.Documents), err)
		}
		decodedAlike(t, file, body, whole)
	}
	for kind := range named {
		if !seen[kind] {
			t.Errorf("the corpus has no document of kind %s", kind)
		}
	}
}

// decodedAlike holds an entry that the judge decodes against the ledger's own reading of it, but for the texts.
func decodedAlike(t *testing.T, file string, body []byte, whole ledger.Entry) {
	t.Helper()
	d := newDecoder()
	quick, err := d.decode(body, func(int64) bool { return false })
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	quick.Reference, quick.Narrative = whole.Reference, whole.Narrative
	got, err := quick.Encode()
	want, wantErr := whole.Encode()
	if err != nil || wantErr != nil || string(got) != string(want) || !quick.Recorded.Equal(whole.Recorded) {
		t.Errorf("%s is decoded as\n%s\nand not\n%s: %v, %v", file, got, want, err, wantErr)
	}
}
