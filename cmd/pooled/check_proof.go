package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"pooled/ledger/seal"
)

type checkProofCommand struct {
	File  string `arg:"" help:"A proof."`
	Entry string `arg:"" optional:"" help:"The entry that it should be of: its bytes, its line of \"pooled entries --json\" or of an export; - for standard input." placeholder:"ENTRYFILE"`
	trusted
	Held []string `sep:"none" help:"That the fund's journal had a size and a root, where no key is held." placeholder:"FUND:SIZE:ROOT"`
}

// Help teaches the command.
func (checkProofCommand) Help() string {
	return `It needs no database and no network. It exits with 0 when the proof holds, 1 when it does not, is of another
entry or is not signed by a key that was given, and 2 when the file is no proof.

Examples:

  pooled check-proof 57.proof --key council.pub
  pooled check-proof 57.proof entry.json --key council.pub
  pooled check-proof 57.proof --held havering:162:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU`
}

// Run checks the proof.
func (c checkProofCommand) Run(s streams) error {
	if len(c.Key) == 0 && len(c.Held) == 0 {
		return misused("a proof leads to a root: " +
			"give whose signature of it you trust (--key), or the root that you hold (--held)")
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	p, err := seal.ReadProof(c.File)
	if err != nil {
		return misuse{err}
	}
	if err := p.Check(); err != nil {
		return err
	}
	if err := c.rooted(p, keys); err != nil {
		return err
	}
	if c.Entry != "" {
		entry, err := readEntry(s, c.Entry)
		if err != nil {
			return misuse{err}
		}
		if err := p.Of(entry); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "entry %d of %s, leaf %s, is among the %d entries of root %s\n", p.Seq, p.Fund, p.Leaf, p.Size, p.Root)
	return nil
}

// rooted holds the proof's root against what is trusted: a signature, or a root that is held.
func (c checkProofCommand) rooted(p seal.Proof, keys seal.Keys) error {
	for _, text := range c.Held {
		h, err := parseHeld(text)
		if err != nil {
			return misuse{err}
		}
		if h.Fund != string(p.Fund) || h.Size != p.Size || h.Root != p.Root {
			return fmt.Errorf("%w: it leads to %s:%d:%s, and %s is held", seal.ErrProof, p.Fund, p.Size, p.Root, text)
		}
	}
	if len(c.Key) == 0 {
		return nil
	}
	if p.Checkpoint == "" {
		return fmt.Errorf("%w: nobody signed the root that the proof leads to", seal.ErrSignature)
	}
	_, err := keys.Open(p.Checkpoint)
	return err
}

// entrySizeMax bounds what is read of an entry.
const entrySizeMax = 16 << 20

// readEntry reads an entry's bytes from one of the forms in which people have them.
func readEntry(s streams, name string) ([]byte, error) {
	in, err := s.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, entrySizeMax))
	if err != nil {
		return nil, err
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	if parts := bytes.Split(text, []byte("\t")); len(parts) > 1 {
		return parts[1], nil // leaf, entry, texts
	}
	var stored struct {
		Entry json.RawMessage `json:"entry"`
	}
	if err := json.Unmarshal(text, &stored); err != nil {
		return nil, fmt.Errorf("%s holds no entry: %w", name, err)
	}
	if len(stored.Entry) > 0 {
		return stored.Entry, nil
	}
	return text, nil
}
