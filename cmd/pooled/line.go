package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// line is one act of a file: what the API's bulk request holds, and for files alone who asks it, in which fund, and
// for an approval the key of the line that made the proposal.
type line struct {
	number int

	Act       string          `json:"act"`
	Key       string          `json:"key"`
	As        ledger.ActorID  `json:"as"`
	Fund      ledger.FundID   `json:"fund"`
	On        ledger.Date     `json:"on"`
	Period    ledger.Period   `json:"period"`
	For       ledger.Period   `json:"for"`
	Reference string          `json:"reference"`
	Narrative string          `json:"narrative"`
	Approves  string          `json:"approves"`
	Fields    json.RawMessage `json:"fields"`
}

// readLine reads one act; absent stands for what the line leaves out. Unknown fields are refused, so that a slip of
// the pen is not silently lost.
func readLine(absent line, number int, text []byte) (line, error) {
	l := absent
	l.number = number
	if l.Key != "" {
		l.Key += "/" + strconv.Itoa(number)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		if refusal, ok := errors.AsType[*ledger.Error](err); ok {
			return l, refusal
		}
		return l, ledger.ErrInvalid.With("the line is not an act in JSON: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return l, ledger.ErrInvalid.With("the line holds more than one act")
	}
	switch {
	case l.Act == "":
		return l, ledger.ErrInvalid.With("the line says no act")
	case l.As == "":
		return l, ledger.ErrInvalid.With("the line does not say who asks; write \"as\", or call with --as")
	case l.Fund == "":
		return l, ledger.ErrInvalid.With("the line does not say in which fund; write \"fund\", or call with --fund")
	case l.Key == "":
		return l, ledger.ErrInvalid.With("the line has no key; write \"key\", or call with --key, so that the file may be sent again")
	}
	if len(l.Fields) == 0 {
		l.Fields = []byte("{}")
	}
	return l, nil
}

// request turns the line into what the journal is asked, its private texts sealed.
func (l line) request() (journal.Request, error) {
	act, err := ledger.ReadAct(l.Act, l.Fields)
	if err != nil {
		return journal.Request{}, err
	}
	if err := ledger.CheckID("as", l.As); err != nil {
		return journal.Request{}, err
	}
	in := ledger.Instruction{
		On: l.On, Period: l.Period, For: l.For, Reference: ledger.Text(l.Reference),
		Narrative: ledger.Text(l.Narrative),
	}
	sealText(&in.Reference)
	sealText(&in.Narrative)
	return journal.Request{
		Actor: l.As, Key: l.Key, Body: l.digest(), Instruction: in, Act: ledger.WithPrivate(act, sealText),
	}, nil
}

// digest is over all that is asked for, so that a key cannot be used for something else.
func (l line) digest() ledger.Digest {
	parts := []any{l.Act, l.On, l.Period, l.Reference, l.Narrative, l.Approves, l.Fields}
	if l.For != 0 { // keys of lines that say nothing of it stay as they were
		parts = append(parts, l.For)
	}
	asked, err := json.Marshal(parts)
	if err != nil {
		panic(err) // each of these has been read from JSON
	}
	return ledger.DigestOf(asked)
}

func sealText(p *ledger.Private) {
	var salt ledger.Salt
	_, _ = rand.Read(salt[:]) // never fails
	p.Seal(salt)
}
