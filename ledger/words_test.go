package ledger

import (
	"slices"
	"testing"
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
