package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// root is the module's folder, seen from this package's.
const root = "../.."

// A source is one Go file, read and parsed.
type source struct {
	path  string // from the module's root, with slashes
	lines []string
	set   *token.FileSet
	file  *ast.File
}

// room is the folder of the file, from the module's root.
func (s source) room() string { return path.Dir(s.path) }

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// in reports whether the file lies in one of the folders, or below it.
func (s source) in(folders ...string) bool {
	for _, folder := range folders {
		if s.room() == folder || strings.HasPrefix(s.room(), folder+"/") {
			return true
		}
	}
	return false
}

func (s source) line(at token.Pos) int { return s.set.Position(at).Line }

// imports are the paths that the file imports.
func (s source) imports() []string {
	var paths []string
	for _, spec := range s.file.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, "`\""))
	}
	return paths
}

func parse(t testing.TB, name, text string) source {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: name, lines: strings.Split(text, "\n"), set: set, file: file}
}

// tree is every Go file of the module that people write: no generated files, no test data, no nested modules.
func tree(t testing.TB) []source {
	t.Helper()
	var files []source
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(name, entry.Name())
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if s := parse(t, filepath.ToSlash(relative), string(text)); !ast.IsGenerated(s.file) {
			files = append(files, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found only %d files from %s: the rules would hold of nothing", len(files), root)
	}
	return files
}

func skip(folder, name string) error {
	if folder == root {
		return nil
	}
	if strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "bin" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}
