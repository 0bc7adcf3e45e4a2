package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// papers are what is written for people, from the module's root.
func papers(t *testing.T) map[string]string {
	t.Helper()
	const root = "../.."
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/decisions/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[file] = string(text)
		}
	}
	if len(texts) < 10 {
		t.Fatalf("found only %d papers", len(texts))
	}
	return texts
}

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

func TestPapersLinkToWhatIsThere(t *testing.T) {
	t.Parallel()
	for file, text := range papers(t) {
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), found[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

var (
	commandLine = regexp.MustCompile(`(?m)^ +((?:[A-Z_]+=\S+ )*)pooled ([^|>\n]*)`)
	quotedWord  = regexp.MustCompile(`'[^']*'|\S+`)
)

// What papers and help tell people to type is understood. Upper-case words stand for what the reader puts there.
func TestCommandsInPapersAreUnderstood(t *testing.T) {
	t.Parallel()
	texts := papers(t)
	nothing := streams{nil, io.Discard, io.Discard}
	parser := newParser(t.Context(), nothing)
	texts["description"] = description
	for _, command := range parser.Model.Children {
		texts[command.Name+" --help"] = command.Detail
	}
	found := 0
	for file, text := range texts {
		for _, line := range commandLine.FindAllStringSubmatch(text, -1) {
			words := quotedWord.FindAllString(beforeWords(line[2]), -1)
			if len(words) == 0 || words[0] == "COMMAND" {
				continue
			}
			found++
			if _, err := newParser(t.Context(), nothing).Parse(words); err != nil {
				t.Errorf("%s: pooled %s: %v", file, line[2], err)
			}
		}
	}
	if found < 20 {
		t.Errorf("found only %d commands", found)
	}
}

// beforeWords is the command without the words that say what it does, which stand two spaces apart.
func beforeWords(s string) string {
	command, _, _ := strings.Cut(s, "  ")
	return command
}

func TestVersionIsTheNewestChange(t *testing.T) {
	t.Parallel()
	heading := regexp.MustCompile(`(?m)^## \[([0-9][^\]]*)\]`).FindStringSubmatch(papers(t)["../../CHANGELOG.md"])
	if heading == nil || heading[1] != release {
		t.Errorf("CHANGELOG.md's newest release is %v, the program says %s", heading, release)
	}
}
