package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pooled/api"
	"pooled/internal/directory"
	"pooled/ledger"
)

type directoryCommand struct {
	Import directoryImport `cmd:"" help:"Read a feed and bring the directory to what it says."`
	Search directorySearch `cmd:"" help:"Find services by words, need, place and day."`
}

// Help teaches the command.
func (directoryCommand) Help() string {
	return `The directory says what can be bought, from whom and for how much, in the shape of Open Referral UK 3.0:

  pooled directory import FILE --feed darlington --as posts-administrator
  pooled directory search 'gym membership' --near 'DL1 5RP'`
}

// darlington is a feed to try the directory with. What stands in it is illustrative.
//
//go:embed examples/darlington-services.json
var darlington []byte

const exampleFeed = "example:darlington"

type directoryImport struct {
	place
	From  string         `arg:"" help:"A file, - for standard input, an address on a listed host, or example:darlington."`
	Feed  ledger.FeedID  `required:"" help:"What the feed is called here: what came from it before and is not in it any more is withdrawn." placeholder:"FEED"`
	As    ledger.ActorID `required:"" help:"Who asks; the scheme of delegation says who may record a feed." placeholder:"ACTOR"`
	Hosts []string       `name:"directory-hosts" help:"Hosts that feeds may be fetched from, and private addresses that may be connected to." placeholder:"HOST,…"`
	JSON  bool           `name:"json" help:"Print the report as JSON."`
}

// Help teaches the command.
func (directoryImport) Help() string {
	return `A file holds a page with contents, a list of services, or one service a line. An address is that of the first
page; those that follow are read from the same host, which must be listed:

  pooled directory import services.json --feed darlington --as posts-administrator
  pooled directory import https://data.example.gov.uk/services --feed example --as posts-administrator
  pooled directory import example:darlington --feed darlington --as posts-administrator

The feed is taken whole or not at all. Where its host fails on the way, the same command goes on where it stopped, for a
day. What a feed says of persons is left out. The report says what was added, changed and withdrawn, and which records
were left out and why. It exits with 1 when the feed is refused, or not taken yet.`
}

// Run imports a feed.
func (c directoryImport) Run(ctx context.Context, s streams) error {
	hosts, err := directory.ParseHosts(c.Hosts)
	if err != nil {
		return misuse{err}
	}
	from, closeFile, err := c.source(s)
	if err != nil {
		return err
	}
	defer closeFile()
	return withHouse(ctx, c.place, s, func(h *house) error { return c.take(ctx, h, from, hosts, s.out) })
}

func (c directoryImport) take(
	ctx context.Context, h *house, from directory.Source, hosts directory.Hosts, out io.Writer,
) error {
	if c.From == exampleFeed { // in a database of one's own there may be nobody yet
		if _, err := h.found(ctx); err != nil {
			return err
		}
	}
	if err := api.MayImport(ctx, h.journal, c.As, c.Feed); err != nil {
		return err
	}
	report, err := directory.New(h.pool, hosts).Import(ctx, from, api.FeedRecorder(h.journal, c.As))
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(out).Encode(report)
	} else {
		err = report.Text(out)
	}
	if err == nil && report.State != directory.Done {
		err = errors.New("the directory has not changed yet")
	}
	return err
}

func (c directoryImport) source(s streams) (from directory.Source, closeFile func(), err error) {
	from.Feed, closeFile = c.Feed, func() {}
	switch {
	case c.From == exampleFeed:
		from.File = bytes.NewReader(darlington)
	case c.From == "-":
		from.File = s.in
	case strings.HasPrefix(c.From, "https://"), strings.HasPrefix(c.From, "http://"):
		from.Address = c.From
	default:
		file, err := os.Open(c.From)
		if err != nil {
			return from, nil, misuse{err}
		}
		from.File, closeFile = file, func() { _ = file.Close() } // it was only read
	}
	return from, closeFile, nil
}

type directorySearch struct {
	place
	Words []string `arg:"" optional:"" help:"Words of the name, the provider, the needs or the description; the last may be a beginning."`
	Need  string   `help:"A need, as a word of the feed's taxonomy, such as diabetes; with those below it." placeholder:"NEED"`
	Near  string   `help:"A postcode or the first part of one, with 5 km around; or the name of a town or place." placeholder:"PLACE"`
	Day   string   `help:"A day of the week, such as monday." placeholder:"DAY"`
	Page  int      `help:"Which page of what is found." default:"1"`
	JSON  bool     `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (directorySearch) Help() string {
	return `What fits best comes first, then what is nearest. Examples:

  pooled directory search gym
  pooled directory search --need diabetes --near DL1
  pooled directory search walking --near 'DL1 5RP' --day thursday`
}

// Run searches.
func (c directorySearch) Run(ctx context.Context, s streams) error {
	return withHouse(ctx, c.place, s, func(h *house) error {
		found, err := directory.New(h.pool, directory.Hosts{}).Search(ctx, directory.Query{
			Words: strings.Join(c.Words, " "), Need: c.Need, Near: c.Near, Day: c.Day, Page: c.Page,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(s.out).Encode(found)
		}
		return printFound(s.out, found)
	})
}

func printFound(w io.Writer, found directory.Found) error {
	if err := found.Text(w); err != nil {
		return err
	}
	if shown := (found.Page-1)*found.Size + len(found.Services); shown < found.Total {
		_, err := fmt.Fprintf(w, "\n%d more: --page %d\n", found.Total-shown, found.Page+1)
		return err
	}
	return nil
}
