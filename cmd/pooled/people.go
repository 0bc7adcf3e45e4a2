package main

import (
	"context"
	"fmt"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// The people of a development run stand here and nowhere else. A file of an example grants them posts in its fund,
// by acts like any other. They are roles, not persons: an actor's id says nothing about anybody, and what the table of
// people calls them is what they do.
const administrator ledger.ActorID = "posts-administrator"

// person is an actor as the table of people knows them, outside every journal.
type person struct {
	actor ledger.ActorID
	name  string
}

var developmentPeople = []person{
	{administrator, "Posts administrator"},
	{"council-finance", "Finance officer of the council"},
	{"nhs-finance", "Finance officer of the NHS body"},
	{"pool-manager", "Pool manager"},
	{"commissioner", "Commissioner of the council"},
	{"nhs-commissioner", "Commissioner of the NHS body"},
	{"link-worker", "Link worker of a voluntary body"},
	{"managing-agent", "Managing agent: a voluntary body"},
	{"s151", "Section 151 officer of the council"},
	{"nhs-cfo", "Chief finance officer of the NHS body"},
	{"hospital-cfo", "Chief finance officer of the hospital trust"},
	{"mental-health-finance", "Finance officer of the mental health trust"},
	{"federation-member", "Board member of the federation of practices"},
	{"board-member", "Board member"},
	{"auditor", "Auditor"},
}

// founding begins the service of a development run. Who administers it holds no money and no post in any fund.
var founding = ledger.FoundService{
	Administrator: administrator,
	Post:          "posts-administrator",
	Body: ledger.Body{
		ID: "service-provider", Name: "Provider of the service (development)", Type: ledger.Company,
	},
	Rules: policy.DefaultRules(),
}

const foundingDate = "2015-03-02"

// The trial bodies let anybody open a fund of their own at once: the people named here hold posts for them in every
// fund. In an example's fund its own posts come first, because their names do.
var (
	trialBodies = []ledger.RegisterBody{
		{ID: "trial-council", Name: "Trial council", Type: ledger.Council},
		{ID: "trial-ccg", Name: "Trial CCG", Type: ledger.CCG},
		{ID: "trial-agent", Name: "Trial voluntary body", Type: ledger.Voluntary},
	}
	trialPosts = []ledger.GrantPost{
		{Actor: "council-finance", Role: ledger.CouncilFinance, Body: "trial-council"},
		{Actor: "nhs-finance", Role: ledger.NHSFinance, Body: "trial-ccg"},
		{Actor: "pool-manager", Role: ledger.PoolManager, Body: "trial-council"},
		{Actor: "commissioner", Role: ledger.Commissioner, Body: "trial-council"},
		{Actor: "nhs-commissioner", Role: ledger.Commissioner, Body: "trial-ccg"},
		{Actor: "link-worker", Role: ledger.LinkWorker, Body: "trial-agent"},
		{Actor: "managing-agent", Role: ledger.ManagingAgent, Body: "trial-agent"},
		{Actor: "s151", Role: ledger.Section151, Body: "trial-council"},
		{Actor: "nhs-cfo", Role: ledger.NHSChiefFinance, Body: "trial-ccg"},
		{Actor: "board-member", Role: ledger.BoardMember, Body: "trial-council"},
		{Actor: "auditor", Role: ledger.Auditor, Body: "trial-council"},
	}
)

// found founds the service for development people if nobody has founded it. It reports whether development people
// founded it: a service founded by others is left alone. Doing it again is harmless.
func (h *house) found(ctx context.Context) (bool, error) {
	head, err := h.journal.Head(ctx, ledger.Service)
	if err != nil {
		return false, err
	}
	if head.Seq > 0 {
		if development, err := h.isDevelopment(ctx); !development || err != nil {
			return false, err
		}
	}
	requests := []journal.Request{development(founding, "founding")}
	for _, body := range trialBodies {
		requests = append(requests, development(body, "body-"+string(body.ID)))
	}
	for _, post := range trialPosts {
		post.Post, post.From = ledger.PostID("trial-"+post.Actor), ledger.MustDate(foundingDate)
		requests = append(requests, development(post, "post-"+string(post.Post)))
	}
	for _, result := range h.journal.DoEach(ctx, ledger.Service, requests) {
		if result.Err != nil && ledger.KindOf(result.Err) != ledger.Conflict { // an older program's stands
			return false, fmt.Errorf("found the service: %w", result.Err)
		}
	}
	return true, h.enterPeople(ctx)
}

// development is what the administrator asks to begin a development run.
func development(act ledger.Act, key string) journal.Request {
	in := ledger.Instruction{On: ledger.MustDate(foundingDate), Narrative: ledger.Text("For development.")}
	sealText(&in.Narrative)
	return journal.Request{
		Actor: administrator, Key: "development/" + key, Body: ledger.DigestOf([]byte(key)), Instruction: in, Act: act,
	}
}

func (h *house) enterPeople(ctx context.Context) error {
	for _, p := range developmentPeople {
		if _, err := h.pool.Exec(ctx, `
			INSERT INTO person (actor, name)
			VALUES ($1, $2)
			    ON CONFLICT (actor) DO UPDATE SET name = excluded.name`, p.actor, p.name); err != nil {
			return fmt.Errorf("enter people: %w", err)
		}
	}
	return nil
}

// isDevelopment reports whether development people founded the service.
func (h *house) isDevelopment(ctx context.Context) (bool, error) {
	d, err := h.journal.Document(ctx, ledger.Service, ledger.Founding{}.Ref(), 0)
	if err != nil {
		return false, err
	}
	f, ok := d.(ledger.Founding)
	return ok && f.Administrator == administrator && f.Body == founding.Body.ID, nil
}
