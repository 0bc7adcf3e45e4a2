package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

// house is the program under measurement: the real binary serving on loopback, and its own embedded server.
type house struct {
	*program.Program
	dir    string
	data   string           // the program's
	server *postgres.Server // the program's server, joined
	peak   int64            // the program's largest resident memory, bytes
}

// openHouse builds the program, starts it on a folder that is kept between runs, and joins its server.
func openHouse(ctx context.Context) (*house, error) {
	h := &house{dir: benchDir()}
	binary, err := program.Build(ctx, h.dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(h.dir, "data-4") // numbered anew when what it is grown from changes
	h.data = data
	if h.Program, err = program.Start(ctx, binary, data); err != nil {
		return nil, err
	}
	if h.server, err = postgres.Start(ctx, postgres.Config{Dir: data}); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// benchDir holds what is built once and reused; POOLED_BENCH_DIR moves it.
func benchDir() string {
	if dir := os.Getenv("POOLED_BENCH_DIR"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/tmp/pooled-bench"
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "pooled-bench")
}

func (h *house) close() {
	if h.server != nil {
		_ = h.server.Stop(context.Background())
	}
	_ = h.Stop()
}

func (h *house) connect(ctx context.Context, role postgres.Role) (*pgx.Conn, error) {
	return pgx.Connect(ctx, h.server.URL(role, "pooled"))
}

func (h *house) version(ctx context.Context) (version string, err error) {
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return "", err
	}
	defer db.Close(ctx)
	err = db.QueryRow(ctx, `SELECT current_setting('server_version')`).Scan(&version)
	return version, err
}

// memory notes the program's resident memory from /proc: the peak over the whole run counts.
func (h *house) memory() {
	h.peak = max(h.peak, residentPeak(h.Process.Pid))
}

// footprint prints what the program itself took.
func (h *house) footprint() error {
	h.memory()
	atMost("program-memory-peak", float64(h.peak)/1e6, "MB", 150)
	info, err := os.Stat(h.Binary)
	if err != nil {
		return err
	}
	atMost("binary-size", float64(info.Size())/1e6, "MB", 35)
	return nil
}
