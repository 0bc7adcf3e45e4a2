package directory

import (
	"fmt"
	"io"
	"strings"
)

// Text writes what was found for people: three lines a service.
func (f Found) Text(w io.Writer) error {
	lines := []string{"Nothing was found"}
	if f.Total == 1 {
		lines[0] = "1 service found"
	} else if f.Total > 1 {
		lines[0] = fmt.Sprintf("%d services found", f.Total)
	}
	if f.Any {
		lines[0] = "No service has all of the words. " + lines[0] + " with some of them"
	}
	for _, h := range f.Services {
		lines = append(lines, "", h.Name+": "+h.Provider, "  "+strings.Join(h.facts(), "; "))
		if h.Summary != "" {
			lines = append(lines, "  "+h.Summary)
		}
		lines = append(lines, "  "+h.ID)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// facts are what decides whether a service will do: price, place, days, ages.
func (h Hit) facts() []string {
	facts := []string{"price not said"}
	switch {
	case h.From != nil && h.From.IsZero():
		facts[0] = "free"
	case h.From != nil:
		facts[0] = "from " + h.From.Pounds()
	}
	if where := strings.TrimSpace(h.Town + " " + h.Postcode); where != "" {
		facts = append(facts, where)
	}
	if h.Metres != nil {
		facts = append(facts, fmt.Sprintf("%.1f km away", float64(*h.Metres)/1000))
	}
	switch len(h.Days) {
	case 0:
	case len(days):
		facts = append(facts, "every day")
	default:
		facts = append(facts, strings.Join(h.Days, ", "))
	}
	switch {
	case h.Minimum != nil && h.Maximum != nil:
		facts = append(facts, fmt.Sprintf("aged %s to %s", *h.Minimum, *h.Maximum))
	case h.Minimum != nil:
		facts = append(facts, fmt.Sprintf("aged %s or over", *h.Minimum))
	case h.Maximum != nil:
		facts = append(facts, fmt.Sprintf("aged %s or under", *h.Maximum))
	}
	if h.Status != "active" {
		facts = append(facts, h.Status)
	}
	return facts
}
