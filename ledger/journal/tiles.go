package journal

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// leavesBetween hashes the entries numbered after from up to to.
func leavesBetween(ctx context.Context, db querier, fund int32, from, to int64) ([]ledger.Digest, error) {
	if from == to {
		return nil, nil
	}
	rows, err := db.Query(ctx, `
		SELECT body
		  FROM entry
		 WHERE fund = $1
		   AND seq > $2
		   AND seq <= $3
		 ORDER BY seq`, fund, from, to)
	if err != nil {
		return nil, err
	}
	var leaves []ledger.Digest
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&body}, func() error {
		leaves = append(leaves, LeafHash(body))
		return nil
	})
	return leaves, err
}

// tileRoots reads the roots of the tiles of one level numbered from first up to but not including end.
func tileRoots(ctx context.Context, db querier, fund int32, level int16, first, end int64) ([]ledger.Digest, error) {
	if first >= end {
		return nil, nil
	}
	rows, err := db.Query(ctx, `
		SELECT root
		  FROM tile
		 WHERE fund = $1
		   AND level = $2
		   AND number >= $3
		   AND number < $4
		 ORDER BY number`, fund, level, first, end)
	if err != nil {
		return nil, err
	}
	var roots []ledger.Digest
	var root []byte
	_, err = pgx.ForEachRow(rows, []any{&root}, func() error {
		roots = append(roots, ledger.Digest(root))
		return nil
	})
	return roots, err
}

// rootAt works out the root of the first size leaves. At each level it adds the roots of the tiles that are complete
// but do not fill a tile above, and at the bottom the leaves of the tile that was filling.
func rootAt(ctx context.Context, db querier, fund int32, size int64) (ledger.Digest, error) {
	var f frontier
	levels := int16(0)
	for size>>(tileHeight*(levels+1)) > 0 {
		levels++
	}
	for level := levels; level > 0; level-- {
		width := int64(1) << (tileHeight * level) // leaves under one hash of this level
		end := size / width
		roots, err := tileRoots(ctx, db, fund, level-1, end/tileWidth*tileWidth, end)
		if err != nil {
			return ledger.Digest{}, err
		}
		for _, root := range roots {
			f.addAt(root, width)
		}
	}
	leaves, err := leavesBetween(ctx, db, fund, size/tileWidth*tileWidth, size)
	for _, leaf := range leaves {
		f.add(leaf)
	}
	return f.root(), err
}

// addAt appends the root of a perfect subtree of width leaves; the size so far must be a multiple of width.
func (f *frontier) addAt(root ledger.Digest, width int64) {
	low := frontier{f.size / width, f.roots}
	low.add(root)
	f.size, f.roots = low.size*width, low.roots
}
