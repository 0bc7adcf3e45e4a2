package policy

import (
	"cmp"
	_ "embed"
	"reflect"
	"slices"
	"sync"

	"pooled/ledger"
)

//go:embed policy.csv
var defaultRules []byte

// DefaultRules is the scheme of delegation that comes with the program, as a service is founded with it.
func DefaultRules() ledger.Rules { return ledger.Rules(defaultRules) }

// DefaultDelegation is that scheme of delegation as it stands where a service's journal holds none: one founded by a
// program from before they stood there.
func DefaultDelegation() ledger.Delegation {
	return ledger.Delegation{
		Scope: ledger.Service, Window: ledger.EachQuarter, Rules: DefaultRules(), SHA256: ledger.DigestOf(defaultRules),
	}
}

// foundingRule is what the authority of the founding names in place of a rule, and of a post, for there
// are none. interestRule is what that of declaring one's own interest names.
const (
	foundingRule = "founding"
	interestRule = "own-interest"
)

// Policy answers under the scheme of delegation that each question carries. It is safe for concurrent use; each
// decision is made under one scheme from beginning to end.
type Policy struct {
	absent *scheme // for questions that carry none: a service founded before schemes stood in its journal

	mu   sync.Mutex
	read map[ledger.Digest]*scheme // by the digest of the rules: a scheme never changes
}

// schemesMax bounds the schemes of delegation held ready; beyond it all are read anew when they are asked for.
const schemesMax = 1000

// Default is policy under the scheme of delegation that comes with the program, where a question carries none.
func Default() (*Policy, error) { return Load(defaultRules) }

// Load is policy under these rules where a question carries none. They are in the form of policy.csv; all of
// them are checked first and refused whole, with the line of the first fault, as ErrInvalid.
func Load(csv []byte) (*Policy, error) {
	s, err := readScheme(ledger.Rules(csv))
	if err != nil {
		return nil, err
	}
	return &Policy{absent: s, read: map[ledger.Digest]*scheme{}}, nil
}

func readScheme(text ledger.Rules) (*scheme, error) {
	rules, err := parse([]byte(text))
	if err != nil {
		return nil, err
	}
	return newScheme(rules)
}

// under is the scheme of delegation that a question carries, made ready once.
func (p *Policy) under(d *ledger.Delegation) (*scheme, error) {
	if d.Rules == "" {
		return p.absent, nil
	}
	name := d.SHA256
	if name == (ledger.Digest{}) { // which is nobody's, and so not one scheme's either
		name = ledger.DigestOf([]byte(d.Rules))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.read[name]; s != nil {
		return s, nil
	}
	s, err := readScheme(d.Rules)
	if err != nil {
		return nil, err
	}
	if len(p.read) >= schemesMax {
		clear(p.read)
	}
	p.read[name] = s
	return s, nil
}

// Hash names a scheme of delegation: the first 16 bytes of the SHA-256 of its rules in canonical form, in
// URL-safe base64. Comments, spaces and the order of rows do not change it. The zero Delegation is the one
// that this policy was loaded with.
func (p *Policy) Hash(d ledger.Delegation) (string, error) {
	s, err := p.under(&d)
	if err != nil {
		return "", err
	}
	return s.hash, nil
}

// Decide is ledger.Decide: it answers yes with an Authority that is Complete, yes once others have
// approved with a sentence in Waits, or no with ErrForbidden, ErrOwnWork, ErrOwnBody or ErrInterest, whose
// sentence says why and who could. Any other error is a fault, and a fault is a refusal. For an approval,
// Complete says that it may be given and Final that the held act may run now. What is about several schemes or
// sources is asked about each of them, and allowed where all the answers can stand as one.
func (p *Policy) Decide(q ledger.Question) (ledger.Decision, error) {
	parts := q.Matter.Parts
	q.Matter.Parts = nil
	d, err := p.decideOn(q)
	for i := range parts {
		if err != nil {
			return ledger.Decision{}, err
		}
		var also ledger.Decision
		also, err = p.decideOn(withMatter(q, parts[i]))
		if err == nil && !asOne(d, also) {
			err = ledger.ErrForbidden.With("it is about several schemes or sources, for which the scheme of delegation asks "+
				"for different approvals: rules %s and %s", d.Authority.Rule, also.Authority.Rule)
		}
	}
	if err != nil {
		return ledger.Decision{}, err
	}
	return d, nil
}

// withMatter is the same question about another part: who prepared and approved it is the same.
func withMatter(q ledger.Question, part ledger.Matter) ledger.Question {
	part.Preparer, part.Approved, part.Held, part.On = q.Matter.Preparer, q.Matter.Approved, q.Matter.Held, q.Matter.On
	part.Allowance, part.Used, part.Beside = q.Matter.Allowance, q.Matter.Used, q.Matter.Beside
	q.Matter = part
	return q
}

// asOne reports whether two answers can stand as one: both say yes now, or they wait for the same by the same rule.
func asOne(a, b ledger.Decision) bool {
	alone := func(d ledger.Decision) bool { return d.Waits == "" && d.Authority.Complete && d.Authority.Still == "" }
	return reflect.DeepEqual(a, b) || alone(a) && alone(b) && a.Authority.Final == b.Authority.Final
}

// decideOn answers about one scheme and source.
func (p *Policy) decideOn(q ledger.Question) (ledger.Decision, error) {
	s, err := p.under(&q.Delegation)
	if err != nil {
		return ledger.Decision{}, err
	}
	if err := s.builtIn(&q); err != nil {
		return ledger.Decision{}, err
	}
	switch q.Act {
	case founding:
		return s.found(&q)
	case reading, looking, auditing, copying:
		return ledger.Decision{}, ledger.ErrForbidden.With("reading is not an act and makes no entry")
	case declaring, ending:
		return s.declare(&q)
	case approving, rejecting:
		return s.approve(&q)
	case withdrawing, expiring:
		return s.endUnrun(&q)
	}
	return s.decide(&q)
}

// decide answers about every other act.
func (s *scheme) decide(q *ledger.Question) (no ledger.Decision, err error) {
	rights, err := s.rights(q, q.Act)
	if err != nil {
		return no, err
	}
	if q.Act == adopting {
		if err := adoptable(q.Matter.Rules); err != nil {
			return no, err
		}
	}
	best := rights[0]
	d := ledger.Decision{Authority: s.authority(q, best)}
	by := approvalOf(q, d.Authority)
	places, err := s.places(q, best.rule, &by)
	if err != nil {
		return no, err
	}
	if len(places) > 0 {
		d.Authority.Complete = false
		d.Waits = s.waits(q, best.rule, places)
		return d, nil
	}
	if best.rule.counts == together && q.Matter.Allowance != "" {
		limit, err := ledger.ParseMoney(best.rule.limit)
		if err != nil {
			return no, err
		}
		d.Authority.Allowance = ledger.Allowance{
			Of: q.Matter.Allowance, Beside: q.Matter.Beside, Limit: limit, Amount: q.Matter.Amount,
		}
	}
	return d, nil
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
func (s *scheme) rights(q *ledger.Question, act string) ([]right, error) {
	posts := validPosts(q, domain(q))
	switch {
	case q.Actor == "" || len(posts) == 0:
		return nil, noPost(q)
	case q.Matter.Amount.Sign() < 0:
		return nil, ledger.ErrAmountNotPositive
	case misplaced(act, q.Fund):
		return nil, ledger.ErrForbidden.With("nobody may %s in the journal %s", phrase(act), q.Fund)
	}
	rights := make([]right, 0, len(posts))
	about := &matter{q.Matter, q}
	for i := range posts {
		r, allowed, err := s.askAbout(about, act, &posts[i])
		switch {
		case err != nil:
			return nil, err
		case allowed:
			rights = append(rights, right{posts[i], r})
		case r.effect == deny:
			return nil, denied(act, r)
		}
	}
	if len(rights) == 0 {
		return nil, s.refusal(q, act, posts)
	}
	if err := s.deniedElsewhere(about, act); err != nil {
		return nil, err
	}
	slices.SortStableFunc(rights, func(a, b right) int { return leastFirst(a.rule, b.rule) })
	return rights, nil
}

// deniedElsewhere is the refusal by a deny to a post that is held in the service alone: its denials go everywhere.
func (s *scheme) deniedElsewhere(about *matter, act string) error {
	q, day := about.question, ledger.DateOf(about.question.At)
	for i := range q.Posts {
		if q.Posts[i].Covers(domain(q), day) || !q.Posts[i].Covers(ledger.Service, day) {
			continue // asked before, or not held
		}
		post := q.Posts[i]
		post.Fund = ""
		if r, _, err := s.askAbout(about, act, &post); err != nil || r.effect == deny {
			return cmp.Or(err, denied(act, r))
		}
	}
	return nil
}

// validPosts are the posts the asker holds in a fund on the London day of the question, in an order that
// does not hang on how they came.
func validPosts(q *ledger.Question, fund ledger.FundID) []ledger.Post {
	on := ledger.DateOf(q.At)
	posts := make([]ledger.Post, 0, len(q.Posts))
	for i := range q.Posts {
		if q.Posts[i].Covers(fund, on) {
			posts = append(posts, q.Posts[i])
		}
	}
	slices.SortFunc(posts, func(a, b ledger.Post) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Body, b.Body),
			cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.From, b.From))
	})
	return posts
}

func (s *scheme) authority(q *ledger.Question, by right) ledger.Authority {
	a := ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: by.post.ID, Role: by.post.Role, Body: by.post.Body,
		Rule: by.rule.id, Policy: s.hash, Service: q.Service, Complete: true,
	}
	on := ledger.DateOf(q.At)
	for i := range q.Posts { // in whichever fund: who is employed by a partner is so everywhere
		held := &q.Posts[i]
		if held.Covers(held.Fund, on) && held.Body != by.post.Body && !slices.Contains(a.Also, held.Body) &&
			concerned(q, held.Body) {
			a.Also = append(a.Also, held.Body)
		}
	}
	slices.Sort(a.Also)
	return a
}

// concerned reports whether it matters that somebody acts for a body too: it is a partner or the host, or would get
// the money.
func concerned(q *ledger.Question, body ledger.BodyID) bool {
	is := func(other ledger.BodyID) bool { return other != "" && q.Same(other, body) }
	return slices.ContainsFunc(q.Partners, is) || is(q.Host) || is(q.Matter.Provider)
}

// approvalOf is the authority as it is kept of who prepares or approves.
func approvalOf(q *ledger.Question, a ledger.Authority) ledger.Approval {
	return ledger.Approval{
		Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also, At: q.At,
	}
}
