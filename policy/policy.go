package policy

import (
	"cmp"
	_ "embed"
	"slices"
	"sync/atomic"

	"pooled/ledger"
)

//go:embed policy.csv
var defaultRules []byte

// The acts that are not like the others.
const (
	founding  = "found-service" // allowed once, on an empty service journal, by no rule
	proposing = "propose-act"   // made by the journal from an answer that waits; nobody asks for it
	reading   = "read"          // position, entries and documents of a fund; makes no entry
	looking   = "read-posts"    // organisations, posts and the entries that made them; makes no entry
)

// foundingRule is what the authority of the founding names in place of a rule, and of a post, for there
// are none.
const foundingRule = "founding"

// Policy is the scheme of delegation in force. It is safe for concurrent use; each decision is made under
// one scheme from beginning to end.
type Policy struct{ current atomic.Pointer[scheme] }

// Default is the scheme of delegation that comes with the program.
func Default() (*Policy, error) { return Load(defaultRules) }

// Load reads a scheme of delegation in the form of policy.csv. It checks all of it first and refuses it
// whole, with the line of the first fault, as ErrInvalid.
func Load(csv []byte) (*Policy, error) {
	p := &Policy{}
	if err := p.Replace(csv); err != nil {
		return nil, err
	}
	return p, nil
}

// Replace puts another scheme of delegation in force for every decision after it. One that Load would
// refuse is refused and the old one stays.
func (p *Policy) Replace(csv []byte) error {
	rules, err := parse(csv)
	if err != nil {
		return err
	}
	s, err := newScheme(rules)
	if err != nil {
		return err
	}
	p.current.Store(s)
	return nil
}

// Hash names the scheme of delegation in force: the first 16 bytes of the SHA-256 of its rules in canonical
// form, in URL-safe base64. Comments, spaces and the order of rows do not change it.
func (p *Policy) Hash() string { return p.current.Load().hash }

// Decide is ledger.Decide: it answers yes with an Authority that is Complete, yes once others have
// approved with a sentence in Waits, or no with ErrForbidden or ErrOwnWork, whose sentence says why and
// who could. Any other error is a fault, and a fault is a refusal. For an approval, Complete says that it
// may be given and Final that the held act may run now.
func (p *Policy) Decide(q ledger.Question) (ledger.Decision, error) {
	s := p.current.Load()
	switch q.Act {
	case founding:
		return s.found(q)
	case reading, looking:
		return ledger.Decision{}, ledger.ErrForbidden.With("reading is not an act and makes no entry")
	case approving, rejecting:
		return s.approve(q)
	case withdrawing:
		return s.withdraw(q)
	}
	rights, err := s.rights(q, q.Act)
	if err != nil {
		return ledger.Decision{}, err
	}
	best := rights[0]
	d := ledger.Decision{Authority: s.authority(q, best)}
	if best.rule.need != alone {
		d.Authority.Complete = false
		d.Waits = s.waits(q, best)
	}
	return d, nil
}

// May answers about reading a journal: q.Act is "read". A person without a valid post in the fund is told
// ErrNoFund, as if it did not exist; a person whose posts give no right to read is told ErrForbidden. The
// service's own journal, of organisations and posts, may be read with a post in any fund that gives it.
func (p *Policy) May(q ledger.Question) error {
	if q.Act != reading {
		return ledger.ErrForbidden.With("only reading is allowed without an authority")
	}
	if q.Fund == ledger.Service {
		return p.current.Load().mayLook(q)
	}
	if len(validPosts(q, q.Fund)) == 0 {
		return ledger.ErrNoFund
	}
	_, err := p.current.Load().rights(q, reading)
	return err
}

// mayLook answers about reading organisations and posts.
func (s *scheme) mayLook(q ledger.Question) error {
	on := ledger.DateOf(q.At)
	for _, post := range q.Posts {
		if !post.Covers(post.Fund, on) {
			continue
		}
		if _, allowed, err := s.ask(looking, post, q.Matter); err != nil || allowed {
			return err
		}
	}
	return noPost(ledger.Question{At: q.At, Act: looking})
}

// right is a rule that allows an act to its asker, and the post it does so in.
type right struct {
	post ledger.Post
	rule rule
}

// rights are what allows the asker an act, the least demanding first; there is at least one where there
// is no error. Every valid post is asked, and a deny to any of them is a deny to the person. Posts in the
// service alone give nothing in a fund, but what they deny they deny there too: else whoever grants posts
// need only hold theirs in the service to grant themselves one that moves money.
func (s *scheme) rights(q ledger.Question, act string) ([]right, error) {
	posts := validPosts(q, q.Fund)
	switch {
	case q.Actor == "" || len(posts) == 0:
		return nil, noPost(q)
	case q.Matter.Amount.Sign() < 0:
		return nil, ledger.ErrAmountNotPositive
	case misplaced(act, q.Fund):
		return nil, ledger.ErrForbidden.With("nobody may %s in the journal %s", phrase(act), q.Fund)
	}
	var rights []right
	for _, post := range posts {
		r, allowed, err := s.ask(act, post, q.Matter)
		switch {
		case err != nil:
			return nil, err
		case allowed:
			rights = append(rights, right{post, r})
		case r.effect == deny:
			return nil, denied(act, r)
		}
	}
	if len(rights) == 0 {
		return nil, s.refusal(q, act, posts)
	}
	for _, post := range validPosts(q, ledger.Service) {
		if post.Fund == "" || q.Fund == ledger.Service {
			continue // asked above
		}
		if r, _, err := s.ask(act, post, q.Matter); err != nil || r.effect == deny {
			return nil, cmp.Or(err, denied(act, r))
		}
	}
	slices.SortStableFunc(rights, func(a, b right) int { return leastFirst(a.rule, b.rule) })
	return rights, nil
}

// validPosts are the posts the asker holds in a fund on the London day of the question, in an order that
// does not hang on how they came.
func validPosts(q ledger.Question, fund ledger.FundID) []ledger.Post {
	on := ledger.DateOf(q.At)
	posts := make([]ledger.Post, 0, len(q.Posts))
	for _, post := range q.Posts {
		if post.Covers(fund, on) {
			posts = append(posts, post)
		}
	}
	slices.SortFunc(posts, func(a, b ledger.Post) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Body, b.Body),
			cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.From, b.From))
	})
	return posts
}

func (s *scheme) authority(q ledger.Question, by right) ledger.Authority {
	return ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: by.post.ID, Role: by.post.Role, Body: by.post.Body,
		Rule: by.rule.id, Policy: s.hash, Service: q.Service, Complete: true,
	}
}

// found answers about the founding act. Nobody can hold a post before it, so no rule gives it; the act
// itself refuses a second founding, whoever asks.
func (s *scheme) found(q ledger.Question) (ledger.Decision, error) {
	if q.Fund != ledger.Service || q.Service != 0 || len(q.Posts) != 0 || q.Actor == "" {
		return ledger.Decision{}, ledger.ErrForbidden.With("the service is founded once, before any posts")
	}
	return ledger.Decision{Authority: ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: foundingRule, Role: ledger.PostsAdministrator,
		Rule: foundingRule, Policy: s.hash, Complete: true,
	}}, nil
}
