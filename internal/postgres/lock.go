package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const lockName = "owner.lock"

// lockFolder takes the folder for this program, until the file is closed or the program goes. It returns nil
// and no error when another program has it. The kernel releases the lock however the holder ends.
func lockFolder(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("data folder %s belongs to another user: run as that user, "+
			"or choose a folder of your own: %w", dir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, file.Close()
	}
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = fmt.Fprintln(file, os.Getpid())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock data folder %s: %w", dir, err), file.Close())
	}
	return file, nil
}

// lockHolder names the program that has the folder, for a message.
func lockHolder(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, lockName))
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return "process " + pid
	}
	return "another program"
}

// socketFolder names the folder of the Unix socket: short, because a socket's path is, and outside the data
// folder.
func socketFolder(dir string, a *account) string {
	hash := sha256.Sum256([]byte(dir))
	name := "pooled-" + strconv.Itoa(os.Geteuid()) + "-" + hex.EncodeToString(hash[:5])
	base := os.TempDir()
	if tooLong(filepath.Join(base, name)) || a.mustReach(base) != nil {
		base = "/tmp"
	}
	return filepath.Join(base, name)
}

// makeSocketFolder makes that folder, private: only the server's user may enter it, so trust on the socket is
// trust in that user.
func makeSocketFolder(dir string, a *account) (string, error) {
	folder := socketFolder(dir, a)
	if tooLong(folder) {
		return "", fmt.Errorf("socket folder %s: the path is longer than a socket's may be", folder)
	}
	err := os.Mkdir(folder, 0o700)
	if err == nil {
		err = a.give(folder)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make socket folder: %w", err)
	}
	return folder, mustBePrivate(folder, a)
}

func tooLong(folder string) bool {
	return len(filepath.Join(folder, ".s.PGSQL."+strconv.Itoa(socketPort))) > socketPathMax
}

// mustBePrivate refuses a folder that somebody else made first: whoever owns it could listen in our place.
func mustBePrivate(folder string, a *account) error {
	info, err := os.Lstat(folder)
	if err != nil {
		return fmt.Errorf("socket folder: %w", err)
	}
	uid := uint32(os.Geteuid())
	if a != nil {
		uid = a.uid
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if ok && info.IsDir() && stat.Uid == uid && info.Mode().Perm() == 0o700 {
		return nil
	}
	return fmt.Errorf("socket folder %s is not a private folder of user %d: remove it and start again",
		folder, uid)
}
