package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// The directory in the standard's own shape: Open Referral UK 3.0.

// minimalMax is how many services a page holds that gives no more than their ids: the standard wants all on one.
const minimalMax = 100_000

// Asked is what the standard's lists may be asked for. What is left empty is not asked about.
type Asked struct {
	Page, Size     int // from 1
	Words          string
	Term, Taxonomy string // ids
	MinimumAge     string // the service's minimum age is at least it; a number
	MaximumAge     string // the service's maximum age is at most it; a number
	Start, End     string // the service opens no earlier, and closes no later; HH:MM
	Day            string
	ModifiedAfter  *time.Time
	Postcode       string // locations alone: at or about it
	Proximity      string // metres
	Full, Minimal  bool
}

// Page is a page of the standard's lists.
type Page struct {
	TotalItems int               `json:"total_items" doc:"how many there are on all pages"`
	TotalPages int               `json:"total_pages"`
	PageNumber int               `json:"page_number"`
	Size       int               `json:"size" doc:"how many are on this page"`
	FirstPage  bool              `json:"first_page"`
	LastPage   bool              `json:"last_page"`
	Empty      bool              `json:"empty"`
	Contents   []json.RawMessage `json:"contents"`
}

// fill says where a page is among all.
func (p *Page) fill(a Asked) {
	p.TotalPages = (p.TotalItems + a.Size - 1) / a.Size
	p.PageNumber, p.Size = a.Page, len(p.Contents)
	p.FirstPage, p.LastPage, p.Empty = a.Page == 1, a.Page >= p.TotalPages, len(p.Contents) == 0
}

func (a *Asked) settle() {
	most, usual := sizeMax, 50
	if a.Minimal {
		most, usual = minimalMax, minimalMax
	}
	if a.Size == 0 {
		a.Size = usual
	}
	a.Page, a.Size = max(a.Page, 1), min(max(a.Size, 1), most)
}

// filter is the condition that what is asked comes to.
func (a Asked) filter(ctx context.Context, d *Directory) (filter, error) {
	f := newFilter()
	if err := f.day(a.Day); err != nil {
		return f, err
	}
	if a.Term != "" {
		f.args["term"] = a.Term
		f.where("s.id IN (SELECT service FROM directory_need WHERE term = @term)")
	}
	if a.Taxonomy != "" {
		f.args["taxonomy"] = a.Taxonomy
		f.where(`s.id IN (SELECT n.service FROM directory_need AS n JOIN directory_term AS t ON t.id = n.term
			WHERE t.taxonomy = @taxonomy)`)
	}
	for _, age := range []struct{ name, value, condition string }{
		{"minimum_age", a.MinimumAge, "s.minimum_age >= @minimum_age::numeric"},
		{"maximum_age", a.MaximumAge, "s.maximum_age <= @maximum_age::numeric"},
	} {
		if age.value == "" {
			continue
		}
		if n, err := strconv.ParseFloat(age.value, 64); err != nil || !(n >= 0 && n <= 200) || len(age.value) > 10 {
			return f, ledger.ErrInvalid.With("%s is not an age", age.name)
		}
		f.args[age.name] = age.value
		f.where(age.condition)
	}
	for _, at := range []struct{ name, value, condition string }{
		{"start_time", a.Start, "s.opens >= @start_time::time"}, {"end_time", a.End, "s.closes <= @end_time::time"},
	} {
		if at.value == "" {
			continue
		}
		if hour(at.value) == "" {
			return f, ledger.ErrInvalid.With("%s is not a time of day, such as 09:30", at.name)
		}
		f.args[at.name] = hour(at.value)
		f.where(at.condition)
	}
	if a.ModifiedAfter != nil {
		f.args["modified"] = *a.ModifiedAfter
		f.where("coalesce(s.modified, s.since) >= @modified")
	}
	if err := a.nearby(ctx, d, &f); err != nil {
		return f, err
	}
	if words := query(split(a.Words), " & "); words != "" {
		f.args["words"] = words
		f.where("s.id IN (SELECT service FROM directory_text WHERE words @@ to_tsquery('english', @words))")
	}
	return f, nil
}

func (a Asked) nearby(ctx context.Context, d *Directory, f *filter) error {
	metres := 0.0
	if a.Proximity != "" {
		var err error
		if metres, err = strconv.ParseFloat(a.Proximity, 64); err != nil || !(metres >= 0 && metres <= 1e7) {
			return ledger.ErrInvalid.With("proximity is a distance in metres, such as 1600")
		}
		if a.Postcode == "" {
			return ledger.ErrInvalid.With("proximity is from a postcode; give one")
		}
	}
	return f.near(ctx, d.pool, a.Postcode, metres, a.Proximity != "")
}

// list is a page of services' records.
func (d *Directory) list(ctx context.Context, a Asked) (total int, records []map[string]any, err error) {
	f, err := a.filter(ctx, d)
	if err != nil {
		return 0, nil, err
	}
	if err := d.pool.QueryRow(ctx, `SELECT count(*) FROM `+f.from()+` WHERE `+f.conditions(), f.args).
		Scan(&total); err != nil {
		return 0, nil, fmt.Errorf("count services: %w", err)
	}
	f.args["limit"], f.args["offset"] = a.Size, (a.Page-1)*a.Size
	if a.Minimal {
		return d.minimal(ctx, f, total)
	}
	rows, err := d.pool.Query(ctx, `
		SELECT r.record
		  FROM (SELECT s.id
		          FROM `+f.from()+`
		         WHERE `+f.conditions()+`
		         ORDER BY s.id
		         LIMIT @limit OFFSET @offset) AS f
		  JOIN directory_record AS r ON r.service = f.id
		 ORDER BY f.id`, f.args)
	if err != nil {
		return 0, nil, fmt.Errorf("list services: %w", err)
	}
	records, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (map[string]any, error) {
		var b []byte
		if err := row.Scan(&b); err != nil {
			return nil, err
		}
		return fieldsOf(b)
	})
	return total, records, err
}

func (d *Directory) minimal(ctx context.Context, f filter, total int) (int, []map[string]any, error) {
	rows, err := d.pool.Query(ctx, `
		SELECT s.id, coalesce(s.modified, s.since)
		  FROM `+f.from()+`
		 WHERE `+f.conditions()+`
		 ORDER BY s.id
		 LIMIT @limit OFFSET @offset`, f.args)
	if err != nil {
		return 0, nil, fmt.Errorf("list services: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (map[string]any, error) {
		var id string
		var modified time.Time
		err := row.Scan(&id, &modified)
		return map[string]any{"id": id, "modified_date": modified.UTC()}, err
	})
	return total, list, err
}

// Services is a page of the standard's list of services: with what there is one of, or in full.
func (d *Directory) Services(ctx context.Context, a Asked) (p Page, err error) {
	a.settle()
	total, records, err := d.list(ctx, a)
	if err != nil {
		return p, err
	}
	p.TotalItems = total
	for _, fields := range records {
		if !a.Full {
			fields = single(fields)
		}
		if p.Contents, err = add(p.Contents, fields); err != nil {
			return p, err
		}
	}
	p.fill(a)
	return p, nil
}

// Record is one service in full, as its feed gave it.
func (d *Directory) Record(ctx context.Context, id string) (json.RawMessage, error) {
	return d.one(ctx, `
		SELECT r.record
		  FROM directory_record AS r
		  JOIN directory_service AS s ON s.id = r.service
		 WHERE s.id = $1
		   AND s.withdrawn IS NULL`, id)
}

func (d *Directory) one(ctx context.Context, query, id string) (record json.RawMessage, err error) {
	err = d.pool.QueryRow(ctx, query, id).Scan(&record)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNotListed
	}
	if err != nil {
		return nil, fmt.Errorf("show a record: %w", err)
	}
	return record, nil
}

// single is an object without what there is several of, in itself and in what it holds.
func single(fields map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range fields {
		switch v := value.(type) {
		case []any:
		case map[string]any:
			out[name] = single(v)
		default:
			out[name] = v
		}
	}
	return out
}

func add(list []json.RawMessage, fields map[string]any) ([]json.RawMessage, error) {
	b, err := json.Marshal(fields)
	return append(list, b), err
}

// fieldsOf reads a record, numbers as they are written.
func fieldsOf(b []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var fields map[string]any
	err := d.Decode(&fields)
	return fields, err
}

// at is a service at one of its locations, with the service in it.
func at(service map[string]any, location map[string]any) map[string]any {
	out := maps.Clone(location)
	inner := maps.Clone(service)
	delete(inner, "service_at_locations")
	out["service"] = inner
	return out
}
