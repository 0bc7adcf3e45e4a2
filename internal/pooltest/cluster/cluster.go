// Package cluster starts the throw-away PostgreSQL of a test run, with its data in memory where possible.
//
// It imports nothing of the ledger, so that a run can start while the ledger does not compile.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"pooled/internal/postgres"
)

// Variable names a running cluster for the tests to use: the URL of its superuser. The command
// withcluster sets it, so that all packages of a run share one.
const Variable = "POOLED_TEST_CLUSTER"

const (
	prefix  = "pooled-test-"
	freeMin = 1 << 30          // bytes free in a memory file system before we use it
	ageMin  = 10 * time.Second // a younger folder may not be locked yet
)

// A Cluster is a throw-away PostgreSQL server. It ends with the program that started it.
type Cluster struct {
	dir    string
	server *postgres.Server
}

// Start starts a throw-away cluster, and removes what clusters of programs long gone left behind.
func Start(ctx context.Context) (*Cluster, error) {
	folder := base()
	sweep(ctx, folder)
	dir, err := os.MkdirTemp(folder, prefix)
	if err != nil {
		return nil, fmt.Errorf("test cluster: %w", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the server's user must be able to enter
		return nil, fmt.Errorf("test cluster: %w", err)
	}
	server, err := postgres.Start(ctx, postgres.Config{Dir: dir, Throwaway: true})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("test cluster: %w", err), os.RemoveAll(dir))
	}
	return &Cluster{dir: dir, server: server}, nil
}

// URL is the address for the cluster's superuser, as [Variable] wants it.
func (c *Cluster) URL() string { return c.server.URL(postgres.Admin, "postgres") }

// Stop ends the cluster and removes its folder.
func (c *Cluster) Stop(ctx context.Context) error {
	if err := c.server.Stop(ctx); err != nil {
		return err
	}
	return postgres.Remove(ctx, c.dir)
}

// base is the memory file system if it is writable and roomy, else the temporary folder.
func base() string {
	const memory = "/dev/shm"
	var room syscall.Statfs_t
	if err := syscall.Statfs(memory, &room); err != nil || room.Bavail*uint64(room.Bsize) < freeMin {
		return os.TempDir()
	}
	probe, err := os.MkdirTemp(memory, prefix)
	if err != nil {
		return os.TempDir()
	}
	_ = os.Remove(probe)
	return memory
}

// sweep removes the folders of clusters whose programs are gone. What it cannot remove, it leaves.
func sweep(ctx context.Context, base string) {
	folders, _ := filepath.Glob(filepath.Join(base, prefix+"*")) // the pattern is well formed
	for _, dir := range folders {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > ageMin {
			_ = postgres.Remove(ctx, dir)
		}
	}
}

// own starts this process's own cluster, once, when no cluster is named. PostgreSQL goes with the
// process; the next run sweeps its folder.
var own = sync.OnceValues(func() (string, error) {
	c, err := Start(context.Background())
	if err != nil {
		return "", err
	}
	return c.URL(), nil
})

// URL is the address of the cluster of this test run, for its superuser.
func URL(t testing.TB) string {
	t.Helper()
	if url := os.Getenv(Variable); url != "" {
		return url
	}
	url, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return url
}
