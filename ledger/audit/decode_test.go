package audit

import (
	"reflect"
	"testing"
	"time"

	"pooled/ledger"
)

// sample is a question of which every part says something.
func sample() ledger.Question {
	return ledger.Question{
		Fund: "f", Act: "vire-budget", Actor: "ada", Host: "council", Service: 7,
		At:        time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC),
		Posts:     []ledger.Post{{ID: "p", Role: "r", Body: "b", Fund: "f", From: 1, To: 9, Capacity: "acting"}},
		Interests: []ledger.Interest{{Body: "b", From: 1, To: 9}},
		Partners:  []ledger.BodyID{"council", "board"},
		Lines:     map[ledger.BodyID][]ledger.BodyID{"board": {"group"}},
		Matter:    ledger.Matter{Beside: []string{"x"}},
	}
}

// changed sets one settable part of a value to another value of its type, and reports whether it could.
func changed(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "z")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(v.Int() + 1)
	case reflect.Uint8:
		v.SetUint(v.Uint() + 1)
	default:
		switch at := v.Addr().Interface().(type) {
		case *ledger.Money:
			*at = at.Add(ledger.Pence(1))
		case *ledger.Digest:
			at[31]++
		case *time.Time:
			*at = at.AddDate(0, 0, 1)
		case *[]ledger.BodyID:
			*at = append([]ledger.BodyID{"new"}, *at...)
		case *[]string:
			*at = append([]string{"new"}, *at...)
		case *map[ledger.BodyID][]ledger.BodyID:
			*at = map[ledger.BodyID][]ledger.BodyID{"board": {"other"}}
		default:
			return false
		}
	}
	return true
}

// Two questions that differ in anything that policy may judge by are two: each part of a question is changed by
// itself, whatever parts it comes to have, but those of which no answer is kept or nothing is judged.
func TestAnswersAreOfTheWholeQuestion(t *testing.T) {
	t.Parallel()
	unkept := map[string]bool{"Rules": true, "Parts": true, "Preparer": true, "Approved": true, "Nature": true}
	plain := sample()
	want := string(appendQuestion(nil, &plain))
	if later := sample(); string(appendQuestion(nil, &later)) != want {
		t.Fatal("the same question is another")
	}
	for _, part := range []struct {
		name string
		of   func(*ledger.Question) reflect.Value
	}{
		{"question", func(q *ledger.Question) reflect.Value { return reflect.ValueOf(q).Elem() }},
		{"matter", func(q *ledger.Question) reflect.Value { return reflect.ValueOf(&q.Matter).Elem() }},
		{"delegation", func(q *ledger.Question) reflect.Value { return reflect.ValueOf(&q.Delegation).Elem() }},
		{"post", func(q *ledger.Question) reflect.Value { return reflect.ValueOf(&q.Posts[0]).Elem() }},
		{"interest", func(q *ledger.Question) reflect.Value { return reflect.ValueOf(&q.Interests[0]).Elem() }},
	} {
		kind := part.of(&plain).Type()
		for i := range kind.NumField() {
			name := kind.Field(i).Name
			if unkept[name] || part.name == "question" && (name == "Matter" || name == "Delegation" ||
				name == "Posts" || name == "Interests") {
				continue
			}
			q := sample()
			if !changed(part.of(&q).Field(i)) {
				t.Errorf("%s %s is of a kind that this test cannot change", part.name, name)
			} else if string(appendQuestion(nil, &q)) == want {
				t.Errorf("another %s %s makes no other question", part.name, name)
			}
		}
	}
}

// A question is put once a day, and a refusal each time.
func TestEqualQuestionsAreAskedOnce(t *testing.T) {
	t.Parallel()
	asked := 0
	a := newAnswers(func(q ledger.Question) (ledger.Decision, error) {
		asked++
		if q.Act == "no" {
			return ledger.Decision{}, ledger.ErrForbidden
		}
		return ledger.Decision{Waits: q.Act}, nil
	})
	for i, one := range []struct {
		act   string
		at    time.Duration
		asked int
	}{{"a", 0, 1}, {"a", time.Hour, 1}, {"a", 24 * time.Hour, 2}, {"b", 0, 3}, {"no", 0, 4}, {"no", 0, 5}} {
		q := sample()
		q.Act, q.At = one.act, q.At.Add(one.at)
		d, err := a.decide(q)
		if asked != one.asked || (err != nil) != (one.act == "no") || err == nil && d.Waits != one.act {
			t.Errorf("question %d: asked %d times, %+v, %v", i, asked, d, err)
		}
	}
}
