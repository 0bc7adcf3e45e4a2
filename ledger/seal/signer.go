package seal

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
)

// Signer signs the heads of journals, each only when it extends the one it signed last. What that was it keeps in a
// file beside its key, not in the database, whose administrator it does not trust. One process has a key at a time.
type Signer struct {
	key  note.Signer
	file string
	last map[ledger.FundID]Head
}

// OpenSigner reads a private key and what was signed with it: KEYFILE.signed, made at the first signature.
func OpenSigner(path string) (*Signer, error) {
	key, err := ReadPrivate(path)
	if err != nil {
		return nil, err
	}
	s := &Signer{key: key, file: path + ".signed", last: map[ledger.FundID]Head{}}
	text, err := os.ReadFile(s.file)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s.last)
	}
	if err != nil {
		return nil, fmt.Errorf("what was signed with %s cannot be read from %s, so nothing is signed: %w", path, s.file, err)
	}
	return s, nil
}

// KeyID is the name and hash of its key.
func (s *Signer) KeyID() string { return KeyID(s.key) }

// Last is the head of a journal that it signed last; of size 0 when it signed none.
func (s *Signer) Last(fund ledger.FundID) Head {
	if h, ok := s.last[fund]; ok {
		return h
	}
	return Head{Fund: fund}
}

// Funds are the journals of which it signed a head.
func (s *Signer) Funds() []ledger.FundID {
	var funds []ledger.FundID
	for fund := range s.last {
		funds = append(funds, fund)
	}
	return funds
}

// Sign signs a head. growth proves that it extends the last that was signed; the first of a journal needs none. It
// refuses what does not with ErrRewritten or ErrStale. What is signed is on the disk before the signature is made.
func (s *Signer) Sign(h Head, growth []ledger.Digest) (string, error) {
	if h.Size < 1 {
		return "", fmt.Errorf("%w: the journal of %s is empty", ErrStale, h.Fund)
	}
	if old := s.Last(h.Fund); old.Size > 0 {
		if err := extends(old, h, growth); err != nil {
			return "", err
		}
	}
	next := maps.Clone(s.last)
	next[h.Fund] = h
	if err := s.keep(next); err != nil {
		return "", err
	}
	s.last = next
	signed, err := note.Sign(&note.Note{Text: h.text()}, s.key)
	return string(signed), err
}

// keep replaces the file of what was signed, whole and on the disk.
func (s *Signer) keep(last map[ledger.FundID]Head) error {
	text, err := json.MarshalIndent(last, "", "  ")
	if err != nil {
		return err
	}
	fresh := s.file + ".new"
	file, err := os.OpenFile(fresh, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, s.file); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(s.file))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
