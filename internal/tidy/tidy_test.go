package tidy

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A planted file shows that a rule bites: breaks must be complained of, keeps must not.
type planted struct{ path, breaks, keeps string }

// rules are all that is held of every file, each shown on samples.
var rules = []struct {
	name    string
	check   func(source) []string
	planted []planted
}{
	{"imports follow the arrows", checkArrows, []planted{
		{"ledger/fund.go", `import "pooled/ledger/journal"`, `import "time"`},
		{"ledger/journal/writer.go", `import "pooled/policy"`, `import "pooled/ledger"`},
		{"ledger/journal/writer_test.go", `import "pooled/api"`, `import "pooled/policy"`},
		{"ledger/audit/verify.go", `import "pooled/ledger/report"`, `import "pooled/ledger"`},
		{"policy/policy.go", `import "pooled/ledger/journal"`, `import "pooled/ledger"`},
		{"api/funds.go", `import "pooled/web"`, `import "pooled/ledger/report"`},
		{"api/auth/token.go", `import "pooled/api"`, `import "pooled/ledger"`},
		{"web/funds.go", `import "pooled/ledger/journal"`, `import "pooled/api"`},
		{"internal/postgres/pool.go", `import "pooled/policy"`, `import "pooled/internal/telemetry"`},
		{"attic/box.go", ``, ``},
	}},
	{"libraries keep to their rooms", checkBorders, []planted{
		{"api/funds.go", `import "github.com/jackc/pgx/v5"`, `import "github.com/danielgtaylor/huma/v2"`},
		{"policy/policy.go", `import "github.com/jackc/pgx/v5"`, `import "github.com/casbin/casbin/v2"`},
		{"ledger/journal/writer.go", `import "net/http"`, `import "github.com/jackc/pgx/v5/pgxpool"`},
		{"ledger/report/position.go", `import "database/sql"`, ``},
		{"api/page.go", `import "html/template"`, `import "net/http"`},
	}},
	{"the model is pure", checkPure, []planted{
		{"ledger/fund.go", `import "github.com/jackc/pgx/v5"`, `import "github.com/shopspring/decimal"`},
		{"ledger/fund.go", `import "os"`, `import "golang.org/x/text/unicode/norm"`},
		{"ledger/fund.go", `import "net/netip"`, `import "crypto/sha256"`},
	}},
	{"functions are short", checkFunctions, []planted{{
		"api/funds.go",
		"func long() {" + strings.Repeat("\n", functionLinesMax) + "}",
		"func short() {" + strings.Repeat("\n", functionLinesMax-1) + "}",
	}}},
	{"files and lines are short", checkFiles, []planted{
		{"api/funds.go", strings.Repeat("\n", fileLinesMax), strings.Repeat("\n", fileLinesMax-2)},
		{
			"api/funds_test.go",
			"// " + strings.Repeat("£", lineLengthMax-2), "// " + strings.Repeat("£", lineLengthMax-3),
		},
	}},
	{"exported names are documented", checkDocs, []planted{
		{"api/funds.go", "type Fund struct{}", "// A Fund is pooled.\ntype Fund struct{}"},
		{"api/funds.go", "func Open() {}", "// Open opens.\nfunc Open() {}"},
		{"api/funds.go", "func (f *Fund) Close() {}", "func (f *fund) Close() {}"},
		{"api/funds.go", "func String() {}", "func (f Fund) String() string { return \"\" }"},
		{"api/funds.go", "const Most = 1", "// Limits.\nconst (\n\tMost = 1\n\tLeast = 0\n)"},
	}},
	{"work left undone has an issue", checkUnfinished, []planted{
		{"api/funds.go", "// TODO: later", "// TODO(#42): drop when the chart of 2019 is gone"},
		{"api/funds_test.go", "// FIXME", "// Nothing to mend."},
	}},
	{"names say what a thing is", checkNames, []planted{
		{"api/funds.go", "func GetFund() {}", "func Gettysburg() {}"},
		{"api/funds.go", "type fundManager struct{}", "type fund struct{}"},
	}},
	{"no floats near money", checkFloats, []planted{
		{"ledger/money.go", "var rate float64", "var rate int64"},
		{"policy/limit.go", "var rate = 0.1", "var rate = 1"},
		{"ledger/report/position_test.go", "func f(x float32) {}", "func f(x int) {}"},
	}},
	{"no clock below api", checkClock, []planted{
		{"ledger/fund.go", "import \"time\"\nvar now = time.Now()", "import \"time\"\nvar day = time.Hour"},
		{"ledger/journal/writer.go", "import \"time\"\nvar clock = time.Now", "var day = time.Hour"},
		{"policy/policy.go", "import \"time\"\nfunc f() { time.Since(x) }", ""},
	}},
	{"no chance in the model", checkChance, []planted{
		{"ledger/id.go", "import \"github.com/google/uuid\"\nvar id = uuid.New()", "var id = uuid.Parse"},
		{"ledger/id.go", "var n = rand.Int()", "var n = 4"},
	}},
}

func TestHouseRules(t *testing.T) {
	t.Parallel()
	files := tree(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range files {
				for _, complaint := range rule.check(s) {
					t.Error(complaint)
				}
			}
		})
	}
}

func TestHouseRulesBite(t *testing.T) {
	t.Parallel()
	for _, rule := range rules {
		if len(rule.planted) == 0 {
			t.Errorf("%s: nothing shows that it bites", rule.name)
		}
		for _, p := range rule.planted {
			if complaints := rule.check(parse(t, p.path, "package x\n"+p.breaks)); len(complaints) == 0 {
				t.Errorf("%s: no complaint of %s with %q", rule.name, p.path, p.breaks)
			}
			if p.keeps == "" {
				continue
			}
			if complaints := rule.check(parse(t, p.path, "package x\n"+p.keeps)); len(complaints) > 0 {
				t.Errorf("%s: %s with %q: %q", rule.name, p.path, p.keeps, complaints)
			}
		}
	}
}

func TestVaguePackageNamesAreRefused(t *testing.T) {
	t.Parallel()
	if len(checkNames(parse(t, "internal/utils/x.go", "package utils"))) == 0 {
		t.Error("package utils passes")
	}
}

// undocumented are the packages without a comment that says what they are for.
func undocumented(files []source) []string {
	documented := map[string]bool{}
	for _, s := range files {
		if !s.isTest() {
			documented[s.room()] = documented[s.room()] || s.file.Doc != nil
		}
	}
	var wrong []string
	for name, is := range documented {
		if !is {
			wrong = append(wrong, name)
		}
	}
	return wrong
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for _, name := range undocumented(tree(t)) {
		t.Errorf("%s has no package comment", name)
	}
	if len(undocumented([]source{parse(t, "api/x.go", "package api")})) != 1 {
		t.Error("a package without a comment passes")
	}
}

// street is all that may stand at the top: the nouns of the house, and what tools look for there.
var street = []string{
	"api", "ledger", "policy", "migrations", "openapi", "go.mod", "Makefile", "README.md",
	"cmd", "web", "internal", "docs", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
	"go.sum", "tools.mod", "tools.sum", "bin",
}

func strangers(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return strings.HasPrefix(name, ".") || slices.Contains(street, name)
	})
}

func TestNothingElseStandsAtTheTop(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if found := strangers(names); len(found) > 0 {
		t.Errorf("%v: the top holds the nouns of the house and nothing else", found)
	}
	if len(strangers([]string{"utils", "api", ".ci"})) != 1 {
		t.Error("a folder called utils passes")
	}
}
