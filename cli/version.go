package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

const modulePath = "github.com/mcheck/mcheck"

func (a *app) versionCommand(name string) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "show the version", GroupID: groupVerbs, Args: noWords, ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				info = &debug.BuildInfo{}
			}
			_, err := fmt.Fprintf(a.out, "%s %s (%s %s/%s)\n", name, version(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// version returns the version of this library in a build, and the program's own
// when that is another module.
func version(info *debug.BuildInfo) string {
	own := func(m debug.Module) string {
		if m.Version == "" {
			return "(devel)"
		}
		return m.Version
	}
	if info.Main.Path == modulePath || info.Main.Path == "" {
		return own(info.Main)
	}
	text := own(info.Main)
	for _, d := range info.Deps {
		if d.Path == modulePath {
			text += ", mcheck " + own(*d)
		}
	}
	return text
}
