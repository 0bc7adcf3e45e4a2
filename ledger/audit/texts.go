package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"pooled/ledger"
)

// sealMark begins a private field in an entry's bytes: {"sha256":"…"} holds the digest of its salt and value.
const (
	sealMark   = `{"sha256":"`
	digestSize = 43 // of a digest, written
)

// textsForm is how texts are written. Its reader passes over the ends of lines, which a line's texts do not have.
var textsForm = base64.StdEncoding.Strict()

// texts holds the salts and values of a line against the digests in its entry, and counts the digests whose text is not
// there: withheld, or erased.
func (s *section) texts(p parts) (FaultKind, string) {
	s.sealed = s.sealed[:0]
	for rest := p.body; ; {
		at := bytes.Index(rest, []byte(sealMark))
		if at < 0 || len(rest) < at+len(sealMark)+digestSize {
			break
		}
		rest = rest[at+len(sealMark):]
		s.sealed = append(s.sealed, rest[:digestSize])
	}
	if len(p.texts) == 0 {
		s.hidden += int64(len(s.sealed))
		return "", ""
	}
	var err error
	if s.raw, err = textsForm.AppendDecode(s.raw[:0], p.texts); err != nil || bytes.ContainsAny(p.texts, "\r\n") {
		return WrongText, "its texts are not in base64"
	}
	for raw := s.raw; len(raw) > 0; {
		var digest ledger.Digest
		if digest, raw, s.scratch = unseal(raw, s.scratch); raw == nil {
			return WrongText, "its texts break off"
		}
		if !s.reveal(digest) {
			return WrongText, "a text beside it is not one that it holds the digest of"
		}
	}
	for _, sealed := range s.sealed {
		if sealed != nil {
			s.hidden++
		}
	}
	return "", ""
}

// unseal reads the first text and returns the digest of its salt and value, and what follows: nil if it breaks off.
func unseal(raw, buffer []byte) (digest ledger.Digest, rest, scratch []byte) {
	const salt = len(ledger.Salt{})
	if len(raw) < salt {
		return digest, nil, buffer
	}
	length, n := binary.Uvarint(raw[salt:])
	if n <= 0 || length > uint64(len(raw)-salt-n) {
		return digest, nil, buffer
	}
	end := salt + n + int(length)
	scratch = append(append(buffer[:0], raw[:salt]...), raw[salt+n:end]...)
	return sha256.Sum256(scratch), raw[end:], scratch
}

// reveal takes a digest off those that are still without a text. An entry repeats a text where a document keeps it.
func (s *section) reveal(digest ledger.Digest) bool {
	var written [digestSize]byte
	base64.RawURLEncoding.Encode(written[:], digest[:])
	found := false
	for i, sealed := range s.sealed {
		if sealed != nil && bytes.Equal(sealed, written[:]) {
			s.sealed[i], found = nil, true
		}
	}
	return found
}
