package main

import (
	"crypto/rand"
	"fmt"

	"pooled/ledger/seal"
)

type keyCommand struct {
	New  keyNewCommand  `cmd:"" help:"Make a key, to sign or to countersign checkpoints."`
	Show keyShowCommand `cmd:"" help:"Print a public key's name and hash."`
}

type keyNewCommand struct {
	Name   string `required:"" help:"What the key is called in every checkpoint, such as havering-council." placeholder:"NAME"`
	Output string `required:"" short:"o" help:"The folder for both halves." type:"path" placeholder:"DIR"`
}

// Help teaches the command.
func (keyNewCommand) Help() string {
	return `NAME.key is the private half (Ed25519, mode 0600): it stays with the process that signs, out of the database.
NAME.pub is the public half: give it to everybody who verifies. A key that is there is never written over.

Examples:

  pooled key new --name havering-council --output /etc/pooled
  pooled key show /etc/pooled/havering-council.pub`
}

// Run makes the key.
func (c keyNewCommand) Run(s streams) error {
	public, err := seal.NewKey(c.Output, c.Name, rand.Reader)
	if err == nil {
		fmt.Fprintln(s.out, public)
	}
	return err
}

type keyShowCommand struct {
	File string `arg:"" help:"A public key."`
}

// Run prints the key.
func (c keyShowCommand) Run(s streams) error {
	key, err := seal.ReadPublic(c.File)
	if err != nil {
		return misuse{err}
	}
	fmt.Fprintln(s.out, seal.KeyID(key))
	return nil
}

// trusted are the public keys that somebody gives, to hold signatures against.
type trusted struct {
	Key     []string `sep:"none" help:"A public key that checkpoints must be signed by; give it once for each, one of them is enough." placeholder:"FILE"`
	Revoked []string `sep:"none" help:"A public key that is not to be trusted any more." placeholder:"FILE"`
}

// keys reads them.
func (t trusted) keys() (k seal.Keys, err error) {
	for _, name := range t.Key {
		key, err := seal.ReadPublic(name)
		if err != nil {
			return k, misuse{err}
		}
		k.Trusted = append(k.Trusted, key)
	}
	for _, name := range t.Revoked {
		key, err := seal.ReadPublic(name)
		if err != nil {
			return k, misuse{err}
		}
		k.Revoked = append(k.Revoked, key)
	}
	return k, nil
}
