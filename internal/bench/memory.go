package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// residentPeak is the most memory in bytes that a process has held so far, of its own alone; 0 when it has ended. What
// the system says of a process that has ended counts what held it before it began, which is this program.
func residentPeak(process int) int64 {
	status, err := os.Open(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kilobytes * 1024
		}
	}
	return 0
}

// waitFor waits for a program that was started, and is the most memory in bytes that it held, looked at every few
// milliseconds.
func waitFor(run *exec.Cmd) (peak int64, err error) {
	done := make(chan error, 1)
	go func() { done <- run.Wait() }()
	for {
		select {
		case err := <-done:
			return peak, err
		case <-time.After(10 * time.Millisecond):
			peak = max(peak, residentPeak(run.Process.Pid))
		}
	}
}
