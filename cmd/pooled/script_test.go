package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
)

// The scripts in testdata are the tutorials of the command line. Beside pooled they may call two small programs:
//
//	exits CODE COMMAND…    runs a command and fails unless it exits with the code
//	httpget URL [WHO]      prints what the address answers, once it answers 200; it waits for a service that starts.
//	                       WHO is a development person or a token
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pooled": main, "exits": exits, "httpget": httpget})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: setUp, Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"freeport": freePort, "serverurl": serverURL,
			// A real identity provider, until the test ends: its address, and a token of its newcomer's.
			"identity": func(ts *testscript.TestScript, _ bool, _ []string) {
				identity := pooltest.StartIdentity(t)
				token, _ := identity.Tokens(t, "pooled", "newcomer")
				ts.Setenv("ISSUER", identity.Issuer)
				ts.Setenv("TOKEN", token)
			},
		},
	})
}

// setUp gives each script $DATA, a folder for the embedded database. It is short, because a socket's path is, and open
// to others, because PostgreSQL does not run as root.
func setUp(env *testscript.Env) error {
	data, err := os.MkdirTemp("", "pooled-script-")
	if err != nil {
		return err
	}
	if err := os.Chmod(data, 0o755); err != nil {
		return err
	}
	env.Defer(func() {
		_ = postgres.Remove(context.Background(), data)
		_ = os.RemoveAll(data)
	})
	env.Setenv("DATA", data)
	env.Setenv("POOLED_DATA", data)
	env.Setenv("POOLED_METRICS", "127.0.0.1:0")
	env.Setenv("DATABASE_URL", "")
	env.Setenv("COLUMNS", "110")
	env.Setenv("TMPDIR", os.TempDir())
	return nil
}

// freePort puts an address of this machine that nobody listens on into a variable: freeport ADDRESS.
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], l.Addr().String())
}

// serverURL puts the address of the running embedded server into a variable, for a role: serverurl URL pooled_writer.
func serverURL(ts *testscript.TestScript, _ bool, args []string) {
	server, err := postgres.Start(context.Background(), postgres.Config{Dir: ts.Getenv("DATA")})
	ts.Check(err)
	if !server.Joined() {
		ts.Check(errors.Join(errors.New("no server runs in $DATA"), server.Stop(context.Background())))
	}
	ts.Setenv(args[0], server.URL(postgres.Role(args[1]), embeddedDatabase))
}

func exits() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "exits CODE COMMAND…")
		os.Exit(2)
	}
	want, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != want {
		fmt.Fprintf(os.Stderr, "exits with %d, not %d\n", got, want)
		os.Exit(1)
	}
}

const getTimeMax = time.Minute

func httpget() {
	deadline := time.Now().Add(getTimeMax)
	for {
		status, err := get(os.Stdout, os.Args[1], os.Args[2:]...)
		if err == nil && status == http.StatusOK {
			return
		}
		starting := err != nil || status == http.StatusServiceUnavailable
		if !starting || time.Now().After(deadline) {
			fmt.Fprintf(os.Stderr, "httpget: status %d, %v\n", status, err)
			os.Exit(1)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func get(out io.Writer, url string, who ...string) (int, error) {
	request, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	if len(who) > 0 {
		token := who[0]
		if !strings.Contains(token, ".") {
			token = "development:" + token
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusServiceUnavailable {
		return response.StatusCode, nil // it is starting; what it says of that is not the answer
	}
	_, err = io.Copy(out, response.Body)
	return response.StatusCode, err
}
