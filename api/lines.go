package api

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// LineBytesMax is how long a line of many acts may be.
const LineBytesMax = 64 << 10

// Line is one act of many, as a line of an NDJSON body.
type Line struct {
	Act       string         `json:"act" example:"vire-budget" doc:"the act, by its operation id"`
	Key       string         `json:"key,omitempty" maxLength:"255" doc:"the act's own Idempotency-Key; the request's key and the line's number when left out"`
	On        ledger.Date    `json:"on,omitempty" doc:"effective date; today when left out"`
	Period    ledger.Period  `json:"period,omitempty"`
	For       ledger.Period  `json:"for,omitempty" doc:"for a late item: the closed period that it belongs to, before its own"`
	Reference ledger.Private `json:"reference,omitzero"`
	Narrative ledger.Private `json:"narrative,omitzero"`
	Fields    map[string]any `json:"fields" doc:"the act's own fields, those in its path included"`
}

// lineShape is that of a Line. What its fields must look like is known once its act is.
var lineShape = func() *shape {
	word := &shape{kind: '"', check: func(s string) error { return ledger.CheckID("it", s) }}
	s := &shape{kind: '{', fields: map[string]*field{}}
	s.add("act", word, true)
	s.add("key", &shape{kind: '"', check: checkKey}, false)
	s.add("on", shapeOf(commonType).fields["on"].shape, false)
	s.add("period", shapeOf(commonType).fields["period"].shape, false)
	s.add("for", shapeOf(commonType).fields["for"].shape, false)
	s.add("reference", shapeOf(commonType).fields["reference"].shape, false)
	s.add("narrative", shapeOf(commonType).fields["narrative"].shape, false)
	s.add("fields", &shape{kind: '?'}, true)
	return s
}()

// fileLineShape is that of a line of a file, which may say who asks and in which fund.
var fileLineShape = func() *shape {
	s := lineShape.without(nil)
	s.add("as", lineShape.fields["act"].shape, false)
	s.add("fund", lineShape.fields["act"].shape, false)
	return s
}()

// checkKey refuses a key that could not stand in the header.
func checkKey(s string) error {
	visible := func(r rune) bool { return r > ' ' && r <= '~' }
	if len(s) == 0 || len(s) > keyLengthMax || strings.ContainsFunc(s, func(r rune) bool { return !visible(r) }) {
		return ledger.ErrInvalid.With("a key is 1 to %d visible ASCII characters", keyLengthMax)
	}
	return nil
}

// asked is one line of a body: what it asks for, or why it cannot be asked.
type asked struct {
	line    int
	request journal.Request
	err     error
}

// lineReader reads the acts of a body, one a line.
type lineReader struct {
	service *Service
	in      *bufio.Reader
	actor   ledger.ActorID
	key     string
	dryRun  bool
	line    int
	fund    ledger.FundID // of a file, whose lines may say it; else none
}

var errLineTooLong = unreadable.with("the line is longer than " + strconv.Itoa(LineBytesMax) + " bytes")

// next reads a line that is not blank. The error is of the body as a whole: io.EOF at its proper end, and anything
// else where it was cut off. A last line that was cut off is never an act, however well it may read.
func (l *lineReader) next(ctx context.Context) (asked, error) {
	for {
		text, err := l.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return asked{line: l.line + 1}, err
		}
		if len(text) == 0 && errors.Is(err, io.EOF) {
			return asked{line: l.line + 1}, io.EOF
		}
		l.line++
		if errors.Is(err, bufio.ErrBufferFull) {
			return asked{line: l.line, err: errLineTooLong}, l.skipLine()
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			request, err := l.read(ctx, text)
			return asked{l.line, request, err}, nil
		}
	}
}

// skipLine passes over the rest of a line that is too long.
func (l *lineReader) skipLine() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// read makes the request of a line.
func (l *lineReader) read(ctx context.Context, text []byte) (journal.Request, error) {
	r := journal.Request{Actor: l.actor, Preview: l.dryRun}
	var name string
	var fields []byte
	var other error
	of := lineShape
	if l.fund != "" {
		of = fileLineShape
	}
	err := scanObject(text, of, func(field string, at span) {
		value := text[at.start:at.end]
		switch field {
		case "act":
			name = unquote(value)
		case "key":
			r.Key = unquote(value)
		case "fields":
			fields = value
		case "as":
			other = cmp.Or(other, l.own(field, unquote(value), string(l.actor)))
		case "fund":
			other = cmp.Or(other, l.own(field, unquote(value), string(l.fund)))
		default:
			r.Instruction = instruct(r.Instruction, field, value)
		}
	})
	if err = cmp.Or(err, other); err != nil {
		return r, err
	}
	route := l.service.acts[name]
	if route == nil {
		return r, ledger.ErrUnknownAct.With("there is no act %q", name)
	}
	if err := scanObject(fields, route.fields, nil); err != nil {
		return r, err
	}
	if r.Key == "" {
		r.Key = l.key + ":" + strconv.Itoa(l.line)
	}
	h := sha256.New()
	h.Write([]byte("post-acts\n"))
	h.Write(text)
	r.Body = ledger.Digest(h.Sum(nil))
	if r.Act, err = route.read(fields); err == nil {
		r.Act, err = l.service.fill(ctx, r.Act)
	}
	sealText(&r.Instruction.Reference)
	sealText(&r.Instruction.Narrative)
	return r, err
}

// own refuses a line of a file that is another person's or another fund's.
func (l *lineReader) own(field, said, ours string) error {
	if said == ours {
		return nil
	}
	return ledger.ErrInvalid.With("%s: the line says %s, and you send the file as %s: leave the field out, or let each "+
		"person send their own lines, and each fund have a file of its own", field, said, ours)
}

// appendResult writes what became of a line, as a line.
func appendResult(b []byte, line int, r *journal.Result) []byte {
	b = strconv.AppendInt(append(b, `{"line":`...), int64(line), 10)
	if r.Err != nil {
		p, _ := problemOf(r.Err)
		b = strconv.AppendInt(append(b, `,"status":`...), int64(p.Status), 10)
		b = appendText(append(b, `,"problem":{"type":`...), p.Type)
		b = appendText(append(b, `,"title":`...), p.Title)
		b = appendText(append(b, `,"detail":`...), p.Detail)
		return append(b, "}}\n"...)
	}
	b = strconv.AppendInt(append(b, `,"status":`...), int64(statusOfLine(r)), 10)
	b = strconv.AppendInt(append(b, `,"entry":`...), r.Entry.Seq, 10)
	if r.Proposal != "" {
		b = appendText(append(b, `,"proposal":`...), string(r.Proposal))
		b = appendText(append(b, `,"waits":`...), r.Waits)
	}
	if r.Replayed {
		b = append(b, `,"replayed":true`...)
	}
	return append(b, "}\n"...)
}

func statusOfLine(r *journal.Result) int {
	switch {
	case r.Replayed, r.Receipt == journal.Receipt{}:
		return 200
	case r.Proposal != "":
		return 202
	}
	return 201
}
