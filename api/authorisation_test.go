package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// openToAll are the operations that ask nobody for a post, each with its reason.
var openToAll = map[string]string{
	"check-health":    "says that the program runs and nothing else; whoever watches it has no post",
	"check-readiness": "says that the database can be reached and nothing else",
	"list-problems":   "is documentation",
	"show-problem":    "is documentation",
	"list-funds":      "says which funds one may see: to a stranger none; still it asks who is there",
	"import-receipts": "it is match-receipts in another form: TestReceiptsFromATable",
	"import-feed":     "is asked as the act that it does, before anything is read: TestImportFeed",
	"post-acts":       "each of its lines is authorised as the act it is: TestManyActsAreAuthorised",
}

// unsigned are those that do not even ask who is there.
var unsigned = []string{"check-health", "check-readiness", "list-problems", "show-problem"}

const unauthorised = "testdata/unauthorised-operations.txt"

// operations are those of the API's description: the method by id.
func (h *house) operations() map[string]string {
	h.Helper()
	var described struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(h.send(http.MethodGet, "/openapi.json", "", "").body, &described); err != nil {
		h.Fatal(err)
	}
	methods := map[string]string{}
	for _, item := range described.Paths {
		for method, op := range item {
			methods[op.OperationID] = strings.ToUpper(method)
		}
	}
	if len(methods) < 70 {
		h.Fatalf("only %d operations are described", len(methods))
	}
	return methods
}

// ask sends a try as somebody: acts with dryRun, in a fund of that name.
func (h *house) ask(t try, as, fund string, filled *strings.Replacer) reply {
	h.Helper()
	path := t.path
	if !strings.HasPrefix(path, "/") {
		path = strings.TrimSuffix("/v1/funds/"+fund+"/"+path, "/")
	}
	path = filled.Replace(path)
	if t.body == "" {
		return h.send(http.MethodGet, path, "", as)
	}
	body := strings.ReplaceAll(t.body, "{rules}", quoted(defaultRules()))
	if file, query, ok := strings.Cut(path, ".csv?"); ok {
		return h.post(as, file+".csv?dryRun=true&"+query, body, asCSV)
	}
	return h.post(as, path+"?dryRun=true", filled.Replace(body))
}

// Every operation of the description asks who is there, hides the fund from a stranger, and lets only those act and
// read whose role may. What no row here asks is listed in the golden file, which must stay empty.
func TestEveryOperationIsAuthorised(t *testing.T) {
	t.Parallel()
	h := open(t)
	filled := h.furnish()
	before, fund := h.head(), string(h.pool.Fund)
	methods := h.operations()
	tries := slices.Concat(acts, questions)
	for _, one := range tries {
		t.Run(one.operation, func(t *testing.T) {
			h := h.of(t)
			if methods[one.operation] == "" {
				t.Fatal("there is no such operation")
			}
			h.expect(h.ask(one, "", fund, filled), http.StatusUnauthorized, "unauthenticated")
			h.strangerSeesNothing(one, filled)
			if one.not != "" {
				if r := h.ask(one, one.not, fund, filled); r.status != 403 && r.status != 404 {
					t.Errorf("%s, who may not: %.300s", one.not, r)
				}
			}
			if one.may != "" {
				if r := h.ask(one, one.may, fund, filled); r.status != http.StatusOK {
					t.Errorf("%s, who may: %.300s", one.may, r)
				}
			}
		})
	}
	if h.head() != before {
		t.Error("the journal moved")
	}
	var uncovered []string
	for operation := range methods {
		asked := func(one try) bool { return one.operation == operation }
		if openToAll[operation] == "" && !slices.ContainsFunc(tries, asked) {
			uncovered = append(uncovered, operation+"\n")
		}
	}
	slices.Sort(uncovered)
	holdUncovered(t, strings.Join(uncovered, ""))
}

// holdUncovered holds the operations that nobody tried against the golden file, which must be empty.
func holdUncovered(t *testing.T, uncovered string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(unauthorised), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(unauthorised, []byte(uncovered), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(unauthorised)
	if err != nil || string(want) != uncovered {
		t.Errorf("%s is not what is uncovered (%v); go test ./api -update writes it", unauthorised, err)
	}
	if uncovered != "" {
		t.Errorf("operations without an authorization test; give each a row in tries_test.go:\n%s", uncovered)
	}
}

// strangerSeesNothing has somebody without a post ask in this fund and in one that does not exist: byte for byte the
// same refusal, but for the request's id and the name that was asked for.
func (h *house) strangerSeesNothing(one try, filled *strings.Replacer) {
	h.Helper()
	const nowhere = "t-0000000000000000"
	here := h.ask(one, "eve", string(h.pool.Fund), filled)
	if one.operation == "found-service" { // nobody can hold a post before it: the journal refuses it a second time
		h.expect(here, http.StatusConflict, "already-exists")
		return
	}
	if here.status != http.StatusForbidden && here.status != http.StatusNotFound {
		h.Errorf("a stranger: %.300s", here)
	}
	if strings.HasPrefix(one.path, "/") {
		return
	}
	h.expect(here, http.StatusNotFound, "fund-not-found")
	there := h.ask(one, "eve", nowhere, filled)
	plain := func(r reply, fund string) string {
		id, _ := r.field("instance").(string)
		return strings.NewReplacer(id, "id", fund, "fund").Replace(r.String())
	}
	if a, b := plain(here, string(h.pool.Fund)), plain(there, nowhere); a != b {
		h.Errorf("a fund that is there: %s\none that is not:    %s", a, b)
	}
	for name := range there.header {
		if len(here.header[name]) != len(there.header[name]) {
			h.Errorf("the header %s tells them apart", name)
		}
	}
}

// What is open to all is so by design, and each is as open as its reason says.
func TestOpenToAll(t *testing.T) {
	t.Parallel()
	h := open(t)
	methods := h.operations()
	for operation, why := range openToAll {
		if methods[operation] == "" || why == "" {
			t.Errorf("%s is not an operation, or has no reason", operation)
		}
	}
	for path, want := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/problems": 200, "/problems/forbidden": 404, "/v1/funds": 401,
	} {
		if r := h.send(http.MethodGet, path, "", ""); r.status != want {
			t.Errorf("%s without a token = %s", path, r)
		}
	}
	var described struct {
		Paths map[string]map[string]struct {
			OperationID string
			Security    []any
		}
	}
	if err := json.Unmarshal(h.send(http.MethodGet, "/openapi.json", "", "").body, &described); err != nil {
		t.Fatal(err)
	}
	for _, item := range described.Paths {
		for _, op := range item {
			if said := op.Security != nil && len(op.Security) == 0; said != slices.Contains(unsigned, op.OperationID) {
				t.Errorf("%s: asks nobody who they are: %v", op.OperationID, said)
			}
		}
	}
	if r := h.get("eve", "/v1/funds"); r.status != 200 || strings.Contains(string(r.body), string(h.pool.Fund)) {
		t.Errorf("a stranger's funds = %s", r)
	}
}

// Many acts are authorised line by line, and hide the fund as one act does.
func TestManyActsAreAuthorised(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before, line := h.head(), lineOf("one", "two", "1.00")
	many := func(as, fund, mode string) reply {
		return h.post(as, "/v1/funds/"+fund+"/acts?mode="+mode, line, header{"Content-Type", ndjson})
	}
	for _, mode := range []string{"each", "all"} {
		h.expect(many("", string(h.pool.Fund), mode), http.StatusUnauthorized, "unauthenticated")
		here, there := many("eve", string(h.pool.Fund), mode), many("eve", "t-0000", mode)
		if strings.ReplaceAll(here.String(), string(h.pool.Fund), "t-0000") != there.String() ||
			!strings.Contains(here.String(), `"status":404`) {
			t.Errorf("%s: a fund that is there: %s\none that is not: %s", mode, here, there)
		}
		if r := many("bob", string(h.pool.Fund), mode); !strings.Contains(r.String(), `"status":403`) {
			t.Errorf("%s: a Board member: %s", mode, r)
		}
	}
	if h.head() != before {
		t.Error("the journal moved")
	}
	if r := many("pam", string(h.pool.Fund), "all"); !strings.Contains(r.String(), `"status":201`) {
		t.Errorf("a pool manager: %s", r)
	}
}
