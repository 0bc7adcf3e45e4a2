package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A KeyID names a key of the register: what checkpoints call it, and its hash, such as "havering-council-1a2b3c4d".
type KeyID string

// KeyUse is what a key is for.
type KeyUse string

// The uses of keys.
const (
	KeySigns     KeyUse = "signs"     // where the journals stand: the administering body's
	KeyWitnesses KeyUse = "witnesses" // countersigns what a partner was shown
)

// KeyUses lists them.
var KeyUses = []KeyUse{KeySigns, KeyWitnesses}

// KeyEnd is why a key was revoked.
type KeyEnd string

// Why keys are revoked.
const (
	KeyReplaced KeyEnd = "replaced"
	KeyLost     KeyEnd = "lost"
	KeyExposed  KeyEnd = "exposed" // somebody else has, or may have, its private half
	KeyLeft     KeyEnd = "left"    // its body takes part no more
)

// KeyEnds lists them.
var KeyEnds = []KeyEnd{KeyReplaced, KeyLost, KeyExposed, KeyLeft}

// SigningKey is the public half of a key that signs or countersigns checkpoints. The private half is never in a
// journal.
type SigningKey struct {
	ID     KeyID  `json:"id"`
	Public string `json:"public"` // as "pooled key new" prints it: name, hash, and the key in base64
	Body   BodyID `json:"body"`   // whose it is
	Use    KeyUse `json:"use"`
	From   Date   `json:"from"`           // the first day on which it is used
	Last   Date   `json:"last,omitempty"` // the last day on which it is trusted; zero: it was not revoked
	Why    KeyEnd `json:"why,omitempty"`
}

// Ref is the key's place among the documents of the service journal.
func (k SigningKey) Ref() Ref { return Ref{"key", string(k.ID)} }

// Covers reports whether the key is trusted on a day.
func (k SigningKey) Covers(on Date) bool { return k.From <= on && (k.Last == 0 || on <= k.Last) }

// RegisterKey registers the public half of a key.
type RegisterKey struct {
	Public string `json:"public" doc:"the public key, as \"pooled key new\" prints it; never the private one" example:"havering-council+1a2b3c4d+AQ…"` //nolint:lll // a tag cannot be broken
	Body   BodyID `json:"body" doc:"whose it is"`
	Use    KeyUse `json:"use" doc:"signs: where the journals stand; witnesses: countersigns it for a partner"`
	From   Date   `json:"from,omitempty" doc:"the first day on which it is used; the day of the act when left out"`
}

// RevokeKey ends the trust in a key.
type RevokeKey struct {
	Key  KeyID  `json:"key"`
	Last Date   `json:"last" doc:"the last day on which it is trusted, which may have passed"`
	Why  KeyEnd `json:"why" doc:"replaced, lost, exposed or left"`
}

// SigningKey is a key of the register. It returns ErrNotFound.
func (s *State) SigningKey(id KeyID) (SigningKey, error) {
	return need[SigningKey](s, SigningKey{ID: id}.Ref(), "key")
}

// Kind names the act and its version.
func (RegisterKey) Kind() string { return "register-key/1" }

// Matter is nobody's money.
func (a RegisterKey) Matter(*State) (Matter, error) { return Matter{Partner: a.Body}, nil }

// Do records the key. It refuses a text that is no public key, a body that is not registered, and a key that is.
func (a RegisterKey) Do(s *State, _ Authority) (Entry, error) {
	id, err := publicKeyID(a.Public)
	if err != nil {
		return Entry{}, err
	}
	if !slices.Contains(KeyUses, a.Use) {
		return Entry{}, ErrInvalid.With("a key is for one of %v", KeyUses)
	}
	body, err := s.Body(a.Body)
	if err != nil {
		return Entry{}, err
	}
	before, err := Find[SigningKey](s, SigningKey{ID: id}.Ref())
	if err != nil {
		return Entry{}, err
	}
	from := a.From
	if from == 0 {
		from = DateOf(s.At)
	}
	switch {
	case before.ID != "":
		return Entry{}, ErrExists.With("the key %s is registered already, for %s", id, before.Body)
	case from > DateOf(s.At):
		return Entry{}, ErrInvalid.With("register the key when it is used, not before: %s has not come", from.UK())
	}
	s.Save(SigningKey{ID: id, Public: a.Public, Body: body.ID, Use: a.Use, From: from})
	return Entry{}, nil
}

// Describe says what the act does.
func (a RegisterKey) Describe() string {
	id, _ := publicKeyID(a.Public)
	return fmt.Sprintf("Key %s of %s registered: it %s", id, a.Body, a.Use)
}

// Kind names the act and its version.
func (RevokeKey) Kind() string { return "revoke-key/1" }

// Matter is nobody's money.
func (a RevokeKey) Matter(s *State) (Matter, error) {
	key, err := s.SigningKey(a.Key)
	return Matter{Partner: key.Body}, err
}

// Do records the key's last day. It refuses a key that is not registered, and a later day than one that stands.
func (a RevokeKey) Do(s *State, _ Authority) (Entry, error) {
	key, err := s.SigningKey(a.Key)
	switch {
	case err != nil:
		return Entry{}, err
	case a.Last == 0 || a.Last > DateOf(s.At):
		return Entry{}, ErrInvalid.With("say the last day on which the key is trusted, today or before")
	case !slices.Contains(KeyEnds, a.Why):
		return Entry{}, ErrInvalid.With("a key is revoked for one of %v", KeyEnds)
	case key.Last != 0 && key.Last <= a.Last:
		return Entry{}, ErrWrongState.With("the key %s was revoked already: its last day is %s", key.ID, key.Last.UK())
	}
	key.Last, key.Why = a.Last, a.Why
	s.Save(key)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RevokeKey) Describe() string {
	return fmt.Sprintf("Key %s revoked (%s): trusted until %s", a.Key, a.Why, a.Last.UK())
}

// ed25519Mark stands before the 32 bytes of a public key: which kind of key it is (C2SP signed-note).
const ed25519Mark = 1

// publicKeyLengthMax bounds the text of a public key: a name, eight digits and 44 characters.
const publicKeyLengthMax = 120

// publicKeyID reads a public key as signed notes have it, name+hash+key, and is what the register calls it.
func publicKeyID(text string) (KeyID, error) {
	if strings.Contains(text, "PRIVATE") {
		return "", ErrInvalid.With("that is the private half, which nobody else may see: make a new key, and register its NAME.pub")
	}
	wrong := ErrInvalid.With("a public key is what \"pooled key new\" prints: its name, its hash and the key, joined by +")
	part := strings.SplitN(text, "+", 3)
	if len(text) > publicKeyLengthMax || len(part) != 3 || CheckID("the key's name", part[0]) != nil {
		return "", wrong
	}
	hash, err := strconv.ParseUint(part[1], 16, 32)
	if err != nil || fmt.Sprintf("%08x", hash) != part[1] {
		return "", wrong
	}
	key, err := base64.StdEncoding.Strict().DecodeString(part[2])
	if err != nil || len(key) != 33 || key[0] != ed25519Mark {
		return "", wrong
	}
	made := sha256.Sum256(append([]byte(part[0]+"\n"), key...))
	if !bytes.HasPrefix(made[:], []byte{byte(hash >> 24), byte(hash >> 16), byte(hash >> 8), byte(hash)}) {
		return "", ErrInvalid.With("the key's hash is not that of its name and key: part of it was changed or left out")
	}
	return KeyID(part[0] + "-" + part[1]), nil
}
