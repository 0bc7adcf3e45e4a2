package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
)

// helperDir makes this test binary play the program: it runs a server in that folder until it is killed.
const helperDir = "POOLED_TEST_HELPER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(beProgram(dir))
	}
	os.Exit(m.Run())
}

// beProgram starts or joins the server of dir, says so on standard output, and waits until its input ends.
func beProgram(dir string) int {
	ctx := context.Background()
	server, err := postgres.Start(ctx, postgres.Config{Dir: dir})
	if err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	fmt.Printf("joined=%t %s\n", server.Joined(), server.URL(postgres.Admin, "pooled"))
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	if err := server.Stop(ctx); err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	fmt.Println("stopped")
	return 0
}

// A program is another process that runs a server.
type program struct {
	t      testing.TB
	cmd    *exec.Cmd
	out    *bufio.Reader
	in     interface{ Close() error }
	url    string
	joined bool
}

func startProgram(t testing.TB, dir string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), helperDir+"="+dir)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	must(t, err)
	in, err := p.cmd.StdinPipe()
	must(t, err)
	p.out, p.in = bufio.NewReader(out), in
	must(t, p.cmd.Start())
	t.Cleanup(func() { p.kill() })
	line, err := p.out.ReadString('\n')
	must(t, err)
	joined, url, ok := strings.Cut(strings.TrimSpace(line), " ")
	if !ok || !strings.HasPrefix(joined, "joined=") {
		t.Fatalf("the program says %q", line)
	}
	p.joined, p.url = joined == "joined=true", url
	return p
}

// kill is kill -9.
func (p *program) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// stop ends the program as Ctrl-C would.
func (p *program) stop() {
	p.t.Helper()
	must(p.t, p.in.Close())
	line, err := p.out.ReadString('\n')
	if must(p.t, err); line != "stopped\n" {
		p.t.Fatalf("the program says %q", line)
	}
	must(p.t, p.cmd.Wait())
}

// folder is a data folder that the server's user can reach, with a server that is really durable.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pooled-postgres-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() {
		waitUntil(t, "the server is gone", func() bool { return !alive(postmasterPID(dir)) })
		must(t, postgres.Remove(context.Background(), dir))
	})
	return dir
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func waitUntil(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func postmasterPID(dir string) int {
	text, err := os.ReadFile(dir + "/postgres/postmaster.pid")
	if err != nil {
		return 0
	}
	var pid int
	_, _ = fmt.Sscan(string(text), &pid)
	return pid
}

func alive(pid int) bool {
	return pid > 0 && syscall.Kill(pid, 0) == nil && !strings.Contains(processState(pid), ") Z ")
}

func processState(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return string(text)
}

func query[T any](t testing.TB, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(t.Context())
	var answer T
	must(t, conn.QueryRow(t.Context(), sql).Scan(&answer))
	return answer
}

func execute(t testing.TB, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), sql)
	must(t, err)
}
