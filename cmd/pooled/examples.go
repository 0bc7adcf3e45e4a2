package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"strings"

	"pooled/ledger"
)

// Each example is a file of acts that anybody may read: what is published is given as such, and what is not is marked
// illustrative.
//
//go:embed examples/*.ndjson
var exampleFiles embed.FS

const firstExample = "havering"

// examples are the names of the examples, which are those of their funds too.
func examples() []string {
	files, err := exampleFiles.ReadDir("examples")
	if err != nil {
		panic(err) // they are part of the program
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".ndjson"))
	}
	return names
}

func exampleNames() string { return strings.Join(examples(), ", ") }

// exampleFile is the text of an example. The error of a name that is none is a misuse.
func exampleFile(name string) ([]byte, error) {
	text, err := exampleFiles.ReadFile(path.Join("examples", name+".ndjson"))
	if err != nil {
		return nil, misused("there is no example %q; there are %s", name, exampleNames())
	}
	return text, nil
}

// load posts an example's acts. Acts posted before are answered again, so that loading twice is harmless.
func (h *house) load(ctx context.Context, name string) (posted int, err error) {
	text, err := exampleFile(name)
	if err != nil {
		return 0, err
	}
	development, err := h.found(ctx)
	if err != nil {
		return 0, err
	}
	if !development {
		return 0, errors.New("the service of this database was founded by others, so its people cannot act in an example; " +
			"use a data folder of its own (--data)")
	}
	var refused []error
	p := poster{journal: h.journal, each: func(a answer) {
		switch {
		case a.result.Err != nil:
			refused = append(refused, fmt.Errorf("line %d (%s): %w", a.line.number, a.line.Act, a.result.Err))
		case !a.result.Replayed:
			posted++
		}
	}}
	if err := p.post(ctx, bytes.NewReader(text)); err != nil {
		return posted, err
	}
	if len(refused) > 0 {
		return posted, fmt.Errorf("load the example %s: %w", name, errors.Join(refused...))
	}
	return posted, nil
}

// fundLines is how many lines of an example are acts in its fund; each makes an entry.
func fundLines(example string) (int, error) {
	text, err := exampleFile(example)
	if err != nil {
		return 0, err
	}
	count := 0
	for one := range bytes.Lines(text) {
		l, err := readLine(line{}, 0, one)
		if err != nil {
			return 0, err
		}
		if l.Fund == fundOf(example) {
			count++
		}
	}
	return count, nil
}

// fundOf is the fund of an example.
func fundOf(example string) ledger.FundID { return ledger.FundID(example) }
