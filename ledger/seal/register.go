package seal

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
)

// Registered names the key of a register that signed a checkpoint and was trusted to: registered to sign, in use when
// the entry after the last that it covers was recorded (next; 0: there is none yet), and not revoked before the last
// that it covers was. It returns ErrSignature with what is wrong.
func Registered(register []ledger.SigningKey, text string, last, next ledger.Date) (ledger.KeyID, error) {
	wrong, signs := fmt.Errorf("%w: it is signed by %s, and no such key is registered", ErrSignature, signers(text)), false
	for _, key := range register {
		public, err := note.NewVerifier(key.Public)
		if err != nil {
			return "", fmt.Errorf("the registered key %s: %w", key.ID, err)
		}
		if _, err := note.Open([]byte(text), note.VerifierList(public)); err != nil {
			continue
		}
		signs = signs || key.Use == ledger.KeySigns
		switch {
		case key.Use != ledger.KeySigns && signs: // what is wrong with the signer's key tells more
		case key.Use != ledger.KeySigns:
			wrong = fmt.Errorf("%w: the key %s of %s is registered to countersign, and not to sign", ErrSignature, key.ID, key.Body)
		case key.Last != 0 && last > key.Last:
			wrong = fmt.Errorf("%w: the key %s was revoked (%s): it is trusted until %s, and the last entry was recorded on %s",
				ErrSignature, key.ID, key.Why, key.Last.UK(), last.UK())
		case next != 0 && next < key.From:
			wrong = fmt.Errorf("%w: the key %s was not registered then: it is used from %s, and the next entry was recorded on %s",
				ErrSignature, key.ID, key.From.UK(), next.UK())
		default:
			return key.ID, nil
		}
	}
	return "", wrong
}
