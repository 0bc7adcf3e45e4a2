package ledger

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Entry is one act as it stands in a fund's journal for ever: what was asked, by whose authority, the
// documents it changed and one balanced set of postings in each book, or none.
type Entry struct {
	Fund      FundID
	Seq       int64     // 1, 2, 3 … without a gap
	Recorded  time.Time // UTC, microseconds; never falls as Seq rises
	Effective Date      // civil date in London
	Period    Period
	For       Period // the closed period that a late item belongs to, or 0
	Reference Private
	Narrative Private
	Reverses  int64 // the entry this one mirrors, or 0
	Act       Act
	Authority Authority
	Documents []Document
	Postings  []Posting

	listed bool     // made of a list of accounts, so that it may have more lines than somebody types
	public [][]byte // the documents' public bytes, where they were made already
}

// MakePublic makes the documents' public bytes, which the entry's own hold and whoever shows it needs too.
func (e *Entry) MakePublic() error {
	public := make([][]byte, len(e.Documents))
	for i, d := range e.Documents {
		var err error
		if public[i], err = json.Marshal(d); err != nil {
			return err
		}
	}
	e.public = public
	return nil
}

// Public is the JSON of the fields of document n, the private ones as digests. It is read, never written to.
func (e *Entry) Public(n int) ([]byte, error) {
	if e.public != nil {
		return e.public[n], nil
	}
	return json.Marshal(e.Documents[n])
}

// EntryType is the version of entries written today.
const EntryType = "entry/1"

// LinesMax is the most postings an entry that somebody types may have, and ListedLinesMax the most of one that is made
// of the accounts of a list, such as a closing entry.
const (
	LinesMax       = 500
	ListedLinesMax = 8_000
)

// recordedForm is RFC 3339 in UTC with microseconds, always six places.
const recordedForm = "2006-01-02T15:04:05.000000Z"

// Encode writes the entry's public bytes: the leaf of the fund's Merkle log. They are stored as they are and
// never made again, so this may change for new versions while old entries keep verifying.
func (e Entry) Encode() ([]byte, error) {
	act, err := EncodeAct(e.Act)
	if err != nil {
		return nil, err
	}
	return e.EncodeWith(act)
}

// EncodeWith is Encode for who has the act's own bytes already.
func (e Entry) EncodeWith(act []byte) ([]byte, error) {
	authority, err := json.Marshal(e.Authority)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, 512+len(act)+len(authority)+1024*len(e.Documents)+96*len(e.Postings))
	b = append(append(b, `{"type":"`+EntryType+`","fund":"`...), e.Fund...)
	b = strconv.AppendInt(append(b, `","seq":`...), e.Seq, 10)
	b = e.Recorded.UTC().AppendFormat(append(b, `,"recorded":"`...), recordedForm)
	b = append(append(b, `","effective":"`...), e.Effective.String()...)
	b = append(append(append(b, `","period":"`...), e.Period.String()...), '"')
	if e.For != 0 {
		b = append(append(append(b, `,"for":"`...), e.For.String()...), '"')
	}
	b = appendPrivate(b, `,"reference":`, e.Reference)
	b = appendPrivate(b, `,"narrative":`, e.Narrative)
	if e.Reverses != 0 {
		b = strconv.AppendInt(append(b, `,"reverses":`...), e.Reverses, 10)
	}
	b = append(append(b, `,"act":`...), act...)
	b = append(append(b, `,"authority":`...), authority...)
	for i, d := range e.Documents {
		body, err := e.Public(i)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			b = append(b, `,"documents":[`...)
		} else {
			b = append(b, ',')
		}
		b = appendTyped(b, documentType(d), body)
	}
	if len(e.Documents) > 0 {
		b = append(b, ']')
	}
	b = append(b, `,"postings":[`...)
	for i, p := range e.Postings {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.append(b)
	}
	return append(b, `]}`...), nil
}

// Amount is what an entry comes to: the debits of the actuals book, or where it has none those of memo, without the
// allowances that count beside it.
func (e Entry) Amount() Money {
	var actuals, budget Money
	for _, p := range e.Postings {
		line, _ := p.Account.Code.Line()
		switch {
		case p.Amount.Sign() < 0:
		case line.Book() == Actuals:
			actuals = actuals.Add(p.Amount)
		case p.Account.Code < AllowanceGranted:
			budget = budget.Add(p.Amount)
		}
	}
	if actuals.Sign() > 0 {
		return actuals
	}
	return budget
}

func appendPrivate(b []byte, name string, p Private) []byte {
	if p.IsZero() {
		return b
	}
	b = append(append(b, name...), `{"sha256":"`...)
	return append(append(b, p.Digest.String()...), `"}`...)
}

// storedEntry is the shape of entry/1.
type storedEntry struct {
	Type      string            `json:"type"`
	Fund      FundID            `json:"fund"`
	Seq       int64             `json:"seq"`
	Recorded  time.Time         `json:"recorded"`
	Effective Date              `json:"effective"`
	Period    string            `json:"period"`
	For       Period            `json:"for"`
	Reference Private           `json:"reference"`
	Narrative Private           `json:"narrative"`
	Reverses  int64             `json:"reverses"`
	Act       json.RawMessage   `json:"act"`
	Authority Authority         `json:"authority"`
	Documents []json.RawMessage `json:"documents"`
	Postings  []Posting         `json:"postings"`
}

// DecodeEntry reads an entry's public bytes, of any version ever written. Private fields come back with their
// digests alone; EachPrivate and Reveal put the values back.
func DecodeEntry(b []byte) (Entry, error) {
	var in storedEntry
	if err := json.Unmarshal(b, &in); err != nil {
		return Entry{}, err
	}
	if in.Type != EntryType {
		return Entry{}, ErrInvalid.With("entry version %q is not known to this program", in.Type)
	}
	act, err := DecodeAct(in.Act)
	if err != nil {
		return Entry{}, err
	}
	var period Period
	if in.Period != "" { // an act of the service journal before its first day
		if period, err = ParseEntryPeriod(in.Period); err != nil {
			return Entry{}, err
		}
	}
	e := Entry{
		Fund: in.Fund, Seq: in.Seq, Recorded: in.Recorded, Effective: in.Effective, Period: period, For: in.For,
		Reference: in.Reference, Narrative: in.Narrative, Reverses: in.Reverses,
		Act: act, Authority: in.Authority, Postings: in.Postings,
	}
	e.Authority.Complete = true
	for _, body := range in.Documents {
		d, err := DecodeDocument(body)
		if err != nil {
			return Entry{}, err
		}
		e.Documents = append(e.Documents, d)
	}
	return e, nil
}

// DecodePostings reads an entry's lines alone out of its public bytes.
func DecodePostings(b []byte) ([]Posting, error) {
	var in struct {
		Postings []Posting `json:"postings"`
	}
	err := json.Unmarshal(b, &in)
	return in.Postings, err
}

// DecodeVersion reads out of an entry's bytes, as they were posted, the version of one document that the entry saved.
// Nothing else in them is read.
func DecodeVersion(b []byte, ref Ref) (Document, error) {
	for _, body := range valuesIn(fieldIn(b, "documents")) {
		version := strings.Trim(string(fieldIn(body, "type")), `"`)
		if kind, _, _ := strings.Cut(version, "/"); kind != ref.Kind {
			continue
		}
		d, err := decodeAs(version, body)
		if err != nil || d.Ref() == ref {
			return d, err
		}
	}
	return nil, fmt.Errorf("the entry holds no version of %s", ref)
}
