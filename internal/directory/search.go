package directory

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

const (
	nearMetres   = 5000 // of a postcode, when nothing else is said
	wordsMax     = 12   // of one search
	searchMax    = 200  // characters of one field of a search
	sizeMax      = 200  // services on a page
	sizeUsual    = 20
	countedMax   = 300 // of those that have words in their names, and of those that have them elsewhere
	summaryChars = 200
)

// Query is what somebody looks for. What is left empty is not asked about.
type Query struct {
	Words string // in the name, the provider's name, the needs and the description; the last word may be a beginning
	Need  string // a taxonomy term, by its id or as a word, with the terms below it
	Near  string // a postcode, the first part of one, or the name of a place
	Day   string // of the week
	Page  int    // from 1
	Size  int
}

// Found is a page of what a search found, the likeliest first.
type Found struct {
	Total    int   `json:"total" doc:"services found, on all pages"`
	Page     int   `json:"page"`
	Size     int   `json:"size"`
	More     bool  `json:"more,omitempty" doc:"there are more than total says: so many that no more were looked at"`
	Any      bool  `json:"any,omitempty" doc:"no service has all of the words; these have some of them"`
	Services []Hit `json:"services"`
}

// Hit is a service found.
type Hit struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Provider string        `json:"provider" doc:"the organisation's name"`
	Status   string        `json:"status"`
	Summary  string        `json:"summary,omitempty" doc:"how its description begins"`
	Town     string        `json:"town,omitempty"`
	Postcode string        `json:"postcode,omitempty"`
	Metres   *int          `json:"metres,omitempty" doc:"from the postcode looked for, as the crow flies"`
	Days     []string      `json:"days" doc:"of the week"`
	From     *ledger.Money `json:"from,omitempty" doc:"the least of its prices"`
	Minimum  *string       `json:"minimumAge,omitempty"`
	Maximum  *string       `json:"maximumAge,omitempty"`
}

// Search finds services that can be had, ranked: by how well the words fit, then by distance, then by name.
func (d *Directory) Search(ctx context.Context, q Query) (Found, error) {
	for _, text := range []string{q.Words, q.Need, q.Near, q.Day} {
		if len(text) > searchMax {
			return Found{}, ledger.ErrInvalid.With("a search is at most %d characters long", searchMax)
		}
	}
	q.Page, q.Size = max(q.Page, 1), min(max(cmp.Or(q.Size, sizeUsual), 1), sizeMax)
	f := newFilter()
	f.where("s.status IN ('active', 'temporarily closed')")
	if err := f.day(q.Day); err != nil {
		return Found{}, err
	}
	if err := f.need(ctx, d.pool, q.Need); err != nil {
		return Found{}, err
	}
	if err := f.near(ctx, d.pool, q.Near, nearMetres, false); err != nil {
		return Found{}, err
	}
	words := split(q.Words)
	found, err := d.search(ctx, f, q, query(words, " & "))
	if err == nil && found.Total == 0 && len(words) > 1 {
		found, err = d.search(ctx, f, q, query(words, " | "))
		found.Any = found.Total > 0
	}
	return found, err
}

// search runs one search. The page's services are found first and described after, so that a search reads little.
func (d *Directory) search(ctx context.Context, f filter, q Query, words string) (Found, error) {
	f.args["limit"], f.args["offset"], f.args["words"], f.args["most"] = q.Size, (q.Page-1)*q.Size, words, countedMax+1
	rows, err := d.pool.Query(ctx, `
		WITH fits AS (`+fits(f, words)+`
		), found AS (
			SELECT f.id, f.rank, f.metres, count(*) OVER () AS total
			  FROM fits AS f
			 ORDER BY f.rank DESC, f.metres, f.name, f.id
			 LIMIT @limit OFFSET @offset
		)
		SELECT s.id, s.name, s.provider, s.status, coalesce(left(r.record->>'description', 400), ''), coalesce(p.town, ''),
		       coalesce(p.postcode, ''), round(f.metres)::int, s.days,
		       (SELECT min(pence) FROM directory_price WHERE service = s.id AND until IS NULL),
		       s.minimum_age::text, s.maximum_age::text, f.total
		  FROM found AS f
		  JOIN directory_service AS s ON s.id = f.id
		  JOIN directory_record AS r ON r.service = f.id
		  LEFT JOIN LATERAL (SELECT town, postcode FROM directory_place WHERE service = f.id ORDER BY number LIMIT 1) AS p
		       ON true
		 ORDER BY f.rank DESC, f.metres, s.name, s.id`, f.args)
	if err != nil {
		return Found{}, fmt.Errorf("search: %w", err)
	}
	found := Found{Page: q.Page, Size: q.Size, Services: []Hit{}}
	found.Services, err = pgx.AppendRows(found.Services, rows, func(row pgx.CollectableRow) (h Hit, err error) {
		var days int16
		var pence *int64
		err = row.Scan(&h.ID, &h.Name, &h.Provider, &h.Status, &h.Summary, &h.Town, &h.Postcode, &h.Metres, &days, &pence,
			&h.Minimum, &h.Maximum, &found.Total)
		h.Days, h.From, h.Summary, h.Postcode = daysOf(days), money(pence), shorten(h.Summary), loose(h.Postcode)
		return h, err
	})
	if err != nil {
		return Found{}, fmt.Errorf("search: %w", err)
	}
	if len(found.Services) == 0 && q.Page > 1 { // the count stands in the rows, and there are none
		q.Page = 1
		first, err := d.search(ctx, f, q, words)
		found.Total, found.More = first.Total, first.More
		return found, err
	}
	found.More = words != "" && !f.few && found.Total > countedMax
	return found, nil
}

// fits is the query of the services that meet a filter and have the words. Those that have all of them in what they are
// called come before those that have them anywhere.
func fits(f filter, words string) string {
	const asked = "to_tsquery('english', @words)"
	some := `
			SELECT s.id, s.name, ` + f.distance() + ` AS metres, 0::real AS rank
			  FROM ` + f.from() + `
			 WHERE ` + f.conditions()
	switch {
	case words == "":
		return some
	case f.few:
		return `
			SELECT few.id, few.name, few.metres,
			       CASE WHEN t.names @@ ` + asked + ` THEN 1 + ts_rank(t.names, ` + asked + `, 1)
			            ELSE ts_rank(t.words, ` + asked + `, 1) END AS rank
			  FROM (` + some + `
			       OFFSET 0) AS few
			  JOIN directory_text AS t ON t.service = few.id
			 WHERE t.words @@ ` + asked
	}
	// Of each kind so many are looked at, and no more, that a word which half of the services have costs no more than
	// another.
	part := func(rank, condition string) string {
		return `(
			SELECT s.id, s.name, ` + f.distance() + ` AS metres, ` + rank + ` AS rank
			  FROM directory_text AS t
			  JOIN directory_service AS s ON s.id = t.service
			 WHERE ` + f.conditions() + `
			   AND ` + condition + `
			 LIMIT @most)`
	}
	return part("1 + ts_rank(t.names, "+asked+", 1)", "t.names @@ "+asked) + `
			 UNION ALL ` + part("ts_rank(t.words, "+asked+", 1)", "t.words @@ "+asked+" AND NOT t.names @@ "+asked)
}

func money(pence *int64) *ledger.Money {
	if pence == nil {
		return nil
	}
	m := ledger.Pence(*pence)
	return &m
}

// shorten keeps the beginning of a text, up to the end of a word.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	letters := []rune(s)
	if len(letters) <= summaryChars {
		return s
	}
	s = string(letters[:summaryChars])
	if at := strings.LastIndex(s, " "); at > 0 {
		s = s[:at]
	}
	return s + " …"
}

// loose is a postcode as people write it.
func loose(code string) string {
	if len(code) < 5 {
		return code
	}
	return code[:len(code)-3] + " " + code[len(code)-3:]
}

// split takes a search apart into its words.
func split(s string) []string {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	words := strings.FieldsFunc(strings.ToLower(s), between)
	return words[:min(len(words), wordsMax)]
}

var district = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?$`)
