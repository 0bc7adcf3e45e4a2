package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"pooled/ledger"
)

// ErrBrokeOff says that a part of an export ended before the whole did. What it held is kept, and can be gone on from.
var ErrBrokeOff = errors.New("the export broke off")

// Receiver puts an export together of parts that arrive one after the other, each where the one before broke off, such
// as a file that was begun and what a server sends. It keeps whole entries alone and proves as they come that each is
// what its leaf says, stands in its place, and has its own texts; the last line proves that all are of one history.
type Receiver struct {
	out      *bufio.Writer
	fund     ledger.FundID
	redacted bool
	progress func(done, all int64)
	head     header
	service  *section
	journal  *section
	waiting  []byte // checkpoints behind the last entry: written with the next, since a part begins with them
	whole    bool
}

// NewReceiver begins an export of a fund that is written to w.
func NewReceiver(w io.Writer, fund ledger.FundID, redacted bool, progress func(done, all int64)) *Receiver {
	return &Receiver{out: bufio.NewWriterSize(w, 1<<16), fund: fund, redacted: redacted, progress: progress}
}

// Whole reports whether the last line has come.
func (r *Receiver) Whole() bool { return r.whole }

// Standing is what the next part goes on from: the sizes that the first line says, how many entries are held and the
// root over those of the last one's journal. All of it is nil before the first line has come.
func (r *Receiver) Standing() (o ExportOptions) {
	o.Fund, o.Redacted = r.fund, r.redacted
	if r.journal == nil {
		return o
	}
	o.Entries, o.Service = r.head.Entries, r.head.Service
	if o.After = r.service.tree.size + r.journal.tree.size; o.After > 0 {
		o.Root = r.last().tree.root()
	}
	return o
}

// last is the journal of the last entry that is held.
func (r *Receiver) last() *section {
	if r.journal.tree.size > 0 {
		return r.journal
	}
	return r.service
}

// Take takes a part, compressed or not. It returns ErrBrokeOff where it ends before the last line, and a Fault where it
// holds what does not belong.
func (r *Receiver) Take(part io.Reader) error {
	err := r.take(part)
	return errors.Join(err, r.out.Flush())
}

func (r *Receiver) take(part io.Reader) error {
	r.waiting = r.waiting[:0]
	in, err := newLines(part)
	if err != nil {
		return errors.Join(ErrBrokeOff, err)
	}
	for !r.whole {
		b, err := in.next()
		if err != nil {
			return errors.Join(ErrBrokeOff, err)
		}
		if err := r.line(b); err != nil {
			if f := AsFault(err); f != nil {
				f.Line = in.number
			}
			return err
		}
	}
	return nil
}

func (r *Receiver) line(b []byte) error {
	if r.journal == nil {
		return r.first(b)
	}
	if p, ok := split(b); ok {
		return r.entry(b, p)
	}
	var h header
	if r.Standing().After == 0 && strict(b, &h) == nil && h == r.head {
		return nil // nothing but the first line was held, and it comes again
	}
	if bytes.HasPrefix(b, []byte(`{"type":"`+checkpointType)) {
		return r.checkpoint(b)
	}
	var f foot
	here := foot{
		footType, r.journal.tree.size, r.journal.tree.root(), r.service.tree.size, r.service.tree.root(),
	}
	if strict(b, &f) != nil || f != here || f.Root != r.head.Root || f.ServiceRoot != r.head.ServiceRoot {
		return &Fault{Kind: Rewritten, Text: "what was received is not of one history: its last line does not say the root of " +
			"the entries before it; keep the file as evidence, and begin anew"}
	}
	r.whole = true
	return r.write(r.waiting, b)
}

// first takes the first line.
func (r *Receiver) first(b []byte) (err error) {
	if r.head, err = readHeader(b); err != nil {
		return err
	}
	if r.head.Fund != r.fund || r.head.Redacted != r.redacted {
		return ledger.ErrInvalid.With("the export that was begun is of %s, redacted %v: go on with the same, or begin anew",
			r.head.Fund, r.head.Redacted)
	}
	r.service, r.journal = newSection(string(ledger.Service), r.head.Service), newSection(string(r.fund), r.head.Entries)
	return r.write(b)
}

func (r *Receiver) entry(b []byte, p parts) error {
	s := r.journal
	if r.service.tree.size < r.service.size {
		s = r.service
	}
	kind, text := s.received(p)
	if kind == "" && r.redacted && len(p.texts) > 0 {
		kind, text = WrongText, "a redacted export holds no texts"
	}
	if kind != "" {
		return &Fault{Kind: kind, Fund: s.fund, Seq: s.one.seq, Text: text}
	}
	if err := r.write(r.waiting, b); err != nil {
		return err
	}
	r.waiting = r.waiting[:0]
	if r.progress != nil {
		r.progress(r.service.tree.size+r.journal.tree.size, r.service.size+r.journal.size)
	}
	return nil
}

// received takes an entry as far as it can be proved by itself.
func (s *section) received(p parts) (FaultKind, string) {
	var leaf ledger.Digest
	leaf, s.scratch = leafHash(s.scratch, p.body)
	if string(p.leaf) != leaf.String() {
		return Edited, notOfLeaf(p.body)
	}
	if err := s.one.read(p.body); err != nil {
		return Edited, err.Error()
	}
	if kind, text := s.placed(&s.one, func(int64) bool { return false }); kind != "" {
		return kind, text
	}
	if kind, text := s.texts(p); kind != "" {
		return kind, text
	}
	s.tree.add(leaf)
	return "", ""
}

func (r *Receiver) checkpoint(b []byte) error {
	var c checkpointLine
	s := r.last()
	err := strict(b, &c)
	if err == nil {
		var h Held
		if h, err = ReadNote(c.Note); err == nil && (h.Fund != s.fund || h.Size != s.tree.size || h.Root != s.tree.root()) {
			err = fmt.Errorf("a checkpoint of %s at %d entries is not of those before it", h.Fund, h.Size)
		}
	}
	if err != nil {
		return &Fault{Kind: Inserted, Fund: s.fund, Seq: s.tree.size, Text: err.Error()}
	}
	r.waiting = append(append(r.waiting, b...), '\n')
	return nil
}

// write writes what is whole already and a line.
func (r *Receiver) write(parts ...[]byte) error {
	for _, b := range parts {
		if _, err := r.out.Write(b); err != nil {
			return err
		}
	}
	return r.out.WriteByte('\n')
}
