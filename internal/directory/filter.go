package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// A filter is the condition of a search, put together of what is asked about alone, so that each kind of search has a
// plan of its own. No text of a caller's stands in it; that is among its arguments.
type filter struct {
	parts          []string
	args           pgx.NamedArgs
	rank, distance string
	place          string // the condition that one of a service's places meets; empty: none is asked about
}

func newFilter() filter {
	return filter{
		parts: []string{"s.withdrawn IS NULL"}, args: pgx.NamedArgs{}, rank: "0::real", distance: "NULL::double precision",
	}
}

func (f *filter) where(part string) { f.parts = append(f.parts, part) }

func (f *filter) conditions() string { return strings.Join(f.parts, "\n\t\t\t   AND ") }

// words asks for words, joined by & or |, and ranks by them. The last may be the beginning of a word.
func (f filter) words(words []string, by string) filter {
	f.parts, f.args = slices.Clone(f.parts), maps.Clone(f.args)
	if len(words) == 0 {
		return f
	}
	query := strings.Join(words, by)
	if last := words[len(words)-1]; len(last) > 2 {
		query += ":*"
	}
	f.args["words"] = query
	f.where("s.words @@ to_tsquery('english', @words)")
	f.rank = "ts_rank(s.words, to_tsquery('english', @words), 1)"
	return f
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
func (f *filter) need(need string) {
	if need = strings.TrimSpace(need); need == "" {
		return
	}
	f.args["need"] = need
	f.where(`s.id IN (
			WITH RECURSIVE wanted(id, depth) AS (
				SELECT id, 1 FROM directory_term WHERE id = @need OR lower(term) = lower(@need)
				 UNION
				SELECT t.id, w.depth + 1 FROM directory_term AS t JOIN wanted AS w ON t.parent = w.id WHERE w.depth < 10
			)
			SELECT d.service FROM directory_need AS d JOIN wanted AS w ON d.term = w.id)`)
}

// near asks for services in a postcode's district, or within so many metres of it, or both; or at a place of that name.
func (f *filter) near(ctx context.Context, db *pgxpool.Pool, near string, metres float64, alone bool) error {
	if near = strings.TrimSpace(near); near == "" {
		return nil
	}
	code := tight(near)
	match := postcode.FindStringSubmatch(code)
	if match == nil && !district.MatchString(code) {
		f.args["area"] = near
		f.where("s.areas @@ plainto_tsquery('simple', @area)")
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
	if latitude != nil { // else no service of that district says where it is
		f.within(*latitude, *longitude, metres)
		switch {
		case alone:
			f.place = withinBox
		case metres > 0:
			f.where(`s.id IN (
			SELECT service FROM directory_place WHERE district = @district
			 UNION ALL
			SELECT service FROM directory_place AS p WHERE ` + withinBox + `)`)
			return nil
		}
	}
	f.where("s.id IN (SELECT p.service FROM directory_place AS p WHERE " + f.place + ")")
	return nil
}

// withinBox is what an index can find; the circle within it is measured. A degree of latitude is 111,195 metres.
const withinBox = `p.latitude BETWEEN @latitude - @metres / 111195.0 AND @latitude + @metres / 111195.0
			   AND p.longitude BETWEEN @longitude - @metres / (111195.0 * @narrow)
			                       AND @longitude + @metres / (111195.0 * @narrow)
			   AND directory_metres(@latitude, @longitude, p.latitude, p.longitude) <= @metres`

// within has distances measured from a point.
func (f *filter) within(latitude, longitude, metres float64) {
	f.args["latitude"], f.args["longitude"], f.args["metres"] = latitude, longitude, metres
	f.args["narrow"] = narrow(latitude)
	f.distance = `(SELECT min(directory_metres(@latitude, @longitude, latitude, longitude))
			          FROM directory_place WHERE service = s.id)`
}

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
