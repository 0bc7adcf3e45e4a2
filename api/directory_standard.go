package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/directory"
)

// The directory at the paths of Open Referral UK 3.0, with its parameters and the envelope of its pages, so that tools
// that read the standard read this.

const standardPath = "/directory/v3"

// StandardPage says which page of a list.
type StandardPage struct {
	Caller
	Page    int `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	PerPage int `query:"per_page" minimum:"1" maximum:"100000" doc:"at most 200 are given, 50 when left out; with minimal, all"`
}

// StandardFilter is what the standard's lists of services may be asked for.
type StandardFilter struct {
	StandardPage
	Search        string    `query:"search" maxLength:"200" doc:"words"`
	Term          string    `query:"taxonomy_term_id" maxLength:"100"`
	Taxonomy      string    `query:"taxonomy_id" maxLength:"100"`
	MinimumAge    string    `query:"minimum_age" maxLength:"10" doc:"services whose minimum age is at least this"`
	MaximumAge    string    `query:"maximum_age" maxLength:"10" doc:"services whose maximum age is at most this"`
	StartTime     string    `query:"start_time" maxLength:"20" doc:"services that open no earlier, such as 09:30"`
	EndTime       string    `query:"end_time" maxLength:"20" doc:"services that close no later"`
	Day           string    `query:"day" maxLength:"9" pattern:"^[A-Za-z]*$" doc:"services open on this day of the week, such as MO"`
	ModifiedAfter time.Time `query:"modified_after" doc:"services modified at this instant or later"`
	Full          bool      `query:"full" doc:"in full, with all that there are several of"`
}

// StandardServicesInput asks for a page of services.
type StandardServicesInput struct {
	StandardFilter
	Minimal bool `query:"minimal" doc:"ids and the dates of modification alone, of all services at once"`
}

// StandardLocationsInput asks for a page of services at locations.
type StandardLocationsInput struct {
	StandardFilter
	Postcode  string `query:"postcode" maxLength:"10" doc:"in the district of this postcode"`
	Proximity string `query:"proximity" maxLength:"12" doc:"within so many metres of the postcode, instead of in its district"`
}

// StandardOneInput asks for one record.
type StandardOneInput struct {
	Caller
	ID string `path:"id" maxLength:"100" pattern:"^[A-Za-z0-9][A-Za-z0-9._:~-]*$"`
}

// StandardPageOutput is a page of the standard's.
type StandardPageOutput struct{ Body directory.Page }

// StandardOneOutput is a record as the standard writes it.
type StandardOneOutput struct{ Body json.RawMessage }

// StandardAboutOutput says what is served here.
type StandardAboutOutput struct{ Body StandardAbout }

// StandardAbout says what is served here, as the standard wants it said.
type StandardAbout struct {
	Version string `json:"version" doc:"of the standard"`
	Profile string `json:"profile" doc:"what the profile of the standard is"`
	OpenAPI string `json:"openapi_url" doc:"where the description of this service is"`
}

func (f StandardFilter) asked() directory.Asked {
	a := directory.Asked{
		Page: f.Page, Size: f.PerPage, Words: f.Search, Term: f.Term, Taxonomy: f.Taxonomy, MinimumAge: f.MinimumAge,
		MaximumAge: f.MaximumAge, Start: f.StartTime, End: f.EndTime, Day: f.Day, Full: f.Full,
	}
	if !f.ModifiedAfter.IsZero() {
		a.ModifiedAfter = &f.ModifiedAfter
	}
	return a
}

// StandardAbout says what is served.
func (s *Service) StandardAbout(ctx context.Context, in *FeedsInput) (*StandardAboutOutput, error) {
	return &StandardAboutOutput{StandardAbout{
		Version: "3.0", Profile: "https://docs.openreferraluk.org/en/latest/", OpenAPI: "/openapi.json",
	}}, s.mayKnow(ctx, in.Actor)
}

// StandardServices is a page of services.
func (s *Service) StandardServices(ctx context.Context, in *StandardServicesInput) (*StandardPageOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	a := in.asked()
	a.Minimal = in.Minimal
	page, err := s.directory.Services(ctx, a)
	return &StandardPageOutput{page}, err
}

// StandardLocations is a page of services at locations.
func (s *Service) StandardLocations(ctx context.Context, in *StandardLocationsInput) (*StandardPageOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	a := in.asked()
	a.Postcode, a.Proximity = in.Postcode, in.Proximity
	page, err := s.directory.Locations(ctx, a)
	return &StandardPageOutput{page}, err
}

// StandardService is a service as the standard writes it, with its description, places, hours and contacts.
func (s *Service) StandardService(ctx context.Context, in *StandardOneInput) (*StandardOneOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	record, err := s.directory.Record(ctx, in.ID)
	return &StandardOneOutput{record}, err
}

// registerStandard serves the standard's paths.
func (s *Service) registerStandard() {
	op := func(id, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: standardPath + path, Tags: []string{tagDirectory}, Summary: summary,
			Description: "As Open Referral UK 3.0 has it.", Errors: questionErrors,
		}
	}
	register(s, op("standard-about", "/", "What is served here, in the standard's words"), s.StandardAbout)
	register(s, op("standard-services", "/services", "Services, in the standard's shape"), s.StandardServices)
	register(s, op("standard-service-at-locations", "/service_at_locations", "Services at locations, in the standard's shape"),
		s.StandardLocations)
	register(s, op("standard-service", "/services/{id}", "A service, in the standard's shape"), s.StandardService)
	for _, list := range []struct {
		id, name, summary string
		of                func(*directory.Directory, context.Context, directory.Asked) (directory.Page, error)
	}{
		{"standard-taxonomies", "taxonomies", "Taxonomies, in the standard's shape", (*directory.Directory).Taxonomies},
		{"standard-taxonomy-terms", "taxonomy_terms", "Taxonomy terms, in the standard's shape", (*directory.Directory).Terms},
	} {
		register(s, op(list.id, "/"+list.name, list.summary),
			func(ctx context.Context, in *StandardPage) (*StandardPageOutput, error) {
				if err := s.mayKnow(ctx, in.Actor); err != nil {
					return nil, err
				}
				page, err := list.of(s.directory, ctx, directory.Asked{Page: in.Page, Size: in.PerPage})
				return &StandardPageOutput{page}, err
			})
	}
	for _, one := range []struct {
		id, plural, summary string
		of                  func(*directory.Directory, context.Context, string) (json.RawMessage, error)
	}{
		{
			"standard-service-at-location", "service_at_locations", "A service at a location, in the standard's shape",
			(*directory.Directory).Location,
		},
		{"standard-taxonomy", "taxonomies", "A taxonomy, in the standard's shape", (*directory.Directory).Taxonomy},
		{"standard-taxonomy-term", "taxonomy_terms", "A taxonomy term, in the standard's shape", (*directory.Directory).Term},
	} {
		register(s, op(one.id, "/"+one.plural+"/{id}", one.summary),
			func(ctx context.Context, in *StandardOneInput) (*StandardOneOutput, error) {
				if err := s.mayKnow(ctx, in.Actor); err != nil {
					return nil, err
				}
				record, err := one.of(s.directory, ctx, in.ID)
				return &StandardOneOutput{record}, err
			})
	}
}
