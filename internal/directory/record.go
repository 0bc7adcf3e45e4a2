package directory

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	nameMax  = 500 // characters of a name
	partsMax = 500 // locations, terms or cost options of one service
)

// A record is one service of a feed, checked, as it is staged.
type record struct {
	number           int // which of the feed, from 1
	id, name, status string
	minimum, maximum *string
	times            times
	modified         *time.Time
	lead, tags, body string // what is searched, the weightiest first
	areas            string
	json             []byte
	sha256           [32]byte
	parts            recordParts
}

// recordParts are what a record holds several of; they are taken apart in the database.
type recordParts struct {
	Organisation organisation `json:"organisation"`
	Places       []place      `json:"places"`
	Terms        []term       `json:"terms"`
	Prices       []price      `json:"prices"`
}

type organisation struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Record json.RawMessage `json:"record"`
}

// A place is a service at a location.
type place struct {
	ID        string   `json:"id"`
	Number    int      `json:"number"`
	Town      string   `json:"town"`
	Postcode  string   `json:"postcode"`
	District  string   `json:"district"`
	Latitude  *float64 `json:"latitude"`
	Longitude *float64 `json:"longitude"`
}

// unfit is why one record is left out of a feed that is else taken.
type unfit string

func (u unfit) Error() string { return string(u) }

func unfitf(format string, args ...any) error { return unfit(fmt.Sprintf(format, args...)) }

var (
	idForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}$`)
	statuses = []string{"active", "inactive", "defunct", "temporarily closed"}
)

// readRecord checks a cleaned service and takes it apart.
func readRecord(fields map[string]any) (r record, err error) {
	of := object(fields)
	if r.id = of.text("id"); !idForm.MatchString(r.id) {
		return r, unfitf("its id is missing, or is not 1 to 100 letters, digits and . _ : ~ -")
	}
	if r.name, err = of.name("its name"); err != nil {
		return r, err
	}
	if r.status = of.text("status"); !slices.Contains(statuses, r.status) {
		return r, unfitf("its status is none of %s", strings.Join(statuses, ", "))
	}
	if r.minimum, err = of.age("minimum_age"); err != nil {
		return r, err
	}
	if r.maximum, err = of.age("maximum_age"); err != nil {
		return r, err
	}
	if at, err := time.Parse(time.RFC3339Nano, of.text("last_modified")); err == nil {
		r.modified = &at
	}
	if r.json, err = json.Marshal(fields); err != nil {
		return r, err
	}
	r.sha256 = sha256.Sum256(r.json)
	if err := r.takeApart(of); err != nil {
		return r, err
	}
	return r, nil
}

func (r *record) takeApart(of object) (err error) {
	provider, ok := of["organization"].(map[string]any)
	if !ok {
		return unfitf("it does not say which organisation provides it")
	}
	p := &r.parts
	p.Places, p.Terms = []place{}, []term{}
	if p.Organisation.ID = object(provider).text("id"); !idForm.MatchString(p.Organisation.ID) {
		return unfitf("its organisation has no id, or one that is not of the form")
	}
	if p.Organisation.Name, err = object(provider).name("its organisation's name"); err != nil {
		return err
	}
	if p.Organisation.Record, err = json.Marshal(provider); err != nil {
		return err
	}
	r.times.add(of.list("schedules"))
	areas := []string{}
	for _, area := range of.list("service_areas") {
		areas = append(areas, area.text("name"), area.text("service_area"))
	}
	for _, at := range of.list("service_at_locations") {
		one, where, err := readPlace(at, &r.times)
		if err != nil {
			return err
		}
		one.Number = len(p.Places) + 1
		p.Places, areas = append(p.Places, one), append(areas, where...)
	}
	tags := []string{p.Organisation.Name}
	for _, attribute := range of.list("attributes") {
		if t, ok := readTerm(attribute); ok && !slices.ContainsFunc(p.Terms, t.same) {
			p.Terms, tags = append(p.Terms, t), append(tags, t.Term)
		}
	}
	if p.Prices, err = readPrices(of.list("cost_options")); err != nil {
		return err
	}
	if len(p.Places) > partsMax || len(p.Terms) > partsMax || len(p.Prices) > partsMax {
		return unfitf("it has more than %d locations, terms or cost options", partsMax)
	}
	if twice := firstTwice(p.Places, func(p place) string { return p.ID }); twice != "" {
		return unfitf("it lists a location twice")
	}
	r.lead, r.areas, r.tags = r.name, strings.Join(areas, " "), strings.Join(tags, " ")
	r.body = strings.Join([]string{of.text("description"), of.text("fees"), of.text("alert"), r.areas}, " ")
	return nil
}

// postcode is a postcode of the United Kingdom, its district apart.
var postcode = regexp.MustCompile(`^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$`)

func tight(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// readPlace reads a service at a location, and what people may call where it is.
func readPlace(at object, t *times) (p place, where []string, err error) {
	if p.ID = at.text("id"); !idForm.MatchString(p.ID) {
		return p, nil, unfitf("one of its locations has no id, or one that is not of the form")
	}
	t.add(at.list("schedules"))
	location, _ := at["location"].(map[string]any)
	in := object(location)
	t.add(in.list("schedules"))
	where = append(where, in.text("name"))
	for _, address := range in.list("addresses") {
		p.Town = cmp.Or(p.Town, address.text("city"))
		code := tight(address.text("postal_code"))
		if match := postcode.FindStringSubmatch(code); match != nil && p.Postcode == "" {
			p.Postcode, p.District = code, match[1]
		}
		where = append(where, address.text("city"), address.text("region"), p.District)
	}
	if p.Latitude, err = in.degrees("latitude", 90); err != nil {
		return p, nil, err
	}
	if p.Longitude, err = in.degrees("longitude", 180); err != nil {
		return p, nil, err
	}
	if p.Latitude == nil || p.Longitude == nil {
		p.Latitude, p.Longitude = nil, nil
	}
	return p, where, nil
}

func firstTwice[T any](list []T, id func(T) string) string {
	seen := map[string]bool{}
	for _, one := range list {
		if seen[id(one)] {
			return id(one)
		}
		seen[id(one)] = true
	}
	return ""
}

// An object is an object of a feed.
type object map[string]any

func (o object) text(field string) string {
	text, _ := o[field].(string)
	return strings.TrimSpace(text)
}

func (o object) name(what string) (string, error) {
	name := o.text("name")
	if n := utf8.RuneCountInString(name); n < 1 || n > nameMax {
		return "", unfitf("%s is missing, or longer than %d characters", what, nameMax)
	}
	return name, nil
}

// list is a list of objects; what is not one is passed over.
func (o object) list(field string) []object {
	values, _ := o[field].([]any)
	list := make([]object, 0, len(values))
	for _, value := range values {
		if fields, ok := value.(map[string]any); ok {
			list = append(list, fields)
		}
	}
	return list
}

func (o object) number(field string) (float64, string, bool) {
	switch v := o[field].(type) {
	case json.Number:
		f, err := v.Float64()
		return f, v.String(), err == nil
	case nil:
		return 0, "", true
	}
	return 0, "", false
}

func (o object) age(field string) (*string, error) {
	age, written, ok := o.number(field)
	if !ok || age < 0 || age > 200 {
		return nil, unfitf("its %s is not an age", field)
	}
	if written == "" {
		return nil, nil
	}
	return &written, nil
}

func (o object) degrees(field string, most float64) (*float64, error) {
	degrees, written, ok := o.number(field)
	if !ok || degrees < -most || degrees > most {
		return nil, unfitf("the %s of one of its locations is not within %v degrees", field, most)
	}
	if written == "" {
		return nil, nil
	}
	return &degrees, nil
}
