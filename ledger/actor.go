package ledger

import (
	"fmt"
	"slices"
)

// Role is what a post lets its holder be in a fund. The scheme of delegation says what each role may do.
type Role string

// The roles a post may carry.
const (
	CouncilFinance     Role = "council-finance-officer"
	NHSFinance         Role = "nhs-finance-officer"
	PoolManager        Role = "pool-manager"
	Commissioner       Role = "commissioner" // the budget holder
	LinkWorker         Role = "link-worker"
	ManagingAgent      Role = "managing-agent"
	Section151         Role = "section-151-officer"
	NHSChiefFinance    Role = "nhs-chief-finance-officer"
	BoardMember        Role = "board-member" // of the Health and Wellbeing Board
	Auditor            Role = "auditor"
	PostsAdministrator Role = "posts-administrator" // grants posts and has no money rights
)

// Roles lists every role that a post may carry, for checks and for messages.
var Roles = []Role{
	CouncilFinance, NHSFinance, PoolManager, Commissioner, LinkWorker, ManagingAgent, Section151, NHSChiefFinance,
	BoardMember, Auditor, PostsAdministrator,
}

// The names that posts carried before councils and the NHS had roles of their own. They are still taken, and
// are read by the body that employs the post.
const (
	FinanceOfficer Role = "finance-officer"
	ChiefFinance   Role = "chief-finance-officer"
)

// TimerRole is the role of the one actor who is no person: the timer, which does what falls due. No post
// carries it.
const TimerRole Role = "timer"

// Timer is the actor that does what falls due, such as the expiry of proposals. Nobody can sign in as it.
const Timer ActorID = "timer"

// at is the role by its name of today, for a post employed by a body.
func (r Role) at(body Body) Role {
	switch {
	case r == FinanceOfficer && body.IsCouncil():
		return CouncilFinance
	case r == FinanceOfficer && body.IsNHS():
		return NHSFinance
	case r == ChiefFinance && body.IsCouncil():
		return Section151
	case r == ChiefFinance && body.IsNHS():
		return NHSChiefFinance
	}
	return r
}

// check refuses a role that is none, or that a body of this kind cannot employ.
func (r Role) check(body Body) error {
	switch {
	case !slices.Contains(Roles, r) && r != FinanceOfficer && r != ChiefFinance:
		return ErrInvalid.With("there is no role %q; the roles are %v", r, Roles)
	case (r == CouncilFinance || r == Section151) && !body.IsCouncil():
		return ErrInvalid.With("a %s is an officer of a council, and %s is none", r, body.ID)
	case (r == NHSFinance || r == NHSChiefFinance) && !body.IsNHS():
		return ErrInvalid.With("a %s is an officer of an NHS body, and %s is none", r, body.ID)
	case r == FinanceOfficer || r == ChiefFinance:
		return ErrInvalid.With("a %s is an officer of a council or an NHS body, and %s is neither", r, body.ID)
	}
	return nil
}

// finance reports whether the role may still post into a period that is softly closed.
func (r Role) finance() bool {
	switch r {
	case CouncilFinance, NHSFinance, Section151, NHSChiefFinance, FinanceOfficer, ChiefFinance:
		return true
	}
	return false
}

// Capacity is in what capacity a post is held. Schemes of delegation delegate to substantive postholders; what
// interim and acting ones may do they say apart.
type Capacity string

// The capacities.
const (
	Substantive Capacity = "substantive"
	Interim     Capacity = "interim"
	Acting      Capacity = "acting" // deputises for the substantive postholder
)

var capacities = []Capacity{Substantive, Interim, Acting}

// Post is a role held for a body in one fund, or in all of them, for a time.
type Post struct {
	ID   PostID `json:"id"`
	Role Role   `json:"role"`
	Body BodyID `json:"body"`           // that employs it: a partner, a managing agent, a provider or another
	Fund FundID `json:"fund,omitempty"` // empty: every fund
	From Date   `json:"from"`
	To   Date   `json:"to,omitempty"` // the last day; zero: until ended

	Capacity Capacity `json:"capacity,omitempty"` // empty: substantive
}

// Covers reports whether the post is held in a fund on a day.
func (p Post) Covers(fund FundID, on Date) bool {
	return (p.Fund == "" || p.Fund == fund) && p.From <= on && (p.To == 0 || on <= p.To)
}

// Holder is everything one actor holds and held, and the interests they declared. Names stand outside the
// journal.
type Holder struct {
	ID        ActorID    `json:"id"`
	Posts     []Post     `json:"posts"`
	Interests []Interest `json:"interests,omitempty"`
}

// Ref is the holder's place among the documents of the service journal.
func (h Holder) Ref() Ref { return Ref{"holder", string(h.ID)} }

// GrantPost gives an actor a post.
type GrantPost struct {
	Actor ActorID `json:"actor" doc:"opaque name of the person"`
	Post  PostID  `json:"post"`
	Role  Role    `json:"role" doc:"such as council-finance-officer, commissioner or auditor"`
	Body  BodyID  `json:"body" doc:"the body that employs the post"`
	Fund  FundID  `json:"fund,omitempty" doc:"one fund; every fund when left out"`
	From  Date    `json:"from"`
	To    Date    `json:"to,omitempty"`

	Capacity Capacity `json:"capacity,omitempty" doc:"substantive, interim or acting; substantive when left out"`
}

// Kind names the act and its version.
func (GrantPost) Kind() string { return "grant-post/1" }

// Matter is nobody's money.
func (a GrantPost) Matter(*State) (Matter, error) {
	return Matter{Partner: a.Body, Subject: a.Actor}, nil
}

// Do records the post. It refuses an unknown role or body, a role that such a body does not employ, dates the
// wrong way round and a post held already.
func (a GrantPost) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckID("actor", a.Actor); err != nil {
		return Entry{}, err
	}
	if err := CheckID("post", a.Post); err != nil {
		return Entry{}, err
	}
	switch {
	case a.Actor == Timer:
		return Entry{}, ErrInvalid.With("the timer does what falls due and holds no post")
	case a.From == 0 || a.To != 0 && a.To < a.From:
		return Entry{}, ErrInvalid.With("a post runs from a day to a later one, or until it is ended")
	case a.Capacity != "" && !slices.Contains(capacities, a.Capacity):
		return Entry{}, ErrInvalid.With("a post is held in one of the capacities %v", capacities)
	}
	body, err := s.Body(a.Body)
	if err != nil {
		return Entry{}, err
	}
	role := a.Role.at(body)
	if err := role.check(body); err != nil {
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
	h.Posts = append(slices.Clone(h.Posts), Post{
		ID: a.Post, Role: role, Body: a.Body, Fund: a.Fund, From: a.From, To: a.To, Capacity: a.Capacity,
	})
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
func (a EndPost) Matter(*State) (Matter, error) { return Matter{Subject: a.Actor}, nil }

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
