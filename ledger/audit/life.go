package audit

import (
	"slices"
	"strings"

	"pooled/ledger"
)

// The refusals of a subject.
var (
	ErrSubjectForm = &ledger.Error{
		Kind: ledger.Invalid, Name: "subject-form",
		Text: "write whose life is asked for as a kind and a name: commitment:c-12, partner:havering-ccg, " +
			"provider:nelft, scheme:jadt, source:nhs-minimum, actor:ada or approver:ben",
	}
	ErrNotInJournal = &ledger.Error{
		Kind: ledger.Invalid, Name: "subject-not-in-journal",
		Text: "nothing in the journal touches what is asked for",
	}
)

// Subject is something whose entries are looked for: a document by its kind and id, or a partner, provider, scheme or
// source, or who asked for entries (actor) or approved them (approver). The zero value is touched by every entry.
type Subject struct{ Kind, ID string }

// ParseSubject reads "commitment:c-12". It returns ErrSubjectForm.
func ParseSubject(s string) (Subject, error) {
	kind, id, ok := strings.Cut(s, ":")
	if !ok || kind == "" || id == "" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return Subject{}, ErrSubjectForm.With("%q is not a subject: %s", s, ErrSubjectForm.Text)
	}
	return Subject{kind, id}, nil
}

// String is what ParseSubject reads.
func (s Subject) String() string { return s.Kind + ":" + s.ID }

// people reports whether the subject is somebody.
func (s Subject) people() bool { return s.Kind == "actor" || s.Kind == "approver" }

// life follows one subject through a journal. A document is the subject's where it is the subject, or names it in its
// field of that kind, as an invoice names its commitment and its provider; a line is where its account has the subject
// as a part, or belongs to such a document.
type life struct {
	subject Subject
	papers  map[string]bool // the subject's documents as accounts name them, "commitment=c-12"
}

func newLife(s Subject) *life {
	return &life{subject: s, papers: map[string]bool{s.Kind + "=" + s.ID: true}}
}

// touches reports whether the subject is nothing in particular, or somebody who asked for the entry or approved it.
func (l *life) touches(a *authority) bool {
	switch l.subject.Kind {
	case "":
		return true
	case "actor":
		return string(a.actor) == l.subject.ID
	case "approver":
		return slices.ContainsFunc(a.approvals, func(one approval) bool { return string(one.actor) == l.subject.ID })
	}
	return false
}

// owns reports whether a version of a document is the subject's, and remembers the document.
func (l *life) owns(ref ledger.Ref, body []byte) (bool, error) {
	if l.subject.Kind == "" || l.subject.people() {
		return false, nil
	}
	if ref.Kind == l.subject.Kind && ref.ID == l.subject.ID {
		return true, nil
	}
	named, err := textField(body, l.subject.Kind)
	if err != nil || named != l.subject.ID {
		return false, err
	}
	l.papers[ref.Kind+"="+ref.ID] = true
	return true, nil
}

// ownsLine reports whether a line of an account is the subject's.
func (l *life) ownsLine(a ledger.Account) bool {
	id := l.subject.ID
	switch l.subject.Kind {
	case "", "actor", "approver":
		return false
	case "partner":
		return string(a.Partner) == id
	case "scheme":
		return string(a.Scheme) == id
	case "source":
		return string(a.Source) == id
	}
	return l.papers[a.Of]
}

// textField is a document's field that is a string, as its bytes have it; "" where it has none.
func textField(body []byte, field string) (text string, err error) {
	c := cursor{b: body}
	err = c.each(func(name []byte, c *cursor) error {
		value, err := c.value()
		if string(name) == field && len(value) > 1 && value[0] == '"' {
			text = string(value[1 : len(value)-1])
		}
		return err
	})
	return text, err
}
