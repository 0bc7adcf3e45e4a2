package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"pooled/internal/postgres"
)

const besideFund, besideEntries = "bench-beside", 100_000

// measureHledger compares the trial balance that replay makes of an export, which it verifies on the way, with the
// balances that hledger makes of the same books in its own form, each a program that begins cold.
func measureHledger(ctx context.Context, h *house) error {
	if _, err := exec.LookPath("hledger"); err != nil {
		fmt.Fprintln(os.Stderr, "NOTICE: no hledger is installed, so nothing is compared with it: apt-get install hledger")
		return nil
	}
	if err := h.grow(ctx, besideFund, besideEntries, ordersIn); err != nil {
		return err
	}
	export, books := filepath.Join(h.dir, "beside.export"), filepath.Join(h.dir, "beside.journal")
	defer func() { _, _ = os.Remove(export), os.Remove(books) }()
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	if err := exportTo(ctx, db, besideFund, export); err != nil {
		return err
	}
	if _, err := clocked(ctx, h.Binary, "hledger", export, "--output", books); err != nil {
		return err
	}
	ours, err := clocked(ctx, h.Binary, "replay", export)
	if err != nil {
		return err
	}
	theirs, err := clocked(ctx, "hledger", "--file", books, "balance")
	if err != nil {
		return err
	}
	again, err := clocked(ctx, h.Binary, "replay", export)
	if err != nil {
		return err
	}
	plain("hledger-balance-100k", float64(theirs.Milliseconds()), "ms")
	plain("replay-100k", float64((ours+again).Milliseconds())/2, "ms")
	atLeast("hledger-replay-ratio", 2*theirs.Seconds()/(ours+again).Seconds(), "x", 10)
	return nil
}

// clocked runs a program to its end.
func clocked(ctx context.Context, program string, args ...string) (time.Duration, error) {
	start := time.Now()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %v: %w: %.300s", program, args, err, out)
	}
	return time.Since(start), err
}
