// Withcluster runs a command with one throw-away PostgreSQL cluster for all the tests that it starts:
//
//	go run ./internal/pooltest/withcluster -- go test ./...
//
// It installs PostgreSQL first where none is found and it may, and exits as the command does.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"pooled/internal/pooltest/cluster"
	"pooled/internal/postgres"
)

const exitNotRun = 2

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code, err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "withcluster:", err)
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string) (code int, err error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return exitNotRun, errors.New("say which command to run")
	}
	if _, err := postgres.Find(0); errors.Is(err, postgres.ErrNoBinaries) {
		if err := postgres.Install(ctx, os.Stderr); err != nil {
			return exitNotRun, err
		}
	}
	server, err := cluster.Start(ctx)
	if err != nil {
		return exitNotRun, err
	}
	defer func() {
		if stopped := server.Stop(context.WithoutCancel(ctx)); stopped != nil {
			code, err = max(code, 1), errors.Join(err, stopped)
		}
	}()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), cluster.Variable+"="+server.URL())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return exitNotRun, err
	}
	return 0, nil
}
