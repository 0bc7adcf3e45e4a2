package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

const ndjson = "application/x-ndjson"

// lineOf is a virement as a line.
func lineOf(from, to, amount string) string {
	return fmt.Sprintf(`{"act":"vire-budget","on":"2015-06-01","narrative":"line","fields":{"from":{"scheme":%q,`+
		`"source":"nhs-minimum"},"to":{"scheme":%q,"source":"nhs-minimum"},"amount":%q}}`, from, to, amount)
}

type lineResult struct {
	Line, Status int
	Entry        int64
	Replayed     bool
	Problem      struct{ Type string }
}

func results(t *testing.T, r reply) []lineResult {
	t.Helper()
	var list []lineResult
	for line := range strings.SplitSeq(strings.TrimSpace(string(r.body)), "\n") {
		var one lineResult
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		list = append(list, one)
	}
	return list
}

func (h *house) many(mode, key string, lines ...string) reply {
	h.Helper()
	return h.post("ada", "acts?mode="+mode, strings.Join(lines, "\n")+"\n",
		header{"Content-Type", ndjson}, header{"Idempotency-Key", key})
}

func TestManyActsEach(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head().Seq
	lines := []string{
		lineOf("one", "two", "100.00"),
		lineOf("one", "two", "10000.00"),
		"",
		`{"act":"vire-budget","fields":{"amount":"1"}}`,
		`{"act":"propose-act","fields":{}}`,
		`{"act":"vire-budget","fields":{},"as":"ben"}`,
		`not JSON`,
		lineOf("two", "one", "100.00"),
		`{"act":"vire-budget","key":"` + strings.Repeat("k", 70000) + `","fields":{}}`,
		strings.Replace(lineOf("one", "two", "0.01"), `{"act"`, `{"key":"own key","act"`, 1),
		lineOf("one", "two", "1.00"),
	}
	got := results(t, h.many("each", "import-1", lines...))
	want := []struct {
		line, status int
		problem      string
	}{
		{1, 201, ""},
		{2, 422, "not-enough"},
		{4, 422, "amount-form"},
		{5, 422, "unknown-act"},
		{6, 422, "unknown-field"},
		{7, 400, "unreadable"},
		{8, 201, ""},
		{9, 400, "unreadable"},
		{10, 422, "invalid-value"},
		{11, 201, ""},
	}
	if len(got) != len(want) {
		t.Fatalf("%d lines answered, want %d: %v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		if g.Line != w.line || g.Status != w.status || strings.TrimPrefix(g.Problem.Type, "/problems/") != w.problem {
			t.Errorf("line %d = %+v, want %+v", i, g, w)
		}
	}
	if h.head().Seq != before+3 {
		t.Errorf("%d entries, want 3", h.head().Seq-before)
	}
	for _, one := range results(t, h.many("each", "import-1", lines...)) { // sent again it is harmless
		if one.Status < 300 && (one.Status != 200 || !one.Replayed) {
			t.Errorf("again: %+v", one)
		}
	}
	if h.head().Seq != before+3 {
		t.Error("sent again it did something")
	}
}

// More than one cut, answered as it goes, over HTTP/1.1, none lost.
func TestManyActsAreMany(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head().Seq
	lines := make([]string, 1500)
	for i := range lines {
		lines[i] = lineOf([]string{"one", "two"}[i%2], []string{"two", "one"}[i%2], "1.00")
	}
	got := results(t, h.many("each", "many", lines...))
	if len(got) != len(lines) || h.head().Seq != before+int64(len(lines)) {
		t.Fatalf("%d answered, %d posted of %d", len(got), h.head().Seq-before, len(lines))
	}
	for i, one := range got {
		if one.Line != i+1 || one.Status != 201 || one.Entry != before+int64(i)+1 {
			t.Fatalf("line %d = %+v", i+1, one)
		}
	}
}

func TestManyActsAll(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	before := h.head()
	for _, tt := range []struct {
		name   string
		lines  []string
		status int
		each   []int
	}{
		{"one is refused", []string{lineOf("one", "two", "1.00"), lineOf("two", "one", "1000.00")}, 422, []int{422, 422}},
		{"one cannot be read", []string{lineOf("one", "two", "1.00"), "{"}, 400, []int{422, 400}},
		{
			"one must wait",
			[]string{lineOf("one", "two", "1.00"), lineOf("one", "two", "200000.00")},
			403,
			[]int{422, 403},
		},
	} {
		r := h.many("all", "all-"+strings.ReplaceAll(tt.name, " ", "-"), tt.lines...)
		got := results(t, r)
		for i, status := range tt.each {
			if r.status != tt.status || got[i].Status != status {
				t.Errorf("%s: %s", tt.name, r)
			}
		}
		if h.head() != before {
			t.Fatalf("%s: the journal moved", tt.name)
		}
	}
	whole := []string{
		lineOf("one", "two", "1000.00"), lineOf("two", "three", "1000.00"), lineOf("three", "one", "1000.00"),
	}
	if r := h.many("all", "whole", whole...); r.status != 200 || h.head().Seq != before.Seq+3 {
		t.Errorf("whole = %s", r)
	}
	if got := results(t, h.many("all", "whole", whole...)); !got[2].Replayed || h.head().Seq != before.Seq+3 {
		t.Errorf("whole again = %v", got)
	}
	tooMany := make([]string, 1001)
	for i := range tooMany {
		tooMany[i] = lineOf("one", "two", "0.01")
	}
	h.expect(h.many("all", "too-many", tooMany...), http.StatusRequestEntityTooLarge, "too-large")
	if h.head().Seq != before.Seq+3 {
		t.Error("some of too many were done")
	}
}

// cut sends the beginning of a body that promises more, and hangs up. It returns what was answered before.
func (h *house) cut(mode, key string, lines []string, whole int) string {
	h.Helper()
	body := strings.Join(lines, "\n")
	sent := body[:whole]
	conn, err := net.Dial("tcp", h.server.Listener.Addr().String())
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer development:ada\r\nContent-Type: %s\r\n"+
		"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s", h.path("acts?mode="+mode), ndjson, key, len(body), sent)
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		h.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// A body cut off in the middle: all or nothing does nothing; each on its own keeps the lines answered, never does the
// half line, and may be sent again.
func TestManyActsCutOff(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head().Seq
	lines := []string{lineOf("one", "two", "1.00"), lineOf("one", "two", "2.00"), lineOf("one", "two", "4.00")}
	two := len(lines[0]) + len(lines[1]) + 2

	h.cut("all", "cut-all", lines, two+20)
	h.cut("all", "cut-all", lines, two) // between two lines
	if h.head().Seq != before {
		t.Fatalf("all or nothing did %d of a body cut off", h.head().Seq-before)
	}
	got := h.cut("each", "cut-each", append(lines, lines[0]), two+len(lines[2])) // the third line whole but for its end
	if !strings.Contains(got, `{"line":2,"status":201`) || strings.Contains(got, `{"line":3,"status":201`) {
		t.Errorf("answered %s", got)
	}
	if h.head().Seq != before+2 {
		t.Fatalf("each on its own did %d of 2 whole lines", h.head().Seq-before)
	}
	again := results(t, h.many("each", "cut-each", lines...))
	if !again[0].Replayed || !again[1].Replayed || again[2].Status != 201 || h.head().Seq != before+3 {
		t.Errorf("sent again: %v", again)
	}
}

func TestManyActsOfStrangers(t *testing.T) {
	t.Parallel()
	h := open(t)
	line := lineOf("one", "two", "1.00")
	r := h.post("eve", "acts?mode=each", line, header{"Content-Type", ndjson})
	if got := results(t, r); got[0].Status != 404 || got[0].Problem.Type != "/problems/fund-not-found" {
		t.Errorf("answer = %s", r)
	}
	h.expect(h.post("ada", "acts?mode=some", line, header{"Content-Type", ndjson}), 422, "invalid-request")
	h.expect(h.post("ada", "acts", line), 415, "content-type")
}
