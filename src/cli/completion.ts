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
  readonly command: string;
  readonly flag: string;
  readonly texts: readonly string[];
}

function valuesOf(program: Command, ruleIds: readonly string[]): Values[] {
  const ofRules = ["--rule", "--skip", "--explain"];
  return program.commands.flatMap((command) =>
    command.options.flatMap(({ long, argChoices }): Values[] => {
      const isRule = command.name() === "check" && ofRules.includes(long ?? "");
      const texts = isRule ? ruleIds : argChoices;
      return texts && long ? [{ command: command.name(), flag: long, texts }] : [];
    }),
  );
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

const scripts: Readonly<Record<Shell, MakeScript>> = {
  bash: (entries, values) => `# bash completion of fivenines
_fivenines() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="" i
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.map(({ command, flag, texts }) => `    "${command} ${flag}") COMPREPLY=($(compgen -W "${texts.join(" ")}" -- "$word")); return ;;`).join("\n")}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ "\${COMP_WORDS[i]}" == -* ]] && break
    path="\${path:+$path }\${COMP_WORDS[i]}"
  done
  case "$path" in
${entries.map(({ path, words }) => `    "${path}") COMPREPLY=($(compgen -W "${words.map(({ text }) => text).join(" ")}" -- "$word")) ;;`).join("\n")}
  esac
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$word"))
}
complete -o filenames -F _fivenines fivenines
`,
  zsh: (entries, values) => `#compdef fivenines
_fivenines() {
  local path="" i
  case "\${words[2]} \${words[CURRENT - 1]}" in
${values.map(({ command, flag, texts }) => `    "${command} ${flag}") compadd -- ${texts.join(" ")}; return ;;`).join("\n")}
  esac
  for ((i = 2; i < CURRENT; i++)); do
    [[ "\${words[i]}" == -* ]] && break
    path="\${path:+$path }\${words[i]}"
  done
  local -a found
  case "$path" in
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
    string match -q -- '-*' $word; and break
    set -a path $word
  end
  string join ' ' -- $path
end
complete -c fivenines -f
complete -c fivenines -F -n 'string match -qr "^(serve|check|diff|fmt)" (__fivenines_path)'
${entries.flatMap(({ path, words }) => words.map((word) => fishLine(path, word))).join("\n")}
${values.map(({ command, flag, texts }) => `complete -c fivenines -x -n ${quote(`string match -q -- "${command}*" (__fivenines_path)`)} -l ${flag.slice(2)} -a ${quote(texts.join(" "))}`).join("\n")}
`,
};

function fishLine(path: string, { text, description }: Word): string {
  const condition = quote(`test (__fivenines_path | string collect) = "${path}"`);
  const word = text.startsWith("--") ? `-l ${text.slice(2)}` : `-a ${text}`;
  return `complete -c fivenines -n ${condition} ${word} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
