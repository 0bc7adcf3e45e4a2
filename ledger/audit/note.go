package audit

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"pooled/ledger"
)

// NoteOrigin begins the first line of every checkpoint, before the journal's name.
const NoteOrigin = "pooled/"

var errNote = errors.New("the checkpoint is not in the form of a signed note: origin, size, root, an empty line, signatures")

// ReadNote reads what a checkpoint says: which journal, its size and its root. It does not look at the signatures.
func ReadNote(note string) (Held, error) {
	text, _, ok := strings.Cut(note, "\n\n")
	said := strings.Split(text, "\n")
	if !ok || len(said) < 3 {
		return Held{}, errNote
	}
	fund, ours := strings.CutPrefix(said[0], NoteOrigin)
	size, err := strconv.ParseInt(said[1], 10, 64)
	if !ours || fund == "" || err != nil || size < 0 || strconv.FormatInt(size, 10) != said[1] {
		return Held{}, errNote
	}
	h := Held{Fund: fund, Size: size}
	root, err := base64.StdEncoding.Strict().DecodeString(said[2])
	if err != nil || len(root) != len(h.Root) {
		return Held{}, errNote
	}
	h.Root = ledger.Digest(root)
	return h, nil
}
