package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// Head is where a journal stands: its size, the number of its last entry, and the root of its Merkle log.
type Head struct {
	Fund ledger.FundID `json:"fund"`
	Size int64         `json:"size"`
	Root ledger.Digest `json:"root"`
}

// text is what of a checkpoint is signed.
func (h Head) text() string {
	return fmt.Sprintf("%s%s\n%d\n%s\n", audit.NoteOrigin, h.Fund, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]))
}

// Refusals of checkpoints and proofs.
var (
	ErrSignature = errors.New("not signed by whom it should be")
	ErrRewritten = errors.New("the history was rewritten")
	ErrStale     = errors.New("entries are gone")
	ErrProof     = errors.New("the proof does not hold")
)

// Keys are the public keys that somebody trusts, and those that they were told not to any more.
type Keys struct {
	Trusted []note.Verifier
	Revoked []note.Verifier
}

// Open reads a checkpoint and holds its signatures against the keys: one of the trusted must have signed it. It returns
// ErrSignature with who signed it instead: a foreign key, or one that was revoked.
func (k Keys) Open(text string) (Head, error) {
	said, err := audit.ReadNote(text)
	if err != nil {
		return Head{}, err
	}
	head := Head{ledger.FundID(said.Fund), said.Size, said.Root}
	_, err = note.Open([]byte(text), note.VerifierList(k.Trusted...))
	if err == nil {
		return head, nil
	}
	if _, revoked := note.Open([]byte(text), note.VerifierList(k.Revoked...)); revoked == nil && len(k.Revoked) > 0 {
		return head, fmt.Errorf("%w: the checkpoint of %d entries of %s is signed by %s, which was revoked, and by none that is trusted",
			ErrSignature, head.Size, head.Fund, signers(text))
	}
	var foreign *note.UnverifiedNoteError
	if errors.As(err, &foreign) {
		return head, fmt.Errorf("%w: the checkpoint of %d entries of %s is signed by %s, and none of those keys was given",
			ErrSignature, head.Size, head.Fund, signers(text))
	}
	return head, fmt.Errorf("%w: the checkpoint of %d entries of %s has a signature by %s that does not hold: it was changed",
		ErrSignature, head.Size, head.Fund, signers(text))
}

// signers are the keys whose signatures a note says it has.
func signers(text string) string {
	var names []string
	_, after, _ := strings.Cut(text, "\n\n")
	for line := range strings.Lines(after) {
		if part := strings.Fields(line); len(part) == 3 {
			raw, err := base64.StdEncoding.DecodeString(part[2])
			if err == nil && len(raw) > 4 {
				names = append(names, fmt.Sprintf("%.100s+%x", part[1], raw[:4]))
			}
		}
	}
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// extends holds that the journal at one head only went on to another, by the proof of RFC 6962.
func extends(old, now Head, growth []ledger.Digest) error {
	switch {
	case old.Fund != now.Fund:
		return fmt.Errorf("%w: %s is not %s", ErrRewritten, now.Fund, old.Fund)
	case now.Size < old.Size:
		return fmt.Errorf("%w: %s has %d entries, and %d were signed before", ErrStale, now.Fund, now.Size, old.Size)
	case now.Size == old.Size && now.Root == old.Root:
		return nil
	case now.Size == old.Size:
		return fmt.Errorf("%w: entries 1 to %d of %s have the root %s, and it was %s when they were signed before",
			ErrRewritten, now.Size, now.Fund, now.Root, old.Root)
	}
	proof := make(tlog.TreeProof, len(growth))
	for i, d := range growth {
		proof[i] = tlog.Hash(d)
	}
	if tlog.CheckTree(proof, now.Size, tlog.Hash(now.Root), old.Size, tlog.Hash(old.Root)) != nil {
		return fmt.Errorf("%w: nothing shows that entries 1 to %d of %s, signed before with root %s, still stand in the %d there are now",
			ErrRewritten, old.Size, old.Fund, old.Root, now.Size)
	}
	return nil
}

// Update is a checkpoint with the proof that it extends an older one, as C2SP's tlog-witness sends them: "old" and the
// older size, the hashes of the proof in base64, an empty line, and the checkpoint.
type Update struct {
	Old    int64
	Growth []ledger.Digest
	Note   string
}

// String writes it.
func (u Update) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", u.Old)
	for _, d := range u.Growth {
		b.WriteString(base64.StdEncoding.EncodeToString(d[:]) + "\n")
	}
	return b.String() + "\n" + u.Note
}

// ParseUpdate reads one, or a checkpoint alone.
func ParseUpdate(text string) (Update, error) {
	if !strings.HasPrefix(text, "old ") {
		return Update{Note: text}, nil
	}
	above, below, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(above, "\n")
	u := Update{Note: below}
	if _, err := fmt.Sscanf(lines[0], "old %d", &u.Old); err != nil || !ok || u.Old < 0 {
		return u, fmt.Errorf("%w: its first line does not say which size it goes on from", ErrProof)
	}
	for _, line := range lines[1:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(raw) != len(ledger.Digest{}) {
			return u, fmt.Errorf("%w: %.60q is no hash", ErrProof, line)
		}
		u.Growth = append(u.Growth, ledger.Digest(raw))
	}
	return u, nil
}
