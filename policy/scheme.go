package policy

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"slices"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"pooled/ledger"
)

//go:embed model.conf
var modelText string

// scheme is a scheme of delegation ready to answer. Nothing in it changes once it is made.
type scheme struct {
	rules     map[string]rule   // by name
	enforcers map[duty]enforcer // so that a decision reads few rules, however many there are
	allowing  map[string][]rule // the allow rules of each act, for saying who could
	hash      string

	telling map[duty]*telling // what the rows of each duty tell apart

	mu    sync.RWMutex
	asked map[question]answer // what Casbin has said
}

// duty is an act asked in a role.
type duty struct {
	act  string
	role ledger.Role
}

// enforcer is Casbin's of one duty, made when the duty is first asked: of most schemes few duties ever are.
type enforcer func() (*casbin.Enforcer, error)

// hashBytes is how much of the SHA-256 is kept: 128 bits, too many to find a second scheme of delegation with the same
// name, in the 22 characters of URL-safe base64, since every entry holds them.
const hashBytes = 16

func newScheme(rules []rule) (*scheme, error) {
	sum := sha256.Sum256(canonical(rules))
	s := &scheme{
		rules: map[string]rule{}, enforcers: map[duty]enforcer{}, allowing: map[string][]rule{},
		telling: map[duty]*telling{}, asked: map[question]answer{},
		hash: base64.RawURLEncoding.EncodeToString(sum[:hashBytes]),
	}
	for _, r := range rules {
		s.rules[r.id] = r
		if r.effect == allow {
			s.allowing[r.act] = append(s.allowing[r.act], r)
		}
	}
	for _, ours := range s.allowing {
		slices.SortFunc(ours, leastFirst)
	}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	for of, ours := range s.duties() {
		s.enforcers[of] = sync.OnceValues(func() (*casbin.Enforcer, error) {
			e, err := newEnforcer(m.Copy(), ours)
			if err != nil {
				err = fmt.Errorf("rules for %s by %s: %w", of.act, of.role, err)
			}
			return e, err
		})
		s.telling[of] = tellingOf(ours)
	}
	return s, nil
}

// duties sorts the rules by act and role, a deny to every act under each. An act that nobody may needs none.
func (s *scheme) duties() map[duty][]rule {
	all := map[duty][]rule{}
	for _, r := range s.rules {
		for act := range s.allowing {
			if r.act == act || r.act == everyAct && onFund(act) {
				ours := r
				ours.act = act
				of := duty{act, r.role}
				all[of] = append(all[of], ours)
			}
		}
	}
	return all
}

// newEnforcer makes the enforcer of one duty. The rules stand in it from the least demanding on, because
// Casbin names the first that allows; so the order of the rows in the file says nothing.
func newEnforcer(m model.Model, rules []rule) (*casbin.Enforcer, error) {
	slices.SortFunc(rules, leastFirst)
	for _, r := range rules {
		if err := m.AddPolicy("p", "p", r.fields()); err != nil {
			return nil, err
		}
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, err
	}
	for name, f := range functions {
		e.AddFunction(name, f)
	}
	return e, nil
}

func leastFirst(a, b rule) int {
	return cmp.Or(cmp.Compare(a.need.rank(), b.need.rank()), cmp.Compare(a.id, b.id))
}

// ask answers one post's question. It returns the rule that allows or denies, and whether it allows; the rule is empty
// where none applies.
func (s *scheme) ask(q *ledger.Question, act string, post *ledger.Post) (r rule, allowed bool, err error) {
	return s.askAbout(&matter{q.Matter, q}, act, post)
}

func (s *scheme) askAbout(m *matter, act string, post *ledger.Post) (r rule, allowed bool, err error) {
	of, q := duty{act, post.Role}, m.question
	day := ledger.DateOf(q.At)
	made, ok := s.enforcers[of]
	if !ok || !post.Covers(domain(q), day) {
		return rule{}, false, nil // no rule speaks of it, or the post is not held: what is remembered says nothing of that
	}
	key, known := s.telling[of].apart(of, post, m, day)
	if known {
		s.mu.RLock()
		told, ok := s.asked[key]
		s.mu.RUnlock()
		if ok {
			return told.rule, told.allowed, nil
		}
	}
	e, err := made()
	if err != nil {
		return rule{}, false, err
	}
	allowed, why, err := e.EnforceEx(post, act, domain(q), day, m)
	if err != nil {
		return rule{}, false, err
	}
	if len(why) == len(columns) {
		r = s.rules[why[len(why)-1]]
	}
	if known {
		s.mu.Lock()
		s.asked[key] = answer{r, allowed}
		s.mu.Unlock()
	}
	return r, allowed, nil
}

// domain is the fund that posts must be held in: the one the act is about.
func domain(q *ledger.Question) ledger.FundID { return cmp.Or(q.Matter.Of, q.Fund) }
