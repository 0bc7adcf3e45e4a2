package report

import (
	"crypto/sha256"
	"slices"
	"sync"

	"pooled/ledger"
)

// decodedMax is how many versions of documents stay in memory; beyond them it begins anew.
const decodedMax = 20_000

// decodedKinds are the documents that are kept as they were decoded: they are few, and every report asks for them.
// Nobody changes what is kept; private texts are shown on copies.
var decodedKinds = append([]string{"budget-profile", "floating-fund", "measure"}, paperKinds...)

// decoded are versions of documents by the digest of the entry that holds them: the same bytes say the same, whatever
// database they are in.
type decoded struct {
	mutex sync.Mutex
	by    map[decodedKey]ledger.Document
}

type decodedKey struct {
	entry [sha256.Size]byte
	ref   ledger.Ref
}

// version is a document out of its entry's bytes. It returns what ledger.DecodeVersion returns.
func (c *decoded) version(body []byte, ref ledger.Ref) (ledger.Document, error) {
	if !slices.Contains(decodedKinds, ref.Kind) {
		return ledger.DecodeVersion(body, ref)
	}
	key := decodedKey{sha256.Sum256(body), ref}
	c.mutex.Lock()
	d := c.by[key]
	c.mutex.Unlock()
	if d != nil {
		return d, nil
	}
	d, err := ledger.DecodeVersion(body, ref)
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.by == nil || len(c.by) >= decodedMax {
		c.by = map[decodedKey]ledger.Document{}
	}
	c.by[key] = d
	return d, nil
}
