package main

import "pooled/api"

type openapiCommand struct{}

// Help teaches the command.
func (openapiCommand) Help() string {
	return `The description is written from the code; the committed openapi/openapi.yaml is what this prints:

  pooled openapi > openapi.yaml`
}

// Run prints the API's description.
func (openapiCommand) Run(s streams) error {
	_, err := s.out.Write(api.OpenAPI())
	return err
}
