package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// A filter is the condition of a search, put together of what is asked about alone, so that each kind of search has a
// plan of its own. No text of a caller's stands in it; that is among its arguments.
type filter struct {
	parts []string
	joins string
	args  pgx.NamedArgs
	place string // the condition that one of a service's places meets; empty: none is asked about
	few   bool   // what is asked about leaves few services, so that it is looked at before any words are
}

func newFilter() filter { return filter{parts: []string{"s.withdrawn IS NULL"}, args: pgx.NamedArgs{}} }

func (f *filter) where(part string) { f.parts = append(f.parts, part) }

func (f *filter) conditions() string { return strings.Join(f.parts, "\n\t\t\t   AND ") }

// from is what is searched, and how far away it is where that is asked about.
func (f *filter) from() string { return "directory_service AS s" + f.joins }

func (f *filter) distance() string {
	if f.joins == "" {
		return "NULL::double precision"
	}
	return "n.metres"
}

// query are words as the database searches for them, joined by & or |. The last may be the beginning of a word.
func query(words []string, by string) string {
	q := strings.Join(words, by)
	if len(words) > 0 && len(words[len(words)-1]) > 2 {
		q += ":*"
	}
	return q
}

func (f *filter) day(day string) error {
	if day == "" {
		return nil
	}
	bit := dayBit(day)
	if bit == 0 {
		return ledger.ErrInvalid.With("%s is no day of the week, such as monday or MO", plain(day))
	}
	f.args["day"] = bit
	f.where("s.days & @day::smallint <> 0")
	return nil
}

// need asks for a term, by its id or as a word, and for the terms below it.
func (f *filter) need(ctx context.Context, db *pgxpool.Pool, need string) error {
	if need = strings.TrimSpace(need); need == "" {
		return nil
	}
	rows, err := db.Query(ctx, `
		WITH RECURSIVE wanted(id, depth) AS (
			SELECT id, 1 FROM directory_term WHERE id = @need OR lower(term) = lower(@need)
			 UNION
			SELECT t.id, w.depth + 1 FROM directory_term AS t JOIN wanted AS w ON t.parent = w.id WHERE w.depth < 10
		)
		SELECT DISTINCT id FROM wanted`, pgx.StrictNamedArgs{"need": need})
	if err != nil {
		return fmt.Errorf("look for a need: %w", err)
	}
	f.few = true
	f.args["terms"], err = pgx.CollectRows(rows, pgx.RowTo[string])
	f.where("s.id IN (SELECT service FROM directory_need WHERE term = ANY(@terms::text[]))")
	return err
}

// near asks for services in a postcode's district, or within so many metres of it, or both; or at a place of that name.
func (f *filter) near(ctx context.Context, db *pgxpool.Pool, near string, metres float64, alone bool) error {
	if near = strings.TrimSpace(near); near == "" {
		return nil
	}
	f.few = true
	code := tight(near)
	match := postcode.FindStringSubmatch(code)
	if match == nil && !district.MatchString(code) {
		f.args["area"] = near
		f.where("s.id IN (SELECT service FROM directory_text WHERE areas @@ plainto_tsquery('simple', @area))")
		return nil
	}
	part := code
	if match != nil {
		part = match[1]
	}
	f.args["district"] = part
	latitude, longitude, err := middle(ctx, db, code, part)
	if err != nil {
		return err
	}
	f.place = "p.district = @district"
	if latitude == nil { // no service of that district says where it is
		f.where("s.id IN (SELECT p.service FROM directory_place AS p WHERE " + f.place + ")")
		return nil
	}
	f.args["latitude"], f.args["longitude"], f.args["metres"] = *latitude, *longitude, metres
	f.args["narrow"] = narrow(*latitude)
	switch {
	case alone:
		f.place = withinBox
	case metres > 0:
		f.place = "(p.district = @district OR " + withinBox + ")"
	}
	f.joins = `
			  JOIN (SELECT p.service, min(directory_metres(@latitude, @longitude, p.latitude, p.longitude)) AS metres
			          FROM directory_place AS p
			         WHERE ` + f.place + `
			         GROUP BY p.service) AS n ON n.service = s.id`
	return nil
}

// withinBox is what an index can find; the circle within it is measured. A degree of latitude is 111,195 metres.
const withinBox = `p.latitude BETWEEN @latitude - @metres / 111195.0 AND @latitude + @metres / 111195.0
			   AND p.longitude BETWEEN @longitude - @metres / (111195.0 * @narrow)
			                       AND @longitude + @metres / (111195.0 * @narrow)
			   AND directory_metres(@latitude, @longitude, p.latitude, p.longitude) <= @metres`

// middle is the middle of the places that have a postcode or, where none has, of its district.
func middle(ctx context.Context, db *pgxpool.Pool, code, part string) (latitude, longitude *float64, err error) {
	for _, by := range []struct{ column, value string }{{"postcode", code}, {"district", part}} {
		err = db.QueryRow(ctx, `
			SELECT avg(p.latitude), avg(p.longitude)
			  FROM directory_place AS p
			  JOIN directory_service AS s ON s.id = p.service AND s.withdrawn IS NULL
			 WHERE p.`+by.column+` = $1`, by.value).Scan(&latitude, &longitude)
		if err != nil || latitude != nil {
			break
		}
	}
	if err != nil {
		err = fmt.Errorf("find the middle of a district: %w", err)
	}
	return latitude, longitude, err
}
