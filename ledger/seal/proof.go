package seal

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// Proof shows that one entry stands in a journal's log at a size: its leaf, and the hashes beside the path from there
// to the root (RFC 6962). With a checkpoint it also shows who signed that root.
type Proof struct {
	Type string `json:"type" enum:"proof/1"`
	Inclusion
	Entry []byte `json:"entry,omitempty" doc:"the entry's bytes, where they were asked for"`
}

// Inclusion is what a proof says.
type Inclusion struct {
	Fund       ledger.FundID   `json:"fund"`
	Seq        int64           `json:"seq" doc:"the entry's number"`
	Leaf       ledger.Digest   `json:"leaf"`
	Size       int64           `json:"size" doc:"how many entries the root is over"`
	Root       ledger.Digest   `json:"root"`
	Path       []ledger.Digest `json:"path" doc:"the hashes beside the way from the leaf to the root, from below (RFC 6962)"`
	Checkpoint string          `json:"checkpoint,omitempty" doc:"the signed note of that size and root; none: nobody has signed it yet"`
}

// ProofType is the type and version of a proof.
const ProofType = "proof/1"

// ReadProof reads a proof from a file.
func ReadProof(path string) (Proof, error) {
	var p Proof
	text, err := readSmall(path)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil || p.Type != ProofType {
		return p, fmt.Errorf("%s is no proof, as \"pooled prove\" makes them", path)
	}
	return p, nil
}

// Check proves that the leaf is that of entry Seq among Size entries of Root, and that the checkpoint, where there is
// one, says that root. It returns ErrProof. Whether the checkpoint's signatures hold, Keys say.
func (p Proof) Check() error {
	path := make(tlog.RecordProof, len(p.Path))
	for i, d := range p.Path {
		path[i] = tlog.Hash(d)
	}
	if p.Seq < 1 || p.Seq > p.Size ||
		tlog.CheckRecord(path, p.Size, tlog.Hash(p.Root), p.Seq-1, tlog.Hash(p.Leaf)) != nil {
		return fmt.Errorf("%w: it does not show that entry %d is among the %d of %s with root %s", ErrProof, p.Seq, p.Size,
			p.Fund, p.Root)
	}
	if p.Checkpoint != "" {
		said, err := audit.ReadNote(p.Checkpoint)
		if err != nil {
			return err
		}
		if said.Fund != string(p.Fund) || said.Size != p.Size || said.Root != p.Root {
			return fmt.Errorf("%w: its checkpoint is of %d entries of %s, and the proof is of %d of %s", ErrProof, said.Size,
				said.Fund, p.Size, p.Fund)
		}
	}
	if p.Entry != nil {
		return p.Of(p.Entry)
	}
	return nil
}

// Of proves that an entry's bytes are those that the proof is of. It returns ErrProof for another entry.
func (p Proof) Of(entry []byte) error {
	leaf := ledger.Digest(sha256.Sum256(append([]byte{0}, entry...)))
	if leaf == p.Leaf {
		return nil
	}
	var said struct {
		Fund ledger.FundID `json:"fund"`
		Seq  int64         `json:"seq"`
	}
	if json.Unmarshal(entry, &said) == nil && said.Seq > 0 && (said.Seq != p.Seq || said.Fund != p.Fund) {
		return fmt.Errorf("%w: the proof is of entry %d of %s, and this is entry %d of %s", ErrProof, p.Seq, p.Fund, said.Seq,
			said.Fund)
	}
	return fmt.Errorf("%w: the entry's bytes are not those that the proof is of: their leaf is %s, and the proof's %s", ErrProof,
		leaf, p.Leaf)
}
