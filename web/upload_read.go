package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"pooled/api"
	"pooled/internal/sheet"
)

// Bounds of a file. Its lines are kept packed, which is about a tenth of what they are as text.
const (
	fileBytesMax  = 40 << 20
	bookBytesMax  = 16 << 20 // of a workbook, which is packed as it comes
	fileLinesMax  = 100_000
	spoolBytesMax = 24 << 20
	nameLengthMax = 100
	pauseMax      = 30 * time.Second // of a connection that sends nothing
	sendTimeMax   = 10 * time.Minute
)

// sent is a file as it came, read and kept to be checked and posted.
type sent struct {
	name  string
	kind  sheet.Kind
	head  []string // of a table
	spool []byte   // its lines, packed
	lines int
	key   string // made of what the lines ask for, so that the same file has the same
}

// patient reads a body that may take long, as long as it moves. The server's own time for a request is shorter.
type patient struct {
	io.Reader
	control *http.ResponseController
	end     time.Time
}

// Read reads.
func (p *patient) Read(b []byte) (int, error) {
	now := time.Now()
	if now.After(p.end) {
		return 0, http.ErrHandlerTimeout
	}
	_ = p.control.SetReadDeadline(now.Add(pauseMax))      // a connection that cannot is bounded by the server's own
	_ = p.control.SetWriteDeadline(now.Add(2 * pauseMax)) // likewise; what is read is answered afterwards
	return p.Reader.Read(b)
}

// receive reads the file that a form sent. What stands against the file is an [*uploadError].
func (s *site) receive(w http.ResponseWriter, r *http.Request) (out *sent, fields map[string]string, err error) {
	fields = map[string]string{}
	body := &patient{r.Body, http.NewResponseController(w), time.Now().Add(sendTimeMax)}
	r.Body = http.MaxBytesReader(w, io.NopCloser(body), fileBytesMax+formBytesMax)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fields, api.ErrForm
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, fields, refuseFile("choose a file")
		}
		if err != nil {
			return nil, fields, cutOff(err)
		}
		if part.FormName() != "file" {
			value, err := io.ReadAll(io.LimitReader(part, 200))
			if err != nil {
				return nil, fields, cutOff(err)
			}
			fields[part.FormName()] = strings.TrimSpace(string(value))
			continue
		}
		out, err = s.readFile(part, fields)
		if err != nil {
			// A browser that is still sending reads no answer.
			if _, gone := io.Copy(io.Discard, r.Body); gone != nil {
				err = cutOff(gone)
			}
			return nil, fields, err
		}
		// The last boundary says that the file came whole.
		if _, err := parts.NextPart(); err != nil && !errors.Is(err, io.EOF) {
			return nil, fields, cutOff(err)
		}
		return out, fields, nil
	}
}

// uploadError is what stands against a file.
type uploadError string

func (e uploadError) Error() string { return string(e) }

func refuseFile(format string, args ...any) error { return uploadError(fmt.Sprintf(format, args...)) }

// cutOff is a body that ended too early or is too long.
func cutOff(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errTooLong
	}
	return api.ErrForm
}

var errTooLong = refuseFile("the file is longer than %d MB: divide it and send one part after another", fileBytesMax>>20)

// readFile reads a file into a spool.
func (s *site) readFile(part *multipart.Part, fields map[string]string) (*sent, error) {
	name := path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	if part.FileName() == "" {
		return nil, refuseFile("choose a file")
	}
	if !utf8.ValidString(name) || len(name) > nameLengthMax {
		name = "file" + strings.ToLower(path.Ext(name))
	}
	head := make([]byte, sheet.HeadBytes)
	n, err := io.ReadFull(part, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, cutOff(err)
	}
	head = head[:n]
	out := &sent{name: name}
	if out.kind, err = sheet.KindOf(head, name); err != nil {
		return nil, refuseFile("the file %s cannot be read: %v", name, err)
	}
	spool := newSpool()
	in := io.MultiReader(bytes.NewReader(head), part)
	table := &tableReader{
		forms: s.forms(), chosen: fields["act"], keys: map[string]int{}, isCSV: out.kind == sheet.CSV, keep: spool.keep,
	}
	switch out.kind {
	case sheet.CSV:
		err = sheet.ReadCSV(in, table.line)
	case sheet.Excel:
		err = readBook(in, fields["sheet"], table.line)
	case sheet.NDJSON:
		err = readLines(in, spool.keep)
	}
	if err == nil {
		out.head = table.head
		out.spool, err = spool.close()
	}
	if err != nil {
		return nil, told(name, err)
	}
	out.lines, out.key = spool.lines, spool.key()
	if out.lines == 0 {
		return nil, refuseFile("the file %s has no line to post", name)
	}
	return out, nil
}

// told is why a file was refused, with its name.
func told(name string, err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok || errors.Is(err, errTooLong) {
		return errTooLong
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, http.ErrHandlerTimeout) || isNet(err) {
		return api.ErrForm
	}
	return refuseFile("the file %s cannot be read: %v", name, err)
}

func isNet(err error) bool {
	_, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok
}

func readBook(in io.Reader, name string, each func(sheet.Line) error) error {
	file, err := io.ReadAll(io.LimitReader(in, bookBytesMax+1))
	if err != nil {
		return err
	}
	if len(file) > bookBytesMax {
		return fmt.Errorf("the workbook is longer than %d MB: send its lines as CSV", bookBytesMax>>20)
	}
	book, err := sheet.OpenBook(file)
	if err != nil {
		return err
	}
	return book.Read(name, each)
}

// readLines keeps the acts of NDJSON as they are. What is wrong with one is said when it is checked.
func readLines(in io.Reader, keep func(spooled) error) error {
	return sheet.ReadLines(in, api.LineBytesMax, func(number int, text []byte) error {
		one := spooled{Row: number, Text: text}
		if len(text) > api.LineBytesMax {
			one.Text, one.Said = nil, fmt.Sprintf("the line is longer than %d bytes", api.LineBytesMax)
			return keep(one)
		}
		var named struct {
			Act string `json:"act"`
		}
		if err := json.Unmarshal(text, &named); err == nil && len(named.Act) < nameLengthMax {
			one.Act = named.Act
		}
		return keep(one)
	})
}

// spool keeps lines, packed.
type spool struct {
	lines  int
	out    bytes.Buffer
	packed *gzip.Writer
	coded  *gob.Encoder
	digest hash.Hash
}

func newSpool() *spool {
	s := &spool{digest: sha256.New()}
	s.packed, _ = gzip.NewWriterLevel(&s.out, gzip.BestSpeed) // the level is one that there is
	s.coded = gob.NewEncoder(s.packed)
	return s
}

func (s *spool) keep(one spooled) error {
	if s.lines == fileLinesMax {
		return fmt.Errorf("it has more than %d lines: divide it and send one part after another", fileLinesMax)
	}
	if s.out.Len() > spoolBytesMax {
		return errTooLong
	}
	s.lines++
	fmt.Fprintf(s.digest, "%d:%s%s\n", len(one.Text), one.Text, one.Said)
	return s.coded.Encode(one)
}

func (s *spool) close() ([]byte, error) {
	if err := s.packed.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(s.out.Bytes()), nil
}

// key is the same for the same acts in the same order, in whatever kind of file, and for nothing else.
func (s *spool) key() string { return "upload:" + hex.EncodeToString(s.digest.Sum(nil)[:20]) }

// each reads the lines that are kept, numbered from 1, until told to stop.
func (f *sent) each(do func(number int, one spooled) bool) error {
	packed, err := gzip.NewReader(bytes.NewReader(f.spool))
	if err != nil {
		return err
	}
	in := gob.NewDecoder(packed)
	for number := 1; number <= f.lines; number++ {
		var one spooled
		if err := in.Decode(&one); err != nil {
			return err
		}
		if !do(number, one) {
			return nil
		}
	}
	return nil
}
