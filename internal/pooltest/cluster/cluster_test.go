package cluster_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"pooled/internal/pooltest/cluster"
)

// The folder of a cluster whose program was killed goes with the next cluster's start.
func TestStartSweepsDeadClusters(t *testing.T) {
	base := "/dev/shm"
	if probe, err := os.MkdirTemp(base, "probe-"); err != nil {
		base = os.TempDir()
	} else {
		_ = os.Remove(probe)
	}
	dead := filepath.Join(base, "pooled-test-dead")
	if err := os.MkdirAll(filepath.Join(dead, "postgres"), 0o755); err != nil {
		t.Fatal(err)
	}
	longAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(dead, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	server, err := cluster.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dead, err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
