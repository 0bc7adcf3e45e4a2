package seal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// Witness is a partner's own memory of what was shown: a folder with a folder for each journal, and in it every
// checkpoint that was countersigned, named by its size. Files are added and never changed.
type Witness struct {
	dir  string
	key  note.Signer
	from Keys
}

// OpenWitness opens a folder, made where it is missing. key countersigns; from are the keys of the ledger's signer.
func OpenWitness(dir string, key note.Signer, from Keys) (*Witness, error) {
	return &Witness{dir, key, from}, os.MkdirAll(dir, 0o700)
}

// Last is the newest head of a journal that was witnessed; of size 0 when none was.
func (w *Witness) Last(fund ledger.FundID) (Head, error) {
	if err := ledger.CheckID("the fund", fund); err != nil {
		return Head{}, err
	}
	names, err := filepath.Glob(filepath.Join(w.dir, string(fund), "[0-9]*.note")) // sorted, and sizes have one width
	if err != nil || len(names) == 0 {
		return Head{Fund: fund}, err
	}
	newest := names[len(names)-1]
	text, err := readSmall(newest)
	if err != nil {
		return Head{}, err
	}
	h, err := audit.ReadNote(text) // by its own key, or by one of the signer's that is no longer in use
	if err != nil || h.Fund != string(fund) {
		return Head{}, errors.Join(fmt.Errorf("%s is not what was kept there", newest), err)
	}
	return Head{fund, h.Size, h.Root}, nil
}

// Countersign checks a checkpoint's signature and that it extends the newest that was witnessed, keeps it, and returns
// it with the witness's own signature. What is inconsistent is refused with ErrRewritten or ErrStale and kept as
// evidence beside the checkpoint that it contradicts.
func (w *Witness) Countersign(u Update) (string, error) {
	now, err := w.from.Open(u.Note)
	if err != nil {
		return "", err
	}
	old, err := w.Last(now.Fund)
	if err != nil {
		return "", err
	}
	if old.Size > 0 && old.Size < now.Size && u.Old != old.Size {
		return "", fmt.Errorf("%w: %d entries of %s were witnessed, and the proof goes on from %d: ask for it since %d",
			ErrProof, old.Size, now.Fund, u.Old, old.Size)
	}
	if err := os.MkdirAll(filepath.Join(w.dir, string(now.Fund)), 0o700); err != nil {
		return "", err
	}
	if old.Size > 0 {
		if err := extends(old, now, u.Growth); err != nil {
			return "", errors.Join(err, w.evidence(old, now, u))
		}
	}
	n, err := note.Open([]byte(u.Note), note.VerifierList(w.from.Trusted...))
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(n, w.key)
	if err != nil {
		return "", err
	}
	err = writeNew(w.file(now), string(signed), 0o444)
	if errors.Is(err, os.ErrExist) { // the same head, witnessed before
		err = nil
	}
	return string(signed), err
}

func (w *Witness) file(h Head) string {
	return filepath.Join(w.dir, string(h.Fund), fmt.Sprintf("%012d.note", h.Size))
}

// evidence keeps a checkpoint that contradicts one that was witnessed, with the proof that came with it.
func (w *Witness) evidence(old, now Head, u Update) error {
	name := filepath.Join(w.dir, string(now.Fund), fmt.Sprintf("refused-%012d-%s.note", now.Size, now.Root))
	err := writeNew(name, u.String(), 0o444)
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return fmt.Errorf("both are kept: %s, and %s", w.file(old), name)
}
