package paper

import (
	"context"
	"os/exec"
	"runtime"
	"syscall"
)

// watched runs a command that leads a process group, and ends all of the group with it: when it is done, and when ctx
// is. It keeps its thread until then, which the kernel watches for us where it can.
func watched(ctx context.Context, command *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := command.Start(); err != nil {
		return err
	}
	end := func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) } // it may have gone
	defer end()
	defer context.AfterFunc(ctx, end)()
	return command.Wait()
}
