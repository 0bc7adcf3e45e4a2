package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// BodiesInput asks for a page of organisations.
type BodiesInput struct {
	Caller
	After string `query:"after" maxLength:"40" pattern:"^[a-z0-9-]*$" doc:"bodies after this name"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// BodiesOutput is a page of organisations.
type BodiesOutput struct{ Body BodyPage }

// BodyPage is a page of organisations, in order of their names.
type BodyPage struct {
	Seq    int64         `json:"seq" doc:"the answer rests on the service journal's entries up to this number"`
	Bodies []ledger.Body `json:"bodies"`
	Next   string        `json:"next,omitempty" doc:"where the next page is; none: this is the last"`

	Allowed []Allowed `json:"allowed" doc:"what you may begin here"`
}

// BodyInput asks for one organisation.
type BodyInput struct {
	Caller
	ID ledger.BodyID `path:"body" example:"havering-council"`
}

// BodyOutput is one organisation.
type BodyOutput struct{ Body BodyAnswer }

// BodyAnswer is one organisation, and what the caller may do to it.
type BodyAnswer struct {
	ledger.Body

	Allowed []Allowed `json:"allowed" doc:"what you may do to it now"`
}

// PostsInput asks for the posts of an actor.
type PostsInput struct {
	Caller
	Of ledger.ActorID `path:"actor" example:"a-7f3a"`
}

// PostsOutput is the posts of an actor.
type PostsOutput struct{ Body HolderAnswer }

// HolderAnswer is what an actor holds and held.
type HolderAnswer struct {
	ID        ledger.ActorID `json:"id"`
	Posts     []ledger.Post  `json:"posts"`
	Interests []Declared     `json:"interests" doc:"declared interests"`
	Allowed   []Allowed      `json:"allowed" doc:"what you may do to them now"`
}

// Declared is a declared interest.
type Declared struct {
	Body   ledger.BodyID `json:"body"`
	Nature string        `json:"nature" doc:"what the interest is"`
	From   ledger.Date   `json:"from"`
	To     ledger.Date   `json:"to,omitempty"`
}

// Bodies lists the organisations.
func (s *Service) Bodies(ctx context.Context, in *BodiesInput) (*BodiesOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	head, err := s.journal.Head(ctx, ledger.Service)
	if err != nil {
		return nil, err
	}
	found, err := s.journal.Documents(ctx, ledger.Service, "body", in.After, in.Limit+1, head.Seq)
	if err != nil {
		return nil, err
	}
	out := &BodiesOutput{BodyPage{Seq: head.Seq, Bodies: []ledger.Body{}}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = address("/v1/bodies", "after", found[in.Limit-1].Ref().ID)
	}
	for _, d := range found {
		if body, ok := d.(ledger.Body); ok {
			out.Body.Bodies = append(out.Body.Bodies, body)
		}
	}
	out.Body.Allowed, err = s.allowedIn(ctx, ledger.Service, in.Actor, "body")
	return out, err
}

// Body shows an organisation.
func (s *Service) Body(ctx context.Context, in *BodyInput) (*BodyOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	found, err := s.journal.Document(ctx, ledger.Service, ledger.Body{ID: in.ID}.Ref(), 0)
	if err != nil {
		return nil, err
	}
	body, _ := found.(ledger.Body)
	allowed, err := s.allowedOn(ctx, ledger.Service, in.Actor, body)
	return &BodyOutput{BodyAnswer{body, allowed}}, err
}

// Posts shows the posts an actor holds and held. Everybody may see their own.
func (s *Service) Posts(ctx context.Context, in *PostsInput) (*PostsOutput, error) {
	if in.Of != in.Actor {
		if err := s.mayKnow(ctx, in.Actor); err != nil {
			return nil, err
		}
	}
	holder, err := s.holder(ctx, in.Of)
	if err != nil {
		return nil, err
	}
	out := HolderAnswer{ID: in.Of, Posts: append([]ledger.Post{}, holder.Posts...), Interests: []Declared{}}
	for _, i := range holder.Interests {
		out.Interests = append(out.Interests, Declared{i.Body, i.Nature.String(), i.From, i.To})
	}
	out.Allowed, err = s.allowedOn(ctx, ledger.Service, in.Actor, holder)
	return &PostsOutput{out}, err
}

func (s *Service) registerBodies() {
	register(s, huma.Operation{
		OperationID: "list-bodies", Method: http.MethodGet, Path: "/v1/bodies", Tags: []string{tagOrganisations},
		Summary: "List organisations", Errors: questionErrors,
	}, s.Bodies)
	register(s, huma.Operation{
		OperationID: "show-body", Method: http.MethodGet, Path: "/v1/bodies/{body}", Tags: []string{tagOrganisations},
		Summary: "Show an organisation", Errors: questionErrors,
	}, s.Body)
	register(s, huma.Operation{
		OperationID: "show-posts", Method: http.MethodGet, Path: "/v1/posts/{actor}", Tags: []string{tagOrganisations},
		Summary: "Show an actor's posts", Errors: questionErrors,
		Description: "Every post that the actor holds or held. Everybody may see their own.",
	}, s.Posts)
}
