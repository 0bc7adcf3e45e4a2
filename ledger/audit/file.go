package audit

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"pooled/ledger"
)

// lineLengthMax bounds what is held of a file at once: the closing entry of a great fund takes less than a tenth of it.
const lineLengthMax = 16 << 20

// header is the first line of a file, and foot the last; both say how much there is and what its roots are.
type header struct {
	Type        string        `json:"type"`
	Fund        ledger.FundID `json:"fund"`
	Entries     int64         `json:"entries"`
	Root        ledger.Digest `json:"root"`
	Service     int64         `json:"service"`
	ServiceRoot ledger.Digest `json:"serviceRoot"`
	Redacted    bool          `json:"redacted,omitempty"`
}

const (
	headerType     = "export/1"
	checkpointType = "checkpoint/1"
	footType       = "end/1"
)

type foot struct {
	Type        string        `json:"type"`
	Entries     int64         `json:"entries"`
	Root        ledger.Digest `json:"root"`
	Service     int64         `json:"service"`
	ServiceRoot ledger.Digest `json:"serviceRoot"`
}

type checkpointLine struct {
	Type string `json:"type"`
	Note string `json:"note"`
}

// lines reads a file line by line, compressed or not, and holds one line at a time.
type lines struct {
	in     *bufio.Reader
	number int64
	buffer []byte
}

// newLines begins reading. A compressed file is told by its first bytes.
func newLines(r io.Reader) (*lines, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	if magic, err := in.Peek(2); err == nil && string(magic) == gzipMagic {
		unzipped, err := gzip.NewReader(in)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, &Fault{Kind: CutOff, Line: 1, Text: "the compressed file breaks off in its first bytes"}
		}
		if err != nil {
			return nil, &Fault{Kind: Unreadable, Line: 1, Text: "the compressed file cannot be read: " + err.Error()}
		}
		in = bufio.NewReaderSize(unzipped, 1<<20)
	}
	if start, _ := in.Peek(beginMax); len(start) > 0 { // what cannot be read is told of the first line
		if text := wrongBeginning(start); text != "" {
			return nil, &Fault{Kind: Unreadable, Line: 1, Text: text}
		}
	}
	return &lines{in: in}, nil
}

const (
	gzipMagic = "\x1f\x8b"
	beginMax  = 8 // bytes that tell what kind of file it is
)

// wrongBeginning says what another program has made of an export, as far as its first bytes tell.
func wrongBeginning(start []byte) string {
	for _, one := range []struct{ magic, name string }{
		{gzipMagic, "gzip a second time"},
		{"\x28\xb5\x2f\xfd", "Zstandard"},
		{"\xfd7zXZ", "xz"},
		{"BZh", "bzip2"},
		{"PK\x03\x04", "zip"},
	} {
		if bytes.HasPrefix(start, []byte(one.magic)) {
			return "the file is compressed with " + one.name + ": unpack it first; gzip alone is read as it is"
		}
	}
	if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) || bytes.IndexByte(start, 0) >= 0 ||
		bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return "the file is not in plain UTF-8: it was written anew by another program"
	}
	return ""
}

// next is the next line without its end, io.EOF after the last. A line that breaks off or is too long is a fault.
func (l *lines) next() ([]byte, error) {
	l.number++
	part, err := l.in.ReadSlice('\n')
	if err == nil {
		return part[:len(part)-1], nil
	}
	l.buffer = l.buffer[:0]
	for errors.Is(err, bufio.ErrBufferFull) {
		if l.buffer = append(l.buffer, part...); len(l.buffer) > lineLengthMax {
			return nil, &Fault{
				Kind: Unreadable, Line: l.number,
				Text: fmt.Sprintf("the line is longer than %d MB, and no entry is", lineLengthMax>>20),
			}
		}
		part, err = l.in.ReadSlice('\n')
	}
	l.buffer = append(l.buffer, part...)
	switch {
	case err == nil:
		return l.buffer[:len(l.buffer)-1], nil
	case errors.Is(err, io.EOF) && len(l.buffer) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, &Fault{Kind: CutOff, Line: l.number, Text: "the file breaks off in the middle of a line"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &Fault{Kind: CutOff, Line: l.number, Text: "the compressed file breaks off"}
	}
	return nil, &Fault{Kind: Unreadable, Line: l.number, Text: "the file cannot be read on: " + err.Error()}
}

// strict reads a line of JSON that is written as an export writes v, to the last byte: what reads as the same, such as
// a field in capitals or a space, is not.
func strict(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return err
	}
	again, err := json.Marshal(v)
	if err == nil && !bytes.Equal(again, b) {
		err = errForm
	}
	return err
}

// readHeader reads the first line. It tells a file that is no export, or of a version this program does not know.
func readHeader(b []byte) (header, error) {
	var h header
	if bytes.HasSuffix(b, []byte{'\r'}) {
		return h, &Fault{
			Kind: Unreadable, Line: 1,
			Text: "the lines end in CR LF, and those of an export in LF alone: it was written anew by another program",
		}
	}
	if err := strict(b, &h); err != nil || h.Type != headerType {
		return h, &Fault{Kind: Unreadable, Line: 1, Text: "the file is no export of a fund, or of a version unknown to this program"}
	}
	if h.Fund == "" || h.Entries < 0 || h.Service < 0 {
		return h, &Fault{Kind: Unreadable, Line: 1, Text: "the first line does not say which fund the file is of"}
	}
	return h, nil
}
