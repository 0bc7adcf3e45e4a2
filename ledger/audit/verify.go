package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"pooled/ledger"
)

// Held is what somebody holds besides the file: that a journal had a size and a root. A checkpoint is one, and so is a
// receipt of a posted entry.
type Held struct {
	From string // what it was read from, for messages
	Fund string // the fund's id, or service
	Size int64
	Root ledger.Digest
	Leaf ledger.Digest // of a receipt: the leaf of entry Size; zero otherwise
	Note string        // of a checkpoint: the signed note; empty otherwise
	Any  bool          // one of many, of any journals: no fault where the file does not hold that journal

	inside bool // recorded by the service journal
}

// Options are how a file is verified.
type Options struct {
	Held     []Held
	Signed   func(note string) error               // holds a checkpoint's signatures against keys; nil: not looked at
	Each     func(fund string, entry []byte) error // called of each entry once it is proved; its error is a fault
	Progress func(done, all int64)
	Service  *ServiceJournal // as another file has it: what it recorded holds for this file too; nil: there is none

	// Registered names the key of the register that signed a checkpoint, of the file or held, or refuses it, by the days
	// on which the last entry that it covers was recorded, and the entry after that (0: there is none yet). The register
	// is that of Service, which is given then; nil: signatures are not held against it.
	Registered func(register []ledger.SigningKey, note string, last, next ledger.Date) (ledger.KeyID, error)

	entry func(s *section, e *entry, body []byte) error // is called with each entry that holds
}

// Report is what a whole file was found to be.
type Report struct {
	Fund            ledger.FundID  `json:"fund"`
	Entries         int64          `json:"entries"`
	Root            ledger.Digest  `json:"root"`
	Service         int64          `json:"service"`
	ServiceRoot     ledger.Digest  `json:"serviceRoot"`
	Redacted        bool           `json:"redacted"`
	Hidden          int64          `json:"hidden" doc:"texts withheld or erased: their digests are proved all the same"`
	Held            int            `json:"held" doc:"how many checkpoints and receipts the file was held against"`
	ProvedTo        int64          `json:"provedTo" doc:"the newest entry that something held outside the file covers"`
	ServiceProvedTo int64          `json:"serviceProvedTo" doc:"the newest entry of the service journal that is so covered"`
	Checkpoints     int            `json:"checkpoints" doc:"how many checkpoints stand in the file; each says the root that its entries have"`
	SignedTo        int64          `json:"signedTo" doc:"the newest entry that a checkpoint in the file covers, signed by a key that was given"`
	ServiceSignedTo int64          `json:"serviceSignedTo" doc:"the newest entry of the service journal that is so covered"`
	SignedBy        []ledger.KeyID `json:"signedBy,omitempty" doc:"the registered keys that signed checkpoints, where they are held against the register"` //nolint:lll // a tag cannot be broken

	RecordedTo int64     `json:"recordedTo" doc:"the newest entry that the service journal recorded the root of"`
	Recorded   string    `json:"recorded"`
	Balances   []Balance `json:"balances"`

	Journal *ServiceJournal `json:"-"` // the file's own
}

// verifier is one run over a file.
type verifier struct {
	lines   *lines
	options Options
	head    header
	service *section
	fund    *section
	held    int
	noted   int                   // checkpoints in the file
	signers map[ledger.KeyID]bool // of the register, whose checkpoints were met
	journal *ServiceJournal
	window  window
}

// Verify reads a whole file and proves it: every leaf and root, the numbers without a gap, each entry balanced in each
// book, the ledger's equations, dates and periods, and each authority complete and of distinct people. It stops at the
// first thing that is wrong and returns it as a Fault.
func Verify(r io.Reader, o Options) (Report, error) {
	in, err := newLines(r)
	if err != nil {
		return Report{}, err
	}
	v := &verifier{lines: in, options: o, journal: &ServiceJournal{}, signers: map[ledger.KeyID]bool{}}
	first, err := in.next()
	switch {
	case errors.Is(err, io.EOF):
		return Report{}, &Fault{Kind: Unreadable, Line: 1, Text: "the file is empty"}
	case err != nil:
		return Report{}, err
	}
	if v.head, err = readHeader(first); err != nil {
		return Report{}, err
	}
	v.service, v.fund = newSection(string(ledger.Service), v.head.Service), newSection(string(v.head.Fund), v.head.Entries)
	v.hold()
	if err := v.run(); err != nil {
		return Report{}, err
	}
	return Report{
		Fund: v.head.Fund, Entries: v.fund.tree.size, Root: v.fund.tree.root(),
		Service: v.service.tree.size, ServiceRoot: v.service.tree.root(), Redacted: v.head.Redacted,
		Hidden: v.service.hidden + v.fund.hidden, Held: v.held, ProvedTo: v.fund.proved,
		ServiceProvedTo: v.service.proved,
		Checkpoints:     v.noted, SignedTo: v.fund.signed, ServiceSignedTo: v.service.signed,
		SignedBy:   slices.Sorted(maps.Keys(v.signers)),
		RecordedTo: v.fund.noticed, Recorded: string(v.fund.recorded), Balances: v.fund.book.balances(), Journal: v.journal,
	}, nil
}

func (v *verifier) run() error {
	for _, s := range []*section{v.service, v.fund} {
		if s == v.fund {
			if err := v.meetService(); err != nil {
				return err
			}
		}
		if err := v.meet(s); err != nil { // what is held of an empty journal
			return err
		}
		for s.tree.size < s.size {
			if err := v.entry(s); err != nil {
				return err
			}
		}
	}
	return v.end()
}

// entry verifies the next line as an entry of the section.
func (v *verifier) entry(s *section) error {
	b, err := v.lines.next()
	if errors.Is(err, io.EOF) {
		return v.fault(s, CutOff, fmt.Sprintf("the file ends after entry %d of %d", s.tree.size, s.size))
	}
	if err != nil {
		return err
	}
	p, ok := split(b)
	if !ok {
		return v.aside(s, b)
	}
	if v.head.Redacted && len(p.texts) > 0 {
		return v.fault(s, WrongText, "a redacted file holds no texts")
	}
	if kind, text := s.take(p, v.later(s)); kind != "" {
		return v.fault(s, kind, text)
	}
	if err := v.place(s); err != nil {
		return err
	}
	if err := v.meet(s); err != nil {
		return err
	}
	if v.options.Each != nil {
		if err := v.options.Each(s.fund, p.body); err != nil {
			kind, text := Unallowed, err.Error()
			if f := AsFault(err); f != nil {
				kind, text = f.Kind, f.Text
			}
			return v.fault(s, kind, text)
		}
	}
	if v.options.entry != nil {
		if err := v.options.entry(s, &s.one, p.body); err != nil {
			return err
		}
	}
	if v.options.Progress != nil {
		v.options.Progress(v.service.tree.size+v.fund.tree.size, v.service.size+v.fund.size)
	}
	return nil
}

// aside takes a line that stands among the entries and is none: a checkpoint, of all entries before it.
func (v *verifier) aside(s *section, b []byte) error {
	var c checkpointLine
	if strict(b, &c) == nil && c.Type == checkpointType {
		return v.checkpoint(s, c)
	}
	if bytes.HasPrefix(b, []byte(`{"type":"`+footType)) {
		return v.fault(s, Missing, fmt.Sprintf("entry %d is missing: the file says that there are %d", s.tree.size+1, s.size))
	}
	return v.fault(s, Edited, "the line is no entry: a leaf, a tab and the entry's bytes")
}

// checkpoint holds a checkpoint against the entries before it.
func (v *verifier) checkpoint(s *section, c checkpointLine) error {
	h, err := ReadNote(c.Note)
	if err != nil {
		return v.fault(s, Edited, err.Error())
	}
	if v.options.Signed != nil {
		if err := v.options.Signed(c.Note); err != nil {
			return v.fault(s, WrongSigner, err.Error())
		}
	}
	if s == v.fund && s.tree.size == 0 && h.Fund == v.service.fund {
		s = v.service // of all its entries: it stands behind the last
	}
	switch {
	case h.Fund != s.fund:
		return v.fault(s, Inserted, fmt.Sprintf("a checkpoint of %s stands in the journal of %s", h.Fund, s.fund))
	case h.Size > s.tree.size:
		return v.fault(s, Missing, fmt.Sprintf("a checkpoint of %d entries stands behind entry %d", h.Size, s.tree.size))
	case h.Size < s.tree.size:
		return v.fault(s, Inserted, fmt.Sprintf("a checkpoint of %d entries stands behind entry %d", h.Size, s.tree.size))
	}
	if root := s.tree.root(); root != h.Root {
		return v.fault(s, Rewritten, fmt.Sprintf("entries 1 to %d have the root %s, and their checkpoint says %s",
			h.Size, root, h.Root))
	}
	if v.noted++; v.options.Signed != nil || v.options.Registered != nil {
		s.signed = h.Size
	}
	v.keep(s, c.Note, "")
	return nil
}

// later reports whether a later line of the file holds the entry of a number. It reads the file to its end, so it is
// asked only once verification has failed.
func (v *verifier) later(s *section) func(int64) bool {
	return func(seq int64) bool {
		start := fmt.Appendf(nil, `{"type":%q,"fund":%q,"seq":%d,`, ledger.EntryType, s.fund, seq)
		at := v.lines.number
		defer func() { v.lines.number = at }()
		for {
			b, err := v.lines.next()
			if err != nil {
				return false
			}
			if p, ok := split(b); ok && bytes.HasPrefix(p.body, start) {
				return true
			}
		}
	}
}

// meet compares the journal with what is held of it at its present size.
func (v *verifier) meet(s *section) error {
	for _, h := range s.held[s.tree.size] {
		if err := v.compare(s, h); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) compare(s *section, h Held) error {
	if root := s.tree.root(); root != h.Root {
		return v.fault(s, Rewritten, fmt.Sprintf("entries 1 to %d are not those that %s was made of: "+
			"the root is %s there and %s here", h.Size, h.From, h.Root, root))
	}
	if (h.Leaf != ledger.Digest{}) && h.Leaf != s.leaf {
		return v.fault(s, Rewritten, fmt.Sprintf("entry %d is not the one that %s is of: its leaf is %s there and %s here",
			h.Size, h.From, h.Leaf, s.leaf))
	}
	if h.inside {
		s.noticed = max(s.noticed, h.Size)
		return nil
	}
	v.keep(s, h.Note, h.From)
	v.held++
	s.proved = max(s.proved, h.Size)
	return nil
}

// end reads what follows the entries: checkpoints, and the foot, which is the last line.
func (v *verifier) end() error {
	for {
		b, err := v.lines.next()
		if errors.Is(err, io.EOF) {
			return v.fault(nil, CutOff, "the file has no last line that says how many entries it holds")
		}
		if err != nil {
			return err
		}
		if bytes.HasPrefix(b, []byte(`{"type":"`+checkpointType)) {
			if err := v.aside(v.fund, b); err != nil {
				return err
			}
			continue
		}
		if p, ok := split(b); ok {
			return v.surplus(p)
		}
		return v.foot(b)
	}
}

// surplus tells of an entry after the last that the file says there is.
func (v *verifier) surplus(p parts) error {
	if v.fund.one.read(p.body) == nil && v.fund.one.seq <= v.fund.size {
		return v.fault(v.fund, Doubled, fmt.Sprintf("entry %d stands there a second time", v.fund.one.seq))
	}
	return v.fault(v.fund, Inserted, fmt.Sprintf("there is an entry after the %d that the file says there are", v.fund.size))
}

func (v *verifier) foot(b []byte) error {
	var f foot
	if strict(b, &f) != nil || f.Type != footType {
		return v.fault(nil, Edited, "the last line does not say how many entries the file holds")
	}
	if err := v.roots(f); err != nil {
		return err
	}
	for _, s := range []*section{v.service, v.fund} {
		if err := v.registered(s, 0); err != nil {
			return err
		}
	}
	if err := v.after(); err != nil {
		return err
	}
	for _, h := range v.options.Held {
		if s := v.sectionOf(h); s == nil && h.Any {
			continue
		} else if s == nil {
			return v.fault(nil, Rewritten, fmt.Sprintf("%s is of the journal of %s, which this file does not hold", h.From, h.Fund))
		} else if h.Size > s.tree.size {
			return v.fault(s, CutOff, fmt.Sprintf("%s shows that there were %d entries, and the file holds %d",
				h.From, h.Size, s.tree.size))
		}
	}
	return nil
}

// after holds that nothing follows the last line.
func (v *verifier) after() error {
	more, err := v.lines.next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil && len(v.lines.buffer) == 0 {
		return err // what was packed breaks off, or cannot be read on
	}
	if err != nil {
		more = v.lines.buffer
	}
	h, err := readHeader(more)
	switch {
	case err == nil && h == v.head:
		return v.fault(nil, Doubled, "the whole export stands there a second time")
	case err == nil:
		return v.fault(nil, Inserted, fmt.Sprintf("another export follows, of %s to entry %d: verify each by itself",
			h.Fund, h.Entries))
	}
	return v.fault(nil, Inserted, fmt.Sprintf("the file goes on after its end, with %.20q", more))
}

func (v *verifier) sectionOf(h Held) *section {
	switch h.Fund {
	case v.service.fund: // first: it may be all that the file holds
		return v.service
	case v.fund.fund:
		return v.fund
	}
	return nil
}

// roots holds the first and the last line against the entries between them.
func (v *verifier) roots(f foot) error {
	here := foot{footType, v.fund.tree.size, v.fund.tree.root(), v.service.tree.size, v.service.tree.root()}
	if f != here {
		return v.fault(v.fund, Edited, fmt.Sprintf("the last line says %d entries of root %s and %d of the service of root %s; "+
			"the file holds %d of %s and %d of %s", f.Entries, f.Root, f.Service, f.ServiceRoot,
			here.Entries, here.Root, here.Service, here.ServiceRoot))
	}
	if v.head.Root != here.Root || v.head.ServiceRoot != here.ServiceRoot {
		return v.fault(v.fund, Edited, "the roots of the first line are not those of the entries")
	}
	return nil
}

// fault is what is wrong with the line last read.
func (v *verifier) fault(s *section, kind FaultKind, text string) error {
	f := &Fault{Kind: kind, Line: v.lines.number, Text: text}
	if s != nil {
		f.Fund, f.Seq = s.fund, s.tree.size
		if kind != Rewritten && kind != CutOff && s.one.seq > 0 {
			f.Seq = s.one.seq
		}
	}
	return f
}
