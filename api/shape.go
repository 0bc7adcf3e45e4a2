package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"pooled/ledger"
)

// A shape is what the JSON of a type must look like, so that a body is checked in the one pass that reads it. It
// is made from the type's own tags, once.
type shape struct {
	kind     byte // '{' object, '[' list, '"' text, '0' whole number, 't' true or false, '?' an object not known yet
	fields   map[string]*field
	required uint64 // bits of the fields that must be there
	names    []string
	elem     *shape
	check    func(string) error
	private  bool // it, or something in it, is a Private
}

type field struct {
	shape *shape
	bit   uint64
}

const fieldsMax = 64 // of one object: they are counted in a word

// shapeOf makes the shape of a type. It panics on a type that cannot stand in a request, which is a fault of the
// program and shows when it starts.
func shapeOf(t reflect.Type) *shape {
	if s, ok := scalars[t]; ok {
		return &shape{kind: '"', check: s.check, private: t == reflect.TypeFor[ledger.Private]()}
	}
	switch t.Kind() {
	case reflect.String:
		return &shape{kind: '"', check: checkPlain}
	case reflect.Bool:
		return &shape{kind: 't'}
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		return &shape{kind: '0'}
	case reflect.Slice:
		elem := shapeOf(t.Elem())
		return &shape{kind: '[', elem: elem, private: elem.private}
	case reflect.Struct:
		s := &shape{kind: '{', fields: map[string]*field{}}
		s.addFields(t)
		return s
	}
	panic(fmt.Sprintf("a request cannot hold a %s", t))
}

// plainLengthMax is of text that has no form of its own, such as the aims of an agreement.
const plainLengthMax = 4000

func checkPlain(s string) error { return ledger.CheckText("it", s, plainLengthMax) }

func (s *shape) addFields(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			s.addFields(f.Type)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		s.add(name, shapeOf(f.Type), !strings.Contains(options, "omit"))
	}
}

func (s *shape) add(name string, of *shape, required bool) {
	if name == "" || len(s.names) == fieldsMax || s.fields[name] != nil {
		panic(fmt.Sprintf("field %q cannot stand in a request", name))
	}
	one := &field{of, 1 << len(s.names)}
	s.fields[name] = one
	s.names = append(s.names, name)
	s.private = s.private || of.private
	if required {
		s.required |= one.bit
	}
}

// without is a copy that lacks some fields: those that stand in the address.
func (s *shape) without(names map[string]bool) *shape {
	out := &shape{kind: s.kind, fields: map[string]*field{}}
	for _, name := range s.names {
		if f := s.fields[name]; !names[name] {
			out.add(name, f.shape, s.required&f.bit != 0)
		}
	}
	out.private = s.private
	return out
}

// missing names the first required field that is not among those seen.
func (s *shape) missing(seen uint64) string {
	for _, name := range s.names {
		if bit := s.fields[name].bit; s.required&bit != 0 && seen&bit == 0 {
			return name
		}
	}
	return ""
}

// appendText appends s as a JSON string, as encoding/json would without its care for HTML.
func appendText(b []byte, s string) []byte {
	for _, c := range []byte(s) {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return appendQuoted(b, s)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendQuoted(b []byte, s string) []byte {
	out := bytes.NewBuffer(b)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}
