package directory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"pooled/ledger"
)

// gym is a service as a feed lists it, with something put in its place here and there.
func gym(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`{"id":"s-1","name":"Gym membership","status":"active",` +
		`"url":"https://example.org/gym","description":"Three months of the gym.",` +
		`"organization":{"id":"o-1","name":"Council","description":"A council","organization_identifiers":` +
		`[{"id":"i","identifier_scheme":"GB-LAE","identifier_type":"LA","identifier":"DAR"}]},` +
		`"cost_options":[{"id":"c-1","option":"Adult","amount":75.5,"amount_description":"three months"}],` +
		`"service_at_locations":[{"id":"l-1","location":{"id":"p-1","name":"Dolphin Centre","latitude":54.5241,` +
		`"longitude":-1.553,"addresses":[{"city":"Darlington","postal_code":"dl1 5rp"}]},"schedules":[{"id":"t",` +
		`"freq":"WEEKLY","byday":"MO,2FR","opens_at":"06:30","closes_at":"21:30:00Z"}]}],` +
		`"attributes":[{"id":"a","taxonomy_term":{"id":"t-gym","taxonomy":"Needs","term":"Gym"}}]}`)
}

// readAll reads a feed and checks each of its services, as an import does before it writes anything.
func readAll(in io.Reader) (*reading, error) {
	r := (&Directory{}).newReading(Source{Feed: "test"}, "test")
	page, err := readFeed(r.through(in), func(fields map[string]any) error {
		return r.service(context.Background(), fields)
	})
	if err != nil {
		return r, err
	}
	r.total = page.TotalItems
	return r, r.complete()
}

func TestFeedsInEachShapeAreRead(t *testing.T) {
	t.Parallel()
	other := gym("s-1", "s-2")
	for name, feed := range map[string]string{
		"a page":            `{"total_items":2,"contents":[` + gym() + `,` + other + `],"last_page":true}`,
		"contents first":    `{"contents":[` + gym() + `,` + other + `],"total_items":2}`,
		"a list":            "\n [" + gym() + "," + other + "]\n",
		"one a line":        gym() + "\n" + other + "\n",
		"one after another": gym() + other,
	} {
		r, err := readAll(iotest.HalfReader(strings.NewReader(feed)))
		if err != nil || len(r.batch) != 2 || r.batch[1].id != "s-2" {
			t.Errorf("%s: %d services, %v", name, len(r.batch), err)
		}
		if want := ledger.DigestOf([]byte(feed)); r.digest() != want {
			t.Errorf("%s: SHA-256 %s, of the bytes %s", name, r.digest(), want)
		}
	}
}

func TestRecordIsTakenApart(t *testing.T) {
	t.Parallel()
	r, err := readAll(strings.NewReader(gym()))
	if err != nil {
		t.Fatal(err)
	}
	one := r.batch[0]
	p := one.parts
	if one.times.days != 1|1<<4 || one.times.opens != "06:30:00" || one.times.closes != "21:30:00" {
		t.Errorf("times = %+v", one.times)
	}
	if len(p.Places) != 1 || p.Places[0].Postcode != "DL15RP" || p.Places[0].District != "DL1" ||
		*p.Places[0].Latitude != 54.5241 || p.Places[0].Town != "Darlington" {
		t.Errorf("places = %+v", p.Places)
	}
	if len(p.Prices) != 1 || *p.Prices[0].Pence != 7550 || p.Prices[0].Conditions != "Adult" {
		t.Errorf("prices = %+v", p.Prices)
	}
	if len(p.Terms) != 1 || p.Terms[0].Term != "Gym" || p.Terms[0].TaxonomyID != idOf("taxonomy", "Needs") {
		t.Errorf("terms = %+v", p.Terms)
	}
}

func in16(s string) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune(s)) {
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	return b.String()
}

// What is wrong with a feed as a whole is said in a sentence, and the sentence repeats nothing of it but ids.
func TestBadFeedsAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 10<<20)
	for _, tt := range []struct{ name, feed, want string }{
		{"nothing", "", "the feed is empty"},
		{"an empty list", "[]", "lists no services"},
		{"an empty page", `{"contents":[],"total_items":0}`, "lists no services"},
		{"breaks off in a list", "[" + gym() + "," + gym()[:200], "breaks off after 1 services"},
		{"breaks off after a comma", "[" + gym() + ",", "breaks off after 1 services"},
		{"breaks off in a page", `{"contents":[` + gym() + `]`, "breaks off after 1 services"},
		{"breaks off at its beginning", `{"conte`, "breaks off after 0 services"},
		{"says more than it lists", `{"contents":[` + gym() + `],"total_items":2}`, "says that it has 2 services and lists 1"},
		{"a service twice", "[" + gym() + "," + gym() + "]", "lists service s-1 twice"},
		{"contents twice", `{"contents":[` + gym() + `],"contents":[]}`, "contents twice"},
		{"more after its end", "[" + gym() + "] []", "after its end"},
		{"no JSON", "<html>", "is not JSON"},
		{"a text", `"services"`, "not in a shape"},
		{"a list of lists", `[["a"]]`, "not in a shape"},
		{"contents that are an object", `{"contents":{}}`, "not in a shape"},
		{"contents of texts", `{"contents":["x"]}`, "not in a shape"},
		{"pages that are words", `{"contents":[` + gym() + `],"total_pages":"many"}`, "how many pages"},
		{
			"a tag", gym("of the gym", "of the <b>gym</b>"),
			"service 1 of the feed (s-1): description holds markup; a feed holds plain text",
		},
		{"a script", gym("Dolphin Centre", "<script>alert(1)</script>"), "service_at_locations.1.location.name holds markup"},
		{"an unclosed tag", gym("of the gym", "<img src=x onerror=alert(1)"), "description holds markup"},
		{"a comment", gym("of the gym", "<!-- x"), "description holds markup"},
		{"an escaped tag", gym("of the gym", "&lt;script&gt;"), "description holds markup"},
		{"a tag in escapes of JSON", gym("of the gym", `\u003cscript\u003e`), "description holds markup"},
		{"a script as an address", gym("https://example.org/gym", "java\\tscript:alert(1)"), "url holds a script"},
		{"10 MB in a field", gym("of the gym", long), "description holds 10485774 characters; a field holds at most 20000"},
		{"20 MB in a field", gym("of the gym", long+long), "a service in the feed is longer than 16 MB"},
		{"a byte order mark", "\xef\xbb\xbf" + gym(), "with a byte order mark"},
		{"UTF-16", in16(gym()), "in UTF-16"},
		{"UTF-16 with a mark", "\xff\xfe" + in16(gym()), "in UTF-16"},
		{"compressed", "\x1f\x8b\x08\x00", "compressed"},
		{"Latin-1", gym("Dolphin Centre", "Caf\xe9"), "is not UTF-8: byte 476 is none"},
		{"cut in a character", gym()[:30] + "\xe2\x82", "is not UTF-8"},
		{"a lost character", gym("Dolphin Centre", "Caf\ufffd"), "lost in a wrong encoding"},
		{"half of a pair", gym("Dolphin Centre", `\ud800`), "lost in a wrong encoding"},
		{"NUL", gym("Dolphin Centre", `\u0000`), "(U+0000)"},
		{"right to left", gym("Dolphin Centre", "\u202e"), "(U+202E)"},
		{"very deep", strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30), "nested more than"},
		{"an enormous number", gym("75.5", "1e400"), "is a number that nothing here can be"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := readAll(strings.NewReader(tt.feed))
			if !errors.Is(err, ErrFeed) || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("refused with %.300v; want %q", err, tt.want)
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("the refusal has %d characters", len(err.Error()))
			}
		})
	}
}

// What is wrong with one record leaves it out, and the report says why.
func TestUnfitRecordsAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, record, want string }{
		{"no id", gym(`"id":"s-1",`, ""), "its id is missing"},
		{"an id with a slash", gym(`s-1`, "../s"), "its id is missing, or is not"},
		{"no name", gym("Gym membership", " "), "its name is missing"},
		{"no status", gym("active", "maybe"), "its status is none of"},
		{"no organisation", gym(`"organization":`, `"organisation":`), "which organisation"},
		{"an organisation without a name", gym(`"name":"Council"`, `"name":""`), "its organisation's name"},
		{"no whole pence", gym("75.5", "75.555"), "not whole pence: £75.555"},
		{"an amount below nil", gym("75.5", "-0.01"), "not between £0.00"},
		{"an amount too large", gym("75.5", "10000000000.00"), "not between £0.00"},
		{"an amount in words", gym("75.5", `"free"`), "is not a number"},
		{"too far north", gym("54.5241", "90.1"), "latitude"},
		{"an age below nil", gym(`"status"`, `"minimum_age":-1,"status"`), "minimum_age is not an age"},
		{"a day that is none", gym(`"amount"`, `"valid_from":"2026-02-30","amount"`), "valid_from"},
		{"a cost option twice", gym(`"cost_options":[`, `"cost_options":[{"id":"c-1"},`), "a cost option twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := readAll(strings.NewReader("[" + tt.record + "," + gym("s-1", "s-2") + "]"))
			if err != nil || len(r.report.Refused) != 1 || !strings.Contains(r.report.Refused[0].Why, tt.want) {
				t.Errorf("refused = %+v, %v; want %q", r.report.Refused, err, tt.want)
			}
			if len(r.batch) != 1 || r.batch[0].id != "s-2" {
				t.Errorf("%d services taken", len(r.batch))
			}
		})
	}
	if _, err := readAll(strings.NewReader(gym("active", "maybe"))); !errors.Is(err, ErrFeed) {
		t.Errorf("a feed of unfit records alone: %v", err)
	}
}

// Persons are left out, and what an office is called stays.
func TestPersonsAreLeftOut(t *testing.T) {
	t.Parallel()
	feed := gym(
		`"url"`, `"email":"info@example.org","assurer_email":"ann@example.org","contacts":[{"id":"x","name":"Ann Persona",`+
			`"title":"Manager","phones":[{"number":"01325 000000"}]},{"id":"y","title":"Reception"}],"url"`,
		`"description":"A council"`, `"email":"j.smith@example.org","description":"Write to j.smith@example.org or `+
			`enquiries@example.org"`)
	r, err := readAll(strings.NewReader(feed))
	if err != nil {
		t.Fatal(err)
	}
	kept := string(r.batch[0].json) + string(r.batch[0].parts.Organisation.Record)
	for _, gone := range []string{"Ann", "ann@", "smith", "Manager", "01325"} {
		if strings.Contains(kept, gone) {
			t.Errorf("%q is kept: %s", gone, kept)
		}
	}
	for _, stays := range []string{"info@example.org", "Reception", "enquiries@example.org", leftOut} {
		if !strings.Contains(kept, stays) {
			t.Errorf("%q is not kept: %s", stays, kept)
		}
	}
	if r.report.Contacts != 1 || r.report.Emails != 3 {
		t.Errorf("%d contacts and %d addresses counted", r.report.Contacts, r.report.Emails)
	}
}

// However a feed is cut, mangled or nested, it is read or refused in a sentence; what is taken can be kept.
func FuzzFeed(f *testing.F) {
	for _, seed := range []string{
		gym(), "[" + gym() + "]", `{"contents":[` + gym() + `],"total_items":1,"last_page":false}`, "", "[", `{"contents":[{}]}`,
		"\xff\xfe{", gym("75.5", "1e-400"), gym("MO,2FR", ",,-1MO,XX"), gym("dl1 5rp", "ZZ99 9ZZ"),
		`[{"id":"a","contacts":7}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, feed []byte) {
		r, err := readAll(bytes.NewReader(feed))
		if err != nil {
			if ledger.KindOf(err) != ledger.Invalid {
				t.Errorf("no refusal: %v", err)
			}
			return
		}
		for i := range r.batch {
			one := &r.batch[i]
			if _, err := one.staged("test"); err != nil || one.id == "" || one.name == "" {
				t.Errorf("%+v cannot be kept: %v", one, err)
			}
			again, err := fieldsOf(one.json)
			if err != nil {
				t.Fatal(err)
			}
			var c cleaner
			if _, err := c.clean(again); err != nil || c.contacts+c.emails > 0 {
				t.Errorf("what was taken is refused when it is served again: %v, %+v", err, c)
			}
		}
	})
}
