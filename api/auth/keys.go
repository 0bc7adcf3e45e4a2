package auth

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pooled/ledger"
)

// How long the issuer's keys are used before they are fetched again, aside; how long at most where that fails; and
// how long a key that is not among them waits, so that tokens of nobody's cannot have us flood the issuer.
const (
	keysFreshTime = 10 * time.Minute
	keysUsedMax   = time.Hour
	keysPause     = time.Second
	keysTimeMax   = 5 * time.Second
	keysBytesMax  = 1 << 20
	rsaBitsMin    = 2048
)

// keys are the issuer's, by their ids. No token brings or names a key from elsewhere.
type keys struct {
	client  *http.Client
	address string
	log     *slog.Logger

	fetching sync.Mutex // one fetch at a time; taken before mutex
	tried    time.Time
	failed   error

	mutex   sync.RWMutex
	byID    map[string]jose.JSONWebKey
	fetched time.Time
}

// find is the key of an id. One that is not known is looked for at the issuer's, which may have rotated its keys.
func (k *keys) find(ctx context.Context, id string) (jose.JSONWebKey, error) {
	key, known, age := k.look(id)
	if known && age < keysFreshTime {
		return key, nil
	}
	if known && age < keysUsedMax {
		go k.renewAside(context.WithoutCancel(ctx))
		return key, nil
	}
	if err := k.renew(ctx); err != nil {
		return key, ledger.ErrBusy.With("the identity provider's keys cannot be had at present")
	}
	if key, known, _ = k.look(id); !known {
		return key, refusal("signed with a key that is not the issuer's")
	}
	return key, nil
}

func (k *keys) look(id string) (key jose.JSONWebKey, known bool, age time.Duration) {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	key, known = k.byID[id]
	return key, known, time.Since(k.fetched)
}

// renew fetches the keys, unless somebody has just done so.
func (k *keys) renew(ctx context.Context) error {
	k.fetching.Lock()
	defer k.fetching.Unlock()
	return k.renewLocked(ctx)
}

func (k *keys) renewAside(ctx context.Context) {
	if !k.fetching.TryLock() {
		return
	}
	defer k.fetching.Unlock()
	_ = k.renewLocked(ctx) // it is logged, and the keys at hand are used until it works
}

func (k *keys) renewLocked(ctx context.Context) error {
	if time.Since(k.tried) < keysPause {
		return k.failed
	}
	// Others may wait for the same answer, so one caller who goes must not spoil it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keysTimeMax)
	defer cancel()
	found, err := k.fetch(ctx)
	k.tried, k.failed = time.Now(), err
	if err != nil {
		k.log.WarnContext(ctx, "the issuer's keys cannot be fetched", "reason", err)
		return err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.byID, k.fetched = found, k.tried
	return nil
}

func (k *keys) fetch(ctx context.Context) (map[string]jose.JSONWebKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.address, http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := k.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the issuer answers %s to a request for its keys", answer.Status)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, keysBytesMax)).Decode(&set); err != nil {
		return nil, fmt.Errorf("the issuer's keys cannot be read: %w", err)
	}
	found := map[string]jose.JSONWebKey{}
	for _, text := range set.Keys {
		var key jose.JSONWebKey
		if json.Unmarshal(text, &key) == nil && usable(key) { // a kind of key that we do not know is passed over
			found[key.KeyID] = key
		}
	}
	return found, nil
}

// usable reports whether a key can verify signatures: it has an id, is public, meant for that, and not too short.
func usable(key jose.JSONWebKey) bool {
	if short, ok := key.Key.(*rsa.PublicKey); ok && short.N.BitLen() < rsaBitsMin {
		return false
	}
	return key.KeyID != "" && key.IsPublic() && key.Valid() && (key.Use == "" || key.Use == "sig")
}
