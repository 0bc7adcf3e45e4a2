package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// reachable is a new folder that the server's user may enter; t.TempDir is closed to others.
func reachable(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pooled-t-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

// Nobody but root is told apart from the server's user, so the check is tried with an account of its own.
func TestClosedHomesAreRefusedByName(t *testing.T) {
	t.Parallel()
	home := filepath.Join(reachable(t), "home")
	dir := filepath.Join(home, "data")
	must(t, os.MkdirAll(dir, 0o755))
	stranger := &account{name: "stranger", uid: 4294967000, gid: 4294967000}
	for _, tt := range []struct {
		mode    os.FileMode
		refused bool
	}{{0o755, false}, {0o711, false}, {0o700, true}, {0o750, true}} {
		must(t, os.Chmod(home, tt.mode))
		err := stranger.mustReach(dir)
		if refused := err != nil; refused != tt.refused {
			t.Errorf("mode %o: %v", tt.mode, err)
		}
		if err != nil && !strings.Contains(err.Error(), home+" (mode 0") {
			t.Errorf("%v does not name %s", err, home)
		}
	}
	must(t, (*account)(nil).mustReach(home)) // as ourselves
}

func TestStartRefusesAClosedHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as somebody else")
	}
	t.Parallel()
	home, err := os.MkdirTemp("", "pooled-home-") // mode 0700
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(home)) })
	_, err = Start(t.Context(), Config{Dir: filepath.Join(home, "data")})
	if err == nil || !strings.Contains(err.Error(), "may not enter "+home) {
		t.Errorf("Start under a folder of mode 0700 = %v", err)
	}
}

func TestSocketPathsAreShortAndPrivate(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("x", 100))
	must(t, os.MkdirAll(long, 0o777))
	t.Setenv("TMPDIR", long)
	if folder := socketFolder("/some/dir", nil); filepath.Dir(folder) != "/tmp" {
		t.Errorf("socket folder %s is too long", folder)
	}
	t.Setenv("TMPDIR", reachable(t))
	if socketFolder("/one", nil) == socketFolder("/another", nil) {
		t.Error("two data folders share a socket")
	}
	folder, err := makeSocketFolder("/some/dir", nil)
	must(t, err)
	if _, err := makeSocketFolder("/some/dir", nil); err != nil {
		t.Errorf("a second start: %v", err)
	}
	must(t, os.Chmod(folder, 0o755))
	if _, err := makeSocketFolder("/some/dir", nil); err == nil {
		t.Error("a folder that others may enter is used")
	}
	must(t, os.Remove(folder))
	must(t, os.Symlink(t.TempDir(), folder))
	if _, err := makeSocketFolder("/some/dir", nil); err == nil {
		t.Error("somebody's link is followed")
	}
	if os.Geteuid() == 0 {
		must(t, os.Remove(folder))
		must(t, os.Mkdir(folder, 0o700))
		if _, err := makeSocketFolder("/some/dir", &account{name: "stranger", uid: 12345, gid: 12345}); err == nil {
			t.Error("a folder that somebody else owns is used")
		}
	}
}

func TestFindHeedsPGBin(t *testing.T) {
	found, err := Find(0)
	must(t, err)
	t.Setenv("PG_BIN", found.Dir)
	if again, err := Find(0); err != nil || again != found {
		t.Errorf("Find = %v, %v; want %v", again, err, found)
	}
	if _, err := Find(found.Version + 1); err == nil {
		t.Error("a data folder of another version is served")
	}
	fake := reachable(t)
	t.Setenv("PG_BIN", fake)
	if _, err := Find(0); err == nil || !strings.Contains(err.Error(), "PG_BIN="+fake) {
		t.Errorf("Find in an empty PG_BIN = %v", err)
	}
	must(t, os.WriteFile(filepath.Join(fake, "initdb"), nil, 0o755))
	old := "#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n"
	must(t, os.WriteFile(filepath.Join(fake, "postgres"), []byte(old), 0o755))
	if _, err := Find(0); err == nil || !strings.Contains(err.Error(), "15 or newer") {
		t.Errorf("Find of PostgreSQL 14 = %v", err)
	}
}

func TestFindSaysWhichVersionIsMissing(t *testing.T) {
	t.Setenv("PG_BIN", "")
	_, err := Find(99)
	if !errors.Is(err, ErrNoBinaries) || !strings.Contains(err.Error(), "made by PostgreSQL 99") {
		t.Errorf("Find(99) = %v", err)
	}
}

// archive packs files as npm does: below package/.
func archive(t testing.TB, files map[string]string) string {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	writer := tar.NewWriter(zipped)
	for name, text := range files {
		must(t, writer.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}))
		_, err := writer.Write([]byte(text))
		must(t, err)
	}
	must(t, writer.Close())
	must(t, zipped.Close())
	path := filepath.Join(t.TempDir(), "postgres.tgz")
	must(t, os.WriteFile(path, packed.Bytes(), 0o600))
	return path
}

func TestPackageIsUnpackedWithItsLinks(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "cache", "postgres")
	packed := archive(t, map[string]string{
		"package/native/bin/postgres":      "#!/bin/sh",
		"package/native/lib/libpq.so.5.17": "library",
		"package/native/pg-symlinks.json": `[
			{"source": "native/lib/libpq.so.5.17", "target": "native/lib/libpq.so.5"}
		]`,
	})
	must(t, placePackage(packed, folder))
	must(t, placePackage(packed, folder)) // again, over the first
	text, err := os.ReadFile(filepath.Join(folder, "native/lib/libpq.so.5"))
	if err != nil || string(text) != "library" {
		t.Errorf("the link leads to %q, %v", text, err)
	}
	info, err := os.Stat(filepath.Join(folder, "native/bin/postgres"))
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("postgres: %v, %v", info, err)
	}
	evil := archive(t, map[string]string{"package/../../evil": "escaped"})
	if err := placePackage(evil, folder); err == nil {
		t.Error("a name that leaves the folder is unpacked")
	}
	if err := mustMatch(packed, npmDigests["linux-x64"]); err == nil {
		t.Error("another package's digest is accepted")
	}
}
