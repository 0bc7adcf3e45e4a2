package audit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// copied is an export taken apart, so that a forger can put it together again.
type copied struct {
	fund          string
	service, main [][]byte // lines of entries, without their ends
}

func takeApart(t *testing.T, file []byte) copied {
	t.Helper()
	var head struct {
		Fund    string `json:"fund"`
		Service int    `json:"service"`
	}
	lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	if err := json.Unmarshal(lines[0], &head); err != nil {
		t.Fatal(err)
	}
	return copied{head.Fund, lines[1 : 1+head.Service], lines[1+head.Service : len(lines)-1]}
}

// forged writes the file anew with leaves and roots of what it holds now.
func (c copied) forged() []byte {
	type sizes struct {
		Entries     int           `json:"entries"`
		Root        ledger.Digest `json:"root"`
		Service     int           `json:"service"`
		ServiceRoot ledger.Digest `json:"serviceRoot"`
	}
	var body bytes.Buffer
	said := sizes{len(c.main), releaf(c.main, &body), len(c.service), ledger.Digest{}}
	entries := body.String()
	body.Reset()
	said.ServiceRoot = releaf(c.service, &body)
	figures, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	return []byte(`{"type":"export/1","fund":"` + c.fund + `",` + string(figures[1:]) + "\n" +
		body.String() + entries + `{"type":"end/1",` + string(figures[1:]) + "\n")
}

// releaf writes lines with the leaves that their entries have, and returns the root over those.
func releaf(lines [][]byte, out *bytes.Buffer) ledger.Digest {
	leaves := make([]ledger.Digest, len(lines))
	for i, line := range lines {
		parts := bytes.SplitN(line, []byte("\t"), 3)
		leaves[i] = sha256.Sum256(append([]byte{0}, parts[1]...))
		parts[0] = []byte(leaves[i].String())
		out.Write(append(bytes.Join(parts, []byte("\t")), '\n'))
	}
	return rootOf(leaves)
}

// rootOf is the root as RFC 6962 defines it, from the top down.
func rootOf(leaves []ledger.Digest) ledger.Digest {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	left, right := rootOf(leaves[:half]), rootOf(leaves[half:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// mutation makes another file of one. Those that are forged have every leaf and root of their own again.
type mutation struct {
	name   string
	forged bool
	change func(r *rand.Rand, file []byte, c copied) []byte
}

// mutations are single changes as somebody could make them to a file.
var mutations = []mutation{
	{"a byte changed", false, func(r *rand.Rand, file []byte, _ copied) []byte {
		out := bytes.Clone(file)
		out[r.IntN(len(out))] ^= byte(1 + r.IntN(255))
		return out
	}},
	{"a letter's case changed", false, func(r *rand.Rand, file []byte, _ copied) []byte {
		out := bytes.Clone(file)
		out[r.IntN(len(out))] ^= 0x20
		return out
	}},
	{"a byte left out", false, func(r *rand.Rand, file []byte, _ copied) []byte {
		at := r.IntN(len(file))
		return append(bytes.Clone(file[:at]), file[at+1:]...)
	}},
	{"a byte put in", false, func(r *rand.Rand, file []byte, _ copied) []byte {
		at := r.IntN(len(file) + 1)
		return append(append(bytes.Clone(file[:at]), " \t\r\n\x000aA{="[r.IntN(10)]), file[at:]...)
	}},
	{"a bit of a first or last line changed", false, func(r *rand.Rand, file []byte, _ copied) []byte {
		out := bytes.Clone(file)
		part := out[:bytes.IndexByte(out, '\n')+1]
		if r.IntN(2) == 0 {
			part = out[bytes.LastIndexByte(out[:len(out)-1], '\n'):]
		}
		part[r.IntN(len(part))] ^= 1 << r.IntN(8)
		return out
	}},
	{"a line deleted", false, onLines(func(r *rand.Rand, l [][]byte) [][]byte {
		at := r.IntN(len(l))
		return append(l[:at:at], l[at+1:]...)
	})},
	{"a line doubled", false, onLines(func(r *rand.Rand, l [][]byte) [][]byte {
		from, to := r.IntN(len(l)), r.IntN(len(l)+1)
		return append(append(l[:to:to], l[from]), l[to:]...)
	})},
	{"two lines swapped", false, onLines(func(r *rand.Rand, l [][]byte) [][]byte {
		a, b := r.IntN(len(l)), r.IntN(len(l))
		l[a], l[b] = l[b], l[a]
		return l
	})},
	{"two lines merged", false, onLines(func(r *rand.Rand, l [][]byte) [][]byte {
		at := r.IntN(len(l))
		l[at] = bytes.TrimSuffix(bytes.Clone(l[at]), []byte("\n"))
		return l
	})},
	{"cut in a line", false, func(r *rand.Rand, file []byte, _ copied) []byte { return file[:r.IntN(len(file))] }},
	{"cut after a line", false, onLines(func(r *rand.Rand, l [][]byte) [][]byte { return l[:r.IntN(len(l))] })},
	{"a digit changed, and its leaf", false, func(r *rand.Rand, file []byte, c copied) []byte {
		journal := [][][]byte{c.service, c.main}[r.IntN(2)]
		at := r.IntN(len(journal))
		old, changed := journal[at], anotherDigit(r, journal[at])
		parts := bytes.SplitN(changed, []byte("\t"), 3)
		leaf := sha256.Sum256(append([]byte{0}, parts[1]...))
		copy(changed, base64.RawURLEncoding.EncodeToString(leaf[:]))
		return bytes.Replace(file, old, changed, 1)
	}},
	{"a digit changed, and everything of it", true, func(r *rand.Rand, _ []byte, c copied) []byte {
		journal := []*[][]byte{&c.service, &c.main}[r.IntN(2)]
		lines := slices.Clone(*journal)
		at := r.IntN(len(lines))
		lines[at] = anotherDigit(r, lines[at])
		*journal = lines
		return c.forged()
	}},
	{"an earlier state", true, func(r *rand.Rand, _ []byte, c copied) []byte {
		if r.IntN(2) == 0 {
			c.service = c.service[:r.IntN(len(c.service))]
		} else {
			c.main = c.main[:r.IntN(len(c.main))]
		}
		return c.forged()
	}},
}

// onLines is a change of the order or number of a file's lines, ends and all.
func onLines(change func(r *rand.Rand, lines [][]byte) [][]byte) func(*rand.Rand, []byte, copied) []byte {
	return func(r *rand.Rand, file []byte, _ copied) []byte {
		lines := bytes.SplitAfter(file, []byte("\n"))
		return bytes.Join(change(r, lines[:len(lines)-1]), nil)
	}
}

// anotherDigit is a line with one digit of its entry changed.
func anotherDigit(r *rand.Rand, line []byte) []byte {
	out := bytes.Clone(line)
	end := len(out)
	if tab := bytes.IndexByte(out[leafLength+1:], '\t'); tab >= 0 {
		end = leafLength + 1 + tab
	}
	for {
		if at := leafLength + 1 + r.IntN(end-leafLength-1); out[at] >= '0' && out[at] <= '9' {
			out[at] = '0' + (out[at]-'0'+byte(1+r.IntN(9)))%10
			return out
		}
	}
}

const (
	leafLength      = 43
	mutationsOfEach = 300
)

// Of thousands of changes none passes whoever holds one later receipt of each journal. Without any, those alone pass
// that made every leaf and root anew, and the report says that it cannot exclude them.
func TestNoChangePasses(t *testing.T) {
	t.Parallel()
	file, held := exported(t, false)
	report := whole(t, file, audit.Options{})
	both := audit.Options{Held: []audit.Held{held, {
		From: "another", Fund: string(ledger.Service), Size: report.Service, Root: report.ServiceRoot,
	}}}
	if r := whole(t, file, both); r.Held != 2 || r.ProvedTo != r.Entries || r.ServiceProvedTo != r.Service {
		t.Fatalf("the unchanged file is %+v", r)
	}
	parts := takeApart(t, file)
	if !bytes.Equal(parts.forged(), file) {
		t.Fatal("the file put together again is another: the test forges nothing")
	}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(m.name)))) //nolint:gosec // chance that can be repeated
			survivors := 0
			for range mutationsOfEach {
				changed := m.change(r, file, parts)
				if bytes.Equal(changed, file) {
					continue
				}
				if faultOf(t, changed, both) == "" {
					t.Fatalf("this change passes:\n%s", difference(file, changed))
				}
				if faultOf(t, changed, audit.Options{}) != "" {
					continue
				}
				if survivors++; !m.forged {
					t.Fatalf("with nothing held this change passes:\n%s", difference(file, changed))
				}
				saysItCannotTell(t, changed)
			}
			if m.forged && survivors == 0 {
				t.Error("no forged history is consistent by itself: the test forges badly")
			}
		})
	}
}

func saysItCannotTell(t *testing.T, file []byte) {
	t.Helper()
	var text strings.Builder
	if err := whole(t, file, audit.Options{}).Text(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "nothing outside this file shows whether more existed") {
		t.Fatalf("the report claims more than it can know:\n%s", text.String())
	}
}

// difference shows where two files part.
func difference(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-60)
	return string(a[from:min(len(a), at+40)]) + "\n-- and --\n" + string(b[from:min(len(b), at+40)])
}

// Of thousands of changes to a file that holds checkpoints none passes whoever holds one later checkpoint of each
// journal: the checkpoints in the file are held against its entries, and prove nothing by themselves to somebody who
// was shown none.
func TestNoChangePassesACheckpoint(t *testing.T) {
	t.Parallel()
	plain, held := exported(t, false)
	report := whole(t, plain, audit.Options{})
	parts := takeApart(t, plain)
	noted := func(h audit.Held) []byte {
		text := audit.NoteOrigin + h.Fund + "\n" + strconv.FormatInt(h.Size, 10) + "\n" +
			base64.StdEncoding.EncodeToString(h.Root[:]) + "\n\n\u2014 a b\n"
		line, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		return append(append([]byte(`{"type":"checkpoint/1","note":`), line...), "}\n"...)
	}
	service := audit.Held{Fund: string(ledger.Service), Size: report.Service, Root: report.ServiceRoot}
	lines := bytes.SplitAfter(plain, []byte("\n"))
	foot := len(lines) - 2
	file := bytes.Join(slices.Concat(lines[:1+len(parts.service)], [][]byte{noted(service)},
		lines[1+len(parts.service):foot], [][]byte{noted(held)}, lines[foot:]), nil)
	both := audit.Options{Held: []audit.Held{held, service}}
	if r := whole(t, file, both); r.Checkpoints != 2 || r.Held != 2 || r.SignedTo != 0 {
		t.Fatalf("the unchanged file is %+v", r)
	}
	signed := both
	signed.Signed = func(note string) error {
		if !strings.HasSuffix(note, "\n\n\u2014 a b\n") {
			return errors.New("signed by somebody else")
		}
		return nil
	}
	if r := whole(t, file, signed); r.SignedTo != r.Entries || r.ServiceSignedTo != r.Service {
		t.Fatalf("the unchanged file, signed, is %+v", r)
	}
	// The signatures are the key's to prove; that a checkpoint itself is left out is no change of the journal.
	journal := func(b []byte) []byte {
		var kept [][]byte
		for _, line := range bytes.SplitAfter(b, []byte("\n")) {
			if !bytes.HasPrefix(line, []byte(`{"type":"checkpoint/1",`)) {
				kept = append(kept, line)
			}
		}
		return bytes.Join(kept, nil)
	}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(3, uint64(len(m.name)))) //nolint:gosec // chance that can be repeated
			for range mutationsOfEach {
				changed := m.change(r, file, parts)
				if !bytes.Equal(journal(changed), plain) && faultOf(t, changed, signed) == "" {
					t.Fatalf("this change passes:\n%s", difference(file, changed))
				}
			}
		})
	}
}
