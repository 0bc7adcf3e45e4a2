package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// KeysInput asks for a page of the register of keys.
type KeysInput struct {
	Caller
	After string `query:"after" maxLength:"60" pattern:"^[a-z0-9-]*$" doc:"keys after this name"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// KeysOutput is a page of the register of keys.
type KeysOutput struct{ Body KeyPage }

// KeyPage is a page of the register of keys, in order of their names.
type KeyPage struct {
	Seq  int64       `json:"seq" doc:"the answer rests on the service journal's entries up to this number"`
	Keys []KeyAnswer `json:"keys"`
	Next string      `json:"next,omitempty" doc:"where the next page is; none: this is the last"`

	Allowed []Allowed `json:"allowed" doc:"what you may begin here"`
}

// KeyAnswer is a key of the register, and what the caller may do to it.
type KeyAnswer struct {
	ledger.SigningKey

	Allowed []Allowed `json:"allowed" doc:"what you may do to it now"`
}

// HeadsInput asks where the journals stood.
type HeadsInput struct{ Caller }

// HeadsOutput is where the journals stood.
type HeadsOutput struct{ Body RecordedHeads }

// RecordedHeads is where every fund's journal stood when that was recorded last.
type RecordedHeads struct {
	Seq   int64                `json:"seq" doc:"the answer rests on the service journal's entries up to this number"`
	Funds []ledger.JournalHead `json:"funds" doc:"by the fund's name; empty: none was recorded yet"`
}

// Keys lists the keys that sign and countersign checkpoints, those that were revoked included.
func (s *Service) Keys(ctx context.Context, in *KeysInput) (*KeysOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	head, err := s.journal.Head(ctx, ledger.Service)
	if err != nil {
		return nil, err
	}
	found, err := s.journal.Documents(ctx, ledger.Service, "key", in.After, in.Limit+1, head.Seq)
	if err != nil {
		return nil, err
	}
	out := &KeysOutput{KeyPage{Seq: head.Seq, Keys: []KeyAnswer{}}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = address("/v1/keys", "after", found[in.Limit-1].Ref().ID)
	}
	for _, d := range found {
		if key, ok := d.(ledger.SigningKey); ok {
			allowed, err := s.allowedOn(ctx, ledger.Service, in.Actor, key)
			if err != nil {
				return nil, err
			}
			out.Body.Keys = append(out.Body.Keys, KeyAnswer{key, allowed})
		}
	}
	out.Body.Allowed, err = s.allowedIn(ctx, ledger.Service, in.Actor, "key")
	return out, err
}

// Heads shows where every fund's journal stood when that was recorded last. A partner keeps it, and need not see a
// fund to know later that it was hidden.
func (s *Service) Heads(ctx context.Context, in *HeadsInput) (*HeadsOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	head, err := s.journal.Head(ctx, ledger.Service)
	if err != nil {
		return nil, err
	}
	heads, err := s.journal.RecordedHeads(ctx, head.Seq)
	if err != nil {
		return nil, err
	}
	out := &HeadsOutput{RecordedHeads{head.Seq, heads.Funds}}
	if heads.Funds == nil {
		out.Body.Funds = []ledger.JournalHead{}
	}
	return out, nil
}

func (s *Service) registerKeys() {
	register(s, huma.Operation{
		OperationID: "list-keys", Method: http.MethodGet, Path: "/v1/keys", Tags: []string{tagPolicy},
		Summary: "List keys", Errors: questionErrors,
		Description: "The public keys that sign and countersign checkpoints: whose they are, from when, and until when they " +
			"are trusted.",
	}, s.Keys)
	register(s, huma.Operation{
		OperationID: "show-heads", Method: http.MethodGet, Path: "/v1/heads", Tags: []string{tagPolicy},
		Summary: "Show where the journals stood", Errors: questionErrors,
		Description: "How many entries every fund's journal had, and their root, when that was recorded last in the " +
			"service's journal.",
	}, s.Heads)
}
