package ledger

// Founding is the first record of the service journal: who was given the first post, and for which body.
type Founding struct {
	Administrator ActorID `json:"administrator"`
	Body          BodyID  `json:"body"`
}

// Ref is the founding's place among the documents of the service journal.
func (Founding) Ref() Ref { return Ref{"service", "founding"} }

// FoundService begins the service journal: it registers the administering body and gives the first posts
// administrator a post, so that every later post can be granted by somebody who holds one.
type FoundService struct {
	Administrator ActorID `json:"administrator" doc:"opaque name of the first posts administrator"`
	Post          PostID  `json:"post"`
	Body          Body    `json:"body" doc:"the body that administers the service"`
}
