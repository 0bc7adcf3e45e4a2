package directory

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// A term says what a service is for, or for whom: a term of a taxonomy.
type term struct {
	ID         string          `json:"id"`
	TaxonomyID string          `json:"taxonomy_id"`
	Taxonomy   string          `json:"taxonomy"`
	Parent     string          `json:"parent"`
	Term       string          `json:"term"`
	Record     json.RawMessage `json:"record"`
}

func (t term) same(other term) bool { return t.ID == other.ID }

// readTerm reads the term of an attribute. Without an id or a word it can be neither found nor asked for.
func readTerm(attribute object) (t term, ok bool) {
	fields, _ := attribute["taxonomy_term"].(map[string]any)
	of := object(fields)
	t = term{
		ID: of.text("id"), Taxonomy: of.text("taxonomy"), Parent: of.text("parent_id"),
		TaxonomyID: of.text("taxonomy_id"), Term: cmp.Or(of.text("term"), of.text("name")),
	}
	if !idForm.MatchString(t.ID) || t.Term == "" || len(t.Term) > nameMax || len(t.Parent) > nameMax {
		return t, false
	}
	if !idForm.MatchString(t.TaxonomyID) {
		t.TaxonomyID = idOf("taxonomy", t.Taxonomy)
	}
	var err error
	t.Record, err = json.Marshal(fields)
	return t, err == nil
}

// idOf is the id of what has none of its own: always the same one for the same name, in the form of a UUID (version 8).
func idOf(kind, name string) string {
	b := sha256.Sum256([]byte(kind + "\x00" + name))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
