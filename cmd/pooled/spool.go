package main

import (
	"errors"
	"io"
	"os"
)

// spooled is what can be read but once, read a second time: what look has read of it is kept in a file of no name, as
// it came, and the rest comes after. Memory does not grow with it, and what look gives up at is read again to the same
// end.
func spooled(in io.Reader, look func(io.Reader)) (again io.Reader, done func() error, err error) {
	file, err := os.CreateTemp("", "pooled-verify-")
	if err != nil {
		return nil, nil, err
	}
	if err := os.Remove(file.Name()); err != nil { // it goes with the program, however that ends
		return nil, nil, errors.Join(err, file.Close())
	}
	full := &keeping{to: file}
	look(io.TeeReader(in, full))
	if full.failed != nil {
		return nil, nil, errors.Join(full.failed, file.Close())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return io.MultiReader(file, in), file.Close, nil
}

// keeping notes why something could not be kept: a full disk is no fault of what is read.
type keeping struct {
	to     io.Writer
	failed error
}

// Write writes.
func (k *keeping) Write(b []byte) (int, error) {
	n, err := k.to.Write(b)
	if err != nil {
		k.failed = err
	}
	return n, err
}
