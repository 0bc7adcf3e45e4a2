package postgres

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// A server in a folder whose name would end a settings' line, and a program that gives up waiting.
func TestStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "pooled with ' and = ")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { must(t, Remove(context.Background(), dir)) })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, Config{Dir: dir, Throwaway: true}); err == nil {
		t.Fatal("Start outwaited its context")
	}
	server, err := Start(t.Context(), Config{Dir: dir, Throwaway: true})
	must(t, err)
	if err := Remove(t.Context(), dir); !errors.Is(err, ErrInUse) {
		t.Errorf("Remove of a folder in use = %v", err)
	}
	must(t, server.Stop(t.Context()))
	<-server.Done()
	must(t, server.Err())
}

func TestStartSaysWhyTheServerDoesNot(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "pooled-postgres-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { must(t, Remove(context.Background(), dir)) })
	_, err = Start(t.Context(), Config{Dir: dir, Throwaway: true, Settings: map[string]string{"jit": "perhaps"}})
	if err == nil || !strings.Contains(err.Error(), `parameter "jit" requires a Boolean value`) {
		t.Errorf("Start with a bad setting = %v", err)
	}
}

func TestPoolBoundsEveryWait(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "pooled-postgres-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	server, err := Start(t.Context(), Config{Dir: dir})
	must(t, err)
	t.Cleanup(func() {
		must(t, server.Stop(context.Background()))
		must(t, Remove(context.Background(), dir))
	})
	url := server.URL(Writer, "pooled") + "&statement_timeout=7s&synchronous_commit=off"
	pool, err := Pool(t.Context(), url, 2)
	must(t, err)
	defer pool.Close()
	for setting, want := range map[string]string{
		"application_name": "pooled", "statement_timeout": "7s", "lock_timeout": "10s",
		"idle_in_transaction_session_timeout": "30s", "TimeZone": "UTC", "synchronous_commit": "on",
		"listen_addresses": "", "fsync": "on", "jit": "off", "data_checksums": "on", "server_encoding": "UTF8",
	} {
		var got string
		must(t, pool.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got))
		if got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	if _, err := Pool(t.Context(), server.URL(Writer, "absent"), 2); err == nil {
		t.Error("Pool of a database that does not exist")
	}
}
