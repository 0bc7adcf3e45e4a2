package policy

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"pooled/ledger"
)

//go:embed model.conf
var modelText string

// scheme is a scheme of delegation ready to answer. Nothing in it changes once it is made.
type scheme struct {
	rules     map[string]rule             // by name
	enforcers map[string]*casbin.Enforcer // by act, so that a decision reads the few rules of its act alone
	allowing  map[string][]rule           // the allow rules of each act, for saying who could
	hash      string
}

// hashLength is how many hexadecimal digits of the SHA-256 are kept: 128 bits, too many to find a second
// scheme of delegation with the same name, and half the room in every entry.
const hashLength = 32

func newScheme(rules []rule) (*scheme, error) {
	sum := sha256.Sum256(canonical(rules))
	s := &scheme{
		rules: map[string]rule{}, enforcers: map[string]*casbin.Enforcer{}, allowing: map[string][]rule{},
		hash: hex.EncodeToString(sum[:])[:hashLength],
	}
	for _, r := range rules {
		s.rules[r.id] = r
		if r.effect == allow {
			s.allowing[r.act] = append(s.allowing[r.act], r)
		}
	}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	for act := range s.allowing {
		slices.SortFunc(s.allowing[act], leastFirst)
		if s.enforcers[act], err = newEnforcer(m.Copy(), act, rules); err != nil {
			return nil, fmt.Errorf("rules for %s: %w", act, err)
		}
	}
	return s, nil
}

// newEnforcer makes the enforcer of one act. The rules stand in it from the least demanding on, because
// Casbin names the first that allows; so the order of the rows in the file says nothing.
func newEnforcer(m model.Model, act string, rules []rule) (*casbin.Enforcer, error) {
	var ours []rule
	for _, r := range rules {
		if r.act == act || r.act == everyAct && onFund(act) {
			ours = append(ours, r)
		}
	}
	slices.SortFunc(ours, leastFirst)
	for _, r := range ours {
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

// ask puts one post's question to Casbin. It returns the rule that allows or denies, and whether it
// allows; the rule is empty where none applies.
func (s *scheme) ask(act string, post ledger.Post, m ledger.Matter) (r rule, allowed bool, err error) {
	e, ok := s.enforcers[act]
	if !ok {
		return rule{}, false, nil // nobody may
	}
	allowed, why, err := e.EnforceEx(string(post.Role), act, post.Body, m.Partner, m.Amount)
	if err != nil {
		return rule{}, false, err
	}
	if len(why) != len(columns) {
		return rule{}, false, nil
	}
	return s.rules[why[len(why)-1]], allowed, nil
}

// serviceActs are the acts of the service journal: organisations and posts.
var serviceActs = []string{"register-body", "record-successor", "grant-post", "end-post"}

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
