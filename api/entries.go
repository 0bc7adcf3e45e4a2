package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// EntriesInput asks for a page of a fund's journal.
type EntriesInput struct {
	FundQuestion
	After    int64  `query:"after" minimum:"0" doc:"entries after this number; next in the answer says how to go on"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Act      string `query:"act" pattern:"^[a-z-]{1,40}$" example:"vire-budget" doc:"of this kind of act alone"`
	Document string `query:"document" pattern:"^[a-z-]{1,40}/[a-z0-9.-]{1,100}$" example:"commitment/c-12" doc:"that changed this document alone"`         //nolint:lll // a tag cannot be broken
	Account  string `query:"account" maxLength:"200" example:"9200:2015-16:havering-ccg:nhs-minimum:jadt:revenue" doc:"with a line in this account alone"` //nolint:lll // a tag cannot be broken
}

// EntriesOutput is a page of a fund's journal.
type EntriesOutput struct{ Body EntryPage }

// EntryPage is a page of a fund's journal, oldest first.
type EntryPage struct {
	Moment  Moment  `json:"moment"`
	Entries []Entry `json:"entries"`
	Next    string  `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Entries lists a fund's journal. A date or a period as asOf leaves out what is effective later.
func (s *Service) Entries(ctx context.Context, in *EntriesInput) (*EntriesOutput, error) {
	moment, err := s.question(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	page := journal.Page{After: in.After, Limit: in.Limit + 1, Account: in.Account, At: moment.Seq}
	if in.Act != "" {
		page.Act = in.Act + "/1"
	}
	if in.Document != "" {
		page.Document.Kind, page.Document.ID, _ = strings.Cut(in.Document, "/")
	}
	found, err := s.journal.Entries(ctx, in.Fund, page)
	if err != nil {
		return nil, err
	}
	out := &EntriesOutput{EntryPage{Moment: moment, Entries: []Entry{}}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = address("/v1/funds/"+string(in.Fund)+"/entries",
			"after", strconv.FormatInt(found[in.Limit-1].Entry.Seq, 10), "limit", strconv.Itoa(in.Limit),
			"act", in.Act, "document", in.Document, "account", in.Account,
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	for i := range found {
		if moment.after(found[i].Entry) {
			continue
		}
		one, err := entryOf(&found[i].Entry)
		if err != nil {
			return nil, err
		}
		one.Leaf = &found[i].Leaf
		out.Body.Entries = append(out.Body.Entries, one)
	}
	return out, nil
}

// after reports whether an entry is effective after the day or period asked about.
func (m Moment) after(e ledger.Entry) bool {
	if m.Date != 0 {
		return e.Effective > m.Date
	}
	return m.Period != 0 && e.Period > m.Period
}

// EntryInput asks for one entry.
type EntryInput struct {
	Caller
	Fund  ledger.FundID `path:"fund" example:"havering"`
	Entry int64         `path:"entry" minimum:"1" example:"57"`
}

// EntryOutput is one entry.
type EntryOutput struct{ Body Entry }

// Entry shows one entry with its act's fields and its bytes. An entry never changes, so no moment is asked for.
func (s *Service) Entry(ctx context.Context, in *EntryInput) (*EntryOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	found, err := s.journal.Entry(ctx, in.Fund, in.Entry)
	if err != nil {
		return nil, err
	}
	one, err := entryOf(&found.Entry)
	if err != nil {
		return nil, err
	}
	one.Body, one.Leaf = found.Body, &found.Leaf
	var fields json.RawMessage
	if fields, err = readable(found.Entry.Act, textsOf(&found.Entry)); err != nil {
		return nil, err
	}
	one.Fields = fields
	one.Allowed, err = s.allowedOn(ctx, in.Fund, in.Actor, ledger.PostedEntry{Entry: found.Entry})
	return &EntryOutput{one}, err
}

func (s *Service) registerEntries() {
	register(s, huma.Operation{
		OperationID: "list-entries", Method: http.MethodGet, Path: inFund + "/entries", Tags: []string{tagQuestions},
		Summary: "List entries",
		Description: "The fund's journal in order, page by page. With asOf as a date or a period, entries effective later " +
			"are left out, so that a page may hold fewer than its limit.",
		Errors: questionErrors,
	}, s.Entries)
	register(s, huma.Operation{
		OperationID: "show-entry", Method: http.MethodGet, Path: inFund + "/entries/{entry}", Tags: []string{tagQuestions},
		Summary:     "Show an entry",
		Description: "With its act's fields, and its bytes as the log holds them. An entry never changes.",
		Errors:      questionErrors,
	}, s.Entry)
}

// questionErrors are the statuses that a question can be answered with, beside 422 and 500.
var questionErrors = []int{401, 403, 404, 503}
