package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"os/exec"
	"strconv"
	"time"

	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// A long journal is a real one of 10,000 commitments, each with an account, whose last virements come over and over
// again under numbers of their own: as an export it is whole, and no database has to hold it.
const (
	longFund, longBegins = "bench-long", 20_000
	longEntries          = 10_000_000
	longOrdersIn         = 2
	longAgain            = 1000 // entries at the end that come again
)

// measureLong verifies and judges exports of two lengths with the same accounts: what that takes of memory must not
// grow with entries.
func measureLong(ctx context.Context, h *house) error {
	if err := h.grow(ctx, longFund, longBegins, longOrdersIn); err != nil {
		return err
	}
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	var file bytes.Buffer
	if err := audit.Export(ctx, db, &file, audit.ExportOptions{Fund: longFund}); err != nil {
		return err
	}
	long, err := newLongJournal(file.Bytes())
	if err != nil {
		return err
	}
	short, _, err := h.verifyLong(ctx, long, longEntries/50)
	if err != nil {
		return err
	}
	peak, took, err := h.verifyLong(ctx, long, longEntries)
	if err != nil {
		return err
	}
	plain("judge-memory-200k", short/1e6, "MB")
	atMost("judge-memory-10m", peak/1e6, "MB", 100)
	atMost("judge-memory-growth", peak/short, "x", 1.2)
	plain("judge-10m", took.Seconds(), "s")
	return nil
}

// verifyLong has the program verify so many entries as they are written, and is the most memory that it held.
func (h *house) verifyLong(ctx context.Context, long *longJournal, entries int64) (
	peak float64, took time.Duration, err error,
) {
	root := long.rootOf(entries)
	start := time.Now()
	run := exec.CommandContext(ctx, h.Binary, "verify", "-")
	run.Env = append(os.Environ(), "TMPDIR="+h.dir) // where what is read a second time is kept
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	in, err := run.StdinPipe()
	if err != nil {
		return 0, 0, err
	}
	if err := run.Start(); err != nil {
		return 0, 0, err
	}
	written := make(chan error, 1)
	go func() { written <- errors.Join(long.write(in, entries, root), in.Close()) }()
	held, err := waitFor(run)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %.300s", err, said.Bytes())
	}
	return float64(held), time.Since(start), <-written
}

// longJournal makes exports of any length out of one.
type longJournal struct {
	head    map[string]any
	service [][]byte // lines
	begins  [][]byte
	bodies  []numbered // that come again
}

// numbered is a line of an entry around its number.
type numbered struct{ before, after, texts []byte }

func newLongJournal(file []byte) (*longJournal, error) {
	lines := bytes.SplitAfter(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	long := &longJournal{}
	if err := json.Unmarshal(lines[0], &long.head); err != nil {
		return nil, err
	}
	service, ok := long.head["service"].(float64)
	if !ok {
		return nil, errors.New("the export does not say how many entries the service journal has")
	}
	long.service, long.begins = lines[1:1+int(service)], lines[1+int(service):len(lines)-1]
	instant := recordedOf(long.begins[len(long.begins)-1]) // those that come again are all recorded then: it never falls
	for _, line := range long.begins[len(long.begins)-longAgain:] {
		line = bytes.Replace(line, recordedOf(line), instant, 1)
		parts := bytes.SplitN(bytes.TrimSuffix(line, []byte("\n")), []byte("\t"), 3)
		before, rest, _ := bytes.Cut(parts[1], []byte(`"seq":`))
		if !bytes.Contains(rest, []byte(`"act":{"type":"vire-budget/1"`)) {
			continue
		}
		one := numbered{before: append(bytes.Clone(before), `"seq":`...), after: rest[bytes.IndexByte(rest, ','):]}
		if len(parts) == 3 {
			one.texts = append([]byte("\t"), parts[2]...)
		}
		long.bodies = append(long.bodies, one)
	}
	if len(long.bodies) == 0 {
		return nil, errors.New("the export ends in no virement")
	}
	return long, nil
}

// recordedOf is an entry's field of when it was recorded.
func recordedOf(line []byte) []byte {
	const mark = `"recorded":"`
	at := bytes.Index(line, []byte(mark))
	return line[at : at+len(mark)+len("2015-04-01T00:00:00.000000Z")]
}

// each gives every entry of the fund after those that it begins with, in turn.
func (l *longJournal) each(entries int64, do func(leaf [32]byte, body, texts []byte) error) error {
	var body []byte
	for seq := int64(len(l.begins)) + 1; seq <= entries; seq++ {
		one := l.bodies[seq%int64(len(l.bodies))]
		body = append(append(body[:0], 0), one.before...)
		body = append(strconv.AppendInt(body, seq, 10), one.after...)
		if err := do(sha256.Sum256(body), body[1:], one.texts); err != nil {
			return err
		}
	}
	return nil
}

// rootOf is the root over so many entries.
func (l *longJournal) rootOf(entries int64) ledger.Digest {
	var frontier [][32]byte
	var size uint64
	add := func(leaf [32]byte) {
		frontier = append(frontier, leaf)
		size++
		for range bits.TrailingZeros64(size) {
			frontier = joined(frontier)
		}
	}
	for _, line := range l.begins {
		leaf, _ := base64.RawURLEncoding.DecodeString(string(line[:43])) // as it was exported
		add([32]byte(leaf))
	}
	_ = l.each(entries, func(leaf [32]byte, _, _ []byte) error { add(leaf); return nil }) // has no error of its own
	for len(frontier) > 1 {
		frontier = joined(frontier)
	}
	return ledger.Digest(frontier[0])
}

// joined has a node stand for the last two.
func joined(frontier [][32]byte) [][32]byte {
	n := len(frontier) - 2
	var both [65]byte
	both[0] = 1
	copy(both[1:], frontier[n][:])
	copy(both[33:], frontier[n+1][:])
	return append(frontier[:n], sha256.Sum256(both[:]))
}

// write writes the export of so many entries.
func (l *longJournal) write(to io.Writer, entries int64, root ledger.Digest) error {
	out := bufio.NewWriterSize(to, 1<<20)
	said := fmt.Sprintf(`"entries":%d,"root":%q,"service":%d,"serviceRoot":%q}`, entries, root, len(l.service), l.head["serviceRoot"])
	fmt.Fprintf(out, "{\"type\":\"export/1\",\"fund\":%q,%s\n", longFund, said)
	for _, lines := range [][][]byte{l.service, l.begins} {
		for _, line := range lines {
			_, _ = out.Write(line) // Flush tells
		}
	}
	var line []byte
	err := l.each(entries, func(leaf [32]byte, body, texts []byte) error {
		line = append(base64.RawURLEncoding.AppendEncode(line[:0], leaf[:]), '\t')
		line = append(append(append(line, body...), texts...), '\n')
		_, err := out.Write(line)
		return err
	})
	fmt.Fprintf(out, "{\"type\":\"end/1\",%s\n", said)
	return errors.Join(err, out.Flush())
}
