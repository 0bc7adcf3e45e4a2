package journal

import (
	"context"
	_ "embed" // the long SQL stands in files of its own

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed accounts_of_list.sql
var accountsOfListSQL string

// The documents of a kind whose newest version was saved by one of some acts, with the entry that holds it. Names are
// walked through by index, one step for each, however many versions there are.
const documentsOfListSQL = `
	WITH RECURSIVE named (id) AS (
	     (SELECT id FROM document_version WHERE fund = $1 AND kind = $2 ORDER BY id LIMIT 1)
	      UNION ALL
	     SELECT next.id
	       FROM named
	      CROSS JOIN LATERAL (
	            SELECT id FROM document_version
	             WHERE fund = $1 AND kind = $2 AND id > named.id
	             ORDER BY id LIMIT 1) AS next)
	SELECT named.id, e.body
	  FROM named
	 CROSS JOIN LATERAL (
	       SELECT seq FROM document_version AS v
	        WHERE v.fund = $1 AND v.kind = $2 AND v.id = named.id
	        ORDER BY seq DESC LIMIT 1) AS newest
	  JOIN entry AS e ON e.fund = $1 AND e.seq = newest.seq
	 WHERE e.act = ANY ($3)`

// loadLists puts the missing lists into a State: names alone. What is asked about them is loaded like all else.
func loadLists(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing) error {
	for list := range missing.Lists {
		if err := loadAccountList(ctx, db, fund, s, list); err != nil {
			return err
		}
	}
	for list := range missing.Papers {
		if err := loadDocumentList(ctx, db, fund, s, list); err != nil {
			return err
		}
	}
	return nil
}

func loadAccountList(ctx context.Context, db querier, fund int32, s *ledger.State, list ledger.AccountList) error {
	plain, detailed := list.Codes()
	rows, err := db.Query(ctx, accountsOfListSQL, pgx.StrictNamedArgs{
		"fund": fund, "plain": plain, "detailed": detailed, "year": int16(list.Year),
		"partner": string(list.Partner), "source": string(list.Source), "limit": ledger.ListMax + 1,
	})
	if err != nil {
		return err
	}
	accounts := []ledger.Account{}
	var a ledger.Account
	columns := []any{&a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of}
	_, err = pgx.ForEachRow(rows, columns, func() error {
		accounts = append(accounts, a)
		return nil
	})
	s.HoldList(list, accounts)
	return err
}

func loadDocumentList(ctx context.Context, db querier, fund int32, s *ledger.State, list ledger.DocumentList) error {
	kind, acts := list.Kind()
	rows, err := db.Query(ctx, documentsOfListSQL, fund, kind, acts)
	if err != nil {
		return err
	}
	refs := []ledger.Ref{}
	ref := ledger.Ref{Kind: kind}
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.ID, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if err == nil && list.Takes(d) {
			refs = append(refs, ref)
		}
		return err
	})
	s.HoldListed(list, refs)
	return err
}
