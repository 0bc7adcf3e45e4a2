package web

import (
	"context"
	"net/http"
	"time"

	"pooled/api"
)

// verifyWait is how long whoever has a journal verified waits for a page that says more than that it has begun.
const verifyWait = time.Second

// verificationView is what the template of a verification shows.
type verificationView struct {
	Fund, Address, Steps string
	AtWork               bool
	Known                bool // how many entries there are to read
	Done, All            int64
	DoneText, AllText    string
	Ended, Whole         bool
	Words, Problem       string
	When, Took           string
}

// isVerification reports whether a task is one.
func isVerification(t *task) bool { return t.asked == "verification" }

// verify has a fund's journal verified, or goes on waiting where that is at work already.
func (s *site) verify(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, caller := r.PathValue("fund"), api.Caller{Actor: person.Actor}
	t := s.tasks.find(caller, fund, isVerification)
	if t == nil || !t.atWork() {
		t = &task{fund: fund, asked: "verification", actor: caller}
		if err := s.tasks.begin(t, s.verifyJournal); err != nil {
			return err
		}
	}
	if t.wait(r.Context(), verifyWait) && t.err != nil {
		s.tasks.remove(t)
		return t.err
	}
	http.Redirect(w, r, "/funds/"+fund+"/verification", http.StatusSeeOther)
	return nil
}

func (s *site) verifyJournal(ctx context.Context, t *task) (err error) {
	t.verdict, err = s.ask.Verify(ctx, api.VerificationOf(t.actor.Actor, t.fund), t.step)
	return err
}

// verification offers to have the journal verified, and says how far that is and what was found.
func (s *site) verification(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	if err := s.ask.MayReadJournal(r.Context(), person.Actor, fund); err != nil {
		return err
	}
	v := verificationView{Fund: fund, Address: "/funds/" + fund + "/verification"}
	l := layout{Title: "Verification", Person: person, Crumbs: auditCrumbs(fund)}
	if t := s.tasks.find(api.Caller{Actor: person.Actor}, fund, isVerification); t != nil {
		v.show(t)
		if t.err != nil && v.Ended {
			v.Problem = s.ask.Said(r.Context(), t.err).Detail
		}
		l.Moving = v.AtWork
		l.Title = v.title()
	}
	if l.Main, err = part("verification", v); err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, l)
}

// show takes in how far a verification is.
func (v *verificationView) show(t *task) {
	if t.atWork() {
		v.AtWork, v.Steps = true, t.steps()
		v.Done, v.All = t.progress()
		v.Known = v.All > 0
		v.DoneText, v.AllText = thousands(int(v.Done)), thousands(int(v.All))
		return
	}
	v.Ended, v.When, v.Took = true, ukTime(t.began), tookText(t.took)
	if t.verdict != nil {
		v.Whole, v.Words = t.verdict.Whole, t.verdict.Words
	}
}

func (v *verificationView) title() string {
	switch {
	case v.AtWork:
		return "Verification: at work"
	case v.Whole:
		return "Verification: the journal is whole"
	case v.Words != "":
		return "Verification: something is wrong"
	}
	return "Verification: not ended"
}

// tookText is how long something took, as people say it.
func tookText(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than a second"
	case d < time.Minute:
		return plural(int(d.Seconds()), "second", "seconds")
	}
	return plural(int(d.Minutes()), "minute", "minutes") + " " + plural(int(d.Seconds())%60, "second", "seconds")
}
