package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// contenders lists all, ours first; what they are built into is dir.
func contenders(dir string, rms int) []*contender {
	in := func(name string) string { return filepath.Join(dir, name) }
	var all []*contender
	for _, workers := range []int{1, 2} {
		all = append(all, &contender{
			name: fmt.Sprintf("mcheck --workers %d", workers), ours: true, states: `"distinct"`,
			build:   func(ctx context.Context) error { return do(ctx, "", "go", "build", "-o", in("mcheck"), "./cmd/mcheck") },
			command: []string{in("mcheck"), "twopc", "--rms", fmt.Sprint(rms), "--workers", fmt.Sprint(workers), "--json", "--quiet"},
		})
	}
	all = append(all, &contender{
		name: "Spin, 1 core", dir: dir, states: "states, stored",
		build:   func(ctx context.Context) error { return buildSpin(ctx, dir, rms) },
		command: []string{in("pan"), "-m100000", "-w26"},
	})
	for _, pack := range []string{"off", "on"} {
		binary := in("rumur-" + pack)
		all = append(all, &contender{
			name: "Rumur, 2 threads, --pack-state " + pack, states: "states,",
			build:   func(ctx context.Context) error { return buildRumur(ctx, dir, binary, rms, pack) },
			command: []string{binary},
		})
	}
	for _, order := range []struct{ name, variable string }{{"dfs", "STATERIGHT"}, {"bfs", "STATERIGHT_BFS"}} {
		all = append(all, &contender{
			name: "Stateright, 2 threads, " + order.name, states: "unique",
			build:   func(context.Context) error { return need(order.variable) },
			command: []string{os.Getenv(order.variable), "check", fmt.Sprint(rms)},
		})
	}
	return append(all, &contender{
		name: "TLC, 2 workers", dir: dir, states: "distinct states found",
		build: func(context.Context) error { return buildTLC(dir, rms) },
		command: []string{"java", "-XX:+UseParallelGC", "-cp", os.Getenv("TLA2TOOLS"), "tlc2.TLC", "-workers", "2", "-noGenerateSpecTE",
			"-metadir", in("tlc"), "-config", "TwoPhase.cfg", "TwoPhase.tla"},
	})
}

func buildSpin(ctx context.Context, dir string, rms int) error {
	model, err := filepath.Abs("bench/twophase/twophase.pml")
	if err != nil {
		return err
	}
	if err := do(ctx, dir, "spin", "-a", fmt.Sprintf("-DN=%d", rms), model); err != nil {
		return err
	}
	return do(ctx, dir, "cc", "-O3", "-w", "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=16000", "-o", "pan", "pan.c")
}

func buildRumur(ctx context.Context, dir, binary string, rms int, pack string) error {
	model, err := instance("bench/twophase/twophase.m", binary+".m", "const N: 3;", fmt.Sprintf("const N: %d;", rms))
	if err != nil {
		return err
	}
	if err := do(ctx, dir, "rumur", "--deadlock-detection", "off", "--threads", "2", "--pack-state", pack, "--output", binary+".c", model); err != nil {
		return err
	}
	return do(ctx, dir, "cc", "-O3", "-w", "-march=native", "-o", binary, binary+".c", "-lpthread")
}

func buildTLC(dir string, rms int) error {
	if err := need("TLA2TOOLS"); err != nil {
		return err
	}
	if _, err := exec.LookPath("java"); err != nil {
		return fmt.Errorf("java: %w", errMissing)
	}
	names := make([]string, rms)
	for k := range names {
		names[k] = fmt.Sprintf("r%d", k+1)
	}
	if _, err := instance("models/twopc/TwoPhase.tla", filepath.Join(dir, "TwoPhase.tla"), "", ""); err != nil {
		return err
	}
	_, err := instance("models/twopc/TwoPhase.cfg", filepath.Join(dir, "TwoPhase.cfg"), "{r1, r2, r3}", "{"+strings.Join(names, ", ")+"}")
	return err
}

// instance copies a model, its constant replaced.
func instance(from, to, constant, value string) (string, error) {
	text, err := os.ReadFile(from)
	if err != nil {
		return "", err
	}
	if !bytes.Contains(text, []byte(constant)) {
		return "", fmt.Errorf("%s does not say %q", from, constant)
	}
	return to, os.WriteFile(to, bytes.Replace(text, []byte(constant), []byte(value), 1), 0o644)
}

func need(variable string) error {
	if os.Getenv(variable) == "" {
		return fmt.Errorf("%s is not set: %w", variable, errMissing)
	}
	return nil
}

// do runs a command, which may be missing.
func do(ctx context.Context, dir, name string, args ...string) error {
	if _, err := exec.LookPath(name); err != nil {
		return fmt.Errorf("%s: %w", name, errMissing)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}
