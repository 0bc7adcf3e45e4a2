package ledger

import (
	"reflect"
	"sync"
)

// EachPrivate calls f for every private field reachable from what v points to, in field order: an act, a
// document, an entry. What an interface holds is copied before it is changed; the elements of a slice are
// changed in place.
func EachPrivate(v any, f func(*Private)) {
	eachPrivate(reflect.ValueOf(v).Elem(), place{}, func(p *Private, _ place) { f(p) })
}

// EachTextOf calls f with every private text of an act or a document, and changes nothing.
func EachTextOf(v any, f func(Private)) {
	eachPrivate(reflect.ValueOf(v), place{}, func(p *Private, _ place) { f(*p) })
}

// EachText calls f with every private text of an entry, and changes nothing: its own, its act's and its documents'.
func (e Entry) EachText(f func(Private)) {
	f(e.Reference)
	f(e.Narrative)
	EachTextOf(e.Act, f)
	for _, d := range e.Documents {
		EachTextOf(d, f)
	}
}

// ChangeTexts calls f for every private field of an entry: its own, its act's and its documents'.
func (e *Entry) ChangeTexts(f func(*Private)) {
	f(&e.Reference)
	f(&e.Narrative)
	e.Act = WithPrivate(e.Act, f)
	for i, d := range e.Documents {
		e.Documents[i] = WithPrivate(d, f)
	}
}

// WithPrivate returns a copy of an act or a document in which f has been called for every private field.
// Lists inside it are shared with the original, so it is for values that nobody else holds yet.
func WithPrivate[T any](v T, f func(*Private)) T {
	if !holdsPrivate(reflect.TypeOf(v)) {
		return v
	}
	copied := reflect.New(reflect.TypeOf(v))
	copied.Elem().Set(reflect.ValueOf(v))
	eachPrivate(copied.Elem(), place{}, func(p *Private, _ place) { f(p) })
	return copied.Elem().Interface().(T)
}

// checkPrivate refuses texts that CheckText refuses, those that say who somebody is, and digests in the place of texts.
func checkPrivate(v any) (err error) {
	eachPrivate(reflect.ValueOf(v), place{}, func(p *Private, at place) {
		switch {
		case err != nil:
		case p.Value == "" && !p.IsZero():
			err = ErrInvalid.With("send a text as it is, not as its digest")
		default:
			err = firstError(CheckText("a text", p.Value, privateLengthMax), screen(p, at))
		}
	})
	return err
}

// eachPrivate calls f with each private field and where it stands; of a list of them, where the list does. What cannot
// be set is shown as a copy, unless it is empty.
func eachPrivate(v reflect.Value, at place, f func(*Private, place)) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == privateType {
			onePrivate(v, at, f)
			return
		}
		for _, i := range privateFields(v.Type()) {
			eachPrivate(v.Field(i), place{v, i}, f)
		}
	case reflect.Slice:
		if !holdsPrivate(v.Type()) {
			return
		}
		for i := range v.Len() {
			eachPrivate(v.Index(i), at, f)
		}
	case reflect.Interface:
		switch {
		case v.IsNil():
		case !v.CanSet():
			eachPrivate(v.Elem(), at, f)
		default:
			held := reflect.New(v.Elem().Type()).Elem()
			held.Set(v.Elem())
			eachPrivate(held, at, f)
			v.Set(held)
		}
	case reflect.Pointer:
		if !v.IsNil() && holdsPrivate(v.Type()) {
			eachPrivate(v.Elem(), at, f)
		}
	}
}

func onePrivate(v reflect.Value, at place, f func(*Private, place)) {
	if v.CanAddr() {
		f(v.Addr().Interface().(*Private), at)
	} else if !v.IsZero() {
		p := v.Interface().(Private)
		f(&p, at)
	}
}

var (
	privateType = reflect.TypeFor[Private]()

	ofType struct { // what was found of types: there are as many as acts and documents have parts
		holds  sync.Map // of bool: values of the type may hold a private field
		fields sync.Map // of []int: a struct's exported fields that may
	}
)

// holdsPrivate reports a type whose values may hold a private field.
func holdsPrivate(t reflect.Type) bool {
	if t == nil {
		return false
	}
	if held, known := ofType.holds.Load(t); known {
		return held.(bool)
	}
	held := mayHold(t, map[reflect.Type]bool{})
	ofType.holds.Store(t, held)
	return held
}

// mayHold looks into a type; one that is being looked into already may hold anything.
func mayHold(t reflect.Type, within map[reflect.Type]bool) bool {
	switch t.Kind() {
	case reflect.Struct:
		if t == privateType || within[t] {
			return true
		}
		within[t] = true
		defer delete(within, t)
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && mayHold(f.Type, within) {
				return true
			}
		}
		return false
	case reflect.Slice, reflect.Pointer:
		return mayHold(t.Elem(), within)
	}
	return t.Kind() == reflect.Interface
}

// privateFields are the exported fields of a struct that may hold a private field.
func privateFields(t reflect.Type) []int {
	if found, known := ofType.fields.Load(t); known {
		return found.([]int)
	}
	found := []int{}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && holdsPrivate(f.Type) {
			found = append(found, i)
		}
	}
	ofType.fields.Store(t, found)
	return found
}
