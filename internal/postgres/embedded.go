// Package postgres starts the program's own PostgreSQL and keeps the connections to any PostgreSQL honest.
//
// [Start] runs the real server on a Unix socket, in one data folder, and takes it away when the program goes,
// even by kill -9. The first program on a folder owns the server; a second one joins it. [Migrate] applies
// the schema, [Pool] opens connections with bounds on every wait, [CheckServer] and [CheckWriter] refuse a
// server that could lose a commit and a role that could alter the books.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

const (
	versionMin     = 15               // the oldest PostgreSQL the SQL is written for
	joinWaitMax    = 30 * time.Second // for the owner of a folder to finish starting
	stopWaitMax    = 30 * time.Second // for a fast shutdown, before an immediate one
	quitWaitMax    = 10 * time.Second // for an immediate shutdown
	pollInterval   = 20 * time.Millisecond
	socketPort     = 5432
	socketPathMax  = 107 // bytes in sockaddr_un, less its closing zero
	databaseName   = "pooled"
	maintenanceDB  = "postgres"
	dataFolderName = "postgres"
)

// A Role is one of the database roles the program knows.
type Role string

const (
	// Owner owns the schema and runs migrations; serve never uses it.
	Owner Role = "pooled_owner"
	// Writer is what serve runs as: it may add to the books and never change them.
	Writer Role = "pooled_writer"
	// Reader may SELECT and nothing else.
	Reader Role = "pooled_reader"
	// Signer may SELECT tree heads and hashes, and INSERT checkpoints.
	Signer Role = "pooled_signer"
	// Admin is the superuser of an embedded server. It makes databases and roles, and backs them up.
	Admin Role = "postgres"
)

// Config says which folder to run a server in, and how.
type Config struct {
	// Dir holds everything of this server; PostgreSQL's own folder is Dir/postgres.
	Dir string
	// Log is told what the launcher does; nil is silent. The server's own log is Dir/postgres.log.
	Log *slog.Logger
	// Throwaway runs a test cluster that may lose everything: nothing is flushed to disk. Serve never sets it.
	Throwaway bool
	// Settings are added to the server's settings, and win over ours.
	Settings map[string]string
}

// A Server is a running PostgreSQL, started by this program or joined.
type Server struct {
	dir    string
	socket string // the folder of the Unix socket
	data   string
	user   *account // nil: the server runs as ourselves
	log    *slog.Logger
	config Config

	lock     *os.File // nil when joined
	binaries Binaries

	mutex    sync.Mutex
	process  *os.Process // nil while there is none
	stopping bool
	failure  error
	done     chan struct{} // closed when the server is gone for good
}

// DefaultDir is the data folder used when none is named: /var/lib/pooled for root, else pooled in the
// user's data folder ($XDG_DATA_HOME or ~/.local/share).
func DefaultDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/pooled"
	}
	if base := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "pooled")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return filepath.Join(home, ".local", "share", "pooled")
}

// Start runs a server in c.Dir and returns when it answers. If another program runs one there, Start joins
// it, waiting briefly if that one is still starting. It returns [ErrNoBinaries] if none is installed.
func Start(ctx context.Context, c Config) (*Server, error) {
	s, err := prepare(c)
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(joinWaitMax); ; {
		lock, err := lockFolder(s.dir)
		if err != nil {
			return nil, err
		}
		if lock != nil {
			s.lock = lock
			if err := s.own(ctx); err != nil {
				return nil, errors.Join(err, lock.Close())
			}
			return s, nil
		}
		err = s.join(ctx)
		if err == nil {
			s.log.Info("joined the PostgreSQL of another program", "dir", s.dir)
			return s, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%s is in use by %s, whose PostgreSQL does not answer: %w",
				s.dir, lockHolder(s.dir), err)
		}
		if err := sleep(ctx, pollInterval); err != nil {
			return nil, err
		}
	}
}

// prepare makes the folder, and settles who the server runs as.
func prepare(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder %q: %w", c.Dir, err)
	}
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o755 // the server's user must be able to enter; its own folder inside is closed to others
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	s := &Server{dir: dir, data: filepath.Join(dir, dataFolderName), log: c.Log, config: c}
	s.done = make(chan struct{})
	s.user, err = serverAccount(s.data)
	return s, err
}

// own starts the server as the owner of the folder. The lock is held.
func (s *Server) own(ctx context.Context) error {
	var err error
	if err = s.user.mustReach(s.dir); err != nil {
		return fmt.Errorf("data folder %s: %w", s.dir, err)
	}
	if err = endOrphan(ctx, s.data, s.log); err != nil {
		return err
	}
	if s.binaries, err = Find(dataVersion(s.data)); err != nil {
		return err
	}
	if s.socket, err = makeSocketFolder(s.dir, s.user); err != nil {
		return err
	}
	if err = s.initialise(ctx); err != nil {
		return err
	}
	started := make(chan error, 1)
	go s.supervise(ctx, started)
	if err = <-started; err != nil {
		return err
	}
	if err = setUp(ctx, s.URL(Admin, maintenanceDB)); err != nil {
		return errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
	return nil
}

// join connects once to the server that another program owns.
func (s *Server) join(ctx context.Context) error {
	post, err := readPostmaster(s.data)
	if err != nil {
		return err
	}
	s.socket = post.socket
	conn, err := connect(ctx, s.URL(Admin, maintenanceDB))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return isSetUp(ctx, conn)
}

// URL is the address of one of the server's databases, for one role.
func (s *Server) URL(role Role, database string) string {
	return socketURL(s.socket, role, database)
}

// Joined reports whether another program owns this server, and stops it.
func (s *Server) Joined() bool { return s.lock == nil }

// Done is closed when the server is gone for good: stopped, or failing again and again. It is never closed
// for a joined server.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server: no new sessions, open transactions rolled back, everything flushed. It waits until
// the server is gone, or until ctx ends; then it ends it at once, which loses no commit. A joined server
// is left running.
func (s *Server) Stop(ctx context.Context) error {
	if s.Joined() {
		return nil
	}
	s.mutex.Lock()
	s.stopping = true
	process := s.process
	s.mutex.Unlock()
	err := endServer(ctx, process, s.done)
	_ = os.Remove(s.socket) // the server has emptied it; another program may be using it again
	return errors.Join(err, s.lock.Close())
}

// socketURL writes a connection URL for a Unix socket.
func socketURL(folder string, role Role, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(string(role)), Path: "/" + database}
	u.RawQuery = url.Values{"host": {folder}, "port": {strconv.Itoa(socketPort)}}.Encode()
	return u.String()
}

// sleep waits for d, or returns why ctx ended.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
