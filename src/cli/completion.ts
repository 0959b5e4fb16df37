/** `fivenines completion`: a script for the shell, made from the commands as they are. */
import { Argument, type Command } from "commander";
import type { Surroundings } from "./surroundings.js";

type Shell = "bash" | "zsh" | "fish";

export function addCompletion(program: Command, around: Surroundings): void {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      `
Examples:
  $ source <(fivenines completion bash)
  $ fivenines completion zsh > "\${fpath[1]}/_fivenines"
  $ fivenines completion fish > ~/.config/fish/completions/fivenines.fish`,
    )
    .action(async (shell: Shell) => {
      // Only for this command: it is the one that has no use for speed.
      const { rules } = await import("../../validators/registry.js");
      const ruleIds = rules.map(({ id }) => id);
      around.print(scripts[shell](entriesOf(program), valuesOf(program, ruleIds)));
    });
}

/** A place on the command line and what may follow it. */
interface Entry {
  /** Commands up to here: "", "serve", "config check". */
  readonly path: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly description: string;
}

/** What may stand behind a flag of a command. */
interface Values {
  /** Words of the command, as in `Entry`. */
  readonly path: string;
  readonly flag: string;
  readonly texts: readonly string[];
}

function valuesOf(command: Command, ruleIds: readonly string[], path = ""): Values[] {
  const ofRules = ["--rule", "--skip", "--explain"];
  const own = command.options.flatMap(({ long, argChoices }): Values[] => {
    const isRule = path === "check" && ofRules.includes(long ?? "");
    const texts = isRule ? ruleIds : argChoices;
    return texts && long ? [{ path, flag: long, texts }] : [];
  });
  const children = command.commands.flatMap((child) =>
    valuesOf(child, ruleIds, path === "" ? child.name() : `${path} ${child.name()}`),
  );
  return [...own, ...children];
}

function entriesOf(command: Command, path = ""): Entry[] {
  const visible = command.createHelp().visibleCommands(command);
  const options = command.createHelp().visibleOptions(command);
  const words: Word[] = [
    ...visible.map((child) => ({ text: child.name(), description: child.description() })),
    ...options.flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ text: long, description }],
    ),
    ...command.registeredArguments.flatMap(({ argChoices }) =>
      (argChoices ?? []).map((text) => ({ text, description: "" })),
    ),
  ];
  const children = command.commands.flatMap((child) =>
    entriesOf(child, path === "" ? child.name() : `${path} ${child.name()}`),
  );
  return [{ path, words }, ...children];
}

type MakeScript = (entries: readonly Entry[], values: readonly Values[]) => string;

/** Commands up to the word, whatever arguments and flags stand between: `steer push health`. */
function commandPaths(entries: readonly Entry[]): string {
  return entries
    .filter(({ path }) => path !== "")
    .map(({ path }) => `"${path}"`)
    .join("|");
}

const scripts: Readonly<Record<Shell, MakeScript>> = {
  bash: (entries, values) => `# bash completion of fivenines
_fivenines() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
    ${commandPaths(entries)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.map(({ path, flag, texts }) => `    "${path} ${flag}") COMPREPLY=($(compgen -W "${texts.join(" ")}" -- "$word")); return ;;`).join("\n")}
  esac
  case "$path" in
${entries.map(({ path, words }) => `    "${path}") COMPREPLY=($(compgen -W "${words.map(({ text }) => text).join(" ")}" -- "$word")) ;;`).join("\n")}
  esac
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$word"))
}
complete -o filenames -F _fivenines fivenines
`,
  zsh: (entries, values) => `#compdef fivenines
_fivenines() {
  local place="" i
  for ((i = 2; i < CURRENT; i++)); do
    case "\${place:+$place }\${words[i]}" in
    ${commandPaths(entries)}) place="\${place:+$place }\${words[i]}" ;;
    esac
  done
  case "$place \${words[CURRENT - 1]}" in
${values.map(({ path, flag, texts }) => `    "${path} ${flag}") compadd -- ${texts.join(" ")}; return ;;`).join("\n")}
  esac
  local -a found
  case "$place" in
${entries.map(({ path, words }) => `    "${path}") found=(${words.map(({ text, description }) => quote(`${text}:${description.replaceAll(":", "\\:")}`)).join(" ")}) ;;`).join("\n")}
  esac
  _describe 'fivenines' found || _files
}
if [[ "$funcstack[1]" == _fivenines ]]; then _fivenines "$@"; else compdef _fivenines fivenines; fi
`,
  fish: (entries, values) => `# fish completion of fivenines
function __fivenines_path
  set -l path
  for word in (commandline -opc)[2..-1]
    contains -- (string join ' ' -- $path $word) ${entries
      .filter(({ path }) => path !== "")
      .map(({ path }) => quote(path))
      .join(" ")}; and set -a path $word
  end
  string join ' ' -- $path
end
complete -c fivenines -f
complete -c fivenines -F -n 'string match -qr "^(serve|check|diff|fmt)" (__fivenines_path)'
${entries.flatMap(({ path, words }) => words.map((word) => fishLine(path, word))).join("\n")}
${values.map(({ path, flag, texts }) => `complete -c fivenines -x -n ${fishCondition(path)} -l ${flag.slice(2)} -a ${quote(texts.join(" "))}`).join("\n")}
`,
};

function fishCondition(path: string): string {
  return quote(`test (__fivenines_path | string collect) = "${path}"`);
}

function fishLine(path: string, { text, description }: Word): string {
  const word = text.startsWith("--") ? `-l ${text.slice(2)}` : `-a ${text}`;
  return `complete -c fivenines -n ${fishCondition(path)} ${word} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
