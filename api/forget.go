package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// forget lets go of what only the API's description needs, which is most of what a service holds at rest: the
// description is written from another service that is made for it. What huma checks requests by stays: parameters have
// schemas of their own, and of bodies that it reads itself the schemas are kept.
func (s *Service) forget() {
	o, all, kept := s.api.OpenAPI(), s.schemas().Map(), map[string]bool{}
	for _, body := range s.bodies {
		keep(s.schemas(), s.schemas().Schema(body, true, ""), kept)
	}
	for name := range all {
		if !kept[name] {
			delete(all, name)
		}
	}
	for _, item := range o.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			clear(op.Responses)
			op.Parameters = nil
			if op.RequestBody == nil {
				continue
			}
			for _, media := range op.RequestBody.Content { // their names are asked for where a request names none
				*media = huma.MediaType{}
			}
		}
	}
	clear(o.Paths)
}

// keep marks the schemas that one refers to, by name.
func keep(in huma.Registry, of *huma.Schema, kept map[string]bool) {
	if of == nil {
		return
	}
	if of.Ref != "" {
		name := of.Ref[len(schemasAt):]
		if !kept[name] {
			kept[name] = true
			keep(in, in.SchemaFromRef(of.Ref), kept)
		}
		return
	}
	for _, one := range of.Properties {
		keep(in, one, kept)
	}
	for _, list := range [][]*huma.Schema{of.OneOf, of.AnyOf, of.AllOf, {of.Items, of.Not}} {
		for _, one := range list {
			keep(in, one, kept)
		}
	}
	if more, ok := of.AdditionalProperties.(*huma.Schema); ok {
		keep(in, more, kept)
	}
}

// reads notes the type of the body that huma reads and checks itself, where an operation has one.
func (s *Service) reads(input reflect.Type) {
	if body, ok := input.FieldByName("Body"); ok {
		s.bodies = append(s.bodies, body.Type)
	}
}
