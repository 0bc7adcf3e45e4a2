package ledger

import "fmt"

// A FeedID names a feed of the directory of services, such as "darlington".
type FeedID string

// feedServicesMax bounds what one feed may hold.
const feedServicesMax = 1_000_000

// Feed is the last reading of a feed that the directory may hold. The directory itself is reference data outside the
// journal; this says which feed it is, byte for byte.
type Feed struct {
	ID            FeedID `json:"id"`
	SHA256        Digest `json:"sha256"`
	Services      int    `json:"services"`
	Organisations int    `json:"organisations"`
}

// Ref is the feed's place among the documents of the service journal.
func (f Feed) Ref() Ref { return Ref{"feed", string(f.ID)} }

// RecordFeed records that a feed of the directory was read: its digest and what it holds. When it was read is the
// entry's own instant.
type RecordFeed struct {
	Feed          FeedID `json:"feed"`
	SHA256        Digest `json:"sha256" doc:"of the feed as it was read: the file, or the pages one after another"`
	Services      int    `json:"services" doc:"services in it"`
	Organisations int    `json:"organisations" doc:"organisations that provide them"`
}

// Kind names the act and its version.
func (RecordFeed) Kind() string { return "record-feed/1" }

// Matter is nobody's money.
func (RecordFeed) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records the feed in the place of its last reading. It refuses one with no service in it, which would empty the
// directory, and more organisations than services.
func (a RecordFeed) Do(s *State, _ Authority) (Entry, error) {
	switch {
	case CheckID("the feed", a.Feed) != nil:
		return Entry{}, CheckID("the feed", a.Feed)
	case a.SHA256 == Digest{}:
		return Entry{}, ErrInvalid.With("say the SHA-256 of the feed")
	case a.Services < 1 || a.Services > feedServicesMax:
		return Entry{}, ErrInvalid.With("a feed holds 1 to %d services, not %d", feedServicesMax, a.Services)
	case a.Organisations < 1 || a.Organisations > a.Services:
		return Entry{}, ErrInvalid.With("%d services are provided by 1 to %d organisations, not %d",
			a.Services, a.Services, a.Organisations)
	}
	s.Save(Feed{ID: a.Feed, SHA256: a.SHA256, Services: a.Services, Organisations: a.Organisations})
	return Entry{}, nil
}

// Describe says what the act does.
func (a RecordFeed) Describe() string {
	return fmt.Sprintf("Feed %s of the directory recorded (services: %d, organisations: %d)", a.Feed, a.Services,
		a.Organisations)
}
