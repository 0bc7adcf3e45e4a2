package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	functionLinesMax = 60
	fileLinesMax     = 400
	lineLengthMax    = 120 // characters; a tab is one
)

// sentences are string literals and struct tags of several words.
var sentences = regexp.MustCompile("\"[^\"]* [^\"]* [^\"]*\"|`[^`]* [^`]*`")

func checkFunctions(s source) []string {
	if s.isTest() { // a test is often one long table
		return nil
	}
	var wrong []string
	for _, decl := range s.file.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if lines := s.line(function.End()) - s.line(function.Pos()) + 1; lines > functionLinesMax {
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s has %d lines, more than %d: name its parts",
				s.path, s.line(function.Pos()), function.Name.Name, lines, functionLinesMax))
		}
	}
	return wrong
}

func checkFiles(s source) []string {
	var wrong []string
	if lines := len(s.lines) - 1; lines > fileLinesMax {
		wrong = append(wrong, fmt.Sprintf("%s has %d lines, more than %d: it holds more than one noun",
			s.path, lines, fileLinesMax))
	}
	for i, line := range s.lines {
		// A sentence for people is not cut in two: it must be found as it is read.
		if length := utf8.RuneCountInString(sentences.ReplaceAllString(line, `""`)); length > lineLengthMax {
			wrong = append(wrong, fmt.Sprintf("%s:%d: the line has %d characters, more than %d",
				s.path, i+1, length, lineLengthMax))
		}
	}
	return wrong
}

// promised are methods whose comment stands at the interface that asks for them: the standard library's, and
// ledger.Act's.
var promised = []string{
	"Error", "Is", "MarshalJSON", "MarshalText", "Scan", "String", "UnmarshalJSON", "UnmarshalText", "Unwrap",
	"Value", "Do", "Kind", "Matter",
}

// checkDocs holds that every exported name is documented. A group of constants may share a comment.
func checkDocs(s source) []string {
	if s.isTest() {
		return nil
	}
	var wrong []string
	missing := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if doc != nil {
				return
			}
		}
		if name.IsExported() {
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s has no comment that says what it is for",
				s.path, s.line(name.Pos()), name.Name))
		}
	}
	for _, decl := range s.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if receiverIsExported(d) && !(d.Recv != nil && slices.Contains(promised, d.Name.Name)) {
				missing(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch one := spec.(type) {
				case *ast.TypeSpec:
					missing(one.Name, d.Doc, one.Doc, one.Comment)
				case *ast.ValueSpec:
					for _, name := range one.Names {
						missing(name, d.Doc, one.Doc, one.Comment)
					}
				}
			}
		}
	}
	return wrong
}

// receiverIsExported is true of plain functions too.
func receiverIsExported(function *ast.FuncDecl) bool {
	if function.Recv == nil || len(function.Recv.List) == 0 {
		return true
	}
	of := function.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.IsExported()
		default:
			return true
		}
	}
}

var (
	unfinished   = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	withItsIssue = regexp.MustCompile(`\bTODO\(#\d+\): \S`)
)

// checkUnfinished holds that work left undone has an issue, where it can be found and weighed.
func checkUnfinished(s source) []string {
	var wrong []string
	for _, group := range s.file.Comments {
		for _, comment := range group.List {
			if unfinished.MatchString(comment.Text) && !withItsIssue.MatchString(comment.Text) {
				wrong = append(wrong, fmt.Sprintf("%s:%d: say TODO(#issue): and what to do",
					s.path, s.line(comment.Pos())))
			}
		}
	}
	return wrong
}

var vagueRooms = []string{"common", "helper", "helpers", "misc", "pkg", "shared", "util", "utils"}

// checkNames holds that a name says what a thing is: a getter is named for what it returns, and a type or a
// package for what it is.
func checkNames(s source) []string {
	var wrong []string
	for _, vague := range vagueRooms {
		if s.file.Name.Name == vague {
			wrong = append(wrong, fmt.Sprintf("%s: package %s: say what it is for", s.path, vague))
		}
	}
	if s.isTest() {
		return wrong
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		name, pos := declaredName(n)
		after, getter := strings.CutPrefix(name, "Get")
		switch {
		case getter && after != "" && ast.IsExported(after):
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s: say %s", s.path, s.line(pos), name, after))
		case strings.HasSuffix(name, "Manager") || strings.HasSuffix(name, "Helper"):
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s: name it for what it is", s.path, s.line(pos), name))
		}
		return true
	})
	return wrong
}

func declaredName(n ast.Node) (string, token.Pos) {
	switch d := n.(type) {
	case *ast.FuncDecl:
		return d.Name.Name, d.Pos()
	case *ast.TypeSpec:
		return d.Name.Name, d.Pos()
	}
	return "", token.NoPos
}
