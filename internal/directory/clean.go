package directory

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	textMax   = 20_000 // characters of one field
	depthMax  = 24
	numberMax = 40 // characters of one number
)

var (
	tag     = regexp.MustCompile(`<\s*[/!?]?\s*[A-Za-z!?\[-]`)
	script  = regexp.MustCompile(`(?i)^(javascript|vbscript|data):`)
	link    = regexp.MustCompile(`(url|uri|link|website|logo)$`)
	address = regexp.MustCompile(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)
	parts   = regexp.MustCompile(`[._+-]`)
)

// ofOffices are words that an e-mail address has before its @ when it is an office's and not a person's. An address
// without one of them is taken for a person's.
var ofOffices = []string{
	"admin", "administration", "advice", "appointments", "bookings", "booking", "careers", "centre", "clinic", "contact",
	"contactus", "customer", "customerservices", "duty", "email", "enquiries", "enquiry", "feedback", "general", "gym",
	"hello", "help", "helpdesk", "helpline", "hq", "info", "information", "leisure", "library", "mail", "membership",
	"office", "post", "reception", "referral", "referrals", "service", "services", "support", "team", "volunteer",
	"volunteering", "website",
}

// leftOut stands where a person's address was in a text.
const leftOut = "[e-mail address left out]"

// A cleaner goes through a record: it refuses what a feed may not hold, and leaves out what names a person.
type cleaner struct {
	path             []string
	contacts, emails int
}

// clean checks a value and returns it without what names a person.
func (c *cleaner) clean(v any) (any, error) {
	if len(c.path) > depthMax {
		return nil, c.refuse("is nested more than %d deep", depthMax)
	}
	switch v := v.(type) {
	case string:
		return c.text(v)
	case json.Number:
		if f, err := v.Float64(); err != nil || len(v) > numberMax || f > 1e15 || f < -1e15 {
			return nil, c.refuse("is a number that nothing here can be")
		}
	case []any:
		for i := range v {
			c.path = append(c.path, strconv.Itoa(i+1))
			one, err := c.clean(v[i])
			if err != nil {
				return nil, err
			}
			v[i], c.path = one, c.path[:len(c.path)-1]
		}
	case map[string]any:
		return v, c.object(v)
	}
	return v, nil
}

func (c *cleaner) object(fields map[string]any) error {
	for name, value := range fields {
		if utf8.RuneCountInString(name) > 100 {
			return c.refuse("has a field with a name of more than 100 characters")
		}
		c.path = append(c.path, name)
		if _, err := c.text(name); err != nil {
			c.path[len(c.path)-1] = "a field's name"
			return err
		}
		switch {
		case name == "contacts":
			value = c.withoutPersons(value)
		case name == "assurer_email" && value != nil: // of a person who checked the record, as a rule
			c.emails++
			delete(fields, name)
			c.path = c.path[:len(c.path)-1]
			continue
		case name == "email":
			if text, ok := value.(string); ok && text != "" && !ofOffice(text) {
				c.emails++
				delete(fields, name)
				c.path = c.path[:len(c.path)-1]
				continue
			}
		}
		clean, err := c.clean(value)
		if err != nil {
			return err
		}
		fields[name], c.path = clean, c.path[:len(c.path)-1]
	}
	return nil
}

// withoutPersons leaves out the contacts that have a name: they are persons. One that has a title alone, such as
// Reception, stays.
func (c *cleaner) withoutPersons(contacts any) any {
	list, ok := contacts.([]any)
	if !ok {
		return contacts
	}
	before := len(list)
	list = slices.DeleteFunc(list, func(contact any) bool {
		fields, _ := contact.(map[string]any)
		name, _ := fields["name"].(string)
		return name != ""
	})
	c.contacts += before - len(list)
	return list
}

// ofOffice reports whether an e-mail address is evidently an office's.
func ofOffice(email string) bool {
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	return slices.ContainsFunc(parts.Split(local, -1), func(word string) bool { return slices.Contains(ofOffices, word) })
}

// text refuses markup, script, broken encoding and what is too long, and leaves persons' e-mail addresses out.
func (c *cleaner) text(s string) (string, error) {
	if len(s) > textMax {
		if n := utf8.RuneCountInString(s); n > textMax {
			return "", c.refuse("holds %d characters; a field holds at most %d", n, textMax)
		}
	}
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			return "", c.refuse("holds the sign that stands for a character lost in a wrong encoding")
		case r == '\n', r == '\r', r == '\t':
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return "", c.refuse("holds a character that does not belong in a text (U+%04X)", r)
		}
	}
	if strings.ContainsAny(s, "<&") && (tag.MatchString(s) || tag.MatchString(html.UnescapeString(s))) {
		return "", c.refuse("holds markup; a feed holds plain text")
	}
	if strings.Contains(s, ":") && len(c.path) > 0 && link.MatchString(c.path[len(c.path)-1]) &&
		script.MatchString(strings.Join(strings.Fields(s), "")) {
		return "", c.refuse("holds a script in the place of an address")
	}
	if strings.Contains(s, "@") {
		s = address.ReplaceAllStringFunc(s, func(found string) string {
			if ofOffice(found) {
				return found
			}
			c.emails++
			return leftOut
		})
	}
	return s, nil
}

// refuse refuses the feed, and says where in the record the reason is.
func (c *cleaner) refuse(format string, args ...any) error {
	where := strings.Join(c.path, ".")
	if where == "" {
		where = "the record"
	}
	if len(where) > 200 {
		where = "a field"
	}
	return ErrFeed.With("%s "+format, append([]any{plain(where)}, args...)...)
}

// plain keeps letters, digits and what joins them: what a feed says must not reach a terminal as it is.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ._:~'-", r) {
			return r
		}
		return -1
	}, s)
}
