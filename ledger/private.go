package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Private is text that may one day have to be hidden: a narrative, a document reference, a client's
// pseudonym. The journal's public bytes hold only SHA-256(salt ‖ value); salt and value are kept beside them
// and can be withheld or erased while every root still verifies.
type Private struct {
	Value  string // "" when none, withheld or erased
	Salt   Salt
	Digest Digest
}

// Salt is 16 random bytes, given by the edge.
type Salt [16]byte

// Digest is a SHA-256.
type Digest [32]byte

const privateLengthMax = 500

// Text makes an unsealed Private.
func Text(value string) Private { return Private{Value: value} }

// IsZero reports that there is no text at all, not even a hidden one.
func (p Private) IsZero() bool { return p.Value == "" && p.Digest == Digest{} }

// String is the value, or a note that it is withheld.
func (p Private) String() string {
	if p.Value == "" && p.Digest != (Digest{}) {
		return "[withheld]"
	}
	return p.Value
}

type privateJSON struct {
	SHA256 string `json:"sha256"`
}

// MarshalJSON writes the public form, {"sha256":"…"}: never the value.
func (p Private) MarshalJSON() ([]byte, error) {
	if p.IsZero() {
		return []byte(`""`), nil
	}
	return json.Marshal(privateJSON{p.Digest.String()})
}

// UnmarshalJSON reads plain text, as people send it, or the public form, as the journal stores it.
func (p *Private) UnmarshalJSON(b []byte) error {
	*p = Private{}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.Value)
	}
	var stored privateJSON
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	return p.Digest.UnmarshalText([]byte(stored.SHA256))
}

// Seal gives the text its salt and digest.
func (p *Private) Seal(salt Salt) {
	if p.Value == "" {
		return
	}
	p.Salt = salt
	p.Digest = sha256.Sum256(append(salt[:], p.Value...))
}

// Reveal puts salt and value back beside the digest and reports whether they match it.
func (p *Private) Reveal(salt Salt, value string) bool {
	if sha256.Sum256(append(salt[:], value...)) != p.Digest {
		return false
	}
	p.Salt, p.Value = salt, value
	return true
}

// String is the digest in unpadded URL-safe base64, 43 characters.
func (d Digest) String() string { return base64.RawURLEncoding.EncodeToString(d[:]) }

// MarshalText writes base64.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads base64 of exactly 32 bytes.
func (d *Digest) UnmarshalText(b []byte) error {
	raw, err := base64.RawURLEncoding.DecodeString(string(b))
	if err != nil || len(raw) != len(d) {
		return ErrInvalid.With("a digest is 43 characters of URL-safe base64")
	}
	copy(d[:], raw)
	return nil
}

// DigestOf is the SHA-256 of bytes.
func DigestOf(b []byte) Digest { return sha256.Sum256(b) }

var privateType = reflect.TypeFor[Private]()

// EachPrivate calls f for every private field reachable from what v points to, in field order: an act, a
// document, an entry. What an interface holds is copied before it is changed; the elements of a slice are
// changed in place.
func EachPrivate(v any, f func(*Private)) {
	eachPrivate(reflect.ValueOf(v).Elem(), place{}, func(p *Private, _ place) { f(p) })
}

// eachPrivate calls f with each private field and where it stands; of a list of them, where the list does.
func eachPrivate(v reflect.Value, at place, f func(*Private, place)) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == privateType {
			f(v.Addr().Interface().(*Private), at)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachPrivate(v.Field(i), place{v, i}, f)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			eachPrivate(v.Index(i), at, f)
		}
	case reflect.Interface:
		if !v.IsNil() {
			held := reflect.New(v.Elem().Type()).Elem()
			held.Set(v.Elem())
			eachPrivate(held, at, f)
			v.Set(held)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			eachPrivate(v.Elem(), at, f)
		}
	}
}

// CheckText refuses text that cannot be kept faithfully or could mislead a reader: broken UTF-8, text that is
// not in Unicode's composed form, control characters, and characters that reverse the direction of reading.
func CheckText(field, s string, lengthMax int) error {
	switch {
	case !utf8.ValidString(s):
		return ErrInvalid.With("%s holds bytes that are not text", field)
	case utf8.RuneCountInString(s) > lengthMax:
		return ErrInvalid.With("%s is longer than %d characters", field, lengthMax)
	case !norm.NFC.IsNormalString(s):
		return ErrInvalid.With("%s must be in Unicode's composed form (NFC)", field)
	case strings.ContainsFunc(s, unseen):
		return ErrInvalid.With("%s holds a control or invisible character", field)
	}
	return nil
}

// unseen reports a character that shows nothing, or breaks the line, wherever the text stands.
func unseen(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// CheckName is CheckText for a text that must be there: at most 200 characters and not blank.
func CheckName(field, s string) error {
	if strings.TrimSpace(s) == "" {
		return ErrInvalid.With("%s must not be empty", field)
	}
	return CheckText(field, s, 200)
}

// EncodeTexts writes sealed texts as they are kept beside an entry: of each the salt, the length of the value as a
// varint, and the value.
func EncodeTexts(texts []Private) []byte {
	b := []byte{}
	for _, t := range texts {
		b = binary.AppendUvarint(append(b, t.Salt[:]...), uint64(len(t.Value)))
		b = append(b, t.Value...)
	}
	return b
}

// DecodeTexts reads what EncodeTexts writes; each text has the digest that its salt and value come to.
func DecodeTexts(b []byte) ([]Private, error) {
	var texts []Private
	for len(b) > 0 {
		if len(b) < len(Salt{}) {
			return nil, errTexts
		}
		salt := Salt(b)
		length, n := binary.Uvarint(b[len(salt):])
		rest := b[len(salt)+max(n, 0):]
		if n <= 0 || length > uint64(len(rest)) {
			return nil, errTexts
		}
		t := Private{Value: string(rest[:length])}
		t.Seal(salt)
		texts, b = append(texts, t), rest[length:]
	}
	return texts, nil
}

var errTexts = errors.New("private texts are cut short")

// WithPrivate returns a copy of an act or a document in which f has been called for every private field.
// Lists inside it are shared with the original, so it is for values that nobody else holds yet.
func WithPrivate[T any](v T, f func(*Private)) T {
	copied := reflect.New(reflect.TypeOf(v))
	copied.Elem().Set(reflect.ValueOf(v))
	eachPrivate(copied.Elem(), place{}, func(p *Private, _ place) { f(p) })
	return copied.Elem().Interface().(T)
}

// EachText calls f for every private field of an entry: its own, its act's and its documents'.
func (e *Entry) EachText(f func(*Private)) {
	f(&e.Reference)
	f(&e.Narrative)
	e.Act = WithPrivate(e.Act, f)
	for i, d := range e.Documents {
		e.Documents[i] = WithPrivate(d, f)
	}
}

// checkPrivate refuses texts that CheckText refuses, those that say who somebody is, and digests in the place of texts.
func checkPrivate(v any) (err error) {
	eachPrivate(reflect.ValueOf(v).Elem(), place{}, func(p *Private, at place) {
		switch {
		case err != nil:
		case p.Value == "" && !p.IsZero():
			err = ErrInvalid.With("send a text as it is, not as its digest")
		default:
			err = firstError(CheckText("a text", p.Value, privateLengthMax), screen(p, at))
		}
	})
	return err
}

// splice puts `"type":"…"` first into the JSON object that v marshals to: whatever is stored says first what
// it is.
func splice(kind string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(body)+len(kind)+12), `{"type":"`...)
	out = append(append(out, kind...), '"')
	if !bytes.Equal(body, []byte("{}")) {
		out = append(out, ',')
	}
	return append(out, body[1:]...), nil
}
