package audit

import (
	"bytes"
	"time"
)

// entry is one entry as its bytes say it. Its parts point into the line it was read from, which is used again: who
// keeps something copies it.
type entry struct {
	kind      []byte // entry/1
	fund      []byte
	seq       int64
	recorded  []byte
	effective []byte
	period    []byte
	late      []byte // the closed period it belongs to, or nothing
	reference []byte // as written, or nothing
	narrative []byte // likewise
	reverses  int64
	act       []byte // as written, its type among it
	authority authority
	evidence  []byte // the authority as written
	documents []byte // as written, or nothing
	lines     []line // postings
}

// line is a posting: the account's written form and its amount in pence, debits positive.
type line struct {
	account []byte
	pence   int64
}

// authority is the evidence of an entry, as far as it must be complete by itself.
type authority struct {
	actor, post, role, body, rule, policy []byte
	service                               int64
	approvals                             []approval
}

type approval struct{ actor, post, role, body, rule []byte }

// fields are the parts of an entry in the one order that they are written in.
var fields = []string{
	"type", "fund", "seq", "recorded", "effective", "period", "for", "reference", "narrative", "reverses", "act",
	"authority", "documents", "postings",
}

// read reads an entry's bytes. It refuses bytes that the journal would not have written: spaces, fields out of their
// order or unknown, parts left out, anything after the end.
func (e *entry) read(b []byte) error {
	*e = entry{lines: e.lines[:0], authority: authority{approvals: e.authority.approvals[:0]}}
	c, next := cursor{b: b}, 0
	err := c.each(func(name []byte, c *cursor) error {
		for next < len(fields) && fields[next] != string(name) {
			next++
		}
		if next == len(fields) {
			return errForm
		}
		next++
		return e.field(fields[next-1], c)
	})
	whole := len(e.kind) > 0 && len(e.fund) > 0 && e.seq > 0 && len(e.recorded) > 0 && len(e.effective) > 0 &&
		len(e.period) > 0 && len(e.act) > 0 && next == len(fields)
	if err == nil && (c.i != len(b) || !whole) {
		err = errForm
	}
	return err
}

func (e *entry) field(name string, c *cursor) (err error) {
	switch name {
	case "type":
		e.kind, err = c.text()
	case "fund":
		e.fund, err = c.text()
	case "seq":
		e.seq, err = c.number()
	case "recorded":
		e.recorded, err = c.text()
	case "effective":
		e.effective, err = c.text()
	case "period":
		e.period, err = c.text()
	case "for":
		e.late, err = c.text()
	case "reference":
		e.reference, err = c.value()
	case "narrative":
		e.narrative, err = c.value()
	case "reverses":
		e.reverses, err = c.number()
	case "act":
		e.act, err = c.value()
	case "authority":
		start := c.i
		err = e.authority.read(c)
		e.evidence = c.b[start:c.i]
	case "documents":
		e.documents, err = c.value()
	case "postings":
		err = c.items(e.posting)
	default:
		_, err = c.value()
	}
	return err
}

// posting reads one line: ["account","amount"].
func (e *entry) posting(c *cursor) error {
	if !c.take("[") {
		return errForm
	}
	account, err := c.text()
	if err != nil || !c.take(",") {
		return errForm
	}
	amount, err := c.text()
	if err != nil || !c.take("]") {
		return errForm
	}
	pence, ok := penceOf(amount)
	if !ok {
		return errForm
	}
	e.lines = append(e.lines, line{account, pence})
	return nil
}

// penceOf reads pounds to the penny, "-1234.56": no sign but a minus, no leading nought, two places, at most 15 digits.
func penceOf(b []byte) (int64, bool) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	point := len(b) - 3
	if point < 1 || len(b) > 16 || b[point] != '.' || b[0] == '0' && point > 1 {
		return 0, false
	}
	n := int64(0)
	for i, d := range b {
		if i == point {
			continue
		}
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func (a *authority) read(c *cursor) error {
	return c.each(func(name []byte, c *cursor) (err error) {
		switch string(name) {
		case "actor":
			a.actor, err = c.text()
		case "post":
			a.post, err = c.text()
		case "role":
			a.role, err = c.text()
		case "body":
			a.body, err = c.text()
		case "rule":
			a.rule, err = c.text()
		case "policy":
			a.policy, err = c.text()
		case "service":
			a.service, err = c.number()
		case "approvals":
			err = c.items(a.approval)
		default:
			_, err = c.value()
		}
		return err
	})
}

func (a *authority) approval(c *cursor) error {
	var one approval
	err := c.each(func(name []byte, c *cursor) (err error) {
		switch string(name) {
		case "actor":
			one.actor, err = c.text()
		case "post":
			one.post, err = c.text()
		case "role":
			one.role, err = c.text()
		case "body":
			one.body, err = c.text()
		case "rule":
			one.rule, err = c.text()
		default:
			_, err = c.value()
		}
		return err
	})
	a.approvals = append(a.approvals, one)
	return err
}

// wrong says what the authority lacks, or "" where it is complete and nobody decided twice.
func (a *authority) wrong() string {
	for _, part := range []struct {
		name  string
		value []byte
	}{{"actor", a.actor}, {"post", a.post}, {"rule", a.rule}, {"policy", a.policy}} {
		if len(part.value) == 0 {
			return "its authority names no " + part.name
		}
	}
	for i, one := range a.approvals {
		if len(one.actor) == 0 || len(one.post) == 0 || len(one.rule) == 0 {
			return "an approval names no actor, post or rule"
		}
		if bytes.Equal(one.actor, a.actor) {
			return "whoever asked for it approved it"
		}
		for _, before := range a.approvals[:i] {
			if bytes.Equal(one.actor, before.actor) {
				return "one person approved it twice"
			}
		}
	}
	return ""
}

// actKind is the act's name and version.
func (e *entry) actKind() []byte {
	c := cursor{b: e.act}
	if !c.take(`{"type":`) {
		return nil
	}
	kind, _ := c.text()
	return kind
}

// recordedForm is an instant in UTC with microseconds, always six places: so instants compare as they are written.
const recordedForm = "2006-01-02T15:04:05.000000Z"

func isInstant(b []byte) bool {
	_, err := time.Parse(recordedForm, string(b))
	return err == nil && len(b) == len(recordedForm)
}
