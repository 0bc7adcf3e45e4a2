package api

import (
	"bytes"
	"encoding/json"

	"pooled/ledger"
)

// digestLength is of a digest in base64.
const digestLength = 43

var digestHead = []byte(`{"sha256":"`)

// readable is the JSON of an act or a document with its private texts to be read. What the ledger writes is the
// public form, in which each text is a hash; here each hash gives way to its text, or to a note that it is withheld.
func readable(v any, texts map[string]ledger.Private) (json.RawMessage, error) {
	public, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return unhide(public, texts), nil
}

func unhide(public []byte, texts map[string]ledger.Private) []byte {
	at := bytes.Index(public, digestHead)
	if at < 0 {
		return public
	}
	out := make([]byte, 0, len(public))
	for ; at >= 0; at = bytes.Index(public, digestHead) {
		digest := public[at+len(digestHead):]
		end := digestLength + len(`"}`)
		if len(digest) < end || string(digest[digestLength:end]) != `"}` {
			out = append(out, public[:at+len(digestHead)]...)
			public = digest
			continue
		}
		text := ledger.Private{Digest: ledger.Digest{1}} // withheld, unless we hold it
		if held, ok := texts[string(digest[:digestLength])]; ok {
			text = held
		}
		out = appendText(append(out, public[:at]...), text.String())
		public = digest[end:]
	}
	return append(out, public...)
}

// textsOf collects the private texts of an entry's parts by their digests.
func textsOf(e *ledger.Entry) map[string]ledger.Private {
	var texts map[string]ledger.Private
	e.EachText(func(p ledger.Private) { texts = collect(texts, p) })
	return texts
}

func textsIn(d ledger.Document) map[string]ledger.Private {
	var texts map[string]ledger.Private
	ledger.EachTextOf(d, func(p ledger.Private) { texts = collect(texts, p) })
	return texts
}

func collect(texts map[string]ledger.Private, p ledger.Private) map[string]ledger.Private {
	if p.Value == "" {
		return texts
	}
	if texts == nil {
		texts = map[string]ledger.Private{}
	}
	texts[p.Digest.String()] = p
	return texts
}
