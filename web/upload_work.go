package web

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pooled/api"
)

// An upload's lines are asked for again while the service is busy, for a while.
const (
	busyPauseMin = 100 * time.Millisecond
	busyPauseMax = 10 * time.Second
)

var errUploadStopped = errors.New("the service is busy")

// runUpload checks an upload, or posts it from where it was stopped. It belongs to no request: it goes on when the
// browser goes away. Whoever asked is judged anew at each act.
func (s *site) runUpload(u *upload) {
	s.shelf.working <- struct{}{}
	defer func() { <-s.shelf.working }()
	checking := u.now() == uploadChecking
	size := api.FileLinesMax
	if checking {
		size = api.RehearsedMax
	}
	from, failed := len(u.results()), error(nil)
	cut := make([]spooled, 0, size)
	flush := func(last int) bool {
		failed = s.settle(u, cut, last-len(cut)+1, checking)
		cut = cut[:0]
		return failed == nil
	}
	err := u.each(func(number int, one spooled) bool {
		if number <= from {
			return true
		}
		one.Cells = nil // they are read again for whoever downloads them
		cut = append(cut, one)
		return len(cut) < size || flush(number)
	})
	if err == nil && failed == nil && len(cut) > 0 {
		flush(u.lines)
	}
	switch {
	case err != nil || failed != nil:
		u.end(uploadStopped)
	case checking:
		u.end(uploadChecked)
	default:
		u.end(uploadPosted)
	}
}

// settle asks for lines that follow one another, and keeps what became of them.
func (s *site) settle(u *upload, cut []spooled, first int, checking bool) error {
	asked := api.FileLines{Caller: u.caller, Fund: u.fund, Key: u.key, Rehearse: checking}
	var at []int
	for i, one := range cut {
		if one.Text != nil {
			asked.Lines, at = append(asked.Lines, api.FileLine{Number: first + i, Text: one.Text}), append(at, i)
		}
	}
	answers, err := s.answers(asked)
	if err != nil {
		return err
	}
	outcomes := make([]outcome, len(cut))
	for i, one := range cut {
		outcomes[i] = outcome{row: int32(one.Row), act: one.Act, class: lineRefused, said: one.Said} //nolint:gosec // bounded
	}
	for n, a := range answers {
		outcomes[at[n]].take(a)
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	for i := range outcomes {
		outcomes[i].act, outcomes[i].said = u.once(outcomes[i].act), u.once(outcomes[i].said)
	}
	u.outcomes = append(u.outcomes, outcomes...)
	return nil
}

// answers asks until nothing is busy and every outcome is known. Each line has a key, so nothing is posted twice.
func (s *site) answers(asked api.FileLines) ([]api.LineResult, error) {
	if len(asked.Lines) == 0 {
		return nil, nil
	}
	for pause := busyPauseMin; ; pause *= 2 {
		answers := s.ask.PostLines(context.Background(), asked)
		if !slices.ContainsFunc(answers, func(a api.LineResult) bool { return a.Busy() }) {
			return answers, nil
		}
		if pause > busyPauseMax {
			return nil, errUploadStopped
		}
		time.Sleep(pause)
	}
}

// once keeps one copy of a text that many lines have.
func (u *upload) once(text string) string {
	if u.texts == nil {
		u.texts = map[string]string{}
	}
	if kept, ok := u.texts[text]; ok {
		return kept
	}
	text = strings.Clone(text)
	u.texts[text] = text
	return text
}

// take takes in what became of a line.
func (o *outcome) take(a api.LineResult) {
	o.entry, o.proposal, o.said = a.Entry, string(a.Proposal), a.Waits
	switch {
	case a.Problem != nil:
		o.class, o.said = lineRefused, a.Problem.Detail
	case a.Replayed:
		o.class = linePostedBefore
	case a.Proposal != "":
		o.class = lineWaits
	default:
		o.class = linePosted
	}
}
