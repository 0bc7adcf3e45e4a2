package paper

import "syscall"

// group starts a process in a group of its own, which the kernel ends when we are gone, as after kill -9.
func group() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
