package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/directory"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// A request for an import reads for a while, between two pages; the next request goes on. What is left of its time is
// for taking the feed.
const (
	importTimeMax = 25 * time.Second
	readingMax    = 8 * time.Second
)

// ImportInput asks for a feed to be read.
type ImportInput struct {
	Caller
	Body ImportRequest
}

// ImportRequest says which feed, and where it is.
type ImportRequest struct {
	Feed    ledger.FeedID `json:"feed" doc:"what it is called here, such as darlington"`
	Address string        `json:"address" maxLength:"2000" example:"https://data.example.gov.uk/services" doc:"of its first page, on a host that the operator lists"`
}

// ImportOutput is what an import came to.
type ImportOutput struct{ Body directory.Report }

// Import reads a feed of the directory, or goes on reading it.
func (s *Service) Import(ctx context.Context, in *ImportInput) (*ImportOutput, error) {
	if err := MayImport(ctx, s.journal, in.Actor, in.Body.Feed); err != nil {
		return nil, err
	}
	report, err := s.directory.Import(ctx, directory.Source{
		Feed: in.Body.Feed, Address: in.Body.Address, Until: time.Now().Add(readingMax),
	}, FeedRecorder(s.journal, in.Actor))
	return &ImportOutput{report}, err
}

// MayImport refuses somebody who could not record a feed, before anything is read.
func MayImport(ctx context.Context, j *journal.Journal, actor ledger.ActorID, feed ledger.FeedID) error {
	act := ledger.RecordFeed{Feed: feed, SHA256: ledger.DigestOf(nil), Services: 1, Organisations: 1}
	r := request(actor, act, "feed-"+string(feed))
	r.Preview = true
	return j.Do(ctx, ledger.Service, r).Err
}

// FeedRecorder records feeds in the service journal, as somebody.
func FeedRecorder(j *journal.Journal, actor ledger.ActorID) directory.Recorder {
	return func(ctx context.Context, act ledger.RecordFeed, key string) (directory.Recorded, error) {
		done := j.Do(ctx, ledger.Service, request(actor, act, key))
		if done.Err != nil || done.Proposal == "" {
			return directory.Recorded{Entry: done.Entry.Seq}, done.Err
		}
		entry, err := recordedSince(ctx, j, act, done.Entry.Seq)
		if err != nil || entry > 0 {
			return directory.Recorded{Entry: entry}, err
		}
		return directory.Recorded{Waits: "recording the feed is proposal " + string(done.Proposal) +
			" of the service journal, and " + done.Waits}, nil
	}
}

func request(actor ledger.ActorID, act ledger.RecordFeed, key string) journal.Request {
	asked := []byte(act.Kind() + " " + string(act.Feed) + " " + act.SHA256.String())
	return journal.Request{Actor: actor, Key: key, Body: ledger.DigestOf(asked), Act: act}
}

// recordedSince is the entry that recorded a feed once its proposal was approved; 0 while it waits.
func recordedSince(ctx context.Context, j *journal.Journal, act ledger.RecordFeed, proposed int64) (int64, error) {
	want := ledger.Feed{ID: act.Feed, SHA256: act.SHA256, Services: act.Services, Organisations: act.Organisations}
	entries, err := j.Entries(ctx, ledger.Service, journal.Page{After: proposed, Limit: 100, Document: want.Ref()})
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		held, err := j.Document(ctx, ledger.Service, want.Ref(), e.Entry.Seq)
		if err != nil || held == ledger.Document(want) {
			return e.Entry.Seq, err
		}
	}
	return 0, nil
}

func (s *Service) registerImports() {
	register(s, huma.Operation{
		OperationID: "import-feed", Method: http.MethodPost, Path: "/v1/directory/imports", Tags: []string{tagDirectory},
		Summary: "Import a feed of the directory",
		Description: "Reads a feed in the shape of Open Referral UK 3.0, page by page, from a host that the operator lists, and " +
			"brings the directory to what it says. The answer is what changed. A long feed is read in several requests: while " +
			"the state is reading, ask again. A feed that is refused changes nothing. Whoever may record a feed may import it.",
		Errors:   []int{400, 401, 403, 404, 409, 413, 415, 422, 503},
		Metadata: map[string]any{timeMax: importTimeMax}, MaxBodyBytes: actBytesMax,
	}, s.Import)
}
