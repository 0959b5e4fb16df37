import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../git-sandbox.js";
import { runCommand } from "./surroundings.js";

const head = "$TTL 3600\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\n";
const untidy = `${head}ns A 192.0.2.1`;
const tidy = [
  "$TTL 3600",
  "@       SOA     ns hostmaster 1 2 3 4 5",
  "@       NS      ns",
  "ns      A       192.0.2.1",
  "",
].join("\n");

function zonesFolder(files: { readonly [name: string]: string }): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const fmt = (workingFolder: string, ...words: string[]) =>
  runCommand(["fmt", ...words], { workingFolder });

describe("fivenines fmt", () => {
  it("lays out the zones of ./zones, and names those that it changed", async () => {
    const folder = zonesFolder({
      "zones/example.com.zone": untidy,
      "zones/example.net.zone": tidy,
      "zones/notes.txt": "x",
    });
    expect(await fmt(folder)).toEqual({
      code: 0,
      stdout: "zones/example.com.zone\n",
      stderr: "1 of 2 files changed\n",
    });
    expect(readFileSync(join(folder, "zones/example.com.zone"), "utf8")).toBe(tidy);
    expect(readdirSync(join(folder, "zones")).length).toBe(3);
    expect(await fmt(folder)).toMatchObject({ code: 0, stdout: "" });
  });

  it("changes nothing with --check and --diff", async () => {
    const folder = zonesFolder({ "example.com.zone": untidy });
    const checked = await fmt(folder, "--check", "example.com.zone");
    expect(checked).toMatchObject({ code: 1, stdout: "example.com.zone\n" });
    const shown = await fmt(folder, "--diff", ".");
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain("--- example.com.zone\n+++ example.com.zone\n@@");
    expect(shown.stdout).toContain("-ns A 192.0.2.1\n\\ No newline at end of file\n");
    expect(readFileSync(join(folder, "example.com.zone"), "utf8")).toBe(untidy);
  });

  it("leaves a zone with errors as it is, and tells them, and does the others", async () => {
    const broken = `${head}ns A 192.0.2`;
    const folder = zonesFolder({ "example.com.zone": broken, "example.net.zone": untidy });
    const { code, stdout, stderr } = await fmt(folder, ".");
    expect(code).toBe(1);
    expect(stdout).toBe("example.net.zone\n");
    expect(stderr).toContain("example.com.zone:4:6: error");
    expect(stderr).toContain("1 of 2 files changed, 1 file left as it is");
    expect(readFileSync(join(folder, "example.com.zone"), "utf8")).toBe(broken);
  });

  it("gives a terminal no orders that stand in a file or its name", async () => {
    const folder = zonesFolder({ "zones/\x1b[2J.zone": `${head}x TXT \x1b[2J` });
    const words = ["fmt", "--diff"];
    const shown = await runCommand(words, { workingFolder: folder, isTerminal: true });
    expect(shown.stdout).toContain('+++ "zones/\\033[2J.zone"\n');
    expect(shown.stdout).toContain("-x TXT \ufffd[2J\n");
    expect(shown.stdout).not.toContain("\x1b");
    // What applies the difference needs it as it is.
    const piped = await runCommand(words, { workingFolder: folder });
    expect(piped.stdout).toContain("-x TXT \x1b[2J\n");
  });

  it("tells of a link that leads out of the folder, and does not follow it", async () => {
    const folder = zonesFolder({ "outside.zone": untidy, "zones/example.net.zone": tidy });
    symlinkSync("../outside.zone", join(folder, "zones/example.com.zone"));
    const { code, stderr } = await fmt(folder, "--check");
    expect(stderr).toContain("zones/example.com.zone: error: example.com.zone is a symbolic link");
    expect(stderr).toContain("0 of 2 files would be changed, 1 file left as it is\n");
    expect(code).toBe(1);
  });

  it("keeps the mode of a file, and what a symbolic link is", async () => {
    const folder = zonesFolder({ "real/example.com.zone": untidy });
    const real = join(folder, "real/example.com.zone");
    chmodSync(real, 0o640);
    symlinkSync(real, join(folder, "example.com.zone"));
    expect(await fmt(folder, "example.com.zone")).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, "example.com.zone")).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readFileSync(real, "utf8")).toBe(tidy);
  });

  it("lays out an included file that is named, if it has records and directives alone", async () => {
    const folder = zonesFolder({ "mail.inc": "@ mx 10 mx\n", "prose.inc": "This is no zone.\n" });
    expect(await fmt(folder, "mail.inc")).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "mail.inc"), "utf8")).toBe("@       MX      10 mx\n");
    const refused = await fmt(folder, "prose.inc");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("prose.inc:1: error: this is no record and no directive");
  });

  it("lays out standard input", async () => {
    const readInput = () => Buffer.from("www a 192.0.2.1");
    const given = { workingFolder: temporaryFolder(), readInput };
    expect(await runCommand(["fmt", "-"], given)).toEqual({
      code: 0,
      stdout: "www     A       192.0.2.1\n",
      stderr: "",
    });
    expect(await runCommand(["fmt", "-", "--check"], given)).toMatchObject({ code: 1, stdout: "" });
    expect(await runCommand(["fmt", "-", "x"], given)).toMatchObject({ code: 2 });
    const odd = { ...given, readInput: () => Buffer.from('www TXT "\xff"', "latin1") };
    expect(await runCommand(["fmt", "-"], odd)).toMatchObject({ code: 2, stdout: "" });
  });

  it("could not run where there is nothing", async () => {
    const { code, stderr } = await fmt(temporaryFolder());
    expect(code).toBe(2);
    expect(stderr).toContain("no such file or folder");
  });
});

describe("fivenines fmt --sort", () => {
  async function sorted(text: string) {
    const folder = zonesFolder({ "example.com.zone": text });
    const { code, stderr } = await fmt(folder, "--sort", "example.com.zone");
    return { code, stderr, text: readFileSync(join(folder, "example.com.zone"), "utf8") };
  }

  it("puts owners in canonical order and types in their usual one; comments travel along", async () => {
    const { code, text } = await sorted(
      [
        "; The zone of an example.",
        "",
        "$TTL 3600",
        "z A 192.0.2.3",
        "; who takes mail",
        "@ MX 10 z",
        "  NS ns",
        "@ SOA ns hostmaster ( 1 ; serial",
        " 2 3 4 5 )",
        "a.z TXT x ; deep",
        "ns AAAA 2001:db8::1",
        "   A 192.0.2.1",
        "; the end",
        "",
      ].join("\n"),
    );
    expect(text).toBe(
      [
        "; The zone of an example.",
        "",
        "$TTL 3600",
        "@       SOA     ns hostmaster ( 1  ; serial",
        "                                2 3 4 5 )",
        "        NS      ns",
        "; who takes mail",
        "@       MX      10 z",
        "ns      A       192.0.2.1",
        "ns      AAAA    2001:db8::1",
        "z       A       192.0.2.3",
        "a.z     TXT     x  ; deep",
        "; the end",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  it.each([
    [
      "what follows $ORIGIN depends on it",
      `${head}ns A 192.0.2.1\n$ORIGIN a.example.com.\nb A 192.0.2.2\n`,
    ],
    ["it has the TTL of the record before", "@ 60 SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n"],
  ])("refuses, because %s", async (reason, text) => {
    const outcome = await sorted(text);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(reason);
    expect(outcome.text).toBe(text);
  });
});
