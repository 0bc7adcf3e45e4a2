package program_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

// running is the program that clients are to talk to now: it changes when it is killed and started again.
type running struct {
	sync.RWMutex
	now *program.Program
}

func (r *running) program() *program.Program {
	r.RLock()
	defer r.RUnlock()
	return r.now
}

// TestKillsLoseAndDoubleNothing kills the program and PostgreSQL in the middle of a load. Clients repeat each act
// with its key until they are answered. In the end every acknowledged act stands in the journal once, under the
// number that was answered, and nothing else does.
func TestKillsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	binary, err := program.Build(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	r := &running{}
	if r.now, err = program.Start(t.Context(), binary, data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.program().Stop()
		_ = postgres.Remove(context.Background(), data)
	})
	const fund = "faults"
	if err := r.now.OpenFund(t.Context(), fund); err != nil {
		t.Fatal(err)
	}
	before := head(t, r.now, fund)

	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
	defer cancel()
	var all sync.WaitGroup
	var retries atomic.Int64
	const clients = 8
	acknowledged := make([]map[string]int64, clients)
	for c := range clients {
		acknowledged[c] = map[string]int64{}
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				key := fmt.Sprintf("client-%d-act-%d", c, n)
				acknowledged[c][key] = insist(t, r, fund, key, &retries)
			}
		})
	}
	kills := 0
	for ; ctx.Err() == nil; kills++ {
		time.Sleep(time.Second + rand.N(time.Second))
		if kills%2 == 0 {
			killPostgres(t, data)
			continue
		}
		r.Lock()
		r.now.Kill()
		if r.now, err = program.Start(t.Context(), binary, data); err != nil {
			r.Unlock()
			t.Fatal(err)
		}
		r.Unlock()
	}
	all.Wait()
	count, numbers := 0, map[int64]string{}
	for _, acts := range acknowledged {
		for key, seq := range acts {
			count++
			if other, taken := numbers[seq]; taken {
				t.Errorf("%s and %s were both answered with entry %d", key, other, seq)
			}
			numbers[seq] = key
		}
		all.Go(func() {
			for key, seq := range acts {
				if again := insist(t, r, fund, key, &retries); again != seq {
					t.Errorf("%s was entry %d and is now entry %d", key, seq, again)
				}
			}
		})
	}
	all.Wait()
	if posted := head(t, r.program(), fund) - before; posted != int64(count) {
		t.Errorf("%d acts were acknowledged and %d entries posted", count, posted)
	}
	if kills < 4 || retries.Load() == 0 || count < 100 {
		t.Errorf("%d kills, %d retries, %d acts: the test shows too little", kills, retries.Load(), count)
	}
	t.Logf("%d acts through %d kills with %d retries", count, kills, retries.Load())
}

// folder is one that PostgreSQL's own user may reach.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pooled-faults-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// insist posts an act with its key until it is answered, and returns the entry's number.
func insist(t *testing.T, r *running, fund, key string, retries *atomic.Int64) int64 {
	body := fmt.Appendf(nil, `{"on":"2015-06-01","from":{"scheme":%q,"source":"nhs-minimum"},`+
		`"to":{"scheme":%q,"source":"nhs-minimum"},"amount":"0.01"}`, program.Scheme(0), program.Scheme(1))
	for range 3000 {
		p := r.program()
		text, err := p.Post(context.Background(), program.Officer, "/v1/funds/"+fund+"/virements", "application/json",
			key, body)
		if err == nil {
			return entryNumber(t, text)
		}
		refusal, refused := errors.AsType[*program.Refusal](err)
		if refused && refusal.Status != 503 {
			t.Errorf("%s: %v", key, err)
			return 0
		}
		retries.Add(1)
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s was never answered", key)
	return 0
}

func entryNumber(t *testing.T, text []byte) int64 {
	var answer struct {
		Receipt struct {
			Seq int64 `json:"seq"`
		} `json:"receipt"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Receipt.Seq == 0 {
		t.Errorf("answer without a receipt: %.300s", text)
	}
	return answer.Receipt.Seq
}

func head(t *testing.T, p *program.Program, fund string) int64 {
	t.Helper()
	text, err := p.Get(t.Context(), program.Officer, "/v1/funds/"+fund+"/position")
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Moment struct {
			Seq int64 `json:"seq"`
		} `json:"moment"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Moment.Seq == 0 {
		t.Fatalf("position without a number: %.300s", text)
	}
	return answer.Moment.Seq
}

// killPostgres kills the whole server of a data folder: the postmaster is stopped first, so that it cannot tell its
// children, and nobody writes anything more.
func killPostgres(t *testing.T, data string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "postgres", "postmaster.pid"))
	if err != nil {
		t.Logf("no server to kill just now: %v", err)
		return
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return
	}
	_ = syscall.Kill(postmaster, syscall.SIGSTOP)
	for _, child := range childrenOf(postmaster) {
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	_ = syscall.Kill(postmaster, syscall.SIGKILL)
}

func childrenOf(parent int) (children []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
				children = append(children, pid)
			}
		}
	}
	return children
}
