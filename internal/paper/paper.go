// Package paper makes PDFs of pages by a browser of the machine that shows nothing: Chromium. It is given the whole of
// a page as a file, and reaches no network. That a page runs nothing is for the page to say, by its content security
// policy.
package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// Bounds of one printing.
const (
	printTimeMax = 30 * time.Second
	wordsMax     = 2 << 10  // bytes of what a browser said that failed
	pdfBytesMax  = 16 << 20 // of a PDF; a pack of 20 schemes has 0.1 MB
)

// names are the browsers that are looked for, Debian's first.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

// A Press makes PDFs, one at a time.
type Press struct {
	program string
	flags   []string
	timeMax time.Duration
	turn    chan struct{}

	stop   context.CancelFunc
	ctx    context.Context //nolint:containedctx // it is the press's own life, which Close ends
	atWork sync.WaitGroup
}

// Open finds the browser: by its name or path, or with auto the one that is installed. It returns nil, which is a press
// that there is none of, for none, and where auto finds nothing.
func Open(browser string) (*Press, error) {
	look := []string{browser}
	switch browser {
	case "none":
		return nil, nil //nolint:nilnil // no press is an answer
	case "auto":
		look = names
	}
	for _, name := range look {
		if program, err := exec.LookPath(name); err == nil {
			p := &Press{program: program, flags: flags(os.Geteuid()), timeMax: printTimeMax, turn: make(chan struct{}, 1)}
			p.ctx, p.stop = context.WithCancel(context.Background())
			return p, nil
		}
	}
	if browser == "auto" {
		return nil, nil //nolint:nilnil // no press is an answer
	}
	return nil, fmt.Errorf("there is no browser %s here: name a Chromium by its path, or none for no PDFs", browser)
}

// flags are what the browser is told, whatever it prints. Chromium refuses to start as root with its sandbox.
func flags(user int) []string {
	list := []string{
		"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-breakpad",
		"--disable-crash-reporter", "--no-first-run", "--no-default-browser-check", "--password-store=basic",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
		"--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline",
	}
	if user == 0 {
		list = append(list, "--no-sandbox")
	}
	return list
}

// Close ends what is being printed, and waits until nothing of it is left.
func (p *Press) Close() {
	if p != nil {
		p.stop()
		p.atWork.Wait()
	}
}

// Print makes a PDF of a page in HTML, which says that it was made at an instant: the same page and instant make the
// same bytes. It waits for its turn, and has a bounded time from then on.
func (p *Press) Print(page []byte, at time.Time) (pdf []byte, err error) {
	p.atWork.Add(1)
	defer p.atWork.Done()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-p.ctx.Done():
		return nil, p.ctx.Err()
	}
	ctx, cancel := context.WithTimeout(p.ctx, p.timeMax)
	defer cancel()
	folder, err := os.MkdirTemp("", "pooled-paper-") // for its owner alone
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	from, to := filepath.Join(folder, "page.html"), filepath.Join(folder, "page.pdf")
	if err := os.WriteFile(from, page, 0o600); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	if err := p.run(ctx, folder, from, to); err != nil {
		return nil, err
	}
	if pdf, err = read(to); err != nil {
		return nil, err
	}
	return dates.ReplaceAll(pdf, []byte("${1}(D:"+at.UTC().Format("20060102150405")+"+00'00')")), nil
}

// dates are those that a browser writes into a PDF, as long as those that take their place, so that nothing moves.
var dates = regexp.MustCompile(`(/(?:Creation|Mod)Date )\(D:[0-9]{14}\+00'00'\)`)

// run has the browser print a file.
func (p *Press) run(ctx context.Context, folder, from, to string) error {
	var words tail
	command := exec.Command(p.program, append(p.flags, "--user-data-dir="+filepath.Join(folder, "profile"),
		"--print-to-pdf="+to, (&url.URL{Scheme: "file", Path: from}).String())...)
	command.Dir, command.Stdout, command.Stderr = folder, &words, &words
	// It listens at a socket in its folder of temporary files, whose name may have 108 bytes at most: so it is given a
	// short one, however long the path of ours.
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=.", "XDG_CONFIG_HOME=" + folder,
		"XDG_CACHE_HOME=" + folder, "LANG=C.UTF-8", "TZ=Europe/London",
	}
	command.SysProcAttr, command.WaitDelay = group(), time.Second
	err := watched(ctx, command)
	if ctx.Err() != nil {
		return fmt.Errorf("print: %w", ctx.Err())
	}
	if err != nil {
		return fmt.Errorf("print with %s: %w: %s", p.program, err, words.text)
	}
	return nil
}

// read reads a PDF that was made, whole.
func read(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, errors.New("print: the browser made nothing") // the file's own error would name our folder
	}
	if info.Size() > pdfBytesMax {
		return nil, fmt.Errorf("print: the PDF has %d bytes, more than the %d that one may have", info.Size(), pdfBytesMax)
	}
	pdf, err := os.ReadFile(name)
	if err == nil && (!bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF"))) {
		err = errors.New("print: the browser made no whole PDF")
	}
	return pdf, err
}

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

// Write writes.
func (t *tail) Write(b []byte) (int, error) {
	t.text = append(t.text, b...)
	t.text = t.text[max(0, len(t.text)-wordsMax):]
	return len(b), nil
}
