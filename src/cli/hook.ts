/** `fivenines hook`: the check before each commit, in plain git. */
import type { Command } from "commander";
import { exitCode, type Surroundings } from "./surroundings.js";

interface InstallFlags {
  readonly force?: boolean;
  readonly path?: string;
}

export function addHook(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  const hook = program
    .command("hook")
    .description("check zones before each commit: install, uninstall or run the git hook")
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines hook install                  check what is staged before each commit
  $ fivenines hook install --path zones     only zones of this folder
  $ fivenines hook uninstall
  $ git commit --no-verify                  commit without the check, this once`,
    );
  hook
    .command("install")
    .description("write the hooks pre-commit and pre-merge-commit of this git repository")
    .option("--path <FOLDER>", "check only zones of this folder")
    .option("--force", "keep a hook that is there already, and run it first")
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines hook install
  $ fivenines hook install --force          another hook is there: it is run before the check`,
    )
    .action(async (flags: InstallFlags) => {
      const { installHooks } = await import("./hook-files.js");
      installHooks(flags, around);
      finish(exitCode.success);
    });
  hook
    .command("uninstall")
    .description("remove the hooks that install wrote, and put back what was there before")
    .addHelpText("after", "\nExample:\n  $ fivenines hook uninstall")
    .action(async () => {
      const { uninstallHooks } = await import("./hook-files.js");
      uninstallHooks(around);
      finish(exitCode.success);
    });
  hook
    .command("run")
    .description("what the hook does: check the staged version of the zones that are touched")
    .argument("[PATH...]", "zone files and folders (default: ./zones, else the whole repository)")
    .addHelpText("after", "\nExample:\n  $ fivenines hook run && echo this could be committed")
    .action(async (paths: readonly string[]) => {
      // Until it has run, it could not.
      finish(exitCode.usage);
      const { runCheckCommand } = await import("./check-command.js");
      finish(await runCheckCommand(paths, { staged: true, silentIfNone: true }, around));
    });
}
