package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

const directoryServices = 50_000

// measureDirectory imports a feed of 50,000 services with the program's own command, the journal's entry included, and
// searches it through the API in mixed ways.
func measureDirectory(ctx context.Context, h *house) error {
	file := filepath.Join(h.dir, "services.ndjson")
	defer func() { _ = os.Remove(file) }() // it can be written again
	if err := writeServices(file); err != nil {
		return err
	}
	if err := h.emptyDirectory(ctx); err != nil {
		return err
	}
	start := time.Now()
	load := exec.CommandContext(ctx, h.Binary, "directory", "import", file, "--feed", "bench", "--as",
		"posts-administrator", "--data", h.data)
	if out, err := load.CombinedOutput(); err != nil {
		return fmt.Errorf("import a feed: %w: %.500s", err, out)
	}
	atLeast("directory-import", directoryServices/time.Since(start).Seconds(), "services/s", 2000)
	if err := h.analyse(ctx); err != nil {
		return err
	}
	var all []time.Duration
	for n := range 420 {
		start := time.Now()
		if _, err := h.Get(ctx, program.Officer, searchFor(n)); err != nil {
			return err
		}
		if n >= 20 { // the first ones warm the cache
			all = append(all, time.Since(start))
		}
	}
	atMost("directory-search-p50", median(all), "ms", 20)
	plain("directory-search-p95", float64(all[len(all)*95/100].Microseconds())/1000, "ms")
	return nil
}

// emptyDirectory takes out what an earlier run brought: an import of the same again would have nothing to do.
func (h *house) emptyDirectory(ctx context.Context) error {
	db, err := h.connect(ctx, postgres.Owner)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, `TRUNCATE directory_feed, directory_service, directory_text, directory_record,
		directory_organisation, directory_place, directory_taxonomy, directory_term, directory_need, directory_price,
		directory_import, directory_staged`)
	return err
}

// syllables make the words of the feed: 8,000 of them, of which the first are common and the last are rare.
var syllables = strings.Fields("ba co de fi gu la me no pi ru sa te vo wi ka lo mu ne so ty")

func word(n int) string {
	return syllables[n%20] + syllables[n/20%20] + syllables[n/400%20]
}

var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// common is a word as texts have them: the more often the earlier.
func common(chance *rand.Rand) string {
	return word(int(8000 * chance.Float64() * chance.Float64() * chance.Float64()))
}

func writeServices(file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	chance := rand.New(rand.NewPCG(1, 2))
	for n := range directoryServices {
		words := make([]string, 80)
		for i := range words {
			words[i] = common(chance)
		}
		district, need := n%99+1, n%150
		fmt.Fprintf(w, `{"id":"bench-%d","name":%q,"status":"active","url":"https://example.org/%d","description":%q,`+
			`"minimum_age":18,"organization":{"id":"o-%d","name":"Organisation %s","description":"Of the bench"},`+
			`"cost_options":[{"id":"c-1","option":"Adult","amount":%d.50},{"id":"c-2","option":"Concession","amount":%d}],`+
			`"service_at_locations":[{"id":"l-%d","location":{"id":"p-%d","latitude":%.5f,"longitude":%.5f,`+
			`"addresses":[{"city":"Town%d","postal_code":"AB%d %dCD"}]},"schedules":[{"id":"t","freq":"WEEKLY",`+
			`"byday":"%s,%s","opens_at":"09:00","closes_at":"17:00"}]}],"attributes":[{"id":"a","taxonomy_term":`+
			`{"id":"n-%d","taxonomy":"Needs","term":"need %s"}}]}`+"\n",
			n, strings.Join(words[:4], " "), n, strings.Join(words[4:], " "), n/5, word(n/5%8000), n%90+1, n%50+1, n, n,
			52+float64(district)/50+chance.Float64()/50, -2+chance.Float64()/30, district, district, n%9+1,
			weekdays[n%7], weekdays[n/7%7], need, word(need))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return out.Close()
}

// searchFor is one of the ways that people search, in turn.
func searchFor(n int) string {
	q := url.Values{}
	chance := rand.New(rand.NewPCG(3, uint64(n)))
	switch n % 7 {
	case 0:
		q.Set("search", common(chance))
	case 1:
		q.Set("search", common(chance)+" "+common(chance))
	case 2:
		q.Set("search", common(chance)[:4])
		q.Set("day", "monday")
	case 3:
		q.Set("need", "need "+word(n%150))
	case 4:
		q.Set("near", fmt.Sprintf("AB%d %dCD", n%99+1, n%9+1))
	case 5:
		q.Set("near", fmt.Sprintf("AB%d", n%99+1))
		q.Set("search", common(chance))
	case 6:
		q.Set("near", fmt.Sprintf("Town%d", n%99+1))
		q.Set("day", "FR")
		q.Set("need", "need "+word(n%150))
	}
	return "/v1/directory/services?" + q.Encode()
}
