package ledger

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// corpus is an entry of each act ever written, as it was posted.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.json")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d entries in the corpus, %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = bytes.TrimSpace(body)
	}
	return all
}

// Every document that an entry saved is read out of its bytes as it is by reading the whole entry.
func TestVersionsAreReadAlone(t *testing.T) {
	t.Parallel()
	read := 0
	for name, body := range corpus(t) {
		e, err := DecodeEntry(body)
		if err != nil {
			continue // of the corpus, but no entry
		}
		for _, want := range e.Documents {
			got, err := DecodeVersion(body, want.Ref())
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s is %+v, %v; want %+v", name, want.Ref(), got, err, want)
			}
			read++
		}
		if _, err := DecodeVersion(body, Ref{Kind: "scheme", ID: "never"}); err == nil {
			t.Errorf("%s holds a scheme that it does not name", name)
		}
	}
	if read < 100 {
		t.Errorf("%d documents were read", read)
	}
}

// Whatever the bytes are, nothing outside of them is read, and what is found stands in them.
func FuzzFieldIn(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"a":1}`, `{"a":"b","documents":[{"type":"scheme/1","id":"x"},[],"]"]}`, `{"a":"\"`, `{"a`, `{"a":`, `[`, `[1,,2]`,
		`{"documents":[`, `{"documents":[{"type":"scheme/1"`, "{\"a\\", `["\\`, `{"a":{"documents":[]},"documents":[1]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		array := fieldIn(body, "documents")
		for _, one := range valuesIn(array) {
			if len(one) == 0 || !bytes.Contains(body, one) {
				t.Errorf("%q is not in %q", one, body)
			}
		}
		_, _ = DecodeVersion(body, Ref{Kind: "scheme", ID: "x"})
		var whole map[string]json.RawMessage
		var tidy bytes.Buffer
		if json.Unmarshal(body, &whole) != nil || json.Compact(&tidy, body) != nil || !bytes.Equal(tidy.Bytes(), body) {
			return
		}
		if bytes.Count(body, []byte(`"documents"`)) == 1 && !bytes.Equal(whole["documents"], array) && whole["documents"] != nil {
			t.Errorf("documents of %s are %s, want %s", body, array, whole["documents"])
		}
	})
}
