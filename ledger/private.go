package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
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

// splice puts `"type":"…"` first into the JSON object that v marshals to: whatever is stored says first what
// it is.
func splice(kind string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return appendTyped(make([]byte, 0, len(body)+len(kind)+12), kind, body), nil
}

// appendTyped appends the JSON object body with its type put first.
func appendTyped(b []byte, kind string, body []byte) []byte {
	b = append(append(append(b, `{"type":"`...), kind...), '"')
	if !bytes.Equal(body, []byte("{}")) {
		b = append(b, ',')
	}
	return append(b, body[1:]...)
}
