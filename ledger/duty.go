package ledger

// Duty is who did a part of the work that the same person may not follow up: what one has received another
// certifies, and what one has certified another pays.
type Duty struct {
	Actor ActorID `json:"actor"`
	Post  PostID  `json:"post"`
}

// separated is an act that some people may not do, because of what they did before, in whatever posts.
type separated interface {
	apart(s *State, doers []Duty) error
}

// Barred refuses with ErrOwnWork an act that the actor may not do because of what they did before. Policy is
// another question.
func (s *State) Barred(actor ActorID, act Act) error {
	if a, ok := act.(separated); ok {
		return a.apart(s, []Duty{{Actor: actor}})
	}
	return nil
}

// duties are those who take part in an act: who asks for it and who approved it.
func (a Authority) duties() []Duty {
	list := []Duty{{a.Actor, a.Post}}
	for _, by := range a.Approvals {
		list = append(list, Duty{by.Actor, by.Post})
	}
	return list
}

// apart refuses where somebody is among both, with a sentence that begins with what they did.
func apart(done, doers []Duty, did, next string, id InvoiceID) error {
	return apartFrom(done, doers, did+" invoice "+string(id), next+" it")
}

func apartFrom(done, doers []Duty, did, next string) error {
	for _, before := range done {
		for _, now := range doers {
			if before.Actor == now.Actor {
				return ErrOwnWork.With("%s %s, so somebody else must %s", now.Actor, did, next)
			}
		}
	}
	return nil
}
