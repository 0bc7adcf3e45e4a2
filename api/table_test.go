package api

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// The tests here hold what is written in this package against what it is about: the ledger, and the routes served.

func TestEveryActIsServed(t *testing.T) {
	t.Parallel()
	s := New(Config{})
	for _, kind := range ledger.ActKinds() {
		name, _, _ := strings.Cut(kind, "/")
		if name != "propose-act" && s.acts[name] == nil { // which the journal alone makes
			t.Errorf("act %s is not in the table", name)
		}
	}
}

// No route but the documentation's own lacks an operation, and every operation has what a reader needs.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	s := describing(Config{})
	pages := []string{"GET /openapi.json", "GET /openapi.yaml", "GET /docs/", "GET /docs", "/"}
	described := map[string]bool{}
	ids := map[string]bool{}
	for path, item := range s.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post} {
			if op == nil {
				continue
			}
			described[method+" "+path] = true
			if op.Summary == "" || len(op.Tags) != 1 || ids[op.OperationID] || !strings.Contains(op.OperationID, "-") {
				t.Errorf("%s %s: id %q, summary %q, tags %v", method, path, op.OperationID, op.Summary, op.Tags)
			}
			ids[op.OperationID] = true
		}
	}
	for _, pattern := range s.mux.patterns {
		if !described[pattern] && !slices.Contains(pages, pattern) {
			t.Errorf("route %q is not described", pattern)
		}
	}
	for pattern := range described {
		if !slices.Contains(s.mux.patterns, pattern) {
			t.Errorf("%q is described and not routed", pattern)
		}
	}
}

func TestDescriptionIsValid(t *testing.T) {
	t.Parallel()
	text := string(New(Config{}).openapi().json)
	for _, bad := range []string{"patternDescription", `"null"`, `"$schema"`, `"type":"string","format":"binary"`} {
		if strings.Contains(text, bad) {
			t.Errorf("the description holds %s", bad)
		}
	}
	if strings.Count(text, `"operationId"`) < 70 {
		t.Errorf("%d operations", strings.Count(text, `"operationId"`))
	}
}

func TestEveryScalarHasASchema(t *testing.T) {
	t.Parallel()
	r := New(Config{}).schemas()
	for of, s := range scalars {
		if got := r.Schema(of, true, ""); !reflect.DeepEqual(got.Enum, s.schema.Enum) || got.Pattern != s.schema.Pattern ||
			got.Type != huma.TypeString {
			t.Errorf("%s has the schema %+v", of, got)
		}
	}
}

// parseLedger reads the ledger's source.
func parseLedger(t *testing.T, visit func(*ast.ValueSpec)) {
	t.Helper()
	root := os.DirFS("../ledger")
	files, err := fs.Glob(root, "*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("the ledger's source: %d files, %v", len(files), err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, spec := range g.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && !strings.HasSuffix(name, "_test.go") {
						visit(v)
					}
				}
			}
		}
	}
}

// Every constant of a type with a closed list of words is one of its words here.
func TestWordsAreTheLedgers(t *testing.T) {
	t.Parallel()
	words := map[string][]any{}
	for of, s := range scalars {
		if s.schema.Enum != nil {
			words[of.Name()] = s.schema.Enum
		}
	}
	found := 0
	parseLedger(t, func(v *ast.ValueSpec) {
		of, ok := v.Type.(*ast.Ident)
		if !ok || words[of.Name] == nil || len(v.Values) == 0 {
			return
		}
		for i, value := range v.Values {
			literal, ok := value.(*ast.BasicLit)
			if !ok {
				continue
			}
			found++
			if !slices.Contains(words[of.Name], any(strings.Trim(literal.Value, `"`))) {
				t.Errorf("%s %s = %s is not among %v", of.Name, v.Names[i], literal.Value, words[of.Name])
			}
		}
	})
	if found < 40 {
		t.Errorf("only %d words found in the ledger", found)
	}
}

// Every refusal of the ledger is in the list at /problems.
func TestProblemsAreTheLedgers(t *testing.T) {
	t.Parallel()
	found := 0
	parseLedger(t, func(v *ast.ValueSpec) {
		for _, value := range v.Values {
			call, ok := value.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				continue
			}
			if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "refusal" {
				continue
			}
			found++
			name := strings.Trim(call.Args[1].(*ast.BasicLit).Value, `"`)
			if titles[name] == "" {
				t.Errorf("%s is not in the list of problems", name)
			}
		}
	})
	if found < 30 {
		t.Errorf("only %d refusals found in the ledger", found)
	}
}

// More requests at once than the bound are told to come back.
func TestInFlightIsBounded(t *testing.T) {
	t.Parallel()
	s := New(Config{})
	s.inFlight = make(chan struct{})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("answer = %d %v", w.Code, w.Header())
	}
}

type stateError string

func (s stateError) Error() string    { return "the database says " + string(s) }
func (s stateError) SQLState() string { return string(s) }

// A database that is away for a moment is no fault of ours, and not the caller's either.
func TestAway(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]int{
		stateError("57P01"):                           503,
		stateError("53300"):                           503,
		stateError("42P01"):                           500,
		&net.OpError{Op: "dial", Err: io.EOF}:         503,
		fmt.Errorf("read: %w", io.ErrUnexpectedEOF):   503,
		fmt.Errorf("x: %w", context.Canceled):         503,
		errors.New("surprise"):                        500,
		&ledger.Error{Kind: ledger.Rule, Name: "new"}: 422,
	} {
		if p, _ := problemOf(err); p.Status != want || p.Title == "" {
			t.Errorf("%v is %d %q, want %d", err, p.Status, p.Title, want)
		}
	}
}
