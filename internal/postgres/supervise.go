package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	logName         = "postgres.log"
	logBytesMax     = 16 << 20 // an older log is kept once, as postgres.log.1
	recoveryWaitMax = 10 * time.Minute
	restartPause    = 500 * time.Millisecond
	restartsMax     = 5               // deaths in a row, each within steadyAfter of the start
	steadyAfter     = 1 * time.Minute // a server that ran this long counts as healthy again
)

// supervise starts the server, tells started how that went, and starts it again if it dies unasked, as after
// kill -9 of PostgreSQL. It keeps its thread until the server is gone: the kernel watches the thread.
func (s *Server) supervise(ctx context.Context, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(s.done)
	ctx, cancel := context.WithTimeout(ctx, recoveryWaitMax)
	gone, err := s.launch(ctx)
	cancel()
	started <- err
	for deaths := 0; err == nil; {
		begun := time.Now()
		reason := <-gone
		if s.ended() {
			return
		}
		if time.Since(begun) > steadyAfter {
			deaths = 0
		}
		if deaths++; deaths > restartsMax {
			err = fmt.Errorf("PostgreSQL died %d times in a row: %w", deaths, reason)
			break
		}
		s.log.Error("PostgreSQL ended unasked and is started again", "reason", reason, "times", deaths)
		time.Sleep(restartPause)
		if s.isStopping() {
			return
		}
		again, cancel := context.WithTimeout(context.Background(), recoveryWaitMax)
		gone, err = s.launch(again)
		cancel()
	}
	s.fail(err)
}

// launch starts one server process and returns when it answers. What it returns yields how the process ended.
// Sessions of a dead server hold its memory for a moment, so a refusal for that reason is tried again.
func (s *Server) launch(ctx context.Context) (<-chan error, error) {
	for {
		gone, refusal, err := s.launchOnce(ctx)
		if err == nil {
			return gone, nil
		}
		if s.isStopping() || !strings.Contains(refusal, "shared memory block") {
			return nil, err
		}
		if sleep(ctx, 10*pollInterval) != nil {
			return nil, err
		}
	}
}

// launchOnce also returns what the server wrote to its log, if it ended instead of answering.
func (s *Server) launchOnce(ctx context.Context) (gone <-chan error, refusal string, err error) {
	log, err := openLog(s.dir)
	if err != nil {
		return nil, "", err
	}
	defer log.Close()
	from, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, "", fmt.Errorf("server log: %w", err)
	}
	cmd := exec.Command(s.binaries.path("postgres"), s.arguments()...)
	cmd.Env = environment()
	cmd.Dir = s.data
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = childAttributes(s.user)
	if err := s.startUnlessStopping(cmd); err != nil {
		return nil, "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(cmd.Wait(), errEnded) }()
	if err := s.answer(ctx, ended); err != nil {
		_ = cmd.Process.Signal(os.Interrupt) // it may still be recovering; it is not ours to leave running
		text := logFrom(s.dir, from)
		return nil, text, fmt.Errorf("start PostgreSQL in %s: %w\n%s", s.data, err, text)
	}
	return ended, "", nil
}

var errEnded = errors.New("the server process ended")

// answer waits until the server takes a connection, or ends, or ctx does.
func (s *Server) answer(ctx context.Context, ended chan error) error {
	for {
		conn, err := connect(ctx, s.URL(Admin, maintenanceDB))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case reason := <-ended:
			return reason
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		case <-time.After(pollInterval):
		}
	}
}

// startUnlessStopping makes "started" and "told to stop" exclude each other: Stop always sees the process.
func (s *Server) startUnlessStopping(cmd *exec.Cmd) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stopping {
		return errors.New("the server is being stopped")
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.process = cmd.Process
	return nil
}

// ended notes that the process is gone, and reports whether it was asked to go.
func (s *Server) ended() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.process = nil
	return s.stopping
}

func (s *Server) isStopping() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.stopping
}

func (s *Server) fail(err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.failure = err
	s.log.Error("PostgreSQL is gone", "reason", err)
}

// Err is why the server is gone for good, once [Server.Done] is closed; nil if it was stopped.
func (s *Server) Err() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.failure
}

// environment is what the server's programs see: nothing of ours that could steer them.
func environment() []string {
	env := []string{"LC_ALL=" + serverLocale(), "TZ=UTC"}
	for _, name := range []string{"PATH", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// serverLocale sorts by code point everywhere; only Linux is sure to have it with UTF-8.
func serverLocale() string {
	if runtime.GOOS == "linux" {
		return "C.UTF-8"
	}
	return "C"
}

func openLog(dir string) (*os.File, error) {
	path := filepath.Join(dir, logName)
	if info, err := os.Stat(path); err == nil && info.Size() > logBytesMax {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, fmt.Errorf("server log: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("server log: %w", err)
	}
	return file, nil
}

// logFrom is what the server has written since, at most its last lines.
func logFrom(dir string, from int64) string {
	const tailMax = 4 << 10
	text, err := os.ReadFile(filepath.Join(dir, logName))
	if err != nil || from > int64(len(text)) {
		return ""
	}
	text = bytes.TrimSpace(text[from:])
	return string(text[max(0, len(text)-tailMax):])
}

// connect opens one plain connection.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	config.RuntimeParams["application_name"] = "pooled"
	return pgx.ConnectConfig(ctx, config)
}
