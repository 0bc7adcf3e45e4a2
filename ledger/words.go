package ledger

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	wordsMax      = 500 // of one entry
	wordLengthMax = 60
)

var poundsInText = regexp.MustCompile(`£ ?[0-9][0-9,]*(?:\.[0-9]{2})?|[0-9][0-9,]*\.[0-9]{2}|[0-9]{1,3}(?:,[0-9]{3})+`)

// WordsOf are the words that a text is found by, in lower case, each once. A name of several parts, such as
// havering-ccg, is found whole and by each part; an amount in whichever usual form it is written: £1,234.5 is no
// amount, and £1,234.56, £1234.56 and 1234.56 are one.
func WordsOf(text string) []string {
	var list []string
	add := func(word string) {
		if word != "" && len(word) <= wordLengthMax && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	text = strings.ToLower(text)
	if strings.ContainsAny(text, "£.,") && strings.ContainsAny(text, "0123456789") { // no amount is without
		text = poundsInText.ReplaceAllStringFunc(text, func(amount string) string {
			add(penceWord(amount))
			return " "
		})
	}
	for _, chunk := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`,;:()[]{}"'“”‘’|=`, r)
	}) {
		whole := strings.TrimFunc(chunk, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		add(whole)
		parts := strings.FieldsFunc(whole, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if len(parts) > 1 {
			for _, part := range parts {
				add(part)
			}
		}
	}
	return list
}

// AskedWords are the words that a question comes to: one of each group must be found. A name of several parts is asked
// for whole; a number may be an amount in pounds too.
func AskedWords(text string) [][]string {
	all := WordsOf(text)
	var groups [][]string
	for _, word := range all {
		part := func(whole string) bool { return whole != word && slices.Contains(WordsOf(whole), word) }
		if slices.ContainsFunc(all, part) {
			continue
		}
		group := []string{word}
		if pounds := penceWord(word); pounds != "" && !strings.HasPrefix(word, "£") {
			group = append(group, pounds)
		}
		groups = append(groups, group)
	}
	return groups
}

// penceWord is the word for an amount: its pence, apart from other numbers.
func penceWord(amount string) string {
	amount = strings.NewReplacer("£", "", ",", "", " ", "").Replace(amount)
	if !strings.Contains(amount, ".") {
		amount += ".00"
	}
	m, err := ParseMoney(amount)
	if err != nil {
		return ""
	}
	return "£" + strconv.FormatInt(m.Pence(), 10)
}

// Lexicon remembers the words of texts that stand in many entries, such as the names of accounts: no private text is
// among them. The zero value is ready; it is for one user at a time.
type Lexicon struct {
	of    map[string][]string
	found map[string]bool // of the entry at hand
}

const lexiconMax = 20_000 // texts

// add adds the words of a text to those found.
func (l *Lexicon) add(found map[string]bool, text string) {
	list, ok := l.of[text]
	if !ok {
		if l.of == nil || len(l.of) >= lexiconMax {
			l.of = map[string][]string{}
		}
		list = WordsOf(text)
		l.of[text] = list
	}
	gather(found, list)
}

// Words are those that an entry of these bytes is found by: its number, its act, its sentence, all it names, its
// amounts, and its private texts as far as they are there.
func (e Entry) Words(body []byte, l *Lexicon) ([]string, error) {
	if l.found == nil {
		l.found = map[string]bool{}
	}
	clear(l.found)
	found := l.found
	words(found, strconv.FormatInt(e.Seq, 10)+" "+ActName(e.Act.Kind())+" "+e.Sentence())
	if err := l.wordsOfJSON(found, body); err != nil {
		return nil, err
	}
	e.EachText(func(p Private) { words(found, p.Value) })
	return sorted(found), nil
}

// DocumentWords are those that a document is found by.
func DocumentWords(d Document) ([]string, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	words(found, d.Ref().ID)
	if err := new(Lexicon).wordsOfJSON(found, body); err != nil {
		return nil, err
	}
	EachTextOf(d, func(p Private) { words(found, p.Value) })
	return sorted(found), nil
}

func words(found map[string]bool, text string) { gather(found, WordsOf(text)) }

func gather(found map[string]bool, list []string) {
	for _, word := range list {
		if len(found) < wordsMax {
			found[word] = true
		}
	}
}

// wordless are the parts of an entry that nobody looks for.
var wordless = []string{"sha256", "hash", "mark", "policy", "type", "recorded", "at"}

// wordsOfJSON gathers the words of every text in what json.Marshal wrote, but for names of parts and for what is
// wordless. It reads the bytes as they stand: an entry is a thousand of them, and there are millions of entries.
func (l *Lexicon) wordsOfJSON(found map[string]bool, body []byte) error {
	for at := 0; at < len(body); at++ {
		if body[at] != '"' {
			continue
		}
		end := textEnd(body, at)
		text := body[at+1 : end-1]
		at = end - 1
		switch isName := end < len(body) && body[end] == ':'; {
		case isName && slices.Contains(wordless, string(text)):
			at = valueEnd(body, end+1) - 1
		case isName:
		case bytes.IndexByte(text, '\\') < 0:
			l.add(found, string(text))
		default:
			var plain string
			if err := json.Unmarshal(body[at-len(text)-1:end], &plain); err != nil {
				return err
			}
			l.add(found, plain)
		}
	}
	return nil
}

func sorted(found map[string]bool) []string {
	list := make([]string, 0, len(found))
	for word := range found {
		list = append(list, word)
	}
	slices.Sort(list)
	return list
}

// CheckSearch refuses to look for what would say who somebody is: what is looked for stands in addresses.
func CheckSearch(text string) error {
	if len(text) > privateLengthMax {
		return ErrInvalid.With("what is looked for is longer than %d characters", privateLengthMax)
	}
	if found := Plain.finds(text); len(found) > 0 {
		return ErrIdentity.With("what is looked for holds what looks like %s: no address of a page may say who somebody is",
			joined(found))
	}
	return nil
}
