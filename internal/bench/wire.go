package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"pooled/internal/program"
)

// wire is one client's connection, kept open: it writes a request and reads its answer with as little work of its own
// as the database driver does in the baseline, since both run on the machine they measure.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// wires opens a connection for each client.
func wires(h *house, clients int) ([]*wire, func(), error) {
	list := make([]*wire, 0, clients)
	closeAll := func() {
		for _, w := range list {
			_ = w.conn.Close()
		}
	}
	for range clients {
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.Address, "http://"))
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		list = append(list, &wire{conn: conn, in: bufio.NewReaderSize(conn, 1<<16)})
	}
	return list, closeAll, nil
}

// post sends a body as the officer and returns the answer's; a status that is not of success is a fault.
func (w *wire) post(path, kind, key string, body []byte) ([]byte, error) {
	return w.postAs(program.Officer, path, kind, key, body)
}

func (w *wire) postAs(actor, path, kind, key string, body []byte) ([]byte, error) {
	w.out = fmt.Appendf(w.out[:0], "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer development:%s\r\n"+
		"Content-Type: %s\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n",
		path, actor, kind, key, len(body))
	w.out = append(w.out, body...)
	if _, err := w.conn.Write(w.out); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode > 299 {
		err = fmt.Errorf("%s: %s: %.300s", path, answer.Status, text)
	}
	return text, err
}

// allDone refuses a bulk answer in which a line was not posted.
func allDone(answer []byte, acts int) error {
	if done := bytes.Count(answer, []byte(`"status":201`)); done != acts {
		return fmt.Errorf("%d of %d acts were posted: %.300s", done, acts, answer)
	}
	return nil
}
