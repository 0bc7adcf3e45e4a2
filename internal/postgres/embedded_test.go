package postgres_test

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pooled/internal/postgres"
)

func TestServerKeepsItsDataAndGoes(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := startProgram(t, dir)
	if first.joined {
		t.Error("the first program on a folder joined")
	}
	pid := postmasterPID(dir)
	execute(t, first.url, `CREATE TABLE kept AS SELECT 42 AS answer`)
	if got := query[string](t, first.url, `SHOW data_checksums`); got != "on" {
		t.Errorf("data_checksums = %s", got)
	}
	first.stop()
	if alive(pid) {
		t.Error("PostgreSQL outlived the program")
	}
	second := startProgram(t, dir)
	if got := query[int](t, second.url, `SELECT answer FROM kept`); got != 42 {
		t.Errorf("answer = %d", got)
	}
	second.stop()
}

func TestSecondProgramJoins(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	owner := startProgram(t, dir)
	guest := startProgram(t, dir)
	if !guest.joined || guest.url != owner.url {
		t.Errorf("joined = %t, %s; want true, %s", guest.joined, guest.url, owner.url)
	}
	guest.stop()
	if got := query[int](t, owner.url, `SELECT 1`); got != 1 {
		t.Error("the guest took the server with it")
	}
	owner.stop()
}

func TestProgramsStartedTogetherShareOneServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	started := make(chan *program)
	for range 4 {
		go func() { started <- startProgram(t, dir) }()
	}
	var owner *program
	for range 4 {
		p := <-started
		switch {
		case p.joined:
			defer p.kill()
		case owner != nil:
			t.Error("two programs own one folder")
		default:
			owner = p
		}
	}
	owner.stop()
}

// kill -9 of the program: the kernel tells PostgreSQL, whose fast shutdown keeps every commit.
func TestServerGoesWithAKilledProgram(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := startProgram(t, dir)
	execute(t, p.url, `CREATE TABLE kept AS SELECT 42 AS answer`)
	pid := postmasterPID(dir)
	p.kill()
	waitUntil(t, "PostgreSQL is gone", func() bool { return !alive(pid) })
	next := startProgram(t, dir)
	if got := query[int](t, next.url, `SELECT answer FROM kept`); next.joined || got != 42 {
		t.Errorf("joined = %t, answer = %d", next.joined, got)
	}
	next.stop()
}

// The second belt: a server that outlived its program all the same is ended by the next start.
func TestNextStartEndsTheOrphan(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := startProgram(t, dir)
	server := p.url
	execute(t, server, `CREATE TABLE kept AS SELECT 42 AS answer`)
	p.stop()
	orphan := startOrphan(t, dir)
	next := startProgram(t, dir)
	if next.joined {
		t.Error("the next program joined the orphan")
	}
	if alive(orphan) {
		t.Errorf("the orphan %d runs beside the new server %d", orphan, postmasterPID(dir))
	}
	if got := query[int](t, next.url, `SELECT answer FROM kept`); got != 42 {
		t.Errorf("answer = %d", got)
	}
	next.stop()
}

// startOrphan starts a server on the folder's data that no program of ours looks after.
func startOrphan(t testing.TB, dir string) int {
	t.Helper()
	binaries, err := postgres.Find(0)
	must(t, err)
	data := dir + "/postgres"
	info, err := os.Stat(data)
	must(t, err)
	cmd := exec.Command(binaries.Dir+"/postgres", "-D", data, "-c", "listen_addresses=",
		"-c", "unix_socket_directories="+data)
	cmd.Dir = data
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
	if stat := info.Sys().(*syscall.Stat_t); os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}
	}
	must(t, cmd.Start())
	go func() { _ = cmd.Wait() }()
	waitUntil(t, "the orphan is ready", func() bool {
		text, _ := os.ReadFile(data + "/postmaster.pid")
		return strings.Contains(string(text), "ready")
	})
	return cmd.Process.Pid
}

// A postmaster.pid left by a power cut may name a process id that now belongs to somebody else.
func TestStrangerWithTheOldProcessIDLives(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sleep", "postgres"} { // even one whose name is PostgreSQL's
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			p := startProgram(t, dir)
			text, err := os.ReadFile(dir + "/postgres/postmaster.pid")
			must(t, err)
			p.stop()
			stranger := startStranger(t, dir, name)
			lines := strings.SplitN(string(text), "\n", 2)
			stale := strconv.Itoa(stranger) + "\n" + lines[1]
			must(t, os.WriteFile(dir+"/postgres/postmaster.pid", []byte(stale), 0o600))
			chownLike(t, dir+"/postgres/postmaster.pid", dir+"/postgres")
			next := startProgram(t, dir)
			if !alive(stranger) {
				t.Error("the start killed a process that is none of its own")
			}
			next.stop()
		})
	}
}

// startStranger runs sleep under another name, as the server's own user: the hardest to tell apart.
func startStranger(t testing.TB, dir, name string) int {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	must(t, err)
	cmd := &exec.Cmd{Path: sleep, Args: []string{name, "60"}, Dir: "/"}
	info, err := os.Stat(dir + "/postgres")
	must(t, err)
	if stat := info.Sys().(*syscall.Stat_t); os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

func chownLike(t testing.TB, path, like string) {
	t.Helper()
	info, err := os.Stat(like)
	must(t, err)
	stat := info.Sys().(*syscall.Stat_t)
	must(t, os.Chown(path, int(stat.Uid), int(stat.Gid)))
}

// kill -9 of PostgreSQL itself: the program starts it again, and it recovers.
func TestKilledServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := startProgram(t, dir)
	execute(t, p.url, `CREATE TABLE kept AS SELECT 42 AS answer`)
	pid := postmasterPID(dir)
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	waitUntil(t, "another server is ready", func() bool {
		text, _ := os.ReadFile(dir + "/postgres/postmaster.pid")
		return postmasterPID(dir) != pid && strings.Contains(string(text), "ready")
	})
	if got := query[int](t, p.url, `SELECT answer FROM kept`); got != 42 {
		t.Errorf("answer = %d", got)
	}
	p.stop()
}

// A session that outlives a killed server holds its memory; a new server beside it would destroy the data.
func TestKilledServerWaitsForItsSessions(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := startProgram(t, dir)
	session := open(t, p.url)
	var backend int
	must(t, session.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&backend))
	pid := postmasterPID(dir)
	must(t, syscall.Kill(backend, syscall.SIGSTOP))
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	waitUntil(t, "a new server refuses to start beside it", func() bool {
		text, _ := os.ReadFile(dir + "/postgres.log")
		return strings.Contains(string(text), "shared memory block")
	})
	must(t, syscall.Kill(backend, syscall.SIGCONT))
	waitUntil(t, "another server is ready", func() bool {
		text, _ := os.ReadFile(dir + "/postgres/postmaster.pid")
		return postmasterPID(dir) != pid && strings.Contains(string(text), "ready")
	})
	p.stop()
}
