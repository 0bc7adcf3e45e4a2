package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"pooled/api"
	"pooled/api/auth"
)

// uploadPages are the pages of files of acts.
func (s *site) uploadPages() []api.Page {
	const one = "/funds/{fund}/uploads/{upload}"
	return []api.Page{
		{Pattern: "GET /funds/{fund}/upload", Name: "show-upload-form", Show: s.uploadForm},
		{Pattern: "POST /funds/{fund}/upload", Name: "upload-file", Show: s.takeUpload, Streams: true},
		{Pattern: "GET /funds/{fund}/upload/templates/{file}", Name: "download-template", Show: s.template},
		{Pattern: "GET " + one, Name: "show-upload", Show: s.showUpload},
		{Pattern: "POST " + one, Name: "move-upload", Show: s.moveUpload},
		{Pattern: "GET " + one + "/steps", Name: "watch-upload", Show: s.uploadSteps, Streams: true},
		{Pattern: "GET " + one + "/files/{file}", Name: "download-upload", Show: s.uploadFile},
	}
}

// uploader is who asks about files in a fund that they may see something of.
func (s *site) uploader(r *http.Request) (*auth.Person, error) {
	person, err := s.must(r)
	if err == nil {
		err = s.sees(r, person)
	}
	return person, err
}

// uploadForm shows the form that sends a file.
func (s *site) uploadForm(w http.ResponseWriter, r *http.Request) error {
	person, err := s.uploader(r)
	if err != nil {
		return err
	}
	fields := map[string]string{"act": r.URL.Query().Get("act")}
	return s.showUploadForm(w, r, http.StatusOK, person, fields, "")
}

// takeUpload takes a file, and begins to check it.
func (s *site) takeUpload(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), pauseMax)
	person, err := s.uploader(r.WithContext(ctx))
	cancel()
	if err != nil {
		return err
	}
	select {
	case s.shelf.reading <- struct{}{}:
		defer func() { <-s.shelf.reading }()
	default:
		return errUploadsBusy
	}
	file, fields, err := s.receive(w, r)
	if said, ok := errors.AsType[uploadError](err); ok {
		return s.showUploadForm(w, r, http.StatusUnprocessableEntity, person, fields, sentenceCase(string(said)))
	}
	if err != nil {
		return err
	}
	u := &upload{sent: file, fund: r.PathValue("fund"), caller: api.Caller{Actor: person.Actor}, state: uploadChecking}
	if going := s.shelf.same(u.caller, u.fund, u.key); going != nil {
		u = going
	} else {
		if err := s.shelf.put(u); err != nil {
			return err
		}
		go s.runUpload(u)
	}
	http.Redirect(w, r, u.address(), http.StatusSeeOther)
	return nil
}

func (u *upload) address() string { return "/funds/" + u.fund + "/uploads/" + u.id }

// uploadOf is the upload that an address names, and who asks.
func (s *site) uploadOf(r *http.Request) (*auth.Person, *upload, error) {
	person, err := s.uploader(r)
	if err != nil {
		return nil, nil, err
	}
	u, err := s.shelf.find(api.Caller{Actor: person.Actor}, r.PathValue("fund"), r.PathValue("upload"))
	return person, u, err
}

// moveUpload confirms a file that was checked, goes on with one that was stopped, or puts one aside.
func (s *site) moveUpload(w http.ResponseWriter, r *http.Request) error {
	_, u, err := s.uploadOf(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		return api.ErrForm
	}
	next := u.address()
	switch r.PostForm.Get("step") {
	case "confirm":
		if u.confirm() {
			go s.runUpload(u)
		}
	case "resume":
		if u.resume() {
			go s.runUpload(u)
		}
	case "aside":
		if !u.now().atWork() {
			s.shelf.remove(u)
			next = "/funds/" + u.fund + "/upload"
		}
	default:
		return api.ErrForm
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

const stepEvery = 300 * time.Millisecond

// uploadSteps tells a page how far its upload is, and when it has ended.
func (s *site) uploadSteps(w http.ResponseWriter, r *http.Request) error {
	_, u, err := s.uploadOf(r)
	if err != nil {
		return err
	}
	s.tellSteps(w, r, func() (int64, string) {
		state, done, _ := u.progress()
		if state.atWork() {
			return int64(done), ""
		}
		return int64(done), string(state)
	})
	return nil
}
