/** The hook as git runs it: POSIX sh, at the top of the work tree. */

const mark = "# Written by `fivenines hook install`";

export interface HookParts {
  /** Absolute paths of Node and of the program, as they were when the hook was installed. */
  readonly node: string;
  readonly program: string;
  /** Folder to look at, from the top of the work tree. */
  readonly zones: string | undefined;
}

/**
 * The program is looked for where it was when the hook was installed, then among the repository's
 * own packages, then in PATH: it may have been updated, or installed otherwise, since.
 */
export function hookScript({ node, program, zones }: HookParts): string {
  const words = zones === undefined ? "" : ` -- ${quoted(zones)}`;
  return `#!/bin/sh
${mark}; \`fivenines hook uninstall\` removes it.
# It checks the zones that a commit changes. To commit without it, once: git commit --no-verify

if [ -x "$0.before" ]; then
  "$0.before" "$@" || exit $?
fi

node=${quoted(node)}
program=${quoted(program)}
if [ -x "$node" ] && [ -f "$program" ]; then
  exec "$node" "$program" hook run${words}
fi
if [ -x node_modules/.bin/fivenines ]; then
  exec node_modules/.bin/fivenines hook run${words}
fi
if command -v fivenines >/dev/null 2>&1; then
  exec fivenines hook run${words}
fi
echo "fivenines, which checks zones before a commit, was at $program and is gone." >&2
echo "Install it (npm install --global fivenines), or commit with --no-verify." >&2
exit 1
`;
}

export function isOurHook(script: string): boolean {
  return script.includes(mark);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
