package directory

import (
	"fmt"
	"io"
	"time"

	"pooled/ledger"
)

// What an import has come to.
const (
	Reading = "reading" // some pages have been read; ask again to go on
	Waiting = "waiting" // all is read and checked; recording it waits for somebody's approval
	Done    = "done"    // the directory is as the feed says
)

const (
	changesShown = 200
	refusedMax   = 1000 // records; a feed with more is refused whole
)

// Report is what an import came to and what it changed.
type Report struct {
	Feed  ledger.FeedID `json:"feed"`
	State string        `json:"state" enum:"reading,waiting,done" doc:"reading: ask again to go on; waiting: recording it waits for approval; done"` //nolint:lll // a tag cannot be broken
	Waits string        `json:"waits,omitempty" doc:"who must approve that it is recorded"`
	Pages int           `json:"pages" doc:"pages read"`

	SHA256        ledger.Digest `json:"sha256,omitzero" doc:"of the file, or of the pages one after another"`
	Services      int           `json:"services" doc:"services taken"`
	Organisations int           `json:"organisations"`
	Added         int           `json:"added"`
	Changed       int           `json:"changed"`
	Withdrawn     int           `json:"withdrawn" doc:"no longer in the feed"`
	Unchanged     int           `json:"unchanged"`
	Changes       []Change      `json:"changes" doc:"the first 200 that were added, changed or withdrawn"`
	Refused       []Refusal     `json:"refused" doc:"records that were left out, and why; what the directory has of them stays"`
	Contacts      int           `json:"contactsLeftOut" doc:"contacts that are persons, which are not kept"`
	Emails        int           `json:"emailsLeftOut" doc:"persons' e-mail addresses, which are not kept"`
	Entry         int64         `json:"entry,omitempty" doc:"of the service journal, that records the feed"`
	At            *time.Time    `json:"at,omitempty" doc:"when the directory changed"`
}

// Change is a service that an import changed.
type Change struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	What string `json:"what" enum:"added,changed,withdrawn"`
}

// Refusal is a record that was left out.
type Refusal struct {
	Number int    `json:"number" doc:"which service of the feed, counted from 1"`
	ID     string `json:"id,omitempty"`
	Why    string `json:"why"`
}

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	switch r.State {
	case Reading:
		add("Feed %s: %d pages and %d services read so far; import it again to go on", r.Feed, r.Pages, r.Services)
	case Waiting:
		add("Feed %s: %d services of %d organisations read and checked", r.Feed, r.Services, r.Organisations)
		add("The directory has not changed: %s. Import it again then", r.Waits)
	default:
		add("Feed %s: %d services of %d organisations", r.Feed, r.Services, r.Organisations)
		add("  added      %7d", r.Added)
		add("  changed    %7d", r.Changed)
		add("  withdrawn  %7d", r.Withdrawn)
		add("  unchanged  %7d", r.Unchanged)
	}
	add("  refused    %7d", len(r.Refused))
	add("Left out: %d contacts who are persons, %d of persons' e-mail addresses", r.Contacts, r.Emails)
	for _, refusal := range r.Refused {
		add("refused: service %d of the feed (%s): %s", refusal.Number, orNone(refusal.ID), refusal.Why)
	}
	for _, change := range r.Changes {
		add("%s: %s (%s)", change.What, change.Name, change.ID)
	}
	if more := r.Added + r.Changed + r.Withdrawn - len(r.Changes); more > 0 {
		add("and %d more", more)
	}
	if r.Entry != 0 {
		add("Recorded by entry %d of the service journal, SHA-256 %s", r.Entry, r.SHA256)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

func orNone(id string) string {
	if id == "" {
		return "without an id"
	}
	return id
}
