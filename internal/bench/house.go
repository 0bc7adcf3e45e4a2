package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
)

// house is the program under measurement: the real binary serving on loopback, and its own embedded server.
type house struct {
	dir     string
	address string
	binary  string
	program *exec.Cmd
	server  *postgres.Server // the program's server, joined
	client  *http.Client
	peak    int64 // the program's largest resident memory, bytes
}

const listen = "127.0.0.1:18080"

// openHouse builds the program, starts it on a folder that is kept between runs, and joins its server.
func openHouse(ctx context.Context) (*house, error) {
	h := &house{dir: benchDir(), address: "http://" + listen}
	h.binary = filepath.Join(h.dir, "pooled")
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		return nil, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", h.binary, "./cmd/pooled")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	h.client = &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256, DisableCompression: true},
		Timeout:   time.Minute,
	}
	if err := h.start(ctx); err != nil {
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

func (h *house) start(ctx context.Context) error {
	h.program = exec.Command(h.binary, "serve", "--listen", listen, "--data", filepath.Join(h.dir, "data"))
	h.program.Env = append(os.Environ(), "DATABASE_URL=", "POOLED_LOG=warn")
	log, err := os.Create(filepath.Join(h.dir, "serve.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	h.program.Stdout, h.program.Stderr = log, log
	if err := h.program.Start(); err != nil {
		return err
	}
	for range 600 {
		if answer, err := h.client.Get(h.address + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				h.server, err = postgres.Start(ctx, postgres.Config{Dir: filepath.Join(h.dir, "data")})
				return err
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("the program did not become ready; see %s", log.Name())
}

func (h *house) close() {
	if h.server != nil {
		_ = h.server.Stop(context.Background())
	}
	if h.program != nil && h.program.Process != nil {
		_ = h.program.Process.Signal(syscall.SIGTERM)
		_ = h.program.Wait()
	}
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

// post sends a body as an actor and returns the answer's body; any status but those of success is a fault.
func (h *house) post(ctx context.Context, actor, path, kind, key string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Idempotency-Key", key)
	return h.do(request, actor)
}

func (h *house) get(ctx context.Context, actor, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.address+path, nil)
	if err != nil {
		return nil, err
	}
	return h.do(request, actor)
}

func (h *house) do(request *http.Request, actor string) ([]byte, error) {
	request.Header.Set("Authorization", "Bearer development:"+actor)
	answer, err := h.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode > 299 {
		err = fmt.Errorf("%s %s: %s: %.300s", request.Method, request.URL.Path, answer.Status, text)
	}
	return text, err
}

// memory notes the program's resident memory from /proc: the peak over the whole run counts.
func (h *house) memory() {
	status, err := os.Open(fmt.Sprintf("/proc/%d/status", h.program.Process.Pid))
	if err != nil {
		return
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			h.peak = max(h.peak, kilobytes*1024)
		}
	}
}

// footprint prints what the program itself took.
func (h *house) footprint() error {
	h.memory()
	atMost("program-memory-peak", float64(h.peak)/1e6, "MB", 150)
	info, err := os.Stat(h.binary)
	if err != nil {
		return err
	}
	atMost("binary-size", float64(info.Size())/1e6, "MB", 35)
	return nil
}
