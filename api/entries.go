package api

import (
	"context"
	"encoding/json"
	"errors"
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
	EntriesAsked
	Order string `query:"order" enum:"oldest,newest" default:"oldest" doc:"which entries come first"`
	After int64  `query:"after" minimum:"0" doc:"entries after this number in that order; next in the answer says how to go on"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// EntriesAsked are what the entries asked for have in common: all of what is given.
type EntriesAsked struct {
	Act      string          `query:"act" pattern:"^[a-z-]{1,40}$" example:"vire-budget" doc:"of this kind of act alone"`
	Document string          `query:"document" pattern:"^[a-z-]{1,40}/[a-z0-9.-]{1,100}$" example:"commitment/c-12" doc:"that changed this document alone"`         //nolint:lll // a tag cannot be broken
	Account  string          `query:"account" maxLength:"200" example:"9200:2015-16:havering-ccg:nhs-minimum:jadt:revenue" doc:"with a line in this account alone"` //nolint:lll // a tag cannot be broken
	Scheme   ledger.SchemeID `query:"scheme" doc:"with a line in an account of this scheme"`
	Source   ledger.SourceID `query:"source" doc:"with a line in an account of this source"`
	Partner  ledger.BodyID   `query:"partner" doc:"with a line in an account of this partner"`
	Period   string          `query:"period" pattern:"^20[0-9]{2}-[0-9]{2}/(0[1-9]|1[0-4])$" example:"2015-16/06" doc:"of this period alone; 14 is that of the closing entry"` //nolint:lll // a tag cannot be broken
	From     string          `query:"from" format:"date" example:"2015-09-01" doc:"effective on this day or later"`
	To       string          `query:"to" format:"date" example:"2015-09-30" doc:"effective on this day or earlier"`
	AtLeast  string          `query:"atLeast" pattern:"^(0|[1-9][0-9]*)\\.[0-9]{2}$" maxLength:"13" example:"100000.00" doc:"of this amount or more"`
	Words    string          `query:"words" maxLength:"100" example:"reablement" doc:"each of which stands in the sentence, the reference or the narrative"` //nolint:lll // a tag cannot be broken
}

// EntriesOutput is a page of a fund's journal.
type EntriesOutput struct{ Body EntryPage }

// EntryPage is a page of a fund's journal, in the order that was asked for.
type EntryPage struct {
	Moment  Moment  `json:"moment"`
	Entries []Entry `json:"entries"`
	Looked  int64   `json:"looked,omitempty" doc:"the search stopped before its end, since it had looked at enough entries: this was the last. next goes on from there"` //nolint:lll // a tag cannot be broken
	Next    string  `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Entries lists a fund's journal. A date or a period as asOf leaves out what is effective later.
func (s *Service) Entries(ctx context.Context, in *EntriesInput) (*EntriesOutput, error) {
	moment, err := s.question(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	filter.At, filter.After, filter.Newest = moment.Seq, in.After, in.Order == newestFirst
	found, err := s.entries(ctx, in.Fund, filter, in.Limit, moment.holds)
	if err != nil {
		return nil, err
	}
	out := &EntriesOutput{EntryPage{Moment: moment, Entries: found.entries, Looked: found.looked}}
	if found.next > 0 {
		out.Body.Next = address("/v1/funds/"+string(in.Fund)+"/entries",
			"after", strconv.FormatInt(found.next, 10), "limit", strconv.Itoa(in.Limit), "order", in.Order,
			"act", in.Act, "document", in.Document, "account", in.Account,
			"scheme", string(in.Scheme), "source", string(in.Source), "partner", string(in.Partner),
			"period", in.Period, "from", in.From, "to", in.To, "atLeast", in.AtLeast, "words", in.Words,
			"asOf", in.AsOf.AsOf, "knownAt", "seq:"+strconv.FormatInt(moment.Seq, 10))
	}
	return out, nil
}

// newestFirst is how an address asks for the newest entries first.
const newestFirst = "newest"

// filter is what is asked for as the journal takes it.
func (in EntriesAsked) filter() (f journal.Filter, err error) {
	if len(in.Words) > wordsMax {
		return f, ledger.ErrInvalid.With("words: ask for at most %d letters", wordsMax)
	}
	f = journal.Filter{Account: in.Account, Scheme: in.Scheme, Source: in.Source, Partner: in.Partner, Words: in.Words}
	if in.Act != "" {
		f.Act = in.Act + "/1"
	}
	if in.Document != "" {
		f.Document.Kind, f.Document.ID, _ = strings.Cut(in.Document, "/")
	}
	if in.Period != "" {
		f.Since, err = ledger.ParseEntryPeriod(in.Period)
		f.Until, err = f.Since, namedIn("period", err)
	}
	if in.From != "" && err == nil {
		f.From, err = ledger.ParseDate(in.From)
		err = namedIn("from", err)
	}
	if in.To != "" && err == nil {
		f.To, err = ledger.ParseDate(in.To)
		err = namedIn("to", err)
	}
	if in.AtLeast != "" && err == nil {
		f.AtLeast, err = ledger.ParseMoney(in.AtLeast)
		err = namedIn("atLeast", err)
	}
	return f, err
}

// namedIn is a refusal with the parameter that it is about before it.
func namedIn(parameter string, err error) error {
	if e, ok := errors.AsType[*ledger.Error](err); ok {
		return e.With("%s: %s", parameter, e.Text)
	}
	return err
}

// wordsMax is how many bytes of words are looked for.
const wordsMax = 100

// entriesFound is a page of entries as a caller reads them.
type entriesFound struct {
	entries []Entry
	looked  int64 // the last entry looked at, where the search stopped early
	next    int64 // go on after this entry; 0: there is no more
}

// entries is a page of the entries that a filter asks for, without those that do not count.
func (s *Service) entries(ctx context.Context, fund ledger.FundID, f journal.Filter, limit int,
	counts func(ledger.Entry) bool,
) (out entriesFound, err error) {
	f.Limit = limit + 1
	found, err := s.journal.Search(ctx, fund, f)
	if err != nil {
		return out, err
	}
	list := found.Entries
	out.entries, out.looked, out.next = []Entry{}, found.Looked, found.Looked
	if len(list) > limit {
		list = list[:limit]
		out.looked, out.next = 0, list[limit-1].Entry.Seq
	}
	for i := range list {
		if !counts(list[i].Entry) {
			continue
		}
		one, err := entryOf(&list[i].Entry)
		if err != nil {
			return out, err
		}
		one.Leaf = &list[i].Leaf
		out.entries = append(out.entries, one)
	}
	return out, nil
}

// holds reports whether an entry counts at the moment, as the reports have it: a year's closing entry is dated its last
// day and counts from the next.
func (m Moment) holds(e ledger.Entry) bool {
	switch {
	case e.Seq > m.Seq:
		return false
	case m.Date != 0 && e.Period.Number() == closingPeriod:
		return e.Effective < m.Date
	case m.Date != 0:
		return e.Effective <= m.Date
	}
	return m.Period == 0 || e.Period <= m.Period
}

// closingPeriod is that of a year's closing entry alone.
const closingPeriod = 14

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
	if one.Granted, err = s.granted(ctx, in.Fund, &found.Entry); err != nil {
		return nil, err
	}
	if one.Reversed, err = s.reversedBy(ctx, in.Fund, in.Entry); err != nil {
		return nil, err
	}
	one.Allowed, err = s.allowedOn(ctx, in.Fund, in.Actor, ledger.PostedEntry{Entry: found.Entry})
	return &EntryOutput{one}, err
}

func (s *Service) registerEntries() {
	register(s, huma.Operation{
		OperationID: "list-entries", Method: http.MethodGet, Path: inFund + "/entries", Tags: []string{tagQuestions},
		Summary: "List entries",
		Description: "The fund's journal in order, page by page: of it all, or of the entries that are all of what is asked " +
			"for. A search that looks at very many entries stops and says where; next goes on from there. With asOf as a date " +
			"or a period, entries effective later are left out. So a page may hold fewer than its limit.",
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
