package audit_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// exported is a fund with a little history, its file, and what its last entry's receipt says.
func exported(t testing.TB, redacted bool) ([]byte, audit.Held) {
	t.Helper()
	p := pooltest.New(t)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 5 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
		p.Must("pam", "2015-06-02", pooltest.Vire("two", "one", "2.00"))
	}
	var file bytes.Buffer
	o := audit.ExportOptions{Fund: p.Fund, Redacted: redacted}
	if err := audit.Export(t.Context(), p.DB.ReaderPool(t), &file, o); err != nil {
		t.Fatal(err)
	}
	report := whole(t, file.Bytes(), audit.Options{})
	return file.Bytes(), audit.Held{From: "a receipt", Fund: string(report.Fund), Size: report.Entries, Root: report.Root}
}

func whole(t testing.TB, file []byte, o audit.Options) audit.Report {
	t.Helper()
	report, err := audit.Verify(bytes.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestExportIsWhole(t *testing.T) {
	t.Parallel()
	file, held := exported(t, false)
	report := whole(t, file, audit.Options{Held: []audit.Held{held}})
	if report.Entries < 10 || report.Service < 3 || report.Hidden != 0 || report.ProvedTo != report.Entries {
		t.Errorf("the report is %+v", report)
	}
	sum := int64(0)
	for _, b := range report.Balances {
		sum += b.Amount.Pence()
	}
	if sum != 0 || len(report.Balances) == 0 {
		t.Errorf("the balances sum to %d: %v", sum, report.Balances)
	}
	redacted, _ := exported(t, true)
	if r := whole(t, redacted, audit.Options{}); r.Hidden == 0 || !r.Redacted {
		t.Errorf("the redacted report is %+v", r)
	}
}

// faultOf is the kind of fault that a file has, "" where it has none.
func faultOf(t *testing.T, file []byte, o audit.Options) audit.FaultKind {
	t.Helper()
	_, err := audit.Verify(bytes.NewReader(file), o)
	if err == nil {
		return ""
	}
	var f *audit.Fault
	if !errors.As(err, &f) {
		t.Fatalf("%v is no fault", err)
	}
	return f.Kind
}

func TestEveryKindOfTamperingIsToldApart(t *testing.T) {
	t.Parallel()
	file, held := exported(t, false)
	redacted, _ := exported(t, true)
	lines := bytes.SplitAfter(file, []byte("\n"))
	lines = lines[:len(lines)-1]
	n := len(lines)
	join := func(parts ...[][]byte) []byte {
		var out []byte
		for _, p := range parts {
			out = append(out, bytes.Join(p, nil)...)
		}
		return out
	}
	for _, one := range []struct {
		name string
		file []byte
		kind audit.FaultKind
	}{
		{"an amount edited", bytes.Replace(file, []byte(`"2.00"]`), []byte(`"3.00"]`), 1), audit.Edited},
		{"a line deleted", join(lines[:n-4], lines[n-3:]), audit.Missing},
		{"a line doubled", join(lines[:n-4], lines[n-5:]), audit.Doubled},
		{"lines swapped", join(lines[:n-4], lines[n-3:n-2], lines[n-4:n-3], lines[n-2:]), audit.Reordered},
		{"the end cut off", join(lines[:n-1]), audit.CutOff},
		{"the tail cut off", join(lines[:n-4]), audit.CutOff},
		{"cut in a line", file[:len(file)-10], audit.CutOff},
		{"the file twice", join(lines, lines), audit.Doubled},
		{"two files in one", join(lines, [][]byte{redacted}), audit.Inserted},
		{"a line of another file behind it", join(lines, lines[n-2:n-1]), audit.Inserted},
		{"nothing", nil, audit.Unreadable},
		{"another file", []byte("hello\n"), audit.Unreadable},
		{"UTF-16", append([]byte{0xff, 0xfe}, file...), audit.Unreadable},
		{"UTF-16 without a mark", bytes.Join(bytes.Split(file, nil), []byte{0}), audit.Unreadable},
		{"UTF-8 with a mark", append([]byte("\xef\xbb\xbf"), file...), audit.Unreadable},
		{"another program's ends of lines", bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")), audit.Unreadable},
		{"ISO 8859-1", bytes.Replace(file, []byte("test"), []byte("t\xe9st"), 1), audit.Edited},
		{"packed with Zstandard", append([]byte("\x28\xb5\x2f\xfd"), file...), audit.Unreadable},
		{"packed twice", packed(t, packed(t, file)), audit.Unreadable},
		{"packed, and the packing twice", append(packed(t, file), packed(t, file)...), audit.Doubled},
		{"packed, and another behind it", append(packed(t, file), packed(t, redacted)...), audit.Inserted},
	} {
		if got := faultOf(t, one.file, audit.Options{}); got != one.kind {
			t.Errorf("%s is told as %q, want %q", one.name, got, one.kind)
		}
	}
	held.Root[0] ^= 1
	if got := faultOf(t, file, audit.Options{Held: []audit.Held{held}}); got != audit.Rewritten {
		t.Errorf("another history than the receipt's is told as %q", got)
	}
	held.Size++
	if got := faultOf(t, file, audit.Options{Held: []audit.Held{held}}); got != audit.CutOff {
		t.Errorf("less history than the receipt's is told as %q", got)
	}
}

// packed is a file as gzip packs it.
func packed(t *testing.T, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Cut wherever it may be, packed or not, a file is told as one that breaks off; of nothing it is said that it is empty.
func TestEveryCutIsToldAsOne(t *testing.T) {
	t.Parallel()
	file, _ := exported(t, false)
	for name, whole := range map[string][]byte{"packed": packed(t, file), "plain": file} {
		for cut := 1; cut < len(whole); cut++ {
			if margin := min(cut, len(whole)-cut); margin > 40 && cut%61 != 0 { // every byte of what packing adds
				continue
			}
			if got := faultOf(t, whole[:cut], audit.Options{}); got != audit.CutOff {
				t.Fatalf("%s, cut after %d bytes of %d, it is told as %q", name, cut, len(whole), got)
			}
		}
	}
}

func TestBegunExportGoesOn(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", "nhs-minimum", "900.00")
	var all bytes.Buffer
	if err := audit.Export(t.Context(), p.DB.ReaderPool(t), &all, audit.ExportOptions{Fund: p.Fund}); err != nil {
		t.Fatal(err)
	}
	p.Must("pam", "2015-06-01", ledger.SetSchemeBudget{
		Scheme: "one", Source: "nhs-minimum", Direction: ledger.Increase, Amount: ledger.MustMoney("1.00"),
	})
	for _, cut := range []int{all.Len() / 3, all.Len() / 2, all.Len() - 3, all.Len()} {
		var again bytes.Buffer
		o := audit.ExportOptions{Fund: p.Fund, Begun: bytes.NewReader(all.Bytes()[:cut])}
		if err := audit.Export(t.Context(), p.DB.ReaderPool(t), &again, o); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), all.Bytes()) {
			t.Errorf("gone on with from %d bytes, the file is another", cut)
		}
	}
}
