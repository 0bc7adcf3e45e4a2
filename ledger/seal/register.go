package seal

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
)

// Register is the keys of the service journal's register.
type Register []ledger.SigningKey

// Holds reports whether a checkpoint is signed by a key that the register trusted to sign it: registered for that, in
// use when the entry after the last that it covers was recorded (next; 0: there is none yet), and not revoked before
// the last that it covers was. It returns ErrSignature with what is wrong.
func (r Register) Holds(text string, last, next ledger.Date) error {
	wrong := fmt.Errorf("%w: it is signed by %s, and no such key is registered", ErrSignature, signers(text))
	for _, key := range r {
		public, err := note.NewVerifier(key.Public)
		if err != nil {
			return fmt.Errorf("the registered key %s: %w", key.ID, err)
		}
		if _, err := note.Open([]byte(text), note.VerifierList(public)); err != nil {
			continue
		}
		switch {
		case key.Use != ledger.KeySigns:
			wrong = fmt.Errorf("%w: the key %s of %s is registered to countersign, and not to sign", ErrSignature, key.ID, key.Body)
		case key.Last != 0 && last > key.Last:
			wrong = fmt.Errorf("%w: the key %s was revoked (%s): it is trusted until %s, and the last entry was recorded on %s",
				ErrSignature, key.ID, key.Why, key.Last.UK(), last.UK())
		case next != 0 && next < key.From:
			wrong = fmt.Errorf("%w: the key %s was not registered then: it is used from %s, and the next entry was recorded on %s",
				ErrSignature, key.ID, key.From.UK(), next.UK())
		default:
			return nil
		}
	}
	return wrong
}
