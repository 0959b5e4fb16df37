/** The signers that people use, each as a function from an unsigned zone to a signed one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../peers/launch.js";

export interface Signer {
  readonly name: string;
  readonly programs: readonly string[];
  /** In `folder`, where `zone` is the zone file of `apex`; gives the path of the signed one. */
  readonly sign: (apex: string, folder: string) => string;
}

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(programPath(program) ?? program, args, {
    cwd,
    encoding: "utf8",
    stdio: "pipe",
  });
}

function bind(name: string, algorithms: readonly string[], args: readonly string[]): Signer {
  return {
    name: `dnssec-signzone, ${name}`,
    programs: ["dnssec-keygen", "dnssec-signzone"],
    sign(apex, folder) {
      for (const algorithm of algorithms) {
        run("dnssec-keygen", ["-q", "-a", algorithm, "-f", "KSK", apex], folder);
        run("dnssec-keygen", ["-q", "-a", algorithm, apex], folder);
      }
      run("dnssec-signzone", ["-q", "-S", "-o", apex, ...args, "-f", "signed", "zone"], folder);
      return "signed";
    },
  };
}

function ldns(name: string, algorithm: string, args: readonly string[]): Signer {
  return {
    name: `ldns-signzone, ${name}`,
    programs: ["ldns-keygen", "ldns-signzone"],
    sign(apex, folder) {
      run("ldns-keygen", ["-k", "-a", algorithm, apex], folder);
      run("ldns-keygen", ["-a", algorithm, apex], folder);
      const keys = readdirSync(folder)
        .filter((file) => file.endsWith(".private"))
        .map((file) => file.replace(/\.private$/, ""));
      run("ldns-signzone", ["-o", apex, ...args, "-f", "signed", "zone", ...keys], folder);
      return "signed";
    },
  };
}

function knot(name: string, policy: readonly string[], zone: readonly string[]): Signer {
  return {
    name: `kzonesign, ${name}`,
    programs: ["kzonesign"],
    sign(apex, folder) {
      const lines = [
        "server:",
        `    rundir: "${folder}"`,
        "database:",
        `    storage: "${folder}"`,
        "policy:",
        "  - id: ours",
        ...policy.map((line) => `    ${line}`),
        "zone:",
        `  - domain: ${apex}`,
        `    storage: "${folder}"`,
        '    file: "zone"',
        "    dnssec-signing: on",
        "    dnssec-policy: ours",
        ...zone.map((line) => `    ${line}`),
      ];
      writeFileSync(join(folder, "knot.conf"), `${lines.join("\n")}\n`);
      run("kzonesign", ["-c", "knot.conf", "-o", folder, apex], folder);
      return readdirSync(folder).find((file) => file.startsWith(`${apex}.`)) ?? "zone";
    },
  };
}

export const signers: readonly Signer[] = [
  bind("NSEC", ["ECDSAP256SHA256"], []),
  bind("NSEC3", ["RSASHA256"], ["-3", "-", "-H", "0"]),
  bind("NSEC3 with opt-out", ["ECDSAP384SHA384"], ["-3", "-", "-H", "0", "-A"]),
  bind("two algorithms", ["ECDSAP256SHA256", "ED448"], []),
  ldns("NSEC", "ED25519", []),
  ldns("NSEC3", "ED25519", ["-n", "-t", "0", "-s", ""]),
  ldns("NSEC3 with opt-out", "ECDSAP256SHA256", ["-n", "-p", "-t", "0", "-s", ""]),
  ldns("two digests", "ED25519", ["-z", "1:1", "-z", "1:2"]),
  knot("NSEC and a digest", ["single-type-signing: on"], ["zonemd-generate: zonemd-sha384"]),
  knot("NSEC3", ["algorithm: ed25519", "nsec3: on"], []),
  knot("NSEC3 with opt-out", ["nsec3: on", "nsec3-opt-out: on"], []),
];

export function isPresent({ programs }: Signer): boolean {
  return programs.every((program) => programPath(program) !== undefined);
}

/** The text of a zone file as signed by one of them. */
export function signZone(signer: Signer, apex: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-signer-"));
  try {
    writeFileSync(join(folder, "zone"), text);
    return readFileSync(join(folder, signer.sign(apex, folder)), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
