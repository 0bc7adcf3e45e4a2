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
	SELECT asked.kind, asked.id, e.seq, e.body
	  FROM unnest($2::text[], $3::text[]) AS asked(kind, id)
	 CROSS JOIN LATERAL (
	       SELECT v.seq FROM document_version AS v
	        WHERE v.fund = $1 AND v.kind = asked.kind AND v.id = asked.id AND v.seq <= $4
	        ORDER BY v.seq DESC LIMIT 1) AS newest
	  JOIN entry AS e ON e.fund = $1 AND e.seq = newest.seq`

// loadDocuments puts the newest versions of the missing documents into a State, or the fact that there are none.
func loadDocuments(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing) error {
	refs, posted := refsOf(missing)
	for _, ref := range posted {
		if err := loadPosted(ctx, db, fund, s, ref); err != nil {
			return err
		}
	}
	if len(refs) == 0 {
		return nil
	}
	found, err := documents(ctx, db, fund, refs, maxSeq)
	hold(s, refs, found)
	return err
}

// refsOf are the missing documents, and apart from them the entries that are read as such.
func refsOf(missing *ledger.Missing) (refs, posted []ledger.Ref) {
	refs = make([]ledger.Ref, 0, len(missing.Documents))
	for ref := range missing.Documents {
		if ref.Kind == ledger.PostedKind {
			posted = append(posted, ref)
		} else {
			refs = append(refs, ref)
		}
	}
	return refs, posted
}

// hold puts documents into a State, or the fact that there are none.
func hold(s *ledger.State, refs []ledger.Ref, found map[ledger.Ref]ledger.Document) {
	for _, ref := range refs {
		s.Hold(ref, found[ref])
	}
}

// maxSeq is more entries than a journal will ever have.
const maxSeq = int64(1)<<39 - 2

// documents reads the versions in force at a number of the documents named; those that are not there are left out.
func documents(ctx context.Context, db querier, fund int32, refs []ledger.Ref, at int64) (
	map[ledger.Ref]ledger.Document, error,
) {
	rows, err := db.Query(ctx, documentsSQL, documentsArgs(fund, refs, at)...)
	if err != nil {
		return nil, err
	}
	found, seqs, err := readDocuments(rows)
	if err != nil {
		return nil, err
	}
	return found, revealDocuments(ctx, db, fund, seqs, found)
}

func documentsArgs(fund int32, refs []ledger.Ref, at int64) []any {
	kinds, ids := make([]string, len(refs)), make([]string, len(refs))
	for i, ref := range refs {
		kinds[i], ids[i] = ref.Kind, ref.ID
	}
	return []any{fund, kinds, ids, at}
}

// readDocuments reads what documentsSQL answers, with the numbers of the entries that saved them. Private texts are not
// revealed yet.
func readDocuments(rows pgx.Rows) (found map[ledger.Ref]ledger.Document, seqs []int64, err error) {
	found = map[ledger.Ref]ledger.Document{}
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		found[ref], seqs = d, append(seqs, seq)
		return err
	})
	return found, seqs, err
}

func revealDocuments(ctx context.Context, db querier, fund int32, seqs []int64,
	found map[ledger.Ref]ledger.Document,
) error {
	return reveal(ctx, db, fund, seqs, func(f func(*ledger.Private)) {
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

// reveal puts salts and values back beside their digests, from the texts of the entries numbered. each must call its
// argument for every private field.
func reveal(ctx context.Context, db querier, fund int32, seqs []int64, each func(func(*ledger.Private))) error {
	hidden := false
	each(func(p *ledger.Private) { hidden = hidden || p.Value == "" && !p.IsZero() })
	if !hidden {
		return nil
	}
	texts, err := textsOf(ctx, db, fund, seqs)
	if err != nil {
		return err
	}
	byDigest := map[ledger.Digest]ledger.Private{}
	for _, kept := range texts {
		for _, t := range kept {
			byDigest[t.Digest] = t
		}
	}
	each(func(p *ledger.Private) {
		if t, ok := byDigest[p.Digest]; ok {
			*p = t
		}
	})
	return nil
}

// textsOf reads the private texts kept beside entries, by number; each by its own key, too.
func textsOf(ctx context.Context, db querier, fund int32, seqs []int64) (map[int64][]ledger.Private, error) {
	rows, err := db.Query(ctx, `
		SELECT asked.seq, t.texts
		  FROM unnest($2::bigint[]) AS asked(seq)
		 CROSS JOIN LATERAL (SELECT texts FROM private_text WHERE fund = $1 AND seq = asked.seq LIMIT 1) AS t`, fund, seqs)
	if err != nil {
		return nil, err
	}
	texts := map[int64][]ledger.Private{}
	var seq int64
	var kept []byte
	_, err = pgx.ForEachRow(rows, []any{&seq, &kept}, func() (err error) {
		texts[seq], err = ledger.DecodeTexts(kept)
		return err
	})
	return texts, err
}
