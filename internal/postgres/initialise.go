package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// localTrust lets in whoever can reach the socket, which its folder allows to the server's user alone.
const localTrust = `# Written by pooled. The socket's folder is private to the server's user.
local all         all trust
local replication all trust
`

// durable are the settings of an embedded server in real use: every acknowledged commit is on the disk.
// Nothing a statement holds (its values, the detail of an error) reaches the log.
var durable = map[string]string{
	"autovacuum":                        "on",
	"checkpoint_timeout":                "15min",
	"effective_cache_size":              "1GB",
	"fsync":                             "on",
	"full_page_writes":                  "on",
	"jit":                               "off", // compiling costs more than our short statements
	"log_error_verbosity":               "terse",
	"log_line_prefix":                   "%m [%p] %a ",
	"log_min_error_statement":           "panic",
	"log_parameter_max_length":          "0",
	"log_parameter_max_length_on_error": "0",
	"log_timezone":                      "UTC",
	"maintenance_work_mem":              "64MB",
	"max_connections":                   "100",
	"max_wal_size":                      "2GB",
	"min_wal_size":                      "256MB",
	"random_page_cost":                  "1.1", // the disks of today
	"shared_buffers":                    "128MB",
	"synchronous_commit":                "on",
	"TimeZone":                          "UTC",
	"wal_compression":                   "off",
	"work_mem":                          "8MB",
}

// forgetful are the further settings of a throw-away cluster, which nobody will miss after a crash.
var forgetful = map[string]string{
	"fsync":              "off",
	"full_page_writes":   "off",
	"max_connections":    "300",
	"max_wal_senders":    "0",
	"max_wal_size":       "1GB",
	"min_wal_size":       "80MB",
	"synchronous_commit": "off",
	"wal_level":          "minimal",
}

// arguments are given on the command line at every start, where no file in the data folder can weaken them.
func (s *Server) arguments() []string {
	settings := maps.Clone(durable)
	if s.config.Throwaway {
		maps.Copy(settings, forgetful)
	}
	maps.Copy(settings, s.config.Settings)
	settings["listen_addresses"] = ""
	settings["port"] = strconv.Itoa(socketPort)
	settings["unix_socket_directories"] = s.socket
	settings["unix_socket_permissions"] = "0700"
	args := []string{"-D", s.data}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// dataVersion is the major version that made the data folder, or 0 if there is none yet.
func dataVersion(data string) int {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return 0
	}
	version, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return version
}

// initialise makes the data folder if there is none. It is made beside its place and renamed when whole, so
// that a program killed half-way leaves nothing that looks like a database.
func (s *Server) initialise(ctx context.Context) error {
	if dataVersion(s.data) != 0 {
		return nil
	}
	if entries, err := os.ReadDir(s.data); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty and holds no PostgreSQL data: move it away", s.data)
	}
	making := s.data + ".new"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("remove a half-made data folder: %w", err)
	}
	if err := os.Mkdir(making, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if err := s.user.give(making); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	s.log.Info("making a new PostgreSQL data folder", "data", s.data, "version", s.binaries.Version)
	if err := s.initdb(ctx, making); err != nil {
		return err
	}
	if err := os.Remove(s.data); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make data folder: %w", err)
	}
	if err := os.Rename(making, s.data); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return syncFolder(s.dir)
}

func (s *Server) initdb(ctx context.Context, folder string) error {
	args := []string{
		"-D", folder, "-U", string(Admin), "-A", "trust", "-E", "UTF8", "-k",
		"--locale=" + serverLocale(), "--no-instructions",
	}
	if s.config.Throwaway {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, s.binaries.path("initdb"), args...)
	cmd.Env = environment()
	cmd.Dir = folder
	cmd.SysProcAttr = childAttributes(s.user)
	runtime.LockOSThread() // the kernel ends initdb with the thread that started it
	defer runtime.UnlockOSThread()
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb %s: %w\n%s", folder, err, text)
	}
	path := filepath.Join(folder, "pg_hba.conf")
	if err := os.WriteFile(path, []byte(localTrust), 0o600); err != nil { // keeps its owner
		return fmt.Errorf("write pg_hba.conf: %w", err)
	}
	return nil
}

// syncFolder makes a rename in the folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("flush data folder: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}
