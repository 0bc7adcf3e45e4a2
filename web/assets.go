package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"

	"pooled/api"
)

//go:embed all:static
var built embed.FS

// asset is a file that make assets built, held as it is sent.
type asset struct {
	address     string // with a part of its digest, so that browsers may keep it for ever
	contentType string
	plain       []byte
	packed      []byte // gzip
}

var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

// assets are the files that were built, by name. A tree that nothing was built in has none.
var assets = func() map[string]asset {
	found := map[string]asset{}
	files, _ := built.ReadDir("static") // it is embedded
	for _, f := range files {
		contentType, ok := contentTypes[path.Ext(f.Name())]
		text, err := built.ReadFile("static/" + f.Name())
		if !ok || err != nil {
			continue
		}
		digest := sha256.Sum256(text)
		name := strings.TrimSuffix(f.Name(), path.Ext(f.Name()))
		found[f.Name()] = asset{
			"/static/" + name + "-" + hex.EncodeToString(digest[:6]) + path.Ext(f.Name()), contentType, text, pack(text),
		}
	}
	return found
}()

// pack compresses what does not change, as small as it gets.
func pack(text []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is one that there is
	_, _ = w.Write(text)                                    // memory does not fail
	_ = w.Close()
	return out.Bytes()
}

// assetPages serve the assets, each at its own address alone.
func assetPages() []api.Page {
	var pages []api.Page
	for _, a := range assets {
		pages = append(pages, api.Page{
			Pattern: "GET " + a.address, Name: "show-asset",
			Show: func(w http.ResponseWriter, r *http.Request) error {
				w.Header().Set("Content-Type", a.contentType)
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
				send(w, r, http.StatusOK, a.plain, a.packed)
				return nil
			},
		})
	}
	return pages
}

// send sends a body, compressed where the browser takes that.
func send(w http.ResponseWriter, r *http.Request, status int, plain, packed []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	body := plain
	if packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		body = packed
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the caller may have gone
	}
}
