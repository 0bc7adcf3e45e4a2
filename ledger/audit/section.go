package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"pooled/ledger"
)

// section is one journal of a file while it is verified: the service's or the fund's.
type section struct {
	fund     string
	size     int64 // how many entries the file says there are
	tree     tree
	leaf     ledger.Digest // of the newest entry
	book     *book
	recorded []byte
	periods  map[string]ledger.Period // by their written form and date, as they have been checked
	closed   map[ledger.Period]bool   // for good
	proved   int64                    // the newest entry that something held outside the file covers
	signed   int64                    // the newest entry that a checkpoint in the file covers, signed by whom it should be
	noticed  int64                    // the newest entry that the service journal recorded the root of
	number   int64                    // of the service journal, that the newest entry was judged under
	day      ledger.Date              // on which the entry that notes are of was recorded
	notes    []checkpoint             // checkpoints of the newest entry, still to be held against the register of keys
	held     map[int64][]Held         // by size
	hidden   int64                    // texts that the file does not hold
	one      entry
	scratch  []byte
	sealed   [][]byte // the digests of one entry, used again
	raw      []byte
}

// checkpoint is a signed note, and what it was read from where that is not the file.
type checkpoint struct{ note, from string }

func newSection(fund string, size int64) *section {
	return &section{
		fund: fund, size: size, book: newBook(), periods: map[string]ledger.Period{}, closed: map[ledger.Period]bool{},
		held: map[int64][]Held{},
	}
}

// parts are what a line of an entry consists of.
type parts struct{ leaf, body, texts []byte }

func split(line []byte) (parts, bool) {
	leaf, rest, ok := bytes.Cut(line, []byte{'\t'})
	body, texts, more := bytes.Cut(rest, []byte{'\t'})
	return parts{leaf, body, texts}, ok && len(leaf) == digestSize && len(body) > 0 && more == (len(texts) > 0)
}

// take verifies the next entry of the section. rest tells whether a later line holds a number, to tell what is missing
// from what is out of its place.
func (s *section) take(p parts, later func(seq int64) bool) (FaultKind, string) {
	var leaf ledger.Digest
	leaf, s.scratch = leafHash(s.scratch, p.body)
	var written [digestSize]byte
	if base64.RawURLEncoding.Encode(written[:], leaf[:]); string(p.leaf) != string(written[:]) {
		return Edited, notOfLeaf(p.body)
	}
	if err := s.one.read(p.body); err != nil {
		return Edited, err.Error()
	}
	e := &s.one
	if kind, text := s.placed(e, later); kind != "" {
		return kind, text
	}
	s.tree.add(leaf)
	s.leaf = leaf
	period, kind, text := s.timed(e)
	if kind != "" {
		return kind, text
	}
	if kind, text := s.book.post(e, period.Year()); kind != "" {
		return kind, text
	}
	if text := e.authority.wrong(); text != "" {
		return Unallowed, text
	}
	if err := s.notePeriods(e); err != nil {
		return Broken, err.Error()
	}
	return s.texts(p)
}

// notOfLeaf says that bytes are not an entry's, and where another program wrote them in its own encoding says that.
func notOfLeaf(body []byte) string {
	const text = "its bytes are not those that its leaf is the hash of"
	if !utf8.Valid(body) {
		return text + ", nor UTF-8: another program wrote the file anew"
	}
	return text
}

// placed holds the entry's fund and number against what the file says so far.
func (s *section) placed(e *entry, later func(seq int64) bool) (FaultKind, string) {
	due := s.tree.size + 1
	switch {
	case string(e.kind) != ledger.EntryType:
		return Unreadable, fmt.Sprintf("entry version %q is not known to this program", e.kind)
	case string(e.fund) != s.fund:
		return Inserted, fmt.Sprintf("an entry of %s stands in the journal of %s", e.fund, s.fund)
	case e.seq == due:
		return "", ""
	case e.seq < due:
		return Doubled, fmt.Sprintf("entry %d stands there a second time, where entry %d is due", e.seq, due)
	case later(due):
		return Reordered, fmt.Sprintf("entry %d stands where entry %d is due, which comes later", e.seq, due)
	}
	return Missing, fmt.Sprintf("entry %d is missing: entry %d stands in its place", due, e.seq)
}

// timed holds that instants never fall, that the date belongs to the period, which it returns, and that nothing is
// posted into a period closed for good.
func (s *section) timed(e *entry) (ledger.Period, FaultKind, string) {
	if bytes.Compare(e.recorded, s.recorded) < 0 {
		return 0, Broken, fmt.Sprintf("it was recorded at %s, before the entry before it (%s)", e.recorded, s.recorded)
	}
	if !bytes.Equal(e.recorded, s.recorded) {
		if !isInstant(e.recorded) {
			return 0, Broken, fmt.Sprintf("%q is no instant", e.recorded)
		}
		s.recorded = append(s.recorded[:0], e.recorded...)
	}
	period, text := s.period(e)
	switch {
	case text != "":
		return 0, Broken, text
	case len(e.lines) > 0 && s.closed[period]:
		return 0, Broken, fmt.Sprintf("it is posted into period %s, which had been closed for good", e.period)
	}
	return period, "", ""
}

// period is the entry's period. It refuses one that its date does not fall in.
func (s *section) period(e *entry) (ledger.Period, string) {
	s.scratch = append(append(append(s.scratch[:0], e.period...), ' '), e.effective...)
	if period, known := s.periods[string(s.scratch)]; known {
		return period, ""
	}
	var period ledger.Period
	on, err := ledger.ParseDate(string(e.effective))
	if err == nil {
		period, err = ledger.ParseEntryPeriod(string(e.period))
	}
	if err != nil || !period.Holds(on) {
		return 0, fmt.Sprintf("%s does not fall in period %s", e.effective, e.period)
	}
	s.periods[string(s.scratch)] = period
	return period, ""
}

// periodActs change which periods are open.
var periodActs = map[string]bool{
	"close-period/1": true, "reopen-period/1": true, "close-year/1": true, "reopen-year/1": true, "reverse-entry/1": true,
}

// notePeriods follows the closing and opening of periods out of the documents that such acts have saved.
func (s *section) notePeriods(e *entry) error {
	if len(e.documents) == 0 || !periodActs[string(e.actKind())] {
		return nil
	}
	var saved []struct {
		Type   string        `json:"type"`
		Period ledger.Period `json:"period"`
		Closed any           `json:"closed"`
	}
	if err := json.Unmarshal(e.documents, &saved); err != nil {
		return err
	}
	for _, d := range saved {
		if d.Type == "period/1" {
			s.closed[d.Period] = d.Closed == string(ledger.HardClosed)
		}
	}
	return nil
}
