package audit_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// exportedOf is the export of a fund.
func exportedOf(t *testing.T, db *pgxpool.Pool, o audit.ExportOptions) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := audit.Export(t.Context(), db, &file, o); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// longer is a fund whose journal fills a tile, with checkpoints in the middle of it and at its end.
func longer(t *testing.T) (*pooltest.Pool, *pgxpool.Pool) {
	t.Helper()
	p := pooltest.New(t)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 140 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
		p.Must("pam", "2015-06-02", pooltest.Vire("two", "one", "1.00"))
	}
	db := p.DB.ReaderPool(t)
	report := whole(t, exportedOf(t, db, audit.ExportOptions{Fund: p.Fund}), audit.Options{})
	sign(t, p, report)
	return p, db
}

// sign has the database hold checkpoints of a journal, in the form of signed notes.
func sign(t *testing.T, p *pooltest.Pool, report audit.Report) {
	t.Helper()
	note := audit.NoteOrigin + string(report.Fund) + "\n" + itoa(report.Entries) + "\n" + standard(report.Root) + "\n\n— key AAAA\n"
	_, err := p.DB.SignerPool(t).Exec(t.Context(), `
		INSERT INTO checkpoint (fund, size, key, root, note)
		SELECT fund, seq, 'key', root, $2
		  FROM fund
		 WHERE id = $1`, p.Fund, note)
	if err != nil {
		t.Fatal(err)
	}
}

// An export at sizes of before gives the bytes it gave then, and gone on with after any entry gives the rest of them.
func TestExportGoesOnAfterAnyEntry(t *testing.T) {
	t.Parallel()
	p, db := longer(t)
	then := exportedOf(t, db, audit.ExportOptions{Fund: p.Fund})
	report := whole(t, then, audit.Options{})
	p.Must("pam", "2015-06-03", pooltest.Vire("one", "two", "1.00"))
	at := audit.ExportOptions{Fund: p.Fund, Entries: report.Entries, Service: report.Service}
	if again := exportedOf(t, db, at); !bytes.Equal(again, then) {
		t.Fatal("at the sizes of before, the export is another")
	}
	lines := bytes.SplitAfter(then, []byte("\n"))
	service, all := int(report.Service), int(report.Service+report.Entries)
	for _, held := range []int{1, 2, service - 1, service, service + 1, service + 100, service + 256, service + 257, all} {
		end, entries := 0, 0
		for end = 0; entries < held; end++ {
			if bytes.Contains(lines[end], []byte("\t")) {
				entries++
			}
		}
		at.After = int64(held)
		if rest := exportedOf(t, db, at); !bytes.Equal(rest, bytes.Join(lines[end:], nil)) {
			t.Errorf("after %d entries the rest is another", held)
		}
	}
	at.After, at.Root = 100, ledger.Digest{1}
	if err := audit.Export(t.Context(), db, io.Discard, at); !errors.Is(err, audit.ErrOtherHistory) {
		t.Errorf("entries that are not the journal's: %v", err)
	}
	for _, beyond := range []audit.ExportOptions{
		{Fund: p.Fund, Entries: report.Entries + 2},
		{Fund: p.Fund, Service: report.Service + 1_000_000},
		{Fund: p.Fund, Entries: -1},
		{Fund: p.Fund, After: 1_000_000},
		{Fund: p.Fund, After: -1},
	} {
		if err := audit.Export(t.Context(), db, io.Discard, beyond); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%+v: %v", beyond, err)
		}
	}
}

// Parts that break off anywhere are put together to the very file, whatever breaks them off.
func TestReceiverPutsPartsTogether(t *testing.T) {
	t.Parallel()
	p, db := longer(t)
	for _, redacted := range []bool{false, true} {
		want := exportedOf(t, db, audit.ExportOptions{Fund: p.Fund, Redacted: redacted})
		for _, cut := range []int{1, 300, len(want) / 3, len(want) / 2, len(want) - 400, len(want) - 3} {
			var got bytes.Buffer
			r := audit.NewReceiver(&got, p.Fund, redacted, nil)
			for part := 0; !r.Whole(); part++ {
				rest := exportedOf(t, db, r.Standing())
				in := io.Reader(bytes.NewReader(rest))
				if part < 3 {
					in = io.MultiReader(bytes.NewReader(rest[:min(cut, len(rest))]), iotest.ErrReader(context.DeadlineExceeded))
				}
				if err := r.Take(in); err != nil && !errors.Is(err, audit.ErrBrokeOff) {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("redacted %v, broken off after %d bytes thrice, the file is another", redacted, cut)
			}
		}
	}
}

// What is not of the history that the first line says, or not as it was posted, is refused and told apart.
func TestReceiverRefusesWhatDoesNotBelong(t *testing.T) {
	t.Parallel()
	p, db := longer(t)
	file := exportedOf(t, db, audit.ExportOptions{Fund: p.Fund})
	lines := bytes.SplitAfter(file, []byte("\n"))
	n := len(lines) - 1
	texts := bytes.LastIndexByte(lines[n-3], '\t')
	for name, one := range map[string]struct {
		file []byte
		kind audit.FaultKind
	}{
		"edited":       {bytes.Replace(file, []byte(`"1.00"]`), []byte(`"2.00"]`), 1), audit.Edited},
		"left out":     {bytes.Join(append(append([][]byte{}, lines[:n-9]...), lines[n-8:]...), nil), audit.Missing},
		"doubled":      {bytes.Join(append(append([][]byte{}, lines[:n-9]...), lines[n-10:]...), nil), audit.Doubled},
		"another end":  {bytes.Replace(file, lines[n-1], []byte(`{"type":"end/1"}`+"\n"), 1), audit.Rewritten},
		"another text": {bytes.Replace(file, lines[n-3][texts:], append([]byte("\tAAAA"), lines[n-3][texts+5:]...), 1), audit.WrongText},
		"a checkpoint of before": {bytes.Join(append(append([][]byte{}, lines[:n-9]...),
			append([][]byte{lines[n-2]}, lines[n-9:]...)...), nil), audit.Inserted},
	} {
		err := audit.NewReceiver(io.Discard, p.Fund, false, nil).Take(bytes.NewReader(one.file))
		if f := audit.AsFault(err); f == nil || f.Kind != one.kind || f.Line == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := audit.NewReceiver(io.Discard, p.Fund, true, nil).Take(bytes.NewReader(file))
	if !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("a file with texts, for a redacted one: %v", err)
	}
}

// What a file that was begun holds must be what the database holds, packed or not, redacted or not; what it lacks is
// added.
func TestBegunExportIsHeldAgainstTheDatabase(t *testing.T) {
	t.Parallel()
	p, db := longer(t)
	for _, redacted := range []bool{false, true} {
		want := exportedOf(t, db, audit.ExportOptions{Fund: p.Fund, Redacted: redacted})
		report := whole(t, want, audit.Options{})
		goOn := func(begun []byte) ([]byte, error) {
			var out bytes.Buffer
			o := audit.ExportOptions{Fund: p.Fund, Redacted: redacted, Begun: bytes.NewReader(begun)}
			err := audit.Export(t.Context(), db, &out, o)
			return out.Bytes(), err
		}
		half := want[:len(want)*2/3]
		for name, begun := range map[string][]byte{
			"plain": half, "packed": packed(t, half), "packed and cut": packed(t, want)[:2000], "whole": want,
		} {
			if got, err := goOn(begun); err != nil || !bytes.Equal(got, want) {
				t.Errorf("redacted %v, %s: %v, and the same: %v", redacted, name, err, bytes.Equal(got, want))
			}
		}
		last := bytes.LastIndexByte(half[:bytes.LastIndexByte(half, '\n')], '\n')
		for name, begun := range map[string][]byte{
			"an amount": bytes.Replace(half, []byte(`"1.00"]`), []byte(`"2.00"]`), 1),
			"a line":    append(half[:last+1:last+1], "hello\n"...),
			"the root":  bytes.Replace(half, []byte(report.Root.String()), []byte(ledger.Digest{1}.String()), 1),
			"a text":    append(half[:last:last], "\tAAAA\n"...),
		} {
			if bytes.Equal(begun, half) {
				t.Fatalf("%s is not changed", name)
			}
			for _, begun := range [][]byte{begun, packed(t, begun)} {
				_, err := goOn(begun)
				if f := audit.AsFault(err); f == nil || !strings.Contains(f.Text, "keep it as evidence") {
					t.Errorf("redacted %v, %s was changed: %v", redacted, name, err)
				}
			}
		}
	}
}

// Where a tile was damaged the entries themselves are asked before anybody is told that they hold another history.
func TestDamagedTilesAccuseNobody(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 260 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
	}
	db := p.DB.ReaderPool(t)
	file := exportedOf(t, db, audit.ExportOptions{Fund: p.Fund})
	r := audit.NewReceiver(io.Discard, p.Fund, false, nil)
	err := r.Take(bytes.NewReader(file[:len(file)-1000]))
	if !errors.Is(err, audit.ErrBrokeOff) || r.Standing().After < 260 {
		t.Fatalf("%v, %+v", err, r.Standing())
	}
	owner := p.DB.OwnerPool(t)
	if _, err := owner.Exec(t.Context(), `UPDATE tile SET root = sha256('') WHERE level = 0`); err != nil {
		t.Fatal(err)
	}
	if err := r.Take(bytes.NewReader(exportedOf(t, db, r.Standing()))); err != nil || !r.Whole() {
		t.Errorf("gone on with over a damaged tile: %v", err)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func standard(d ledger.Digest) string { return base64.StdEncoding.EncodeToString(d[:]) }
