//go:build !linux

package paper

import "syscall"

// group starts a process in a group of its own.
func group() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
