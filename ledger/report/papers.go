package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed documents.sql
var documentsSQL string

// paperKinds are the documents that reports take words from. Commitments and invoices, of which there are
// many, are not among them.
var paperKinds = []string{"fund", "agreement", "source", "scheme", "minimum", "forecast"}

// papers are the fund's documents as at a moment, each kind in the order it was first recorded.
type papers struct {
	fund       ledger.Fund
	agreements []ledger.Agreement
	sources    []ledger.Source
	schemes    []ledger.Scheme
	minimums   []ledger.Minimum
	forecasts  []ledger.Forecast
	profiles   []ledger.BudgetProfile
	grants     []ledger.GrantAllocation
	passings   map[int64]ledger.GrantPassing
	consents   map[int64]ledger.GrantConsent
	cutOffs    []ledger.CutOff
	bodies     map[ledger.BodyID]ledger.Body
	others     []ledger.BodyID // named elsewhere, whose names are asked for too
}

// put adds a document, or its new version in place of the old. Lists are copied: a position may share them.
func (p *papers) put(d ledger.Document) {
	switch d := d.(type) {
	case ledger.Fund:
		p.fund = d
	case ledger.Agreement:
		p.agreements = upsert(p.agreements, d)
	case ledger.Source:
		p.sources = upsert(p.sources, d)
	case ledger.Scheme:
		p.schemes = upsert(p.schemes, d)
	case ledger.Minimum:
		p.minimums = upsert(p.minimums, d)
	case ledger.Forecast:
		p.forecasts = upsert(p.forecasts, d)
	case ledger.BudgetProfile:
		p.profiles = upsert(p.profiles, d)
	case ledger.GrantAllocation:
		p.grants = upsert(p.grants, d)
	case ledger.GrantPassing:
		p.passings = with(p.passings, d.Entry, d)
	case ledger.GrantConsent:
		p.consents = with(p.consents, d.Entry, d)
	case ledger.CutOff:
		p.cutOffs = upsert(p.cutOffs, d)
	}
}

// with is a copy of a map with one more value.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}

func upsert[D ledger.Document](list []D, d D) []D {
	i := slices.IndexFunc(list, func(old D) bool { return old.Ref() == d.Ref() })
	list = slices.Clone(list)
	if i < 0 {
		return append(list, d)
	}
	list[i] = d
	return list
}

func (p papers) with(documents []ledger.Document) papers {
	for _, d := range documents {
		p.put(d)
	}
	return p
}

// papers reads the fund's documents of some kinds as at a cut, and the bodies they name as the service
// journal had them then.
func (v *view) papers(ctx context.Context, c cut, m Moment, kinds ...string) (papers, error) {
	p := papers{bodies: map[ledger.BodyID]ledger.Body{}}
	var worded []int64 // entries that hold a text which a position shows
	err := v.documents(ctx, c, kinds, func(seq int64, d ledger.Document) {
		if text, first := shownText(d); !text.IsZero() {
			worded = append(worded, seq, first)
		}
		p.put(d)
	})
	if err != nil {
		return p, err
	}
	if p.bodies, err = v.bodies(ctx, m, p.named()); err != nil {
		return p, err
	}
	return p, v.reveal(ctx, &p, worded)
}

// documents calls f with the fund's documents of some kinds as at a cut, and the number of the entry that holds each.
func (v *view) documents(ctx context.Context, c cut, kinds []string, f func(int64, ledger.Document)) error {
	args := c.args(v.fund)
	args["kinds"] = kinds
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return fmt.Errorf("documents of %s: %w", v.id, err)
	}
	return v.eachVersion(rows, f)
}

// eachVersion calls f with each document of rows of kind, name, entry and its bytes.
func (v *view) eachVersion(rows pgx.Rows, f func(int64, ledger.Document)) error {
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err := pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := v.decoded.version(body, ref)
		if err == nil {
			f(seq, d)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("documents of %s: %w", v.id, err)
	}
	return nil
}

// named calls f with the documents of a kind and of some names, in a journal by its number, as at an entry of it.
func (v *view) named(ctx context.Context, fund int32, kind string, ids []string, at int64,
	f func(int64, ledger.Document),
) error {
	rows, err := v.tx.Query(ctx, `
		SELECT $2::text, asked.id, e.seq, e.body
		  FROM unnest($3::text[]) AS asked(id)
		 CROSS JOIN LATERAL (
		       SELECT v.seq
		         FROM document_version AS v
		        WHERE v.fund = $1
		          AND v.kind = $2
		          AND v.id = asked.id
		          AND v.seq <= $4
		        ORDER BY v.seq DESC
		        LIMIT 1) AS newest
		  JOIN entry AS e ON e.fund = $1 AND e.seq = newest.seq`, fund, kind, ids, at)
	if err != nil {
		return fmt.Errorf("%s of %s: %w", kind, v.id, err)
	}
	return v.eachVersion(rows, f)
}

// bodies reads organisations as the service journal had them at a moment.
func (v *view) bodies(ctx context.Context, m Moment, ids []string) (map[ledger.BodyID]ledger.Body, error) {
	at, err := v.seqBy(ctx, 0, m.Recorded)
	if err != nil {
		return nil, err
	}
	bodies := map[ledger.BodyID]ledger.Body{}
	err = v.named(ctx, 0, "body", ids, at, func(_ int64, d ledger.Document) {
		if b, ok := d.(ledger.Body); ok {
			bodies[b.ID] = b
		}
	})
	return bodies, err
}

// named lists the bodies that papers name, each once.
func (p papers) named() []string {
	var ids []string
	for _, a := range p.agreements {
		for _, party := range a.Partners {
			ids = append(ids, string(party.Body))
		}
		ids = append(ids, string(a.Override.By))
	}
	for _, s := range p.sources {
		ids = append(ids, string(s.Partner), string(s.Through))
	}
	for _, g := range p.grants {
		for _, d := range g.Districts {
			ids = append(ids, string(d.District))
		}
	}
	for _, g := range p.passings {
		ids = append(ids, string(g.District))
	}
	for _, id := range p.others {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// shownText is a private text of a document that a report shows, such as the reason of an override, and the entry that
// another text of it is kept beside, or 0.
func shownText(d ledger.Document) (text ledger.Private, first int64) {
	switch d := d.(type) {
	case ledger.Agreement:
		return d.Override.Reason, 0
	case ledger.Forecast:
		return d.Reason, 0
	case ledger.BudgetProfile:
		return d.Reason, 0
	case ledger.GrantPassing:
		return d.Payment, d.Entry
	case ledger.GrantConsent:
		return d.Consent, 0
	}
	return ledger.Private{}, 0
}

// reveal puts the texts that a report shows back beside their digests, from those kept beside the entries
// numbered. What is withheld or erased stays hidden.
func (v *view) reveal(ctx context.Context, p *papers, seqs []int64) error {
	texts, err := v.texts(ctx, seqs)
	if err != nil {
		return err
	}
	for i := range p.agreements {
		show(&p.agreements[i].Override.Reason, texts)
	}
	for i := range p.forecasts {
		show(&p.forecasts[i].Reason, texts)
	}
	for i := range p.profiles {
		show(&p.profiles[i].Reason, texts)
	}
	for k, d := range p.passings {
		show(&d.Payment, texts)
		show(&d.Proof, texts)
		p.passings[k] = d
	}
	for k, d := range p.consents {
		show(&d.Consent, texts)
		p.consents[k] = d
	}
	return nil
}

// texts are the private texts kept beside the entries numbered, by their digests. Each is looked up by its own key: of
// a fund that is new to the planner, it would read all texts.
func (v *view) texts(ctx context.Context, seqs []int64) (map[ledger.Digest]ledger.Private, error) {
	texts := map[ledger.Digest]ledger.Private{}
	if len(seqs) == 0 {
		return texts, nil
	}
	rows, err := v.tx.Query(ctx, `
		SELECT t.texts
		  FROM unnest($2::bigint[]) AS asked(seq)
		 CROSS JOIN LATERAL (SELECT texts FROM private_text WHERE fund = $1 AND seq = asked.seq LIMIT 1) AS t`, v.fund, seqs)
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", v.id, err)
	}
	var kept []byte
	_, err = pgx.ForEachRow(rows, []any{&kept}, func() error {
		list, err := ledger.DecodeTexts(kept)
		for _, text := range list {
			texts[text.Digest] = text
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", v.id, err)
	}
	return texts, nil
}

func show(hidden *ledger.Private, texts map[ledger.Digest]ledger.Private) {
	if text, ok := texts[hidden.Digest]; ok {
		*hidden = text
	}
}

// bodyName is a body's name, or its id where it is not known.
func (p papers) bodyName(id ledger.BodyID) string {
	if b, ok := p.bodies[id]; ok {
		return b.Name
	}
	return string(id)
}

// source is a source by its id.
func (p papers) source(id ledger.SourceID) ledger.Source {
	for _, s := range p.sources {
		if s.ID == id {
			return s
		}
	}
	return ledger.Source{ID: id, Name: string(id)}
}
