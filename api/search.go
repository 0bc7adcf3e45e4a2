package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

const (
	foundMost       = 50 // entries, and documents, of one answer
	foundBodiesMost = 20 // organisations whose name is looked for
)

// SearchInput asks what holds some words.
type SearchInput struct {
	Caller
	Fund ledger.FundID `path:"fund" example:"havering"`
	Q    string        `query:"q" required:"true" minLength:"1" maxLength:"200" example:"£1,234.56" doc:"words, all of which must be found: a number, a name, an organisation, an amount, a word of a sentence"` //nolint:lll // a tag cannot be broken
}

// SearchOutput is what was found.
type SearchOutput struct{ Body SearchAnswer }

// SearchAnswer is what was found, newest first.
type SearchAnswer struct {
	Moment    Moment          `json:"moment"`
	Documents []FoundDocument `json:"documents" doc:"documents that hold the words as an entry that was found left them"`
	Entries   []FoundEntry    `json:"entries"`
	Bodies    []ledger.BodyID `json:"bodies,omitempty" doc:"organisations of that name, whose entries were looked for too"`
	More      bool            `json:"more,omitempty" doc:"there is more than this: add a word"`
	Through   int64           `json:"through" doc:"the last entry that was looked at; what was posted after it is found a moment later"`
}

// FoundDocument is a document that was found.
type FoundDocument struct {
	Kind string `json:"kind" example:"commitment"`
	ID   string `json:"id"`
	Seq  int64  `json:"seq" doc:"the entry that it was found in"`
}

// FoundEntry is an entry that was found.
type FoundEntry struct {
	Seq       int64       `json:"seq"`
	Act       string      `json:"act" example:"vire-budget"`
	Sentence  string      `json:"sentence" doc:"the entry in plain words, without any private text"`
	Effective ledger.Date `json:"effective"`
	Recorded  time.Time   `json:"recorded"`
}

// Search finds the entries and documents of a fund that hold some words.
func (s *Service) Search(ctx context.Context, in *SearchInput) (*SearchOutput, error) {
	moment, err := s.question(ctx, FundQuestion{Caller: in.Caller, Fund: in.Fund})
	if err == nil {
		err = ledger.CheckSearch(in.Q)
	}
	if err != nil {
		return nil, err
	}
	groups := ledger.AskedWords(in.Q)
	out := &SearchOutput{SearchAnswer{Moment: moment, Documents: []FoundDocument{}, Entries: []FoundEntry{}}}
	if out.Body.Bodies, err = s.bodiesNamed(ctx, groups); err != nil {
		return nil, err
	}
	var also []string
	for _, id := range out.Body.Bodies {
		also = append(also, string(id))
	}
	found, err := s.journal.Find(ctx, in.Fund, groups, also, foundMost)
	if err != nil {
		return nil, err
	}
	out.Body.More, out.Body.Through = found.More, found.Through
	seen := map[ledger.Ref]bool{}
	for _, p := range found.Entries {
		e := p.Entry
		out.Body.Entries = append(out.Body.Entries, FoundEntry{
			e.Seq, ledger.ActName(e.Act.Kind()), e.Sentence(), e.Effective, e.Recorded,
		})
		for _, d := range e.Documents {
			ref := d.Ref()
			if seen[ref] || DocumentList(ref.Kind) == "" || len(out.Body.Documents) == foundMost {
				continue
			}
			held, err := ledger.DocumentWords(d)
			if err != nil {
				return nil, err
			}
			if seen[ref] = true; holdsWords(held, groups, also) {
				out.Body.Documents = append(out.Body.Documents, FoundDocument{ref.Kind, ref.ID, e.Seq})
			}
		}
	}
	return out, nil
}

// holdsWords reports whether a list of words has one of each group, or one of the others.
func holdsWords(list []string, groups [][]string, also []string) bool {
	has := func(word string) bool { return slices.Contains(list, word) }
	lacks := func(group []string) bool { return !slices.ContainsFunc(group, has) }
	return !slices.ContainsFunc(groups, lacks) || slices.ContainsFunc(also, has)
}

// bodiesNamed are the organisations whose names or identifiers hold the words.
func (s *Service) bodiesNamed(ctx context.Context, groups [][]string) ([]ledger.BodyID, error) {
	found, err := s.journal.Find(ctx, ledger.Service, groups, nil, foundMost)
	if err != nil {
		return nil, err
	}
	var list []ledger.BodyID
	for _, p := range found.Entries {
		for _, d := range p.Entry.Documents {
			body, ok := d.(ledger.Body)
			if !ok || slices.Contains(list, body.ID) || len(list) == foundBodiesMost {
				continue
			}
			held, err := ledger.DocumentWords(body)
			if err != nil {
				return nil, err
			}
			if holdsWords(held, groups, nil) {
				list = append(list, body.ID)
			}
		}
	}
	return list, nil
}

// SearchFor asks what of a fund holds some words.
func SearchFor(actor ledger.ActorID, fund, words string) *SearchInput {
	return &SearchInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), Q: words}
}

func (s *Service) registerSearch() {
	register(s, huma.Operation{
		OperationID: "search-fund", Method: http.MethodGet, Path: inFund + "/search", Tags: []string{tagQuestions},
		Summary: "Search a fund",
		Description: "Finds entries and documents by number, name, organisation, amount or words, the newest first. All the " +
			"words must be found, as whole words. What would say who somebody is cannot be looked for.",
		Errors: questionErrors,
	}, s.Search)
}
