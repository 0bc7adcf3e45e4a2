package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

// The signer waits for its next round, and no longer once a period is closed: the close is signed at once.
func TestSignerWakesAtClose(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	folder := t.TempDir()
	if _, err := seal.NewKey(folder, "council", rand.Reader); err != nil {
		t.Fatal(err)
	}
	signer, err := seal.OpenSigner(filepath.Join(folder, "council.key"))
	if err != nil {
		t.Fatal(err)
	}
	s := &signing{
		signer: signer, log: journal.NewLog(p.DB.SignerPool(t)), stored: map[ledger.FundID]int64{},
		seen: map[ledger.FundID]int64{}, words: slog.New(slog.DiscardHandler),
	}
	if err := s.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Budget("two", pooltest.NHSMinimum, "1.00")
	short, cancel := context.WithTimeout(t.Context(), 2*signEveryMin)
	defer cancel()
	if err := s.wait(short, time.Hour); err == nil {
		t.Error("it wakes before it is time, for an entry that closes nothing")
	}
	woken := make(chan error, 1)
	began := time.Now()
	go func() { woken <- s.wait(t.Context(), time.Hour) }()
	closed := p.Must("ada", "2015-06-30", ledger.ClosePeriod{Period: ledger.MustPeriod("2015-16/01"), Close: ledger.SoftClosed})
	select {
	case err = <-woken:
	case <-time.After(30 * signEveryMin): // a slow machine has time; an hour is what it must not take
		t.Fatal("a period was closed, and the signer sleeps on")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("woken after %s", time.Since(began))
	if err := s.round(t.Context()); err != nil || signer.Last(p.Fund).Size != closed.Seq {
		t.Errorf("signed to %d, and entry %d closed the period: %v", signer.Last(p.Fund).Size, closed.Seq, err)
	}
}
