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
	Rules         Rules   `json:"rules,omitempty" doc:"the scheme of delegation of every fund that has none of its own; the one that comes with the program when left out"` //nolint:lll // a tag cannot be broken
}

// Kind names the act and its version.
func (FoundService) Kind() string { return "found-service/1" }

// Matter is nobody's money.
func (a FoundService) Matter(*State) (Matter, error) {
	return Matter{Partner: a.Body.ID, Rules: a.Rules}, nil
}

// Do records the body, the founding, the administrator's post and the scheme of delegation, from the day of
// the act. It is possible only as the first entry of the service journal.
func (a FoundService) Do(s *State, _ Authority) (Entry, error) {
	body := Body{ID: a.Body.ID, Name: a.Body.Name, Type: a.Body.Type, ODS: a.Body.ODS, GSS: a.Body.GSS}
	err := firstError(CheckID("the administrator", a.Administrator), CheckID("the post", a.Post), body.check())
	if err != nil {
		return Entry{}, err
	}
	s.Save(body)
	s.Save(Founding{Administrator: a.Administrator, Body: body.ID})
	s.Save(Holder{ID: a.Administrator, Posts: []Post{{
		ID: a.Post, Role: PostsAdministrator, Body: body.ID, From: s.On,
	}}})
	if a.Rules != "" { // a service of the first version was founded without
		_, err = s.adopt(AdoptDelegation{From: s.On, Rules: a.Rules})
	}
	return Entry{}, err
}

// Describe says what the act does.
func (a FoundService) Describe() string {
	return "Service founded, administered by " + string(a.Body.ID)
}
