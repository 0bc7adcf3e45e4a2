package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"pooled/ledger"
)

// A scan reads a JSON text once and strictly, against the shape it must have. encoding/json is lenient where a
// ledger must not be: it takes the last of two fields of one name, fields in another case, broken characters, and
// null for anything. Errors never hold a value of the body.
type scan struct {
	body  []byte
	at    int
	depth int
}

const depthMax = 16

// errUnreadable is a body that is not JSON at all; the refusals of what it says are the ledger's own.
type errUnreadable string

func (e errUnreadable) Error() string { return string(e) }

// span is where a value stands in the body.
type span struct{ start, end int }

// scanObject reads an object that is the whole body and tells each of its fields to visit.
func scanObject(body []byte, of *shape, visit func(name string, value span)) error {
	if !utf8.Valid(body) {
		return errUnreadable("the body is not UTF-8 text")
	}
	s := scan{body: body}
	s.space()
	if err := s.expect('{'); err != nil {
		return errUnreadable("the body must be a JSON object")
	}
	if err := s.object(of, visit); err != nil {
		return plain(err)
	}
	s.space()
	if s.at != len(body) {
		return s.broken("there is more after the end of the object")
	}
	return nil
}

func (s *scan) broken(what string) error {
	return errUnreadable(fmt.Sprintf("the body is not the JSON it must be, at byte %d: %s", s.at, what))
}

func (s *scan) space() {
	for s.at < len(s.body) {
		switch s.body[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte that is not space, or 0 at the end.
func (s *scan) peek() byte {
	s.space()
	if s.at == len(s.body) {
		return 0
	}
	return s.body[s.at]
}

func (s *scan) expect(c byte) error {
	if s.peek() != c {
		return s.broken(fmt.Sprintf("%q is missing", c))
	}
	s.at++
	return nil
}

// object reads what follows the brace.
func (s *scan) object(of *shape, visit func(string, span)) error {
	if s.depth++; s.depth > depthMax {
		return s.broken(fmt.Sprintf("it is nested more than %d deep", depthMax))
	}
	var seen uint64
	for first := true; s.peek() != '}'; first = false {
		if !first {
			if err := s.expect(','); err != nil {
				return err
			}
		}
		name, f, err := s.name(of, seen)
		if err != nil {
			return err
		}
		seen |= f.bit
		s.space()
		start := s.at
		if err := s.value(f.shape); err != nil {
			return within(name, err)
		}
		if visit != nil {
			visit(name, span{start, s.at})
		}
	}
	s.at++
	s.depth--
	if name := of.missing(seen); name != "" {
		return ledger.ErrInvalid.With("%s is missing", name)
	}
	return nil
}

// name reads a field's name and colon. A name is taken only as it is written in the documentation.
func (s *scan) name(of *shape, seen uint64) (string, *field, error) {
	if err := s.expect('"'); err != nil {
		return "", nil, err
	}
	start := s.at
	if err := s.text(); err != nil {
		return "", nil, err
	}
	raw := s.body[start : s.at-1]
	f := of.fields[string(raw)]
	if f == nil {
		return "", nil, ledger.ErrUnknownField.With("a field has a name that is not known here; the names are %s, "+
			"written just so", strings.Join(of.names, ", "))
	}
	name := string(raw)
	if seen&f.bit != 0 {
		return "", nil, ledger.ErrInvalid.With("%s is given twice", name)
	}
	return name, f, s.expect(':')
}

// placed is a refusal and the field that it is about.
type placed struct {
	path    string
	refusal *ledger.Error
}

// Error is for the interface's sake: a placed refusal never leaves this file.
func (p placed) Error() string { return p.path + ": " + p.refusal.Text }

// within says in which field a value was refused.
func within(name string, err error) error {
	switch e := err.(type) { //nolint:errorlint // made here, never wrapped
	case placed:
		return placed{name + "." + e.path, e.refusal}
	case *ledger.Error:
		return placed{name, e}
	}
	return err
}

// plain turns a placed refusal into one of the ledger's, its sentence beginning with the field.
func plain(err error) error {
	if e, ok := err.(placed); ok { //nolint:errorlint // made here, never wrapped
		return &ledger.Error{Kind: e.refusal.Kind, Name: e.refusal.Name, Text: e.Error()}
	}
	return err
}

var kindNames = map[byte]string{
	'{': "an object", '[': "a list", '"': "text", '0': "a whole number", 't': "true or false",
	'?': "an object",
}

func (s *scan) value(of *shape) error {
	c := s.peek()
	switch {
	case c == of.kind && (c == '{' || c == '[' || c == '"'):
		s.at++
	case of.kind == '0' && (c == '-' || c >= '0' && c <= '9'), of.kind == 't' && (c == 't' || c == 'f'),
		of.kind == '?' && c == '{':
	case c == 'n':
		return ledger.ErrInvalid.With("null is no value; leave the field out")
	case c == 0:
		return s.broken("it ends too early")
	default:
		return ledger.ErrInvalid.With("it must be %s", kindNames[of.kind])
	}
	switch of.kind {
	case '{':
		return s.object(of, nil)
	case '[':
		return s.list(of)
	case '"':
		return s.checked(of)
	case '0':
		return s.number()
	case '?':
		return s.skip()
	}
	return s.literal()
}

// skip passes over an object whose shape is not known yet; it is scanned again when it is.
func (s *scan) skip() error {
	for deep := 0; s.at < len(s.body); {
		c := s.body[s.at]
		s.at++
		switch c {
		case '{', '[':
			deep++
		case '}', ']':
			if deep--; deep == 0 {
				return nil
			}
		case '"':
			if err := s.text(); err != nil {
				return err
			}
		}
	}
	return s.broken("it ends too early")
}

func (s *scan) list(of *shape) error {
	if s.depth++; s.depth > depthMax {
		return s.broken(fmt.Sprintf("it is nested more than %d deep", depthMax))
	}
	for n := 0; s.peek() != ']'; n++ {
		if n > 0 {
			if err := s.expect(','); err != nil {
				return err
			}
		}
		if err := s.value(of.elem); err != nil {
			return err
		}
	}
	s.at++
	s.depth--
	return nil
}

// checked reads text and holds it against its form.
func (s *scan) checked(of *shape) error {
	start := s.at
	if err := s.text(); err != nil {
		return err
	}
	raw := s.body[start : s.at-1]
	for _, c := range raw {
		if c == '\\' {
			var value string
			if err := json.Unmarshal(s.body[start-1:s.at], &value); err != nil {
				return s.broken("text with a broken escape")
			}
			return of.check(value)
		}
	}
	return of.check(string(raw))
}

// text reads what follows a quotation mark, up to the next that is not escaped.
func (s *scan) text() error {
	for s.at < len(s.body) {
		c := s.body[s.at]
		s.at++
		switch {
		case c == '"':
			return nil
		case c < ' ':
			return s.broken("a control character stands in text")
		case c == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		}
	}
	return s.broken("text does not end")
}

func (s *scan) escape() error {
	if s.at == len(s.body) {
		return s.broken("text does not end")
	}
	c := s.body[s.at]
	s.at++
	if c != 'u' {
		if strings.IndexByte(`"\/bfnrt`, c) < 0 {
			return s.broken("text with a broken escape")
		}
		return nil
	}
	r, err := s.unit()
	switch {
	case err != nil:
		return err
	case r == 0:
		return s.broken("text holds a NUL")
	case r >= 0xdc00 && r < 0xe000:
		return s.broken("half a character stands in text")
	case r < 0xd800 || r >= 0xe000:
		return nil
	}
	if s.at+1 < len(s.body) && s.body[s.at] == '\\' && s.body[s.at+1] == 'u' {
		s.at += 2
		if low, err := s.unit(); err == nil && low >= 0xdc00 && low < 0xe000 {
			return nil
		}
	}
	return s.broken("half a character stands in text")
}

// unit reads four hexadecimal digits.
func (s *scan) unit() (rune, error) {
	if len(s.body)-s.at < 4 {
		return 0, s.broken("text with a broken escape")
	}
	var r rune
	for _, c := range s.body[s.at : s.at+4] {
		digit := strings.IndexByte("0123456789abcdefABCDEF", c)
		if digit < 0 {
			return 0, s.broken("text with a broken escape")
		}
		if digit > 15 {
			digit -= 6
		}
		r = r<<4 | rune(digit)
	}
	s.at += 4
	return r, nil
}

// number reads a whole number that fits 15 digits, so that no reader of JSON can take it for another.
func (s *scan) number() error {
	start := s.at
	if s.body[s.at] == '-' {
		s.at++
	}
	digits := s.at
	for s.at < len(s.body) && s.body[s.at] >= '0' && s.body[s.at] <= '9' {
		s.at++
	}
	length := s.at - digits
	more := s.at < len(s.body) && strings.IndexByte(".eE+-", s.body[s.at]) >= 0
	if length == 0 || length > 15 || more || length > 1 && s.body[digits] == '0' || string(s.body[start:s.at]) == "-0" {
		return ledger.ErrInvalid.With("it must be a whole number, written in digits alone")
	}
	return nil
}

func (s *scan) literal() error {
	for _, word := range []string{"true", "false"} {
		if strings.HasPrefix(string(s.body[s.at:min(s.at+5, len(s.body))]), word) {
			s.at += len(word)
			return nil
		}
	}
	return s.broken("it must be true or false")
}
