package policy

import (
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// matter is what a question is about, as the matcher's functions see it.
type matter struct {
	ledger.Matter

	question *ledger.Question // for which bodies are one and the same
}

func (m *matter) same(a, b ledger.BodyID) bool { return a != "" && b != "" && m.question.Same(a, b) }

// The words of the column own: whose money the row is about, as the body that employs the post sees it.
const (
	ofAny      = "any"      // any partner's, or nobody's
	ofOwn      = "own"      // its own
	ofForeign  = "foreign"  // another partner's
	ofProvider = "provider" // it is, or would be, paid to it
)

var ownWords = []string{ofAny, ofOwn, ofForeign, ofProvider}

// owns reports whether the money stands to the body that employs the post as the word says.
func owns(own string, post *ledger.Post, m *matter) (bool, error) {
	switch own {
	case ofAny:
		return true, nil
	case ofOwn:
		return m.same(post.Body, m.Partner), nil
	case ofForeign:
		return m.Partner != "" && !m.same(post.Body, m.Partner), nil
	case ofProvider:
		return m.same(post.Body, m.Provider), nil
	}
	return false, fmt.Errorf("own says %q, which is no word of the scheme of delegation", own)
}

// anywhere is the word of the column where for no condition.
const anywhere = "-"

// conditions are what the column where may ask for, each as name:value, several of them with a space between.
var conditions = map[string]func(*ledger.Post, *matter) string{
	"partner":     func(_ *ledger.Post, m *matter) string { return string(m.Partner) },
	"source":      func(_ *ledger.Post, m *matter) string { return string(m.Source) },
	"fence":       func(_ *ledger.Post, m *matter) string { return string(m.Fence) },
	"scheme":      func(_ *ledger.Post, m *matter) string { return string(m.Scheme) },
	"arrangement": func(_ *ledger.Post, m *matter) string { return string(m.Arrangement) },
	"provider":    func(_ *ledger.Post, m *matter) string { return string(m.Provider) },
	"cap":         func(_ *ledger.Post, m *matter) string { return string(m.Cap) },
	"capacity": func(p *ledger.Post, _ *matter) string {
		if p.Capacity == "" {
			return string(ledger.Substantive)
		}
		return string(p.Capacity)
	},
}

// fits reports whether every condition of the column where holds.
func fits(where string, post *ledger.Post, m *matter) (bool, error) {
	if where == anywhere {
		return true, nil
	}
	for term := range strings.FieldsSeq(where) {
		name, want, _ := strings.Cut(term, ":")
		of := conditions[name]
		if of == nil || want == "" {
			return false, fmt.Errorf("where says %q, which is no condition of the scheme of delegation", term)
		}
		if of(post, m) != want {
			return false, nil
		}
	}
	return true, nil
}

// always is the word of the columns from and to for no bound.
const always = "-"

// during reports whether a row is in force on a day, its last day included.
func during(day ledger.Date, from, to string) (bool, error) {
	first, last, err := bounds(from, to)
	return first <= day && (last == 0 || day <= last), err
}

func bounds(from, to string) (first, last ledger.Date, err error) {
	if from != always {
		if first, err = ledger.ParseDate(from); err != nil {
			return 0, 0, err
		}
	}
	if to != always {
		last, err = ledger.ParseDate(to)
	}
	return first, last, err
}

// holds reports whether the post carries the role in the fund on the day: role-based access, the fund its
// domain.
func holds(post *ledger.Post, role string, fund ledger.FundID, day ledger.Date) bool {
	return string(post.Role) == role && post.Covers(fund, day)
}

// functions are the matcher's, as Casbin calls them. A value of another type is a fault, and a fault is a
// refusal.
var functions = map[string]func(...any) (any, error){
	"holds": func(args ...any) (any, error) {
		if len(args) == 4 {
			post, a := args[0].(*ledger.Post)
			role, b := args[1].(string)
			fund, c := args[2].(ledger.FundID)
			day, d := args[3].(ledger.Date)
			if a && b && c && d {
				return holds(post, role, fund, day), nil
			}
		}
		return false, fmt.Errorf("holds takes a post, a role, a fund and a day, not %T", args)
	},
	"during": func(args ...any) (any, error) {
		if texts, ok := textsAfter(args); ok {
			if day, ok := args[0].(ledger.Date); ok {
				return during(day, texts[0], texts[1])
			}
		}
		return false, fmt.Errorf("during takes a day and two texts, not %T", args)
	},
	"owns": func(args ...any) (any, error) {
		own, post, m, ok := wordPostMatter(args)
		if !ok {
			return false, fmt.Errorf("owns takes a word, a post and a matter, not %T", args)
		}
		return owns(own, post, m)
	},
	"fits": func(args ...any) (any, error) {
		where, post, m, ok := wordPostMatter(args)
		if !ok {
			return false, fmt.Errorf("fits takes conditions, a post and a matter, not %T", args)
		}
		return fits(where, post, m)
	},
	"within": func(args ...any) (any, error) {
		if texts, ok := textsAfter(args); ok {
			if m, ok := args[0].(*matter); ok {
				return within(m, texts[0], texts[1])
			}
		}
		return false, fmt.Errorf("within takes a matter and two texts, not %T", args)
	},
}

// textsAfter are the two texts that follow the first of three values.
func textsAfter(args []any) (texts [2]string, ok bool) {
	if len(args) != 3 {
		return texts, false
	}
	first, isText := args[1].(string)
	second, isTextToo := args[2].(string)
	return [2]string{first, second}, isText && isTextToo
}

func wordPostMatter(args []any) (string, *ledger.Post, *matter, bool) {
	if len(args) != 3 {
		return "", nil, nil, false
	}
	word, isText := args[0].(string)
	post, isPost := args[1].(*ledger.Post)
	m, isMatter := args[2].(*matter)
	return word, post, m, isText && isPost && isMatter
}

// valuesOf are what a condition may ask for, where it is one of a list; nil where any name will do.
func valuesOf(condition string) []string {
	switch condition {
	case "arrangement":
		return []string{
			string(ledger.LeadCommissioning), string(ledger.JointOperation), string(ledger.HostAsAgent),
			string(ledger.AlignedBudget),
		}
	case "cap":
		return []string{string(ledger.WithinCaps), string(ledger.BeyondWorker), string(ledger.BeyondClient)}
	case "capacity":
		return []string{string(ledger.Substantive), string(ledger.Interim), string(ledger.Acting)}
	case "fence":
		fences := make([]string, 0, len(ledger.Fences))
		for _, f := range ledger.Fences {
			if !slices.Contains(fences, f.Code) {
				fences = append(fences, f.Code)
			}
		}
		return fences
	}
	return nil
}
