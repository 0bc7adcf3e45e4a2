package ledger

import (
	"fmt"
	"slices"
)

// Role is what a post lets its holder be in a fund. The scheme of delegation says what each role may do.
type Role string

// The roles a post may carry.
const (
	FinanceOfficer     Role = "finance-officer" // of the council or the NHS, by the body that employs the post
	PoolManager        Role = "pool-manager"
	Commissioner       Role = "commissioner"
	ChiefFinance       Role = "chief-finance-officer" // section 151 officer, or the NHS one
	BoardMember        Role = "board-member"
	Auditor            Role = "auditor"
	PostsAdministrator Role = "posts-administrator" // grants posts and has no money rights
)

// Roles lists every role, for checks and for messages.
var Roles = []Role{
	FinanceOfficer, PoolManager, Commissioner, ChiefFinance, BoardMember, Auditor,
	PostsAdministrator,
}

// finance reports whether the role may still post into a period that is softly closed.
func (r Role) finance() bool { return r == FinanceOfficer || r == ChiefFinance }

// Post is a role held for a body in one fund, or in all of them, for a time.
type Post struct {
	ID   PostID `json:"id"`
	Role Role   `json:"role"`
	Body BodyID `json:"body"`
	Fund FundID `json:"fund,omitempty"` // empty: every fund
	From Date   `json:"from"`
	To   Date   `json:"to,omitempty"` // the last day; zero: until ended
}

// Covers reports whether the post is held in a fund on a day.
func (p Post) Covers(fund FundID, on Date) bool {
	return (p.Fund == "" || p.Fund == fund) && p.From <= on && (p.To == 0 || on <= p.To)
}

// Holder is everything one actor holds and held. Names stand outside the journal.
type Holder struct {
	ID    ActorID `json:"id"`
	Posts []Post  `json:"posts"`
}

// Ref is the holder's place among the documents of the service journal.
func (h Holder) Ref() Ref { return Ref{"holder", string(h.ID)} }

// GrantPost gives an actor a post.
type GrantPost struct {
	Actor ActorID `json:"actor" doc:"opaque name of the person"`
	Post  PostID  `json:"post"`
	Role  Role    `json:"role"`
	Body  BodyID  `json:"body" doc:"the body that employs the post"`
	Fund  FundID  `json:"fund,omitempty" doc:"one fund; every fund when left out"`
	From  Date    `json:"from"`
	To    Date    `json:"to,omitempty"`
}

// Kind names the act and its version.
func (GrantPost) Kind() string { return "grant-post/1" }

// Matter is nobody's money.
func (a GrantPost) Matter(*State) (Matter, error) { return Matter{Partner: a.Body}, nil }

// Do records the post. It refuses an unknown role or body, dates the wrong way round and a post held already.
func (a GrantPost) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckID("actor", a.Actor); err != nil {
		return Entry{}, err
	}
	if err := CheckID("post", a.Post); err != nil {
		return Entry{}, err
	}
	if !slices.Contains(Roles, a.Role) {
		return Entry{}, ErrInvalid.With("there is no role %q; the roles are %v", a.Role, Roles)
	}
	if a.From == 0 || a.To != 0 && a.To < a.From {
		return Entry{}, ErrInvalid.With("a post runs from a day to a later one, or until it is ended")
	}
	if _, err := s.Body(a.Body); err != nil {
		return Entry{}, err
	}
	h, err := Find[Holder](s, Ref{"holder", string(a.Actor)})
	if err != nil {
		return Entry{}, err
	}
	if slices.ContainsFunc(h.Posts, func(p Post) bool { return p.ID == a.Post }) {
		return Entry{}, ErrExists.With("the actor holds the post %s already", a.Post)
	}
	h.ID = a.Actor
	h.Posts = append(slices.Clone(h.Posts), Post{a.Post, a.Role, a.Body, a.Fund, a.From, a.To})
	s.Save(h)
	return Entry{}, nil
}

// EndPost ends an actor's post on a day; its holder loses its rights the day after.
type EndPost struct {
	Actor ActorID `json:"actor"`
	Post  PostID  `json:"post"`
	Last  Date    `json:"last" doc:"the last day it is held"`
}

// Kind names the act and its version.
func (EndPost) Kind() string { return "end-post/1" }

// Matter is nobody's money.
func (a EndPost) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do shortens the post. It refuses a post the actor does not hold.
func (a EndPost) Do(s *State, _ Authority) (Entry, error) {
	h, err := Find[Holder](s, Ref{"holder", string(a.Actor)})
	if err != nil {
		return Entry{}, err
	}
	i := slices.IndexFunc(h.Posts, func(p Post) bool { return p.ID == a.Post })
	if i < 0 {
		return Entry{}, ErrNotFound.With("the actor holds no post %s", a.Post)
	}
	if a.Last == 0 {
		return Entry{}, ErrInvalid.With("say the last day on which the post is held")
	}
	h.Posts = slices.Clone(h.Posts)
	h.Posts[i].To = a.Last
	s.Save(h)
	return Entry{}, nil
}

// Describe says what the act does.
func (a GrantPost) Describe() string {
	return fmt.Sprintf("Post %s granted to %s: %s for %s", a.Post, a.Actor, a.Role, a.Body)
}

// Describe says what the act does.
func (a EndPost) Describe() string {
	return fmt.Sprintf("Post %s of %s ended on %s", a.Post, a.Actor, a.Last.UK())
}
