/**
 * A steered zone is a plain zone: other servers load its file as it is and answer every target, and
 * so does fivenines when the steering file is not there.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressFromText } from "../../src/base/ip.js";
import type { SteeredRrset, ZoneSteering } from "../../src/steering/config.js";
import { readSteeringFile } from "../../src/steering-file/steering-file.js";
import { readZoneText } from "../../src/zone/zone-text.js";
import { askAll } from "./compare/ask-all.js";
import { compare } from "./compare/consensus.js";
import { makeQuestions, type Question } from "./compare/questions.js";
import { readZoneRecords } from "./compare/zone-records.js";
import { acceptedDifferences, isAcceptedBy } from "./differences.js";
import { presentPeers } from "./peers/catalogue.js";
import { fivenines } from "./peers/fivenines.js";
import { launchPeer, type RunningPeer } from "./peers/launch.js";
import { typeCodes } from "./wire/codes.js";

const project = resolve(import.meta.dirname, "../..");
/** Folders of zones for people to look at; those with a steering file beside them count. */
const folders = ["examples/steering", "zones"].map((folder) => join(project, folder));
const found = folders
  .map((folder) => ({ folder, apexes: steeredIn(folder) }))
  .filter(({ apexes }) => apexes.length > 0);

test("there are steered zones to look at", () => {
  expect(found).not.toEqual([]);
});

describe.each(found)("the steered zones of $folder", ({ folder, apexes }) => {
  const peers: RunningPeer[] = [];
  let own: RunningPeer;
  const plainFolder = mkdtempSync(join(tmpdir(), "fivenines-plain-"));

  beforeAll(async () => {
    for (const apex of apexes) {
      copyFileSync(join(folder, `${apex}.zone`), join(plainFolder, `${apex}.zone`));
    }
    own = await launchPeer(fivenines, { zonesFolder: plainFolder, apexes });
    for (const peer of presentPeers()) {
      peers.push(await launchPeer(peer, { zonesFolder: folder, apexes }));
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all([own, ...peers].map((server) => server?.stop()));
    rmSync(plainFolder, { recursive: true, force: true });
  });

  test("load unchanged in other servers, which answer every target", async () => {
    const rrsets = apexes.flatMap((apex) => steeringOf(folder, apex).rrsets);
    const questions = rrsets.map(({ owner, type }, id): Question => {
      return { id, name: owner, type: typeCodes[type], transport: "udp" };
    });
    for (const server of [own, ...peers]) {
      const responses = await askAll(server.port, questions);
      for (const [index, rrset] of rrsets.entries()) {
        const given = responses[index]!.message?.answer.map(({ rdata }) => rdata).sort();
        const title = `${server.peer.name}: ${rrset.owner} ${rrset.type}`;
        if (rrset.type === "CNAME") expect(targetsOf(rrset), title).toContain(given?.[0]);
        else expect(given, title).toEqual(targetsOf(rrset));
      }
    }
    const targets = rrsets.reduce((sum, rrset) => sum + rrset.targets.length, 0);
    const names = peers.map(({ peer, version }) => `${peer.name} ${version}`).join(", ");
    console.info(`${rrsets.length} steered RRsets, ${targets} targets: ${names}`);
  });

  test("are answered by fivenines without the steering file as by the others", async () => {
    const zones = apexes.map((apex) => ({ apex, records: readZoneRecords(folder, apex) }));
    const questions = makeQuestions(zones);
    const others = new Map<string, Awaited<ReturnType<typeof askAll>>>();
    for (const { peer, port } of peers) others.set(peer.name, await askAll(port, questions));
    const ours = await askAll(own.port, questions);
    const { departures } = compare(questions, ours, others);
    const unexplained = departures.filter(
      (departure) => !acceptedDifferences.some((row) => isAcceptedBy(row, departure)),
    );
    console.info(`${questions.length} questions to ${peers.length + 1} servers`);
    expect(unexplained).toEqual([]);
  });
});

function steeredIn(folder: string): string[] {
  const ending = ".steering.yaml";
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return files.map((file) => file.slice(0, -ending.length));
}

function steeringOf(folder: string, apex: string): ZoneSteering {
  const text = readFileSync(join(folder, `${apex}.zone`));
  const { zone } = readZoneText(text, { apex });
  const file = `${apex}.steering.yaml`;
  const yaml = readFileSync(join(folder, file), "utf8");
  const { steering, diagnostics } = readSteeringFile(yaml, file, zone);
  if (steering === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return steering;
}

/** RDATA as the decoder of the tests shows it, sorted. */
function targetsOf({ type, targets }: SteeredRrset): string[] {
  const values = [...new Set(targets.map(({ value }) => value))];
  return values.map((value) => (type === "CNAME" ? value : octetsOf(value))).sort();
}

function octetsOf(address: string): string {
  return Buffer.from(addressFromText(address) ?? []).toString("hex");
}
