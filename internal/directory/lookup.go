package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// narrow is how much shorter a degree of longitude is than one of latitude, never quite nothing.
func narrow(latitude float64) float64 { return math.Max(math.Cos(latitude*math.Pi/180), 0.01) }

// Service is what can be bought and from whom, as the directory has it now: what a purchase freezes.
type Service struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Status    string        `json:"status" enum:"active,inactive,defunct,temporarily closed"`
	Provider  Provider      `json:"provider"`
	Prices    []Price       `json:"prices" doc:"what it costs now"`
	Feed      ledger.FeedID `json:"feed"`
	Since     time.Time     `json:"since" doc:"when it last changed here"`
	Withdrawn *time.Time    `json:"withdrawn,omitempty" doc:"when it was no longer in its feed; it cannot be bought then"`
}

// Provider is the organisation that provides a service.
type Provider struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Identifiers []Identifier `json:"identifiers" doc:"such as its charity number or company number"`
}

// Identifier is what a register calls an organisation.
type Identifier struct {
	Scheme     string `json:"scheme,omitempty" example:"GB-CHC"`
	Type       string `json:"type"`
	Identifier string `json:"identifier"`
}

// Price is a cost option, and from when to when it was seen.
type Price struct {
	Option      string        `json:"option" doc:"the cost option's id"`
	Amount      *ledger.Money `json:"amount,omitempty" doc:"none: the feed says no amount"`
	Conditions  string        `json:"conditions,omitempty" doc:"for whom or when, such as: under 18s"`
	Description string        `json:"description,omitempty" doc:"what the amount is for, such as: a month"`
	ValidFrom   *ledger.Date  `json:"validFrom,omitempty"`
	ValidTo     *ledger.Date  `json:"validTo,omitempty"`
	Seen        time.Time     `json:"seen" doc:"when it was first seen"`
	Until       *time.Time    `json:"until,omitempty" doc:"when it was no longer seen; none: it is what is asked now"`
}

// Service looks a service up by its id, withdrawn or not. It returns ErrNotFound for one that no feed ever listed.
func (d *Directory) Service(ctx context.Context, id string) (s Service, err error) {
	var organisation []byte
	err = d.pool.QueryRow(ctx, `
		SELECT s.id, s.name, s.status, s.feed, s.since, s.withdrawn, s.organisation, s.provider, o.record
		  FROM directory_service AS s
		  JOIN directory_organisation AS o ON o.feed = s.feed AND o.id = s.organisation
		 WHERE s.id = $1`, id).
		Scan(&s.ID, &s.Name, &s.Status, &s.Feed, &s.Since, &s.Withdrawn, &s.Provider.ID, &s.Provider.Name, &organisation)
	if errors.Is(err, pgx.ErrNoRows) {
		return s, ErrNotListed
	}
	if err != nil {
		return s, fmt.Errorf("look a service up: %w", err)
	}
	if s.Provider.Identifiers, err = identifiers(organisation); err != nil {
		return s, err
	}
	s.Prices, err = d.prices(ctx, id, true)
	return s, err
}

// Prices is every price of a service that was ever seen, oldest first.
func (d *Directory) Prices(ctx context.Context, id string) ([]Price, error) {
	return d.prices(ctx, id, false)
}

func (d *Directory) prices(ctx context.Context, id string, now bool) ([]Price, error) {
	rows, err := d.pool.Query(ctx, `
		SELECT option, pence, conditions, description, valid_from, valid_to, seen, until
		  FROM directory_price
		 WHERE service = @id
		   AND (NOT @now OR until IS NULL)
		 ORDER BY seen, number`, pgx.StrictNamedArgs{"id": id, "now": now})
	if err != nil {
		return nil, fmt.Errorf("look prices up: %w", err)
	}
	return pgx.AppendRows([]Price{}, rows, func(row pgx.CollectableRow) (p Price, err error) {
		var pence *int64
		var from, to *time.Time
		err = row.Scan(&p.Option, &pence, &p.Conditions, &p.Description, &from, &to, &p.Seen, &p.Until)
		p.Amount, p.ValidFrom, p.ValidTo = money(pence), day(from), day(to)
		return p, err
	})
}

func day(at *time.Time) *ledger.Date {
	if at == nil {
		return nil
	}
	d := ledger.DateOf(at.Add(12 * time.Hour)) // noon: the same day in London
	return &d
}

// identifiers are an organisation's, of whichever fields the standard gives them.
func identifiers(organisation []byte) ([]Identifier, error) {
	var o struct {
		Identifiers []struct {
			Scheme     string `json:"identifier_scheme"`
			Type       string `json:"identifier_type"`
			Identifier string `json:"identifier"`
		} `json:"organization_identifiers"`
	}
	list := []Identifier{}
	if err := json.Unmarshal(organisation, &o); err != nil {
		return list, nil //nolint:nilerr // a feed may give them in another form; then there are none to freeze
	}
	for _, i := range o.Identifiers {
		list = append(list, Identifier(i))
	}
	return list, nil
}

// FeedRead is a feed as it was last read.
type FeedRead struct {
	ID            ledger.FeedID `json:"id"`
	Source        string        `json:"source" doc:"its address, or: file"`
	SHA256        ledger.Digest `json:"sha256"`
	Services      int           `json:"services"`
	Organisations int           `json:"organisations"`
	Read          time.Time     `json:"read"`
	Entry         int64         `json:"entry" doc:"of the service journal, that records it"`
}

// Feeds are the feeds that the directory holds.
func (d *Directory) Feeds(ctx context.Context) ([]FeedRead, error) {
	rows, err := d.pool.Query(ctx, `
		SELECT id, source, sha256, services, organisations, read, entry FROM directory_feed ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	return pgx.AppendRows([]FeedRead{}, rows, func(row pgx.CollectableRow) (f FeedRead, err error) {
		var sum []byte
		err = row.Scan(&f.ID, &f.Source, &sum, &f.Services, &f.Organisations, &f.Read, &f.Entry)
		copy(f.SHA256[:], sum)
		return f, err
	})
}

// Edition says how the directory and the service journal stand. Both numbers only ever rise.
type Edition struct {
	Directory int64 // what the entries that recorded its feeds add up to: it rises with each change
	Journal   int64 // the number of the journal that they stand in
	// Settled is whether the directory has taken every feed that is recorded. Then it changes no more before the journal
	// does, for a feed is recorded first.
	Settled bool
}

// Edition asks how the directory stands.
func (d *Directory) Edition(ctx context.Context) (e Edition, err error) {
	err = d.pool.QueryRow(ctx, `
		WITH taken AS (SELECT coalesce(sum(entry), 0)::bigint AS all FROM directory_feed),
		     recorded AS (
		       SELECT coalesce(sum(newest), 0)::bigint AS all
		         FROM (SELECT max(seq) AS newest FROM document_version WHERE fund = 0 AND kind = 'feed' GROUP BY id) AS feed)
		SELECT taken.all, service.seq, taken.all = recorded.all
		  FROM taken, recorded, fund AS service
		 WHERE service.fund = 0`).
		Scan(&e.Directory, &e.Journal, &e.Settled)
	if err != nil {
		err = fmt.Errorf("ask how the directory stands: %w", err)
	}
	return e, err
}
