package directory

import (
	"io"
	"time"

	"pooled/ledger"
)

// Source is where a feed is read from: a file, or an address.
type Source struct {
	Feed    ledger.FeedID
	Address string    // of the feed's first page; the pages that follow are on the same host
	File    io.Reader // in the place of an address
	Until   time.Time // when to stop between two pages, to go on another time; zero: never
}

// name is what the feed is read from, as it is kept.
func (s Source) name() string {
	if s.File != nil {
		return "file"
	}
	return s.Address
}

func (s Source) check(hosts Hosts) error {
	if err := ledger.CheckID("the feed", s.Feed); err != nil || s.File != nil {
		return err
	}
	_, err := hosts.check(s.Address)
	return err
}
