package api

import (
	"encoding/json"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// The answer to an act is written by hand: it is the one answer that a busy fund gives thousands of times a second,
// and reflection would take a fifth of the time that the whole service has for it. A test holds it against
// encoding/json. Everything else goes through encoding/json.

var buffers = sync.Pool{New: func() any { return new([]byte) }}

const bufferKeptMax = 64 << 10

// jsonFormat writes answers.
var jsonFormat = huma.Format{Marshal: marshal, Unmarshal: json.Unmarshal}

func marshal(w io.Writer, v any) error {
	a, ok := v.(ActAnswer)
	if !ok || a.Preview != nil {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
	held, _ := buffers.Get().(*[]byte)
	b := append(a.append((*held)[:0]), '\n')
	if out, ok := w.(*answer); ok {
		out.long(len(b))
	}
	_, err := w.Write(b)
	if *held = b; cap(b) <= bufferKeptMax {
		buffers.Put(held)
	}
	return err
}

func (a *ActAnswer) append(b []byte) []byte {
	b = a.Entry.append(append(b, `{"entry":`...))
	if r := a.Receipt; r != nil {
		b = appendField(b, `,"receipt":{"fund":`, string(r.Fund))
		b = strconv.AppendInt(append(b, `,"seq":`...), r.Seq, 10)
		b = appendField(b, `,"leaf":`, r.Leaf.String())
		b = strconv.AppendInt(append(b, `,"treeSize":`...), r.TreeSize, 10)
		b = append(appendField(b, `,"root":`, r.Root.String()), '}')
	}
	if a.Proposal != "" {
		b = appendField(b, `,"proposal":`, string(a.Proposal))
	}
	if a.Waits != "" {
		b = appendField(b, `,"waits":`, a.Waits)
	}
	return append(appendList(b, `,"warnings":[`, a.Warnings), '}')
}

func appendField(b []byte, name, value string) []byte { return appendText(append(b, name...), value) }

// appendList writes a list, or nothing where it is empty.
func appendList[T ~string](b []byte, name string, values []T) []byte {
	for i, value := range values {
		if i > 0 {
			name = `,`
		}
		b = appendField(b, name, string(value))
	}
	if len(values) > 0 {
		b = append(b, ']')
	}
	return b
}

func (e *Entry) append(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"seq":`...), e.Seq, 10)
	b = appendField(b, `,"fund":`, string(e.Fund))
	b = appendField(b, `,"act":`, e.Act)
	b = appendField(b, `,"sentence":`, e.Sentence)
	b = appendField(b, `,"effective":`, e.Effective.String())
	b = appendField(b, `,"period":`, e.Period.String())
	b = append(e.Recorded.AppendFormat(append(b, `,"recorded":"`...), time.RFC3339Nano), '"')
	if e.Reference != "" {
		b = appendField(b, `,"reference":`, e.Reference)
	}
	if e.Narrative != "" {
		b = appendField(b, `,"narrative":`, e.Narrative)
	}
	b = appendField(b, `,"amount":`, e.Amount.String())
	if e.Reverses != 0 {
		b = strconv.AppendInt(append(b, `,"reverses":`...), e.Reverses, 10)
	}
	b = e.Authority.append(append(b, `,"authority":`...))
	b = append(b, `,"documents":[`...)
	for i := range e.Documents {
		if i > 0 {
			b = append(b, ',')
		}
		d := &e.Documents[i]
		b = appendField(appendField(b, `{"kind":`, d.Kind), `,"id":`, d.ID)
		b = append(append(append(b, `,"version":`...), d.Version...), '}')
	}
	b = appendPostings(append(b, `],"postings":{"actuals":`...), e.Postings.Actuals)
	b = appendPostings(append(b, `,"memo":`...), e.Postings.Memo)
	return append(b, "}}"...)
}

func (a *Authority) append(b []byte) []byte {
	b = appendField(b, `{"actor":`, string(a.Actor))
	b = appendField(b, `,"post":`, string(a.Post))
	b = appendField(b, `,"role":`, string(a.Role))
	if a.Body != "" {
		b = appendField(b, `,"body":`, string(a.Body))
	}
	b = appendField(appendField(b, `,"rule":`, a.Rule), `,"policy":`, a.Policy)
	b = appendList(b, `,"also":[`, a.Also)
	if a.Service != 0 {
		b = strconv.AppendInt(append(b, `,"service":`...), a.Service, 10)
	}
	if len(a.Approvals) > 0 {
		approvals, _ := json.Marshal(a.Approvals) // words and an instant: it cannot fail
		b = append(append(b, `,"approvals":`...), approvals...)
	}
	return append(b, '}')
}

func appendPostings(b []byte, lines []Posting) []byte {
	b = append(b, '[')
	for i := range lines {
		if i > 0 {
			b = append(b, ',')
		}
		p := &lines[i]
		b = appendField(appendField(b, `{"account":`, p.Account), `,"name":`, p.Name)
		b = appendAmount(b, `,"debit":`, p.Debit)
		b = append(appendAmount(b, `,"credit":`, p.Credit), '}')
	}
	return append(b, ']')
}

func appendAmount(b []byte, name string, m *ledger.Money) []byte {
	if m == nil {
		return b
	}
	return appendField(b, name, m.String())
}
