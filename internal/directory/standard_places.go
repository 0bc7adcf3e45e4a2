package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Locations is a page of the standard's list of services at locations.
func (d *Directory) Locations(ctx context.Context, a Asked) (p Page, err error) {
	a.settle()
	f, err := a.filter(ctx, d)
	if err != nil {
		return p, err
	}
	condition := f.conditions()
	if f.place != "" { // this location is there, and not another of the service's
		condition += " AND " + f.place
	}
	from := `
		  FROM ` + f.from() + `
		  JOIN directory_place AS p ON p.service = s.id
		 WHERE ` + condition
	if err := d.pool.QueryRow(ctx, `SELECT count(*)`+from, f.args).Scan(&p.TotalItems); err != nil {
		return p, fmt.Errorf("count locations: %w", err)
	}
	f.args["limit"], f.args["offset"] = a.Size, (a.Page-1)*a.Size
	rows, err := d.pool.Query(ctx, `
		SELECT f.id, r.record
		  FROM (SELECT p.id, p.service`+from+`
		         ORDER BY p.id, p.service
		         LIMIT @limit OFFSET @offset) AS f
		  JOIN directory_record AS r ON r.service = f.service
		 ORDER BY f.id, f.service`, f.args)
	if err != nil {
		return p, fmt.Errorf("list locations: %w", err)
	}
	var id string
	var record []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &record}, func() error {
		fields, err := locationIn(record, id)
		if err == nil && !a.Full {
			fields = single(fields)
		}
		if err == nil {
			p.Contents, err = add(p.Contents, fields)
		}
		return err
	})
	p.fill(a)
	return p, err
}

// Location is one service at a location, with the service in it.
func (d *Directory) Location(ctx context.Context, id string) (json.RawMessage, error) {
	var record []byte
	err := d.pool.QueryRow(ctx, `
		SELECT r.record
		  FROM directory_place AS p
		  JOIN directory_service AS s ON s.id = p.service AND s.withdrawn IS NULL
		  JOIN directory_record AS r ON r.service = s.id
		 WHERE p.id = $1
		 ORDER BY p.service
		 LIMIT 1`, id).Scan(&record)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNotListed
	}
	if err != nil {
		return nil, fmt.Errorf("show a location: %w", err)
	}
	fields, err := locationIn(record, id)
	if err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// locationIn finds a location in a service's record.
func locationIn(record []byte, id string) (map[string]any, error) {
	service, err := fieldsOf(record)
	if err != nil {
		return nil, err
	}
	for _, location := range object(service).list("service_at_locations") {
		if location.text("id") == id {
			return at(service, location), nil
		}
	}
	return nil, fmt.Errorf("location %q is not in its record", id)
}

// used are the terms that a service of the directory is listed under.
const used = `EXISTS (
	SELECT FROM directory_need AS n JOIN directory_service AS s ON s.id = n.service AND s.withdrawn IS NULL
	 WHERE n.term = t.id)`

// Terms is a page of the terms that services are listed under.
func (d *Directory) Terms(ctx context.Context, a Asked) (Page, error) {
	return d.page(ctx, a, `SELECT t.record, t.id FROM directory_term AS t WHERE `+used)
}

// Term is one term.
func (d *Directory) Term(ctx context.Context, id string) (json.RawMessage, error) {
	return d.one(ctx, `SELECT t.record FROM directory_term AS t WHERE t.id = $1 AND `+used, id)
}

// taxonomy is a taxonomy as the standard writes it. What it is for is not in the feeds; it must say something.
const taxonomy = `
	SELECT json_build_object('id', x.id, 'name', x.name, 'description', 'Terms that services are listed under here'), x.id
	  FROM directory_taxonomy AS x
	 WHERE EXISTS (SELECT FROM directory_term AS t WHERE t.taxonomy = x.id AND ` + used + `)`

// Taxonomies is a page of the taxonomies that the terms are of.
func (d *Directory) Taxonomies(ctx context.Context, a Asked) (Page, error) {
	return d.page(ctx, a, taxonomy)
}

// Taxonomy is one taxonomy.
func (d *Directory) Taxonomy(ctx context.Context, id string) (json.RawMessage, error) {
	return d.one(ctx, `SELECT q.record FROM (`+taxonomy+`) AS q(record, id) WHERE q.id = $1`, id)
}

// page is a page of records, of a query of records and ids.
func (d *Directory) page(ctx context.Context, a Asked, query string) (p Page, err error) {
	a.settle()
	if err := d.pool.QueryRow(ctx, `SELECT count(*) FROM (`+query+`) AS q`).Scan(&p.TotalItems); err != nil {
		return p, fmt.Errorf("count records: %w", err)
	}
	rows, err := d.pool.Query(ctx, `SELECT q.record FROM (`+query+`) AS q(record, id) ORDER BY q.id LIMIT $1 OFFSET $2`,
		a.Size, (a.Page-1)*a.Size)
	if err != nil {
		return p, fmt.Errorf("list records: %w", err)
	}
	p.Contents, err = pgx.AppendRows(p.Contents, rows, pgx.RowTo[json.RawMessage])
	p.fill(a)
	return p, err
}
