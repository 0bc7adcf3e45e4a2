package api

import (
	"context"
	"errors"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// FileLinesMax is how many lines of a file are asked for at once. Between two such cuts other people's acts take
// their turn.
const FileLinesMax = 250

// RehearsedMax is how many lines are rehearsed together: each sees what those before it would make.
const RehearsedMax = 1000

// FileLines are acts of a file, for a page that takes one: lines as a body of many acts has them, in which "as" and
// "fund" may stand as well.
type FileLines struct {
	Caller
	Fund     string
	Key      string // with the line's number, the key of every line that has none of its own
	Lines    []FileLine
	Rehearse bool // post nothing: say what would become of each line, one after another
}

// FileLine is one act of a file.
type FileLine struct {
	Number int // in the file, from 1
	Text   []byte
}

// PostLines does the acts of a file, or rehearses them, and says what became of each. It is the way of [ManyActs]:
// each act is judged as its asker's, and a key that was used gives its first answer.
func (s *Service) PostLines(ctx context.Context, in FileLines) []LineResult {
	ctx, cancel := context.WithTimeout(ctx, questionTimeMax)
	defer cancel()
	fund := ledger.FundID(in.Fund)
	reader := &lineReader{service: s, actor: in.Actor, key: in.Key, fund: fund}
	cut := make([]asked, len(in.Lines))
	for i, one := range in.Lines {
		reader.line, cut[i].line = one.Number, one.Number
		if len(one.Text) > LineBytesMax {
			cut[i].err = errLineTooLong
			continue
		}
		cut[i].request, cut[i].err = reader.read(ctx, one.Text)
	}
	do := s.journal.DoEach
	if in.Rehearse {
		do = s.journal.Rehearse
	}
	results, list := s.postCut(ctx, &unseen{fund: fund, actor: in.Actor}, cut, do), make([]LineResult, len(cut))
	for i := range cut {
		list[i] = s.lineResult(ctx, cut[i].line, &results[i])
	}
	return list
}

// lineResult is what became of a line. A fault of ours is logged, and hidden.
func (s *Service) lineResult(ctx context.Context, line int, r *journal.Result) LineResult {
	if r.Err != nil {
		p := s.problem(ctx, r.Err)
		return LineResult{Line: line, Status: p.Status, Problem: &LineProblem{p.Type, p.Title, p.Detail}}
	}
	return LineResult{
		Line: line, Status: statusOfLine(r), Entry: r.Entry.Seq, Proposal: r.Proposal, Waits: r.Waits, Replayed: r.Replayed,
	}
}

// unseen is why somebody may not see a fund, once that has been asked.
type unseen struct {
	fund  ledger.FundID
	actor ledger.ActorID
	why   *error
}

// hide turns a refusal that tells of a fund its reader may not see into the one for a fund that is not there. It asks
// once for all lines.
func (u *unseen) hide(ctx context.Context, s *Service, refusal error) error {
	if refusal == nil || !tells(u.fund, refusal) {
		return refusal
	}
	if u.why == nil {
		_, _, why := s.sight(ctx, u.fund, u.actor, readFund)
		u.why = &why
	}
	if errors.Is(*u.why, ledger.ErrNoFund) {
		return *u.why
	}
	return refusal
}

// postCut asks the journal for the lines that can be asked.
func (s *Service) postCut(ctx context.Context, sight *unseen, cut []asked,
	do func(context.Context, ledger.FundID, []journal.Request) []journal.Result,
) []journal.Result {
	results := make([]journal.Result, len(cut))
	requests, of := make([]journal.Request, 0, len(cut)), make([]int, 0, len(cut))
	for i := range cut {
		if results[i].Err = cut[i].err; cut[i].err == nil {
			requests, of = append(requests, cut[i].request), append(of, i)
		}
	}
	if len(requests) == 0 {
		return results
	}
	for i, result := range do(ctx, sight.fund, requests) {
		result.Err = sight.hide(ctx, s, result.Err)
		results[of[i]] = result
	}
	return results
}

// FundForms are the forms of all acts of a fund, in the order of the table of acts.
func (s *Service) FundForms() []*Form {
	var list []*Form
	for _, row := range actRows {
		if form, err := s.Form(row.name); err == nil {
			list = append(list, form)
		}
	}
	return list
}

// Line writes what was typed as a line of a file of acts.
func (f *Form) Line(key string, typed Typed) []byte {
	own, common := map[string]bool{}, map[string]bool{}
	for _, field := range f.Fields {
		if f.route.fields.fields[field.Name] == nil { // of every act
			common[field.Name] = true
		} else {
			own[field.Name] = true
		}
	}
	b := appendText([]byte(`{"act":`), f.Act)
	if key != "" {
		b = appendText(append(b, `,"key":`...), key)
	}
	b, _ = typedFields(append(b, `,"fields":`...), f.Fields, "", typed, common)
	rest, any := typedFields(nil, f.Fields, "", typed, own)
	if any {
		return append(append(b, ','), rest[1:]...)
	}
	return append(b, '}')
}

// ErrUpload refuses a file, or says what stands against going on with it.
func ErrUpload(sentence string) error { return ledger.ErrInvalid.With("%s", sentence) }

// ErrAtWork says that as much is at work for pages as there may be.
func ErrAtWork(sentence string) error { return ledger.ErrBusy.With("%s", sentence) }

// ErrNoUpload says that an address names no upload of whoever asks: after a restart, after twelve hours, or because it
// is another person's.
var ErrNoUpload = ledger.ErrNotFound.With("this upload is no longer held. Upload the same file again: lines already posted " +
	"are not posted twice")

// Busy reports a line that was not settled: asked for again, with its key, it will be.
func (r *LineResult) Busy() bool { return r.Status == statusOf(ledger.Busy) }
