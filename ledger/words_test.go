package ledger

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"unicode/utf8"
)

// Words are found whole and by their parts, and an amount however it is written.
func TestWordsOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Havering-CCG paid £1,234.56": {"havering-ccg", "havering", "ccg", "paid", "£123456"},
		"1234.56":                     {"£123456"},
		"£1234":                       {"£123400"},
		"1,250":                       {"£125000"},
		"-1250.00":                    {"£125000"},
		"£ 0.01":                      {"£1"},
		"BACS/7 (“late”), i-12.":      {"bacs/7", "bacs", "7", "late", "i-12", "i", "12"},
		"":                            nil,
		"— … !":                       nil,
	} {
		if got := WordsOf(text); !sameWords(got, want) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string][][]string{
		"beds-2":        {{"beds-2"}},
		"1250 homes":    {{"1250", "£125000"}, {"homes"}},
		"£1,250":        {{"£125000"}},
		"beds-2 beds x": {{"beds-2"}, {"x"}},
	} {
		got := AskedWords(text)
		if !slices.EqualFunc(got, want, sameWords) {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
	if CheckSearch("943 476 5919") == nil || CheckSearch("jo@example.org") == nil || CheckSearch("i-12 £1,234.56") != nil {
		t.Error("what may be looked for is refused, or the other way round")
	}
}

func sameWords(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// The words of what was written as JSON are those of its values read back, whatever stands in them.
func FuzzWordsOfJSON(f *testing.F) {
	f.Add("a \"b\" \\ c", "at", "Zürich\u2028<x>", "sha256")
	f.Add("£1,234.56", "hash", "}", "name")
	f.Add("\\\"", "type\"", "{[", "policy")
	f.Fuzz(func(t *testing.T, text, name, other, last string) {
		if !utf8.ValidString(name + last) {
			t.Skip() // names that differ may come to the same
		}
		body, err := json.Marshal(map[string]any{
			name: []any{text, other, 12, nil, true, map[string]any{last: text, "policy": []any{other, map[string]any{"x": text}}}},
			"at": map[string]any{name: "]" + text}, last: other, "recorded": 7, "kept": text + other,
		})
		var back any
		if err != nil || json.Unmarshal(body, &back) != nil {
			t.Skip()
		}
		found, want := map[string]bool{}, map[string]bool{}
		if err := new(Lexicon).wordsOfJSON(found, body); err != nil {
			t.Fatal(err)
		}
		wordsOfValue(want, back)
		if !maps.Equal(found, want) {
			t.Errorf("%s has the words %v, want %v", body, found, want)
		}
	})
}

func wordsOfValue(found map[string]bool, v any) {
	switch v := v.(type) {
	case string:
		words(found, v)
	case []any:
		for _, one := range v {
			wordsOfValue(found, one)
		}
	case map[string]any:
		for name, one := range v {
			if !slices.Contains(wordless, name) {
				wordsOfValue(found, one)
			}
		}
	}
}
