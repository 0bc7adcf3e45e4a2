package seal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
)

// fileSizeMax bounds what is read of a key, a note or a proof.
const fileSizeMax = 64 << 10

// NewKey makes an Ed25519 key called name, such as havering-council, in a folder: NAME.key is the private half, that
// its owner alone can read, and NAME.pub is given to whoever checks. It returns the public half, and never writes
// over a key that is there. Chance is what the key is drawn from: crypto/rand's Reader.
func NewKey(folder, name string, chance io.Reader) (string, error) {
	if err := ledger.CheckID("the key", name); err != nil {
		return "", err
	}
	private, public, err := note.GenerateKey(chance, name)
	if err != nil {
		return "", err
	}
	if err := writeNew(filepath.Join(folder, name+".key"), private+"\n", 0o600); err != nil {
		return "", err
	}
	return public, writeNew(filepath.Join(folder, name+".pub"), public+"\n", 0o644)
}

// writeNew writes a file that is not there yet, and sees it to the disk.
func writeNew(path, text string, mode os.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// readSmall reads a file that is no greater than a key, a note or a proof can be.
func readSmall(path string) (string, error) {
	about, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if about.Size() > fileSizeMax {
		return "", fmt.Errorf("%s holds %d bytes, and no key, checkpoint or proof is longer than %d", path, about.Size(), fileSizeMax)
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

// ReadPrivate reads a private key. It refuses a file that others than its owner may read.
func ReadPrivate(path string) (note.Signer, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if about.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others than its owner (mode %04o): set it to 0600, or make a new key",
			path, about.Mode().Perm())
	}
	text, err := readSmall(path)
	if err != nil {
		return nil, err
	}
	key, err := note.NewSigner(strings.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("%s is no private key, as \"pooled key new\" makes them", path)
	}
	return key, nil
}

// ReadPublic reads a public key.
func ReadPublic(path string) (note.Verifier, error) {
	text, err := readSmall(path)
	if err != nil {
		return nil, err
	}
	key, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("%s is no public key, as \"pooled key new\" makes them", path)
	}
	return key, nil
}

// KeyID is a key's name and hash, as notes name it: havering-council+1a2b3c4d.
func KeyID(k interface {
	Name() string
	KeyHash() uint32
},
) string {
	return fmt.Sprintf("%s+%08x", k.Name(), k.KeyHash())
}
