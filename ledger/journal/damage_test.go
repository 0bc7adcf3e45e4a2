package journal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/ledger/journal"
)

// A tile that somebody changed in the database gives no proof, but the way to rebuild it.
func TestDamagedTilesProveNothing(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 140 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
		p.Must("pam", "2015-06-01", pooltest.Vire("two", "one", "1.00"))
	}
	ctx, log := t.Context(), p.Journal.Log()
	head, err := p.Journal.Head(ctx, p.Fund)
	if err != nil {
		t.Fatal(err)
	}
	owner := p.DB.OwnerPool(t)
	for name, sql := range map[string]string{
		"a hash changed": `UPDATE tile SET hashes = overlay(hashes PLACING sha256('x') FROM 1 + 32 * 99)`,
		"a root changed": `UPDATE tile SET root = sha256('x')`,
		"a tile removed": `DELETE FROM tile`,
	} {
		tx, err := owner.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(ctx, sql); err != nil {
			t.Fatal(name, err)
		}
		within := journal.NewLog(tx)
		for what, ask := range map[string]func() error{
			"an entry": func() error { _, err := within.Prove(ctx, p.Fund, 100); return err },
			"growth":   func() error { _, err := within.Growth(ctx, p.Fund, 100, head.Seq); return err },
		} {
			if name == "a root changed" && what == "growth" {
				continue // no proof rests on it here
			}
			if err := ask(); !errors.Is(err, journal.ErrDamaged) || !strings.Contains(err.Error(), "pooled rebuild") {
				t.Errorf("%s: %s is proved: %v", name, what, err)
			}
		}
		if err := tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
			t.Fatal(err)
		}
	}
	if _, err := log.Prove(ctx, p.Fund, 100); err != nil {
		t.Errorf("undamaged: %v", err)
	}
	if _, err := log.Growth(ctx, p.Fund, 100, 200); err != nil {
		t.Errorf("undamaged: %v", err)
	}
}
