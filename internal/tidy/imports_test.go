package tidy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A room is a folder of the house and the arrows that leave it: what it may import of the module.
// A name that ends in /... stands for everything below it.
type room struct {
	name   string
	may    []string
	tests  []string // what its tests may import besides
	reason string
}

// rooms are read from the top: a file belongs to the first whose name fits. A test outside the package needs
// no arrow to it.
var rooms = []room{
	{
		"cmd/pooled",
		[]string{
			"cmd/pooled/...", "web/...", "api/...", "policy", "ledger/...", "internal/...", "migrations", "openapi",
		},
		nil,
		"the program wires everything, and nothing imports it",
	},
	{
		"web",
		[]string{
			"web/...", "api/...", "internal/sheet", "internal/paper", "internal/telemetry", "internal/directory",
			"internal/turn",
		},
		[]string{"ledger/...", "policy"},
		"a page calls the same operation as the API, so it can do nothing that the API cannot",
	},
	{
		"api/auth",
		[]string{"ledger", "internal/telemetry"},
		nil,
		"who is asking is settled before, and apart from, what is asked",
	},
	{
		"api",
		[]string{
			"api/auth", "policy", "ledger/...", "openapi", "internal/sheet", "internal/telemetry", "internal/directory",
			"internal/turn",
		},
		nil,
		"an operation turns a request into an act or a question; it holds no SQL and no rule",
	},
	{
		"policy",
		[]string{"ledger"},
		nil,
		"policy judges acts; the journal asks it through a function value, so neither knows the other",
	},
	{
		"ledger/journal",
		[]string{"ledger"},
		[]string{"policy", "ledger/report", "ledger/audit"},
		"the journal runs any act and knows no policy, no report and no HTTP",
	},
	{
		"ledger/report",
		[]string{"ledger"},
		[]string{"policy", "ledger/journal"},
		"a report reads balances and writes nothing",
	},
	{
		"ledger/audit",
		[]string{"ledger"},
		[]string{"policy", "ledger/journal", "ledger/report"},
		"an audit that used the writer's or the reports' code would repeat their mistakes",
	},
	{
		"ledger/seal",
		[]string{"ledger", "ledger/audit"},
		nil,
		"keys, checkpoints and proofs are checked without a database, by people who hold no more than files",
	},
	{
		"ledger", nil, nil,
		"the model is pure: values in, values out, so it can be tested and replayed without a database",
	},
	{
		"internal/pooltest/cluster",
		[]string{"internal/postgres"},
		nil,
		"a test run can start while the ledger does not compile",
	},
	{
		"internal/pooltest/withcluster",
		[]string{"internal/pooltest/cluster", "internal/postgres"},
		nil,
		"a test run can start while the ledger does not compile",
	},
	{
		"internal/pooltest",
		[]string{"internal/pooltest/cluster", "internal/postgres", "migrations", "policy", "ledger/..."},
		nil,
		"the test kit prepares a fund in a real database, and plays the people who act in it",
	},
	{
		"internal/bench",
		[]string{"api/...", "policy", "ledger/...", "internal/...", "migrations"},
		nil,
		"the bench measures the program as it is put together",
	},
	{
		"internal/directory",
		[]string{"ledger"},
		nil,
		"the directory is reference data with a writer of its own: it knows of the books the act that records a feed and no more",
	},
	{
		"internal",
		[]string{"ledger", "migrations", "internal/..."},
		nil,
		"plumbing knows neither acts' callers nor policy, so that any room may use it",
	},
	{"migrations", nil, nil, "the schema is text; it imports nothing, so that everything may embed it"},
	{"openapi", nil, nil, "the API's description is text"},
}

// testsMay is what the tests of any room may import.
var testsMay = []string{
	"internal/pooltest", "internal/postgres", "internal/telemetry", "migrations", "openapi",
}

// A border keeps a library in the rooms that need it.
type border struct {
	library string // a path, or a path's beginning
	folders []string
	files   []string
	reason  string
}

var borders = []border{
	{
		"github.com/jackc/pgx",
		[]string{"ledger/journal", "ledger/report", "ledger/audit", "internal", "cmd/pooled"},
		[]string{"policy/store.go", "api/auth/store.go"}, // the latter knows people and sessions, and no fund
		"SQL lives in few rooms, so that nobody can write to the books from elsewhere",
	},
	{"database/sql", nil, nil, "pgx is the one way to the database"},
	{
		"github.com/casbin/casbin",
		[]string{"policy"},
		nil,
		"the ledger and the API must not know how policy is judged",
	},
	{
		"github.com/danielgtaylor/huma",
		[]string{"api", "cmd/pooled"},
		nil,
		"HTTP is met at one door, where every error becomes one problem document",
	},
	{"net/http", []string{"api", "web", "cmd/pooled", "internal"}, nil, "rules and SQL know nothing of HTTP"},
	{"html/template", []string{"web"}, nil, "pages are written in one room"},
}

// pure are the only libraries beyond the standard one that the model may use.
var pure = []string{"github.com/shopspring/decimal", "github.com/google/uuid", "golang.org/x/text"}

// impure are the packages of the standard library that would let the world into the model.
var impure = []string{
	"crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "os", "os/exec",
	"os/signal", "syscall", "testing", "unsafe",
}

func checkArrows(s source) []string {
	at := slices.IndexFunc(rooms, func(r room) bool { return s.in(r.name) })
	if at < 0 {
		return []string{fmt.Sprintf("%s is in no room of the house: see rooms in internal/tidy", s.path)}
	}
	r := rooms[at]
	may := r.may
	if s.isTest() {
		may = slices.Concat(may, r.tests, testsMay)
	}
	var wrong []string
	for _, path := range s.imports() {
		name, ours := strings.CutPrefix(path, "pooled/")
		allowed := name == s.room() || slices.ContainsFunc(may, func(m string) bool { return fits(name, m) })
		if ours && !allowed {
			wrong = append(wrong, fmt.Sprintf("%s imports %s: no arrow leads there, because %s",
				s.path, path, r.reason))
		}
	}
	return wrong
}

// fits reports whether a folder is meant by a pattern such as "ledger" or "ledger/...".
func fits(name, pattern string) bool {
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == above || strings.HasPrefix(name, above+"/")
	}
	return name == pattern
}

func checkBorders(s source) []string {
	if s.isTest() {
		return nil
	}
	var wrong []string
	for _, path := range s.imports() {
		for _, b := range borders {
			if path != b.library && !strings.HasPrefix(path, b.library+"/") {
				continue
			}
			if !s.in(b.folders...) && !slices.Contains(b.files, s.path) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", s.path, path, b.reason))
			}
		}
	}
	return wrong
}

func checkPure(s source) []string {
	if s.room() != "ledger" || s.isTest() {
		return nil
	}
	var wrong []string
	for _, path := range s.imports() {
		first, _, _ := strings.Cut(path, "/")
		allowed := slices.ContainsFunc(pure, func(p string) bool { return fits(path, p+"/...") })
		switch {
		case strings.Contains(first, ".") && !allowed:
			wrong = append(wrong, fmt.Sprintf("%s imports %s: the model uses the standard library and %s only",
				s.path, path, strings.Join(pure, ", ")))
		case slices.Contains(impure, path) || strings.HasPrefix(path, "net/"):
			wrong = append(wrong, fmt.Sprintf("%s imports %s: the model does no I/O and draws no lots",
				s.path, path))
		}
	}
	return wrong
}

func TestEveryRoomSaysWhy(t *testing.T) {
	t.Parallel()
	for _, r := range rooms {
		if r.reason == "" {
			t.Errorf("room %s has no reason", r.name)
		}
	}
	for _, b := range borders {
		if b.reason == "" {
			t.Errorf("border of %s has no reason", b.library)
		}
	}
}
