package directory

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// Directory is the directory of services in one database.
type Directory struct {
	pool  *pgxpool.Pool
	hosts Hosts
}

// New makes a Directory. Feeds are fetched from the hosts given and from no others.
func New(pool *pgxpool.Pool, hosts Hosts) *Directory { return &Directory{pool, hosts} }

// ErrFeed refuses a feed as a whole: nothing has changed.
var ErrFeed = &ledger.Error{
	Kind: ledger.Invalid, Name: "feed-refused", Text: "the feed cannot be taken; the directory stays as it was",
}

// ErrImporting refuses an import while another of the same feed is under way.
var ErrImporting = &ledger.Error{
	Kind: ledger.Conflict, Name: "feed-being-imported", Text: "the feed is being imported already",
}

// ErrNotListed is what is said of a service that no feed has ever listed.
var ErrNotListed = ledger.ErrNotFound.With("there is no such record in the directory")

// A Recorder records a feed in the service journal, as whoever imports it. It answers with the entry's number, or with
// whom it waits for. The key settles what became of it when it is asked again.
type Recorder func(ctx context.Context, act ledger.RecordFeed, key string) (Recorded, error)

// Recorded is what became of the act that records a feed.
type Recorded struct {
	Entry int64  // its number in the service journal
	Waits string // who must approve it first; then the directory does not change yet
}
