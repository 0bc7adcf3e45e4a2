package audit

import (
	"bytes"
	"errors"
)

// cursor reads canonical JSON from left to right: the journal writes its objects without a space, with their fields in
// one order, so that a file of millions of entries is read without building anything in memory.
type cursor struct {
	b []byte
	i int
}

var errForm = errors.New("it is not written as the journal writes entries")

// take reads a literal.
func (c *cursor) take(literal string) bool {
	end := c.i + len(literal)
	if end > len(c.b) || string(c.b[c.i:end]) != literal {
		return false
	}
	c.i = end
	return true
}

// peek is the next byte, 0 at the end.
func (c *cursor) peek() byte {
	if c.i < len(c.b) {
		return c.b[c.i]
	}
	return 0
}

// text reads a string that needs no escapes, as ids, codes and dates are, and returns what is between its quotes.
func (c *cursor) text() ([]byte, error) {
	if c.peek() != '"' {
		return nil, errForm
	}
	start := c.i + 1
	for i := start; i < len(c.b); i++ { // most are short: a search by words costs more than it saves
		switch c.b[i] {
		case '"':
			c.i = i + 1
			return c.b[start:i], nil
		case '\\':
			return nil, errForm
		}
	}
	return nil, errForm
}

// number reads a whole number of at most 18 digits.
func (c *cursor) number() (int64, error) {
	start, n := c.i, int64(0)
	for c.i < len(c.b) && c.b[c.i] >= '0' && c.b[c.i] <= '9' && c.i-start < 18 {
		n = n*10 + int64(c.b[c.i]-'0')
		c.i++
	}
	if c.i == start {
		return 0, errForm
	}
	return n, nil
}

// depthMax is how deep values may lie in one another: far deeper than any entry's.
const depthMax = 64

// value passes over any value and returns its bytes.
func (c *cursor) value() ([]byte, error) {
	start := c.i
	if err := c.skip(0); err != nil {
		return nil, err
	}
	return c.b[start:c.i], nil
}

func (c *cursor) skip(depth int) error {
	if depth > depthMax {
		return errForm
	}
	switch c.peek() {
	case '"':
		return c.skipText()
	case '{':
		return c.skipList('}', depth, true)
	case '[':
		return c.skipList(']', depth, false)
	}
	start := c.i
	for c.i < len(c.b) && !delimits(c.b[c.i]) {
		c.i++
	}
	if c.i == start {
		return errForm
	}
	return nil
}

func delimits(b byte) bool {
	return b == ',' || b == '}' || b == ']' || b == ':' || b == '"' || b <= ' '
}

func (c *cursor) skipText() error {
	for c.i++; c.i < len(c.b); {
		next := bytes.IndexByte(c.b[c.i:], '"')
		if next < 0 {
			return errForm
		}
		c.i += next + 1
		escapes := 0
		for at := c.i - 2; c.b[at] == '\\'; at-- {
			escapes++
		}
		if escapes%2 == 0 {
			return nil
		}
	}
	return errForm
}

func (c *cursor) skipList(end byte, depth int, named bool) error {
	c.i++
	if c.peek() == end {
		c.i++
		return nil
	}
	for {
		if named {
			if c.peek() != '"' || c.skipText() != nil || !c.take(":") {
				return errForm
			}
		}
		if err := c.skip(depth + 1); err != nil {
			return err
		}
		switch c.peek() {
		case ',':
			c.i++
		case end:
			c.i++
			return nil
		default:
			return errForm
		}
	}
}

// each calls f for every field of an object in turn; f reads the value.
func (c *cursor) each(f func(name []byte, c *cursor) error) error {
	if !c.take("{") {
		return errForm
	}
	if c.take("}") {
		return nil
	}
	for {
		name, err := c.text()
		if err != nil || !c.take(":") {
			return errForm
		}
		if err := f(name, c); err != nil {
			return err
		}
		switch {
		case c.take(","):
		case c.take("}"):
			return nil
		default:
			return errForm
		}
	}
}

// items calls f for every item of a list in turn; f reads it.
func (c *cursor) items(f func(c *cursor) error) error {
	if !c.take("[") {
		return errForm
	}
	if c.take("]") {
		return nil
	}
	for {
		if err := f(c); err != nil {
			return err
		}
		switch {
		case c.take(","):
		case c.take("]"):
			return nil
		default:
			return errForm
		}
	}
}
