package ledger

import "slices"

// Presume has an act on this overlay take a document not to be there that is to be new and is not held, instead of
// asking for it. Whoever posts the act must prove that: see Presumed.
func (s *State) Presume() { s.presumed = &[]Ref{} }

// Presumed are the documents that the act took not to be there and has made: they must not be there when its entry is
// written. What it took not to be there and did not make nobody will prove, so that is missing.
func (s *State) Presumed() []Ref {
	if s.presumed == nil {
		return nil
	}
	for _, ref := range *s.presumed {
		if !slices.Contains(s.saved, ref) {
			s.missing.Documents[ref] = true
		}
	}
	return *s.presumed
}

// Doubt has everything that the act took not to be there be missing: it was refused, and that may be why it should be.
func (s *State) Doubt() {
	if s.presumed != nil {
		for _, ref := range *s.presumed {
			s.missing.Documents[ref] = true
		}
	}
}

// absent refuses when a document of that name exists.
func (s *State) absent(ref Ref) error {
	if _, known := s.known(ref); !known && s.presumed != nil && (s.service == nil || !ref.service()) {
		if !slices.Contains(*s.presumed, ref) {
			*s.presumed = append(*s.presumed, ref)
		}
		return nil
	}
	d, err := s.document(ref)
	if err == nil && d != nil {
		err = ErrExists.With("there is a %s %q already", ref.Kind, ref.ID)
	}
	return err
}

// begin has an account of a document that is not there yet stand at nil: nobody can have posted to it.
func (s *State) begin(ref Ref, a Account) {
	if s.absent(ref) == nil && s.moved.find(a) == nil {
		s.moved.put(movedAccount{account: a, begun: true})
		s.movedIn = s.Period
	}
}
