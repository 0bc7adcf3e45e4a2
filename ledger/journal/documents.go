package journal

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// querier is what both a connection and a pool can do.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const documentsSQL = `
	SELECT asked.kind, asked.id, e.body
	  FROM unnest($2::text[], $3::text[]) AS asked(kind, id)
	 CROSS JOIN LATERAL (
	       SELECT v.seq FROM document_version AS v
	        WHERE v.fund = $1 AND v.kind = asked.kind AND v.id = asked.id AND v.seq <= $4
	        ORDER BY v.seq DESC LIMIT 1) AS newest
	  JOIN entry AS e ON e.fund = $1 AND e.seq = newest.seq`

// loadDocuments puts the newest versions of the missing documents into a State, or the fact that there are none.
func loadDocuments(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing) error {
	refs := make([]ledger.Ref, 0, len(missing.Documents))
	for ref := range missing.Documents {
		if ref.Kind == ledger.PostedKind {
			if err := loadPosted(ctx, db, fund, s, ref); err != nil {
				return err
			}
			continue
		}
		refs = append(refs, ref)
	}
	if len(refs) == 0 {
		return nil
	}
	found, err := documents(ctx, db, fund, refs, maxSeq)
	for _, ref := range refs {
		s.Hold(ref, found[ref])
	}
	return err
}

const maxSeq = int64(1) << 62

// documents reads the versions in force at a number of the documents named; those that are not there are left out.
func documents(ctx context.Context, db querier, fund int32, refs []ledger.Ref, at int64) (
	map[ledger.Ref]ledger.Document, error) {
	kinds, ids := make([]string, len(refs)), make([]string, len(refs))
	for i, ref := range refs {
		kinds[i], ids[i] = ref.Kind, ref.ID
	}
	rows, err := db.Query(ctx, documentsSQL, fund, kinds, ids, at)
	if err != nil {
		return nil, err
	}
	found := map[ledger.Ref]ledger.Document{}
	var ref ledger.Ref
	var body []byte
	if _, err := pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		found[ref] = d
		return err
	}); err != nil {
		return nil, err
	}
	return found, reveal(ctx, db, fund, func(f func(*ledger.Private)) {
		for ref, d := range found {
			found[ref] = ledger.WithPrivate(d, f)
		}
	})
}

func loadPosted(ctx context.Context, db querier, fund int32, s *ledger.State, ref ledger.Ref) error {
	seq, err := strconv.ParseInt(ref.ID, 10, 64)
	if err != nil {
		return err
	}
	entries, err := readEntries(ctx, db, fund, []int64{seq})
	if err != nil {
		return err
	}
	s.Hold(ref, nil)
	for _, e := range entries {
		s.Hold(ref, ledger.PostedEntry{Entry: e.Entry})
	}
	return nil
}

// reveal puts salts and values back beside their digests. each must call its argument for every private field, and
// is called twice: to ask and to fill.
func reveal(ctx context.Context, db querier, fund int32, each func(func(*ledger.Private))) error {
	var asked [][]byte
	each(func(p *ledger.Private) {
		if p.Value == "" && !p.IsZero() {
			asked = append(asked, p.Digest[:16:16])
		}
	})
	if len(asked) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `
		SELECT digest, salt, value
		  FROM private_text
		 WHERE fund = $1
		   AND digest = ANY ($2)`, fund, asked)
	if err != nil {
		return err
	}
	type text struct {
		salt  ledger.Salt
		value string
	}
	texts := map[[16]byte]text{}
	var digest, salt []byte
	var value string
	if _, err := pgx.ForEachRow(rows, []any{&digest, &salt, &value}, func() error {
		texts[[16]byte(digest)] = text{ledger.Salt(salt), value}
		return nil
	}); err != nil {
		return err
	}
	each(func(p *ledger.Private) {
		if t, ok := texts[[16]byte(p.Digest[:16])]; ok && p.Value == "" {
			p.Reveal(t.salt, t.value) // a value that does not match its digest stays withheld
		}
	})
	return nil
}
