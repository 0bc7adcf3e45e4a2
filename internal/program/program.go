// Package program runs the built program as its users do, a process of its own on loopback, for measurements and for
// tests that kill it.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Program is one running `pooled serve` on a data folder.
type Program struct {
	Binary  string
	Data    string // folder
	Address string // such as http://127.0.0.1:41017
	Log     string // file with what it printed
	Process *os.Process

	client *http.Client
	ended  chan error
}

// Build compiles the program into a folder and returns the binary's path.
func Build(ctx context.Context, folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	binary := filepath.Join(folder, "pooled")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./cmd/pooled")
	build.Dir = strings.TrimSpace(string(root))
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, text)
	}
	return binary, nil
}

// Start serves a data folder on a free port of loopback and returns when the program is ready.
func Start(ctx context.Context, binary, data string) (*Program, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	_ = listener.Close()
	p := &Program{
		Binary: binary, Data: data, Address: "http://" + address, Log: data + ".log",
		ended: make(chan error, 1), client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256, DisableCompression: true,
		}},
	}
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(binary, "serve", "--listen", address, "--metrics", "127.0.0.1:0", "--data", data)
	command.Env = append(os.Environ(), "DATABASE_URL=")
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		return nil, err
	}
	p.Process = command.Process
	go func() { p.ended <- command.Wait() }()
	return p, p.ready(ctx)
}

func (p *Program) ready(ctx context.Context) error {
	for range 600 {
		if _, err := p.Get(ctx, "", "/readyz"); err == nil {
			return nil
		}
		select {
		case err := <-p.ended:
			p.ended <- err
			if err == nil {
				err = errors.New("without a fault")
			}
			text, _ := os.ReadFile(p.Log)
			return fmt.Errorf("the program ended: %w: %s", err, text)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	p.Kill()
	return fmt.Errorf("the program did not become ready; see %s", p.Log)
}

// Stop ends the program as Ctrl-C does and waits for it.
func (p *Program) Stop() error {
	_ = p.Process.Signal(syscall.SIGINT)
	return p.wait()
}

// Kill ends it as a crash does and waits until it is gone.
func (p *Program) Kill() {
	_ = p.Process.Kill()
	_ = p.wait()
}

func (p *Program) wait() error {
	err := <-p.ended
	p.ended <- err
	p.client.CloseIdleConnections()
	return err
}

// Post sends a body as an actor under a key and returns the answer's body. A status that is not of success is a
// *Refusal.
func (p *Program) Post(ctx context.Context, actor, path, kind, key string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Idempotency-Key", key)
	return p.do(request, actor)
}

// Get asks a question as an actor.
func (p *Program) Get(ctx context.Context, actor, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Address+path, nil)
	if err != nil {
		return nil, err
	}
	return p.do(request, actor)
}

// Refusal is an answer that is not of success.
type Refusal struct {
	Status int
	Text   string
}

// Error shows status and text.
func (r *Refusal) Error() string { return fmt.Sprintf("%d: %s", r.Status, r.Text) }

func (p *Program) do(request *http.Request, actor string) ([]byte, error) {
	if actor != "" {
		request.Header.Set("Authorization", "Bearer development:"+actor)
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode > 299 {
		err = &Refusal{answer.StatusCode, fmt.Sprintf("%s %s: %.400s", request.Method, request.URL.Path, text)}
	}
	return text, err
}
