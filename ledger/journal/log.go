package journal

import (
	"crypto/sha256"
	"math/bits"

	"pooled/ledger"
)

// tileWidth is how many hashes a tile holds: 256, a height of 8, as transparency logs have it.
const (
	tileWidth  = 256
	tileHeight = 8
)

// LeafHash is the RFC 6962 hash of an entry's bytes.
func LeafHash(body []byte) ledger.Digest {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(body)
	return ledger.Digest(h.Sum(nil))
}

func nodeHash(left, right ledger.Digest) ledger.Digest {
	var b [65]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b[:])
}

// frontier is the Merkle tree of the first size leaves, held as the roots of its perfect subtrees, largest first.
type frontier struct {
	size  int64
	roots []ledger.Digest
}

// clone is a tree of its own.
func (f *frontier) clone() frontier {
	return frontier{f.size, append(make([]ledger.Digest, 0, len(f.roots)+rootsSpare), f.roots...)}
}

// rootsSpare is for how many more subtrees a clone has room.
const rootsSpare = 8

// add appends a leaf. A copy of the tree that is not a clone does not count any more.
func (f *frontier) add(leaf ledger.Digest) {
	roots := append(f.roots, leaf)
	for range bits.TrailingZeros64(uint64(f.size + 1)) {
		n := len(roots)
		roots = append(roots[:n-2], nodeHash(roots[n-2], roots[n-1]))
	}
	f.size, f.roots = f.size+1, roots
}

// root is the tree's root; that of an empty tree is the SHA-256 of nothing.
func (f *frontier) root() ledger.Digest {
	if len(f.roots) == 0 {
		return sha256.Sum256(nil)
	}
	n := len(f.roots) - 1
	root := f.roots[n]
	for i := n - 1; i >= 0; i-- {
		root = nodeHash(f.roots[i], root)
	}
	return root
}

func (f *frontier) bytes() []byte {
	b := make([]byte, 0, 32*len(f.roots))
	for _, r := range f.roots {
		b = append(b, r[:]...)
	}
	return b
}

func parseFrontier(size int64, b []byte) frontier {
	return frontier{size, parseHashes(b)}
}

func parseHashes(b []byte) []ledger.Digest {
	out := make([]ledger.Digest, len(b)/32)
	for i := range out {
		copy(out[i][:], b[32*i:])
	}
	return out
}

// perfectRoot is the root over a power of two of hashes.
func perfectRoot(hashes []ledger.Digest) ledger.Digest {
	level := append([]ledger.Digest(nil), hashes...)
	for len(level) > 1 {
		for i := range len(level) / 2 {
			level[i] = nodeHash(level[2*i], level[2*i+1])
		}
		level = level[:len(level)/2]
	}
	return level[0]
}

// tile is 256 hashes of one level, complete.
type tile struct {
	level  int16
	number int64
	root   ledger.Digest
	hashes []byte
}

func newTile(level int16, number int64, hashes []ledger.Digest) tile {
	b := make([]byte, 0, 32*len(hashes))
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return tile{level, number, perfectRoot(hashes), b}
}
