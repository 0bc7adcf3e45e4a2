package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
)

// Public keys of nobody: their private halves were thrown away.
const (
	councilKey = "council+78a4f242+AXnq5jIERodh8iXsaAeQT8IgPKD6LhUvi52w6xhf0/Qj"
	anotherKey = "other+bf87a95d+ASOLTd3h1PsMtNfmoh7BlNbhA1riQQkcDP7W3TBinuIA"
)

// The register of keys is the posts administrator's to keep, and everybody's to read.
func TestRegisterOfKeys(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t))
	const admin = "posts-administrator"
	body := func(key, body, use string) string {
		return `{"public":"` + key + `","body":"` + body + `","use":"` + use + `"}`
	}
	if r := h.get("lin", "/v1/keys"); r.status != http.StatusOK || !strings.Contains(string(r.body), `"keys":[]`) {
		t.Errorf("keys = %s", r)
	}
	h.expect(h.post("ada", "/v1/keys", body(councilKey, "test-council", "signs")), http.StatusForbidden, "not-authorised")
	h.expect(h.post(admin, "/v1/keys", body("PRIVATE+KEY+"+councilKey, "test-council", "signs")),
		http.StatusUnprocessableEntity, "invalid-value")
	for key, use := range map[string]string{councilKey: "signs", anotherKey: "witnesses"} {
		if r := h.post(admin, "/v1/keys", body(key, "test-council", use)); r.status != http.StatusCreated {
			t.Fatalf("%s is registered: %s", key, r)
		}
	}
	h.expect(h.post(admin, "/v1/keys", body(councilKey, "test-council", "signs")), http.StatusConflict, "already-exists")
	first := h.get(admin, "/v1/keys?limit=1")
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); first = h.get(admin, "/v1/keys?limit=1") {
		if strings.Contains(string(first.body), "revoke-key") { // what is allowed may rest on what stood a second ago
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if !strings.Contains(string(first.body), `"act":"revoke-key"`) || first.field("next") != "/v1/keys?after=council-78a4f242" {
		t.Errorf("the first page = %s", first)
	}
	if r := h.get("lin", "/v1/keys?after=council-78a4f242"); !strings.Contains(string(r.body), `"other-bf87a95d"`) || r.field("next") != nil ||
		strings.Contains(string(r.body), `"act":"revoke-key"`) {
		t.Errorf("the second page = %s", r)
	}
	revoked := h.post(admin, "/v1/keys/council-78a4f242/revocation", `{"last":"2020-01-01","why":"exposed"}`)
	if revoked.status != http.StatusCreated {
		t.Errorf("revocation = %s", revoked)
	}
	if r := h.get("lin", "/v1/keys"); !strings.Contains(string(r.body), `"last":"2020-01-01","why":"exposed"`) {
		t.Errorf("keys = %s", r)
	}
	h.expect(h.post(admin, "/v1/keys/nobodys-00000000/revocation", `{"last":"2020-01-01","why":"lost"}`),
		http.StatusNotFound, "not-found")
	h.expect(h.get("nobody", "/v1/keys"), http.StatusForbidden, "not-authorised")
	h.expect(h.get("nobody", "/v1/heads"), http.StatusForbidden, "not-authorised")
	if r := h.get("lin", "/v1/heads"); r.status != http.StatusOK || !strings.Contains(string(r.body), `"funds":[]`) {
		t.Errorf("heads = %s", r)
	}
}
