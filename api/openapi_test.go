package api_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"pooled/api"
)

var update = flag.Bool("update", false, "rewrite golden files")

const committed = "../openapi/openapi.yaml"

// The committed description is what the code says; go test ./api -update rewrites it.
func TestOpenAPIIsCommitted(t *testing.T) {
	t.Parallel()
	written := api.OpenAPI()
	if *update {
		if err := os.MkdirAll(filepath.Dir(committed), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(committed, written, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(committed)
	if err != nil || !bytes.Equal(written, want) {
		t.Errorf("openapi/openapi.yaml is not what the code says (%v); go test ./api -update writes it", err)
	}
}
