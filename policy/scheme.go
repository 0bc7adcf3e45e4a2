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
	rules     map[string]rule           // by name
	enforcers map[duty]*casbin.Enforcer // so that a decision reads one rule or two, however many there are
	allowing  map[string][]rule         // the allow rules of each act, for saying who could
	hash      string

	limits map[duty][]ledger.Money // in the rows of each duty, rising
	asked  sync.Map                // question to answer: what Casbin has said
}

// question is all that a row can tell apart: the duty, whether the money is the post's own body's, and how many of the
// duty's limits the amount is over. Posts, dates and names are settled before Casbin is asked, and a scheme never
// changes, so an answer once given stays right; there are few, however many acts.
type question struct {
	duty
	own  bool
	over int
}

type answer struct {
	rule    rule
	allowed bool
}

// duty is an act asked in a role.
type duty struct {
	act  string
	role ledger.Role
}

// hashBytes is how much of the SHA-256 is kept: 128 bits, too many to find a second scheme of delegation with the same
// name, in the 22 characters of URL-safe base64, since every entry holds them.
const hashBytes = 16

func newScheme(rules []rule) (*scheme, error) {
	sum := sha256.Sum256(canonical(rules))
	s := &scheme{
		rules: map[string]rule{}, enforcers: map[duty]*casbin.Enforcer{}, allowing: map[string][]rule{},
		limits: map[duty][]ledger.Money{},
		hash:   base64.RawURLEncoding.EncodeToString(sum[:hashBytes]),
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
		if s.enforcers[of], err = newEnforcer(m.Copy(), ours); err != nil {
			return nil, fmt.Errorf("rules for %s by %s: %w", of.act, of.role, err)
		}
		if s.limits[of], err = limitsOf(ours); err != nil {
			return nil, err
		}
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
	e.AddFunction("within", withinCall)
	e.AddFunction("owns", ownsCall)
	return e, nil
}

func leastFirst(a, b rule) int {
	return cmp.Or(cmp.Compare(a.need.rank(), b.need.rank()), cmp.Compare(a.id, b.id))
}

// limitsOf is every amount that rows tell apart, rising.
func limitsOf(rules []rule) ([]ledger.Money, error) {
	var limits []ledger.Money
	for _, r := range rules {
		if r.limit == noLimit {
			continue
		}
		m, err := ledger.ParseMoney(r.limit)
		if err != nil {
			return nil, fmt.Errorf("limit %q of %s: %w", r.limit, r.id, err)
		}
		limits = append(limits, m)
	}
	slices.SortFunc(limits, ledger.Money.Compare)
	return limits, nil
}

// ask answers one post's question. It returns the rule that allows or denies, and whether it allows; the rule is empty
// where none applies.
func (s *scheme) ask(act string, post ledger.Post, m ledger.Matter) (r rule, allowed bool, err error) {
	of := duty{act, post.Role}
	if m.Amount.Sign() < 0 {
		return s.enforce(of, post, m) // which refuses it
	}
	q := question{duty: of, own: m.Partner != "" && post.Body == m.Partner}
	for _, limit := range s.limits[of] {
		if m.Amount.Compare(limit) > 0 {
			q.over++
		}
	}
	if known, ok := s.asked.Load(q); ok {
		a := known.(answer)
		return a.rule, a.allowed, nil
	}
	r, allowed, err = s.enforce(of, post, m)
	if err == nil {
		s.asked.Store(q, answer{r, allowed})
	}
	return r, allowed, err
}

// enforce puts one post's question to Casbin.
func (s *scheme) enforce(of duty, post ledger.Post, m ledger.Matter) (r rule, allowed bool, err error) {
	e, ok := s.enforcers[of]
	if !ok {
		return rule{}, false, nil // no rule speaks of it
	}
	allowed, why, err := e.EnforceEx(string(post.Role), of.act, post.Body, m.Partner, m.Amount)
	if err != nil {
		return rule{}, false, err
	}
	if len(why) != len(columns) {
		return rule{}, false, nil
	}
	return s.rules[why[len(why)-1]], allowed, nil
}

// serviceActs are the acts of the service journal: organisations and posts.
var serviceActs = []string{"register-body", "record-successor", "grant-post", "end-post", looking}

// eitherActs may be asked in a fund's journal and in the service's.
var eitherActs = []string{approving, rejecting, withdrawing, "erase-text"}

func ofService(act string) bool { return slices.Contains(serviceActs, act) }

// onFund reports whether * in a deny row stands for the act.
func onFund(act string) bool { return !ofService(act) && act != reading }

// misplaced reports whether an act is asked in a journal that is not its own.
func misplaced(act string, fund ledger.FundID) bool {
	if slices.Contains(eitherActs, act) {
		return false
	}
	return ofService(act) != (fund == ledger.Service)
}
