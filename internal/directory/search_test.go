package directory_test

import (
	"strings"
	"testing"

	"pooled/internal/directory"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	h := open(t)
	if r := h.must("darlington", example(t)); r.Services != 30 || len(r.Refused) != 0 {
		t.Fatalf("report = %+v", r)
	}
	for _, tt := range []struct {
		name  string
		query directory.Query
		want  string // the names found, in order, as far as they are given
		total int
	}{
		{"everything", directory.Query{}, "", 30},
		{"a word of a name first", directory.Query{Words: "gym"}, "Gym membership on prescription", 1},
		{"the beginning of a word", directory.Query{Words: "memb"}, "Gym membership on prescription", 1},
		{"another form of a word", directory.Query{Words: "befriended visit"}, "Befriending visits", 1},
		{"a provider", directory.Query{Words: "quaker"}, "Memory choir|Singing for breath", 2},
		{"words in any order", directory.Query{Words: "diabetes gym"}, "Gym membership on prescription", 1},
		{"some of the words", directory.Query{Words: "gym parachute"}, "Gym membership on prescription", 1},
		{"no such word", directory.Query{Words: "parachute"}, "", 0},
		{"words that mean nothing", directory.Query{Words: "the"}, "", 0},
		{"a need and those below it", directory.Query{Need: "loneliness", Words: "befriending"}, "Befriending visits|Friendly calls", 2},
		{"a need", directory.Query{Need: "DEMENTIA"}, "Memory choir|Sitting service", 2},
		{"a day", directory.Query{Day: "sunday"}, "Gym membership on prescription|Nordic walking course", 2},
		{"a day and a word", directory.Query{Day: "SU", Words: "walking"}, "Nordic walking course", 1},
		{"a town", directory.Query{Near: "Newton Aycliffe"}, "Back pain class|Open Kettle drop-in", 2},
		{"a district without others near", directory.Query{Near: "dl5"}, "Back pain class|Open Kettle drop-in", 2},
		{"near a postcode", directory.Query{Near: "DL1 5RP", Words: "swimming"}, "Swimming for health|Aqua exercise", 2},
		{"a postcode of nowhere here", directory.Query{Near: "ZE1 0AA"}, "", 0},
		{"not a postcode", directory.Query{Near: "' OR 1=1 --"}, "", 0},
		{"the second page", directory.Query{Need: "Dementia", Page: 2, Size: 1}, "Sitting service", 2},
		{"beyond the last page", directory.Query{Need: "Dementia", Page: 9, Size: 1}, "", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, err := h.Search(t.Context(), tt.query)
			if err != nil || found.Total != tt.total {
				t.Fatalf("%d found, %v; want %d: %+v", found.Total, err, tt.total, found.Services)
			}
			for i, name := range strings.Split(tt.want, "|") {
				if tt.want != "" && (i >= len(found.Services) || !strings.HasPrefix(found.Services[i].Name, name)) {
					t.Errorf("place %d: %+v; want %s", i, found.Services, name)
				}
			}
		})
	}
	found, err := h.Search(t.Context(), directory.Query{Words: "gym", Near: "DL1 5RP"})
	if err != nil || len(found.Services) != 1 {
		t.Fatalf("found = %+v, %v", found, err)
	}
	hit := found.Services[0]
	if hit.Postcode != "DL1 5RP" || hit.Town != "Darlington" || *hit.Metres != 0 || hit.From.String() != "52.50" ||
		len(hit.Days) != 7 || *hit.Minimum != "16" || hit.Maximum != nil || hit.Provider != "Darlington Borough Council" {
		t.Errorf("hit = %+v", hit)
	}
	if _, err := h.Search(t.Context(), directory.Query{Day: "someday"}); err == nil {
		t.Error("a day that is none was taken")
	}
	if found, err := h.Search(t.Context(), directory.Query{Words: "gym parachute"}); err != nil || !found.Any {
		t.Errorf("some of the words: %+v, %v", found, err)
	}
}

// Distances are those of a great circle: York to Darlington is some 65 km.
func TestDistance(t *testing.T) {
	t.Parallel()
	h := open(t)
	at := func(id, code, latitude, longitude string) string {
		return strings.Replace(service(id, "Gym "+id, "1.00"), `"cost_options"`, `"service_at_locations":[{"id":"l-`+id+
			`","location":{"id":"p","latitude":`+latitude+`,"longitude":`+longitude+
			`,"addresses":[{"postal_code":"`+code+`"}]}}],"cost_options"`, 1)
	}
	h.must("test", list(at("york", "YO1 7HH", "53.9623", "-1.0819"), at("near", "YO26 5RL", "53.9580", "-1.1300"),
		at("darlington", "DL1 5RP", "54.5241", "-1.5530")))
	found, err := h.Search(t.Context(), directory.Query{Near: "YO1 7HH"})
	if err != nil || found.Total != 2 || found.Services[1].ID != "near" {
		t.Fatalf("found = %+v, %v", found, err)
	}
	if m := *found.Services[1].Metres; m < 3150 || m > 3200 {
		t.Errorf("near is %d metres away", m)
	}
	for metres, want := range map[string]int{"0": 1, "3000": 1, "3300": 2, "69000": 2, "70000": 3} {
		p, err := h.Locations(t.Context(), directory.Asked{Postcode: "YO1 7HH", Proximity: metres})
		if err != nil || p.TotalItems != want {
			t.Errorf("within %s metres: %d, %v; want %d", metres, p.TotalItems, err, want)
		}
	}
}
