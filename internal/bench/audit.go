package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/policy"
)

// measureAudit exports the large fund, and verifies, judges and replays the file, each on one core.
func measureAudit(ctx context.Context, h *house) error {
	if err := h.grow(ctx, largeFund, largeEntries, ordersIn); err != nil {
		return err
	}
	path := filepath.Join(h.dir, "export.ndjson")
	defer func() { _ = os.Remove(path) }()
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	start := time.Now()
	if err := exportTo(ctx, db, largeFund, path); err != nil {
		return err
	}
	exported := time.Since(start)
	var report audit.Report
	verified, err := onOneCore(path, func(file *os.File) (err error) {
		report, err = audit.Verify(file, audit.Options{})
		return err
	})
	if err != nil {
		return err
	}
	scheme, err := policy.Default()
	if err != nil {
		return err
	}
	judged, err := onOneCore(path, func(file *os.File) error {
		judge := audit.NewJudge(scheme.Decide)
		judge.Look(file)
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		_, err := audit.Verify(file, audit.Options{Each: judge.Each})
		return err
	})
	if err != nil {
		return err
	}
	replayed, err := onOneCore(path, func(file *os.File) error {
		_, err := audit.Replay(file, audit.Moment{}, audit.Options{})
		return err
	})
	if err != nil {
		return err
	}
	entries := float64(report.Entries + report.Service)
	atLeast("export-rate", entries/exported.Seconds(), "/s", 100_000)
	atLeast("verify-rate", entries/verified.Seconds(), "/s", 200_000)
	atLeast("judge-rate", entries/judged.Seconds(), "/s", 30_000)
	atLeast("replay-rate", entries/replayed.Seconds(), "/s", 200_000)
	peak, err := peakOf(ctx, h.Binary, "verify", path)
	if err != nil {
		return err
	}
	plain("judge-memory-peak", peak/1e6, "MB") // of 20,000 commitments; "long" holds what is promised of 10,000
	return nil
}

// peakOf is the most memory in bytes that a run of the program holds.
func peakOf(ctx context.Context, binary string, args ...string) (float64, error) {
	run := exec.CommandContext(ctx, binary, args...)
	if err := run.Start(); err != nil {
		return 0, err
	}
	peak, err := waitFor(run)
	return float64(peak), err
}

func exportTo(ctx context.Context, db *pgx.Conn, fund ledger.FundID, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	err = audit.Export(ctx, db, file, audit.ExportOptions{Fund: fund})
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// onOneCore times what is done with the file.
func onOneCore(path string, do func(*os.File) error) (time.Duration, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	start := time.Now()
	err = do(file)
	return time.Since(start), err
}
