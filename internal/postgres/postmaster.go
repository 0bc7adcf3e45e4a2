package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A postmaster is what a running server writes about itself in its data folder.
type postmaster struct {
	pid    int
	socket string
	lines  []string
}

func readPostmaster(data string) (postmaster, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, err
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid == 0 {
		return postmaster{}, fmt.Errorf("%s/postmaster.pid does not begin with a process id", data)
	}
	p := postmaster{pid: max(pid, -pid), lines: lines} // a single-user server writes it negative
	if len(lines) >= 5 {
		p.socket = lines[4]
	}
	return p, nil
}

// endOrphan ends the server that a killed program left behind in this data folder, and no other process. The
// caller holds the folder's lock, so nobody else can be starting one.
func endOrphan(ctx context.Context, data string, log *slog.Logger) error {
	post, err := readPostmaster(data)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for an earlier server: %w", err)
	}
	process, err := os.FindProcess(post.pid) // holds the process: its id cannot pass to another meanwhile
	if err != nil || !alive(post.pid) {
		return nil //nolint:nilerr // PostgreSQL sees that itself, and checks for stray sessions too
	}
	if !runsIn(post.pid, data) {
		return disown(data, post)
	}
	log.Warn("ending the PostgreSQL that an earlier program left behind", "pid", post.pid, "data", data)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for alive(post.pid) && runsIn(post.pid, data) {
			time.Sleep(pollInterval)
		}
	}()
	return endServer(ctx, process, gone)
}

// disown rewrites the first line of a postmaster.pid whose process id now belongs to a stranger. PostgreSQL
// takes its parent's id for a dead server's, and still checks the shared memory that the other lines name;
// removing the file would lose that check.
func disown(data string, post postmaster) error {
	post.lines[0] = strconv.Itoa(os.Getpid())
	path := filepath.Join(data, "postmaster.pid")
	if err := os.WriteFile(path, []byte(strings.Join(post.lines, "\n")), 0o600); err != nil {
		return fmt.Errorf("mark %s as stale: %w", path, err)
	}
	return nil
}

// alive reports whether a process with that id exists. A zombie is not alive.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	return !zombie(pid)
}

// endServer asks a postmaster for a fast shutdown, and when ctx or the patience ends, for an immediate one.
// It never uses SIGKILL, which would leave sessions writing without a postmaster.
func endServer(ctx context.Context, process *os.Process, gone <-chan struct{}) error {
	for _, step := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, stopWaitMax}, {syscall.SIGQUIT, quitWaitMax}} {
		if process != nil {
			if err := process.Signal(step.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return fmt.Errorf("stop PostgreSQL, process %d: %w", process.Pid, err)
			}
		}
		select {
		case <-gone:
			return nil
		case <-ctx.Done():
			ctx = context.WithoutCancel(ctx) // no patience left for this step; the next has its own
		case <-time.After(step.wait):
		}
	}
	return errors.New("PostgreSQL does not stop")
}
