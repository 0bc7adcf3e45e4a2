// Package pooltest is the test kit: a real PostgreSQL for a test run, and a database for each package.
//
// One throw-away cluster serves a run, its data in memory where possible. The schema is migrated once into a
// template, and [Shared] copies the template once for each package; a test takes a fund of its own inside it.
// [Own] is for tests about the database itself.
package pooltest

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

// ClusterVariable names a running cluster for the tests to use: the URL of its superuser. The command
// withcluster sets it, so that all packages of a run share one.
const ClusterVariable = "POOLED_TEST_CLUSTER"

const (
	clusterPrefix  = "pooled-test-"
	clusterFreeMin = 1 << 30          // bytes free in a memory file system before we use it
	clusterAgeMin  = 10 * time.Second // a younger folder may not be locked yet
)

// A Cluster is a throw-away PostgreSQL server. It ends with the program that started it.
type Cluster struct {
	dir    string
	server *postgres.Server
}

// StartCluster starts a throw-away cluster, and removes what clusters of programs long gone left behind.
func StartCluster(ctx context.Context) (*Cluster, error) {
	base := clusterBase()
	sweep(ctx, base)
	dir, err := os.MkdirTemp(base, clusterPrefix)
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

// URL is the address for the cluster's superuser, as [ClusterVariable] wants it.
func (c *Cluster) URL() string { return c.server.URL(postgres.Admin, "postgres") }

// Stop ends the cluster and removes its folder.
func (c *Cluster) Stop(ctx context.Context) error {
	if err := c.server.Stop(ctx); err != nil {
		return err
	}
	return postgres.Remove(ctx, c.dir)
}

// clusterBase is the memory file system if it is writable and roomy, else the temporary folder.
func clusterBase() string {
	const memory = "/dev/shm"
	var room syscall.Statfs_t
	if err := syscall.Statfs(memory, &room); err != nil || room.Bavail*uint64(room.Bsize) < clusterFreeMin {
		return os.TempDir()
	}
	probe, err := os.MkdirTemp(memory, clusterPrefix)
	if err != nil {
		return os.TempDir()
	}
	_ = os.Remove(probe)
	return memory
}

// sweep removes the folders of clusters whose programs are gone. What it cannot remove, it leaves.
func sweep(ctx context.Context, base string) {
	folders, _ := filepath.Glob(filepath.Join(base, clusterPrefix+"*")) // the pattern is well formed
	for _, dir := range folders {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > clusterAgeMin {
			_ = postgres.Remove(ctx, dir)
		}
	}
}

// ownCluster starts this process's own cluster, once, when no cluster is named. PostgreSQL goes with the
// process; the next run sweeps its folder.
var ownCluster = sync.OnceValues(func() (string, error) {
	c, err := StartCluster(context.Background())
	if err != nil {
		return "", err
	}
	return c.URL(), nil
})

// clusterURL is the address of the cluster for this test run.
func clusterURL(t testing.TB) string {
	t.Helper()
	if url := os.Getenv(ClusterVariable); url != "" {
		return url
	}
	url, err := ownCluster()
	if err != nil {
		t.Fatal(err)
	}
	return url
}
