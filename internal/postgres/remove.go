package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// ErrInUse means that a program runs a server in the folder.
var ErrInUse = errors.New("the data folder is in use")

// Remove deletes a server's data folder for good, for test clusters. It refuses one in use with [ErrInUse],
// ends an orphan, and takes only what [Start] put there: a folder with anything else in it remains.
func Remove(ctx context.Context, dir string) error {
	s, err := prepare(Config{Dir: dir})
	if err != nil {
		return err
	}
	lock, err := lockFolder(s.dir)
	if err != nil {
		return err
	}
	if lock == nil {
		return fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	defer lock.Close()
	if err := endOrphan(ctx, s.data, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	_ = os.RemoveAll(socketFolder(s.dir, s.user)) // gone already after a proper end
	for _, name := range []string{dataFolderName, dataFolderName + ".new", logName, logName + ".1", lockName} {
		if err := os.RemoveAll(filepath.Join(s.dir, name)); err != nil {
			return fmt.Errorf("remove data folder: %w", err)
		}
	}
	if err := os.Remove(s.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove data folder: %w", err)
	}
	return nil
}
