package directory

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// marks are the beginnings of texts in encodings that JSON is not exchanged in.
var marks = []struct {
	bytes []byte
	name  string
}{
	{[]byte{0xef, 0xbb, 0xbf}, "with a byte order mark"},
	{[]byte{0xff, 0xfe}, "in UTF-16"},
	{[]byte{0xfe, 0xff}, "in UTF-16"},
	{[]byte{'{', 0}, "in UTF-16"},
	{[]byte{'[', 0}, "in UTF-16"},
	{[]byte{0, 0, 0}, "in UTF-32"},
	{[]byte{0}, "in UTF-16"},
	{[]byte{0x1f, 0x8b}, "compressed"},
}

// utf8Reader passes on what is well-formed UTF-8 and stops at the first byte that is not: a decoder of JSON would put
// a sign of its own in the place of each and go on.
type utf8Reader struct {
	in     io.Reader
	passed int64
	held   []byte // the beginning of a character that the last read cut in two
	failed error
}

func (u *utf8Reader) Read(p []byte) (int, error) {
	if u.failed != nil {
		return 0, u.failed
	}
	if len(p) < utf8.UTFMax { // there might be no room for one character
		return 0, io.ErrShortBuffer
	}
	n := copy(p, u.held)
	held := n
	u.held = u.held[:0]
	m, err := u.in.Read(p[n:])
	n += m
	if u.passed == 0 && held == 0 && n > 0 {
		if name := marked(p[:n]); name != "" {
			u.failed = ErrFeed.With("the feed is written %s; a feed is UTF-8 without a mark at its beginning", name)
			return 0, u.failed
		}
	}
	whole := wholeCharacters(p[:n])
	if !utf8.Valid(p[:whole]) || err != nil && whole < n {
		u.failed = ErrFeed.With("the feed is not UTF-8: byte %d is none", u.passed+int64(firstInvalid(p[:n])))
		return 0, u.failed
	}
	u.held = append(u.held, p[whole:n]...)
	u.passed += int64(whole)
	u.failed = err
	return whole, err
}

func marked(b []byte) string {
	for _, mark := range marks {
		if bytes.HasPrefix(b, mark.bytes) {
			return mark.name
		}
	}
	return ""
}

// wholeCharacters is how many bytes there are up to a character that is cut off at the end.
func wholeCharacters(b []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if at := len(b) - back; utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return at
			}
			break
		}
	}
	return len(b)
}

func firstInvalid(b []byte) int {
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return len(b)
}
