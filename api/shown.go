package api

import (
	"context"
	"slices"
	"time"

	"pooled/ledger"
)

// OwnPosts are the posts that somebody holds today, in whichever fund. Everybody may see their own.
func (s *Service) OwnPosts(ctx context.Context, actor ledger.ActorID) (list []ledger.Post, err error) {
	holder, err := s.holder(ctx, actor)
	today := ledger.DateOf(time.Now())
	for _, one := range holder.Posts {
		if one.Covers(one.Fund, today) {
			list = append(list, one)
		}
	}
	return list, err
}

// DocumentKind is the kind of document that a list's address names, and the fields of one.
func DocumentKind(plural string) (kind string, fields []FormField, err error) {
	at := slices.IndexFunc(documentRows, func(r documentRow) bool { return r.plural == plural })
	if at < 0 {
		return "", nil, ledger.ErrNotFound.With("there is no list of that name")
	}
	return documentRows[at].kind, fieldsOf(documentRows[at].of), nil
}

// DocumentList is how an address names the list of a kind of documents; none: they are not listed.
func DocumentList(kind string) string {
	at := slices.IndexFunc(documentRows, func(r documentRow) bool { return r.kind == kind })
	if at < 0 {
		return ""
	}
	return documentRows[at].plural
}

// Shown is a value of a field as people read it: £1,250.00, 30 June 2025. What is not of the kind stays as it is.
func Shown(kind FieldKind, text string) string {
	switch kind {
	case FieldMoney:
		if m, err := ledger.ParseMoney(text); err == nil {
			return m.Pounds()
		}
	case FieldDate:
		if d, err := ledger.ParseDate(text); err == nil {
			return d.UK()
		}
	}
	return text
}

// DocumentsAfter asks for the documents of a list after one of them, as a page's address gives it.
func DocumentsAfter(q FundQuestion, after string, limit int) *DocumentsInput {
	return &DocumentsInput{FundQuestion: q, After: after, Limit: limit}
}

// DocumentsWhere asks for the documents of a list that say something of themselves, with what is due, owed and left on
// each.
func DocumentsWhere(q FundQuestion, where map[string]string, after string, limit int) *DocumentsInput {
	return &DocumentsInput{FundQuestion: q, After: after, Limit: limit, Where: WhereOf(where), Figures: true}
}

// EntriesOf asks for the entries that made a document and changed it, the oldest first.
func EntriesOf(q FundQuestion, kind, id string, limit int) *EntriesInput {
	return &EntriesInput{FundQuestion: q, Limit: limit, EntriesAsked: EntriesAsked{Document: kind + "/" + id}}
}

// EntryAt asks for one entry.
func EntryAt(q FundQuestion, seq int64) *EntryInput {
	return &EntryInput{Caller: q.Caller, Fund: q.Fund, Entry: seq}
}

// Said is a refusal as every caller reads it, for a page that shows it where it belongs. Faults are logged and hidden.
func (s *Service) Said(ctx context.Context, err error) *Problem { return s.problem(ctx, err) }

// InboxOf asks what waits for somebody in a fund, and what became of their own proposals that were decided before an
// entry (0: of the newest).
func InboxOf(actor ledger.ActorID, fund string, before int64) *InboxInput {
	return &InboxInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), Before: before}
}
