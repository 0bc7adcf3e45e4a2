package audit

import (
	"crypto/sha256"
	"math/bits"

	"pooled/ledger"
)

// leafHash is the RFC 6962 hash of an entry's bytes. buffer is reused from one call to the next.
func leafHash(buffer, entry []byte) (ledger.Digest, []byte) {
	buffer = append(append(buffer[:0], 0), entry...)
	return sha256.Sum256(buffer), buffer
}

func nodeHash(left, right ledger.Digest) ledger.Digest {
	var b [65]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b[:])
}

// tree is the RFC 6962 Merkle tree of the leaves added so far, as the roots of its perfect subtrees, largest first.
type tree struct {
	size  int64
	roots []ledger.Digest
}

// add appends a leaf.
func (t *tree) add(leaf ledger.Digest) { t.addPerfect(0, leaf) }

// addPerfect appends the root of a perfect subtree of 2^height leaves, to a tree of a multiple of as many.
func (t *tree) addPerfect(height int, root ledger.Digest) {
	roots := append(t.roots, root)
	for range bits.TrailingZeros64(uint64(t.size)>>height + 1) {
		n := len(roots)
		roots = append(roots[:n-2], nodeHash(roots[n-2], roots[n-1]))
	}
	t.size, t.roots = t.size+1<<height, roots
}

// root is the tree's root; that of an empty tree is the SHA-256 of nothing.
func (t *tree) root() ledger.Digest {
	if len(t.roots) == 0 {
		return sha256.Sum256(nil)
	}
	n := len(t.roots) - 1
	root := t.roots[n]
	for i := n - 1; i >= 0; i-- {
		root = nodeHash(t.roots[i], root)
	}
	return root
}
