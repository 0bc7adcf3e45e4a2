package policy

import (
	"slices"

	"pooled/ledger"
)

// Sight is what somebody may see of a fund: all of it, or what is with the bodies they hold a post of.
type Sight struct {
	All    bool
	Bodies []ledger.BodyID
	Traced bool // each read leaves a trace: an auditor's, and whoever's of the whole journal
}

// Sees reports whether what is with a body may be seen.
func (s Sight) Sees(body ledger.BodyID) bool {
	return body != "" && (s.All || slices.Contains(s.Bodies, body))
}

// May answers about reading a journal: q.Act is "read", "read-posts", "read-decisions" or "read-journal". A person
// without a valid post in the fund is told ErrNoFund, as if it did not exist; a person whose posts give no right to
// read is told ErrForbidden. The service's own journal, of organisations and posts, may be read with a post in any fund
// that gives it.
func (p *Policy) May(q ledger.Question) (Sight, error) {
	s, err := p.under(&q.Delegation)
	switch {
	case err != nil:
		return Sight{}, err
	case !slices.Contains(readActs, q.Act):
		return Sight{}, ledger.ErrForbidden.With("only reading is allowed without an authority")
	case q.Fund == ledger.Service:
		return s.mayLook(&q)
	}
	posts := validPosts(&q, q.Fund)
	if len(posts) == 0 {
		return Sight{}, ledger.ErrNoFund
	}
	if _, err := s.rights(&q, q.Act); err == nil {
		return Sight{All: true, Traced: traced(posts) || q.Act == copying}, nil
	} else if q.Act != reading || isDenied(err) {
		return Sight{}, err
	}
	return s.party(&q, posts)
}

// party is the sight of who may see what is with their own organisation alone.
func (s *scheme) party(q *ledger.Question, posts []ledger.Post) (sight Sight, err error) {
	for i := range posts {
		own := *q
		own.Matter.Provider = posts[i].Body
		r, allowed, err := s.ask(&own, reading, &posts[i])
		if err != nil {
			return Sight{}, err
		}
		if allowed && r.own == ofProvider {
			sight.Bodies = append(append(sight.Bodies, posts[i].Body), q.Lines[posts[i].Body]...)
		}
	}
	if len(sight.Bodies) == 0 {
		_, err = s.rights(q, reading)
	}
	return sight, err
}

// traced reports whether somebody reads as an auditor.
func traced(posts []ledger.Post) bool {
	return slices.ContainsFunc(posts, func(p ledger.Post) bool { return p.Role == ledger.Auditor })
}

// mayLook answers about reading organisations, posts and the scheme of delegation.
func (s *scheme) mayLook(q *ledger.Question) (Sight, error) {
	act := q.Act
	if act == reading {
		act = looking
	}
	on := ledger.DateOf(q.At)
	var sight Sight
	for _, post := range q.Posts {
		if !post.Covers(post.Fund, on) {
			continue
		}
		sight.Traced = sight.Traced || post.Role == ledger.Auditor
		if act == looking {
			post.Fund = "" // a post in any fund lets its holder look
		}
		r, allowed, err := s.ask(q, act, &post)
		switch {
		case err != nil:
			return Sight{}, err
		case r.effect == deny:
			return Sight{}, denied(act, r)
		}
		sight.All = sight.All || allowed
	}
	if !sight.All {
		return Sight{}, noPost(&ledger.Question{At: q.At, Act: act})
	}
	return sight, nil
}
