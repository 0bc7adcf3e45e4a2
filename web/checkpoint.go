package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pooled/api"
)

// checkpointsMost is how many checkpoints stand on a page.
const checkpointsMost = 50

// checkpointsView is what the template of the checkpoints shows.
type checkpointsView struct {
	Fund   string
	Seq    int64 // of the journal's last entry
	Beyond int64 // entries that no checkpoint covers
	Held   string
	Rows   []checkpointRow
	Newest string // the address of its file; none: nothing was signed
	File   string // its name
	Older  string
}

// checkpointRow is where the journal stood, signed.
type checkpointRow struct {
	Size                     int64
	Entry, Signed, Key, Root string
	Signatures               []string
}

// checkpoints lists the signed checkpoints of a fund, the newest first.
func (s *site) checkpoints(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	q := api.Ask(person.Actor, fund, "", "")
	now, err := s.ask.At(r.Context(), q)
	if err != nil {
		return err
	}
	found, err := s.ask.Checkpoints(r.Context(), api.NewestCheckpoints(q, before, checkpointsMost))
	if err != nil {
		return err
	}
	path := "/funds/" + fund + "/checkpoints"
	v := checkpointsView{Fund: fund, Seq: now.Seq, Beyond: now.Seq, Held: heldText(fund, now.Seq, now.Root.String())}
	for _, c := range found.Body.Checkpoints {
		v.Rows = append(v.Rows, checkpointRow{
			c.Size, entryAddress(fund, c.Size), ukTime(c.Signed), c.Key, c.Root.String(), signaturesOf(c.Note),
		})
	}
	newest, err := s.ask.Checkpoints(r.Context(), api.NewestCheckpoints(q, 0, 1))
	if err != nil {
		return err
	}
	for _, c := range newest.Body.Checkpoints {
		v.Beyond, v.Newest, v.File = now.Seq-c.Size, path+"/newest", checkpointName(fund, c.Size)
	}
	if found.Body.Next != "" {
		v.Older = path + "?before=" + strconv.FormatInt(v.Rows[len(v.Rows)-1].Size, 10)
	}
	main, err := part("checkpoints", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: "Checkpoints", Person: person, Main: main, Moment: &now, Crumbs: auditCrumbs(fund),
	})
}

func checkpointName(fund string, size int64) string { return fmt.Sprintf("%s-%d.note", fund, size) }

// signaturesOf are the lines of a signed note below its text, each of which names its key.
func signaturesOf(note string) (list []string) {
	for line := range strings.Lines(note) {
		if said, ok := strings.CutPrefix(line, "— "); ok {
			list = append(list, strings.TrimSpace(said))
		}
	}
	return list
}

// checkpointFile sends the newest checkpoint as it was signed.
func (s *site) checkpointFile(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	q := api.Ask(person.Actor, fund, "", "")
	found, err := s.ask.Checkpoint(r.Context(), api.NewestCheckpoint(q))
	if err != nil {
		return err
	}
	name := "newest.note"
	if lines := strings.SplitN(string(found.Body), "\n", 3); len(lines) == 3 { // journal, size, root and what follows
		name = fund + "-" + lines[1] + ".note"
	}
	s.head(w, found.ContentType, false)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(found.Body) // the caller may have gone
	return nil
}
