package api_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

// What the API answers is what a witness and "pooled check-proof" take as it is.
func TestCheckpointsAndProofs(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.expect(h.get("ada", "checkpoint"), http.StatusNotFound, "not-found")
	dir := t.TempDir()
	if _, err := seal.NewKey(dir, "council", rand.Reader); err != nil {
		t.Fatal(err)
	}
	signer, err := seal.OpenSigner(filepath.Join(dir, "council.key"))
	if err != nil {
		t.Fatal(err)
	}
	head := h.head()
	note, err := signer.Sign(seal.Head{Fund: h.pool.Fund, Size: head.Seq, Root: head.Root}, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := journal.NewLog(h.pool.DB.SignerPool(t))
	c := journal.Checkpoint{Size: head.Seq, Key: signer.KeyID(), Root: head.Root, Note: note}
	if err := log.AddCheckpoint(t.Context(), h.pool.Fund, c); err != nil {
		t.Fatal(err)
	}
	if r := h.get("ada", "checkpoint"); r.status != http.StatusOK || string(r.body) != note {
		t.Errorf("checkpoint = %s", r)
	}
	u, err := seal.ParseUpdate(string(h.get("ada", "checkpoint?since=1").body))
	if err != nil || u.Old != 1 || len(u.Growth) == 0 || u.Note != note {
		t.Errorf("since 1: %v, %v", u, err)
	}
	if r := h.get("ada", "checkpoints"); !strings.Contains(string(r.body), `"size":`+strconv.FormatInt(head.Seq, 10)) {
		t.Errorf("checkpoints = %s", r)
	}
	last := strconv.FormatInt(head.Seq, 10)
	if r := h.get("ada", "consistency?from=1&to="+last); r.status != http.StatusOK {
		t.Errorf("consistency = %s", r)
	}
	h.expect(h.get("ada", "consistency?from=2&to=1"), http.StatusUnprocessableEntity, "invalid-value")
	file := filepath.Join(dir, "proof")
	if err := os.WriteFile(file, h.get("ada", "entries/1/proof").body, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := seal.ReadProof(file)
	if err != nil || p.Check() != nil || p.Seq != 1 || p.Size != head.Seq || p.Checkpoint != note {
		t.Errorf("proof = %+v, %v, %v", p, err, p.Check())
	}
	h.expect(h.get("ada", "entries/"+strconv.FormatInt(head.Seq+1, 10)+"/proof"), http.StatusNotFound, "not-found")
	for _, path := range []string{"checkpoint", "checkpoints", "consistency?from=1&to=1", "entries/1/proof"} {
		if r := h.get("nobody", path); r.status != http.StatusForbidden && r.status != http.StatusNotFound {
			t.Errorf("nobody reads %s: %s", path, r)
		}
	}
}
