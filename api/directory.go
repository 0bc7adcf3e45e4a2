package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/directory"
	"pooled/ledger"
)

// The directory is open to whoever holds a post, as the list of organisations is: the feeds are open data, but this
// service lets in nobody by default.

// SearchDirectoryInput says what somebody looks for. What is left out is not asked about.
type SearchDirectoryInput struct {
	Caller
	Search string `query:"search" maxLength:"200" example:"gym" doc:"words of the name, the provider, the needs or the description; the last may be the beginning of one"`
	Need   string `query:"need" maxLength:"200" example:"diabetes" doc:"a taxonomy term, as a word or by its id, with the terms below it"`
	Near   string `query:"near" maxLength:"200" example:"DL1 5RP" doc:"a postcode or the first part of one, with 5 km around; or the name of a town or place"`
	Day    string `query:"day" maxLength:"9" pattern:"^[A-Za-z]*$" example:"monday" doc:"a day of the week it is open on"`
	Page   int    `query:"page" minimum:"1" maximum:"100000" default:"1"`
	Size   int    `query:"size" minimum:"1" maximum:"200" default:"20"`
}

// SearchDirectoryOutput is a page of services found.
type SearchDirectoryOutput struct{ Body directory.Found }

// DirectoryServiceInput asks for one service of the directory.
type DirectoryServiceInput struct {
	Caller
	ID string `path:"id" maxLength:"100" pattern:"^[A-Za-z0-9][A-Za-z0-9._:~-]*$" example:"ac148810-d857-441c-9679-408f346de14b"`
}

// DirectoryServiceOutput is one service of the directory.
type DirectoryServiceOutput struct{ Body DirectoryService }

// DirectoryService is what can be bought and from whom, and what it cost before.
type DirectoryService struct {
	directory.Service

	History []directory.Price `json:"history" doc:"every price that was ever seen, oldest first"`
}

// FeedsInput asks for the feeds of the directory.
type FeedsInput struct{ Caller }

// FeedsOutput is the feeds of the directory.
type FeedsOutput struct{ Body FeedList }

// FeedList is the feeds of the directory, as each was last read.
type FeedList struct {
	Feeds   []directory.FeedRead `json:"feeds"`
	Allowed []Allowed            `json:"allowed" doc:"what you may begin here; who may record a feed may import it"`
}

// SearchDirectory finds services that can be had.
func (s *Service) SearchDirectory(ctx context.Context, in *SearchDirectoryInput) (*SearchDirectoryOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	found, err := s.directory.Search(ctx, directory.Query{
		Words: in.Search, Need: in.Need, Near: in.Near, Day: in.Day, Page: in.Page, Size: in.Size,
	})
	return &SearchDirectoryOutput{found}, err
}

// DirectoryService shows a service of the directory, withdrawn or not.
func (s *Service) DirectoryService(ctx context.Context, in *DirectoryServiceInput) (*DirectoryServiceOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	found, err := s.directory.Service(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	history, err := s.directory.Prices(ctx, in.ID)
	return &DirectoryServiceOutput{DirectoryService{found, history}}, err
}

// Feeds lists the feeds of the directory.
func (s *Service) Feeds(ctx context.Context, in *FeedsInput) (*FeedsOutput, error) {
	if err := s.mayKnow(ctx, in.Actor); err != nil {
		return nil, err
	}
	feeds, err := s.directory.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	allowed, err := s.allowedIn(ctx, ledger.Service, in.Actor, "feed")
	return &FeedsOutput{FeedList{feeds, allowed}}, err
}

func (s *Service) registerDirectory() {
	register(s, huma.Operation{
		OperationID: "search-directory", Method: http.MethodGet, Path: "/v1/directory/services", Tags: []string{tagDirectory},
		Summary: "Search the directory",
		Description: "Services that can be had, ranked: by how well the words fit, then by distance, then by name. Where no " +
			"service has all of the words, those that have some of them.",
		Errors: questionErrors,
	}, s.SearchDirectory)
	register(s, huma.Operation{
		OperationID: "show-directory-service", Method: http.MethodGet, Path: "/v1/directory/services/{id}",
		Tags: []string{tagDirectory}, Summary: "Show a service of the directory",
		Description: "Who provides it, what it costs now and what it cost before. A service that is no longer in its feed is " +
			"shown as withdrawn.",
		Errors: questionErrors,
	}, s.DirectoryService)
	register(s, huma.Operation{
		OperationID: "list-feeds", Method: http.MethodGet, Path: "/v1/directory/feeds", Tags: []string{tagDirectory},
		Summary: "List the directory's feeds", Description: "As each was last read, with its digest and the entry that " +
			"records it.", Errors: questionErrors,
	}, s.Feeds)
	s.registerImports()
	s.registerStandard()
}
