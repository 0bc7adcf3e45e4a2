package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// clocks are the functions that read the clock.
var clocks = []string{"time.Now", "time.Since", "time.Until"}

// clockExceptions are the functions below api that may read the clock ("file: function"), with the reason.
var clockExceptions = map[string]string{
	"ledger/journal/writer.go: try": "measures how long the lock and the batch took; no act sees it",
}

// checkFloats keeps binary fractions away from money. £0.10 is not one.
func checkFloats(s source) []string {
	if !s.in("ledger", "policy") {
		return nil
	}
	var wrong []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.Ident:
			if e.Name == "float32" || e.Name == "float64" {
				wrong = append(wrong, fmt.Sprintf("%s:%d: %s: money and rates are exact; use Money or decimal",
					s.path, s.line(e.Pos()), e.Name))
			}
		case *ast.BasicLit:
			if e.Kind == token.FLOAT {
				wrong = append(wrong, fmt.Sprintf("%s:%d: %s: money and rates are exact; use Money or decimal",
					s.path, s.line(e.Pos()), e.Value))
			}
		}
		return true
	})
	return wrong
}

// checkClock keeps the clock above the ledger: an act's instant is given to it, so that it can be replayed.
func checkClock(s source) []string {
	if !s.in("ledger", "policy") || s.isTest() {
		return nil
	}
	return s.calls(func(function, called string) string {
		if !slices.Contains(clocks, called) || clockExceptions[s.path+": "+function] != "" {
			return ""
		}
		return called + ": the instant is given from above, by the lock's answer"
	})
}

// checkChance keeps chance out of the model: ids and salts are given to it from the edge.
func checkChance(s source) []string {
	if s.room() != "ledger" || s.isTest() {
		return nil
	}
	return s.calls(func(_, called string) string {
		if strings.HasPrefix(called, "rand.") || strings.HasPrefix(called, "uuid.New") {
			return called + ": an id is given to an act from the edge, so that replaying it gives the same"
		}
		return ""
	})
}

// calls shows judge each package-qualified name that is used, with the function that uses it, and collects
// the complaints.
func (s source) calls(judge func(function, called string) string) []string {
	var wrong []string
	for _, decl := range s.file.Decls {
		function := ""
		if f, ok := decl.(*ast.FuncDecl); ok {
			function = f.Name.Name
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := selector.X.(*ast.Ident); ok {
				if complaint := judge(function, of.Name+"."+selector.Sel.Name); complaint != "" {
					wrong = append(wrong, fmt.Sprintf("%s:%d: %s", s.path, s.line(selector.Pos()), complaint))
				}
			}
			return true
		})
	}
	return wrong
}
