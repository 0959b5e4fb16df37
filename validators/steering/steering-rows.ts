/**
 * What the reader of steering files tells, in the words of its own table. The server refuses the
 * same, so a zone whose steering is wrong goes on as it was.
 */
import { type SteeringFaultCode, steeringFaults } from "../../src/steering-file/steering-faults.js";
import type { Rule } from "../rule.js";

interface SteeringRow extends Pick<Rule, "summary" | "why"> {
  readonly id: SteeringFaultCode;
}

const reference = "docs/reference/steering-file.md";

const rows: readonly SteeringRow[] = [
  {
    id: "steering-unreadable",
    summary: "The steering file beside the zone cannot be opened or read.",
    why: "Without it the server does not know which answers it may leave out, so it goes on with the version before.",
  },
  {
    id: "steering-syntax",
    summary: "The steering file is no YAML.",
    why: "Nothing in it can be understood, and a zone that is meant to be steered must not quietly be served plain.",
  },
  {
    id: "steering-key",
    summary: "A key of the steering file is unknown, or one that is needed is missing.",
    why: "A misspelt key would be a wish that nobody hears of until an outage shows it.",
  },
  {
    id: "steering-value",
    summary: "A value of the steering file cannot be what it is.",
    why: "The steering would do something else than what was meant, or nothing at all.",
  },
  {
    id: "steering-reference",
    summary: "The steering file names a monitor or a pool that it does not have.",
    why: "Targets would go unprobed, or clients of a region would have nowhere to go.",
  },
  {
    id: "steering-owner",
    summary: "A steered name has no addresses in this zone, or the zone does not answer for it.",
    why: "Nobody would ever get the steered answer: the name is missing, delegated, or hidden by a DNAME.",
  },
  {
    id: "steering-target",
    summary: "A target is not among the data of the name that it is for.",
    why: "The zone file lists every target, so that other nameservers serve the same zone; an address that only the steering knows would be in no backup and no review.",
  },
  {
    id: "steering-duplicate",
    summary: "Something stands in the steering file twice.",
    why: "A target in two pools would be answered twice, and counted twice when it fails.",
  },
  {
    id: "steering-forgotten",
    summary: "An address of a steered name is in no pool.",
    why: "It would never be answered again, although it stands in the zone file.",
  },
  {
    id: "steering-signed",
    summary: "A steered name has DNSSEC signatures in the zone file.",
    why: "A signature holds for all records of the name together; as soon as one is left out, resolvers that validate refuse the answer.",
  },
];

export const steeringRows: readonly Rule[] = [
  ...rows.map((row): Rule => {
    const hint = steeringFaults[row.id];
    return {
      ...row,
      reference,
      hint,
      severity: "error",
      sets: ["load"],
      judges: "records",
      check: null,
    };
  }),
  {
    id: "steering-alone",
    reference,
    summary: "A steering file lies beside no zone file of its name.",
    why: "Whoever wrote it believes that a zone is steered, and it is not.",
    hint: "name it after its zone file, letter for letter: example.com.zone, example.com.steering.yaml",
    severity: "error",
    sets: ["load"],
    judges: "records",
    check: null,
  },
];
