package journal_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
)

// notOfAFund are the tables that belong to no fund, and why.
var notOfAFund = map[string]string{
	"migration":              "says which files of the schema have been applied",
	"person":                 "says who an actor is, outside every journal",
	"directory_feed":         "the directory is every fund's, and stands in no journal",
	"directory_import":       "likewise: a feed being read",
	"directory_need":         "likewise",
	"directory_organisation": "likewise",
	"directory_place":        "likewise",
	"directory_price":        "likewise",
	"directory_record":       "likewise",
	"directory_service":      "likewise",
	"directory_staged":       "likewise: a feed being read",
	"directory_text":         "likewise",
	"directory_taxonomy":     "likewise",
	"directory_term":         "likewise",
	"session":                "says who is signed in, outside every journal",
}

// The schema partitions and shards by fund: every table's key begins with it.
func TestEveryKeyBeginsWithTheFund(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	check := func() (faults []string) {
		rows, err := db.OwnerPool(t).Query(t.Context(), `
			SELECT c.relname, coalesce(a.attname, '')
			  FROM pg_class AS c
			  LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
			  LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
			 WHERE c.relkind IN ('r', 'p')
			   AND c.relnamespace = 'public'::regnamespace
			 ORDER BY c.relname`)
		if err != nil {
			t.Fatal(err)
		}
		var table, first string
		seen := 0
		if _, err := pgx.ForEachRow(rows, []any{&table, &first}, func() error {
			seen++
			if notOfAFund[table] == "" && first != "fund" {
				faults = append(faults, table)
			}
			return nil
		}); err != nil || seen < 8 {
			t.Fatalf("%d tables, %v", seen, err)
		}
		return faults
	}
	if faults := check(); len(faults) > 0 {
		t.Errorf("the keys of %v do not begin with fund", faults)
	}
	if _, err := db.OwnerPool(t).Exec(t.Context(), `CREATE TABLE stray (id bigint PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	if faults := check(); len(faults) != 1 || faults[0] != "stray" {
		t.Errorf("a planted table was not found: %v", faults)
	}
}
