package directory_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pooled/internal/directory"
)

// all is what a list gives, page by page, in order of ids.
func all(t *testing.T, page func(directory.Asked) (directory.Page, error), a directory.Asked) []map[string]any {
	t.Helper()
	list := []map[string]any{}
	for a.Page, a.Size = 1, 7; ; a.Page++ {
		p, err := page(a)
		if err != nil {
			t.Fatal(err)
		}
		if p.PageNumber != a.Page || p.FirstPage != (a.Page == 1) || p.Size != len(p.Contents) || p.Empty != (p.Size == 0) {
			t.Errorf("page %d = %+v", a.Page, p)
		}
		for _, one := range p.Contents {
			var fields map[string]any
			if err := json.Unmarshal(one, &fields); err != nil {
				t.Fatal(err)
			}
			list = append(list, fields)
		}
		if p.LastPage {
			if len(list) != p.TotalItems || a.Page != max(p.TotalPages, 1) {
				t.Errorf("%d of %d on %d of %d pages", len(list), p.TotalItems, a.Page, p.TotalPages)
			}
			break
		}
	}
	return list
}

func byID(list []map[string]any) []map[string]any {
	slices.SortFunc(list, func(a, b map[string]any) int {
		return strings.Compare(fmt.Sprint(a["id"]), fmt.Sprint(b["id"]))
	})
	return list
}

// What a feed gave is served again, in the standard's shape, as it was given.
func TestServedAsGiven(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.must("darlington", example(t))
	var given struct{ Contents []map[string]any }
	if err := json.Unmarshal([]byte(example(t)), &given); err != nil {
		t.Fatal(err)
	}
	services := func(a directory.Asked) (directory.Page, error) { return h.Services(t.Context(), a) }
	if got := all(t, services, directory.Asked{Full: true}); !reflect.DeepEqual(got, byID(given.Contents)) {
		t.Errorf("served %v", got)
	}
	for _, short := range all(t, services, directory.Asked{}) {
		if short["organization"] == nil || short["cost_options"] != nil || short["name"] == nil {
			t.Errorf("in the list: %v", short)
		}
	}
	one, err := h.Record(t.Context(), fmt.Sprint(given.Contents[3]["id"]))
	var fields map[string]any
	if err != nil || json.Unmarshal(one, &fields) != nil || !reflect.DeepEqual(fields, given.Contents[3]) {
		t.Errorf("record = %s, %v", one, err)
	}
	locations := all(t, func(a directory.Asked) (directory.Page, error) { return h.Locations(t.Context(), a) },
		directory.Asked{Full: true})
	if len(locations) != 26 {
		t.Errorf("%d locations", len(locations))
	}
	for _, location := range locations {
		service, _ := location["service"].(map[string]any)
		if service["name"] == nil || service["service_at_locations"] != nil || location["location"] == nil {
			t.Errorf("location = %v", location)
		}
		one, err := h.Location(t.Context(), fmt.Sprint(location["id"]))
		var fields map[string]any
		if err != nil || json.Unmarshal(one, &fields) != nil || !reflect.DeepEqual(fields, location) {
			t.Errorf("location = %s, %v", one, err)
		}
	}
	terms := all(t, func(a directory.Asked) (directory.Page, error) { return h.Terms(t.Context(), a) }, directory.Asked{})
	taxonomies := all(t, func(a directory.Asked) (directory.Page, error) { return h.Taxonomies(t.Context(), a) },
		directory.Asked{})
	if len(terms) != 21 || len(taxonomies) != 1 || taxonomies[0]["name"] != "Needs (illustrative)" {
		t.Errorf("%d terms of %v", len(terms), taxonomies)
	}
	if one, err := h.Taxonomy(t.Context(), fmt.Sprint(taxonomies[0]["id"])); err != nil || !json.Valid(one) {
		t.Errorf("taxonomy = %s, %v", one, err)
	}
	if one, err := h.Term(t.Context(), fmt.Sprint(terms[0]["id"])); err != nil || !json.Valid(one) {
		t.Errorf("term = %s, %v", one, err)
	}
}

func TestStandardParameters(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.must("darlington", example(t))
	later := time.Date(2016, time.April, 1, 0, 0, 0, 0, time.UTC)
	terms, err := h.Terms(t.Context(), directory.Asked{Size: 200})
	if err != nil {
		t.Fatal(err)
	}
	var term struct{ ID, Taxonomy_ID, Term string } //nolint:revive,staticcheck // the field's name in the standard
	for _, one := range terms.Contents {
		if err := json.Unmarshal(one, &term); err != nil || term.Term == "Diabetes" {
			break
		}
	}
	for name, tt := range map[string]struct {
		asked directory.Asked
		want  int
	}{
		"words":               {directory.Asked{Words: "gym"}, 1},
		"term":                {directory.Asked{Term: term.ID}, 3},
		"taxonomy":            {directory.Asked{Taxonomy: term.Taxonomy_ID}, 30},
		"no such taxonomy":    {directory.Asked{Taxonomy: "none"}, 0},
		"minimum age":         {directory.Asked{MinimumAge: "60"}, 2},
		"minimum age above":   {directory.Asked{MinimumAge: "60.5"}, 0},
		"maximum age":         {directory.Asked{MaximumAge: "100"}, 0},
		"opens late":          {directory.Asked{Start: "18:00"}, 3},
		"closes early":        {directory.Asked{End: "11:00"}, 1},
		"day":                 {directory.Asked{Day: "SU"}, 2},
		"modified":            {directory.Asked{ModifiedAfter: &later}, 0},
		"minimal":             {directory.Asked{Minimal: true}, 30},
		"day, words and term": {directory.Asked{Day: "MO", Words: "gym", Term: term.ID}, 1},
	} {
		if p, err := h.Services(t.Context(), tt.asked); err != nil || p.TotalItems != tt.want {
			t.Errorf("%s: %d, %v; want %d", name, p.TotalItems, err, tt.want)
		}
	}
	for _, bad := range []directory.Asked{
		{MinimumAge: "old"},
		{MaximumAge: "NaN"},
		{Start: "25:00"},
		{End: "noon"},
		{Day: "XX"},
		{Proximity: "9"},
		{Postcode: "DL1 5RP", Proximity: "far"},
		{Postcode: "DL1 5RP", Proximity: "NaN"},
	} {
		if _, err := h.Services(t.Context(), bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
