/**
 * Messages of InvalidChangeBatch as users have reported them (kubernetes-sigs/external-dns#732,
 * boto/boto#2887, gardener/external-dns-management#513, kubernetes-sigs/external-dns#4345,
 * presslabs/zinc#178, kubernetes-sigs/external-dns#4241), about changes of a batch.
 */
import { expect, it } from "vitest";
import type { RrsetChange } from "../../../../src/provider/contract/change.js";
import { culpritsOf } from "../../../../src/provider/route53/culprits.js";
import { faultOf } from "../../../../src/provider/route53/faults.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";

function create(id: string, after: Rrset): RrsetChange {
  return { kind: "create", id, before: null, after };
}

const addresses = ["192.0.2.1", "192.0.2.2"];
const changes = [
  create("a", rrsetOf("a.example.com.", 1, 300, addresses)),
  create("a6", rrsetOf("a.example.com.", 28, 300, ["2001:db8::1"])),
  create("star", rrsetOf("*.example.com.", 5, 300, ["target.example.net."])),
  create("text", rrsetOf("t.example.com.", 16, 300, ['"it\'s, well"', '"RRSet of type A"'])),
  create("blue", { ...rrsetOf("w.example.com.", 1, 300, ["192.0.2.7"]), variant: "blue" }),
  create("green", { ...rrsetOf("w.example.com.", 1, 300, ["192.0.2.8"]), variant: "green" }),
  create("alias", {
    ...rrsetOf("al.example.com.", 1, 0, []),
    extra: { alias: { zone: "Z1", name: "gone.example.com.", evaluateTargetHealth: true } },
  }),
];

it.each([
  [
    "Tried to create resource record set [name='a.example.com.', type='A'] but it already exists",
    "conflict a",
  ],
  [
    "Tried to delete resource record set [name='a.example.com.', type='AAAA'] but it was not found",
    "conflict a6",
  ],
  [
    "Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values",
    "conflict a",
  ],
  [
    "Tried to create resource record set [name='w.example.com.', type='A', set identifier='blue'] but it already exists",
    "conflict blue",
  ],
  [
    "RRSet with DNS name a.example.com., type A cannot be created as other RRSets exist with the same name and type.",
    "rejected a",
  ],
  [
    "RRSet with DNS name w.example.com., type A, SetIdentifier green cannot be created as a non-weighted set exists with the same name and type.",
    "rejected green",
  ],
  [
    "RRSet of type CNAME with DNS name \\052.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
    "rejected star",
  ],
  [
    "RRSet of type A with DNS name a.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.",
    "rejected a",
  ],
  ["RRSet with DNS name t.example.com. is not permitted in zone example.org.", "rejected text"],
  [
    "The request contains an invalid set of changes for a resource record set 'CNAME \\052.example.com.'",
    "rejected star",
  ],
  [
    "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '\"it's, well\"''",
    "rejected text",
  ],
  [
    "Invalid Resource Record: 'FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'target.example.net.''",
    "rejected star",
  ],
  ["Duplicate Resource Record: '192.0.2.2'", "rejected a"],
  [
    "Tried to create an alias that targets gone.example.com., type A in zone Z1, but that target was not found",
    "rejected alias",
  ],
  ["Something that nobody has seen yet", ""],
])("finds whom %j is about", (message, expected) => {
  const { conflicts, rejected } = culpritsOf([message], changes);
  const told = [
    ...conflicts.map(({ changeId }) => `conflict ${changeId}`),
    ...rejected.map(({ changeId }) => `rejected ${changeId}`),
  ];
  expect(told.join(", ")).toBe(expected);
});

/** As the SDK throws it. */
function thrown(message: string): object {
  return { name: "InvalidChangeBatch", message, $metadata: { httpStatusCode: 400 } };
}

it("takes several messages apart that come as one text, whatever commas are in them", () => {
  const message =
    "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, Invalid Resource Record: 'FATAL problem: X (y, z) encountered with '\"it's, well\"'']";
  const deed = { provider: "aws", what: "ChangeResourceRecordSets", writes: true, changes };
  const fault = faultOf(thrown(message), deed);
  // What is refused is told first; the conflict is met again without it.
  expect(fault).toMatchObject({ kind: "rejected", committed: "no" });
  expect(fault.culprits.map(({ changeId }) => changeId)).toEqual(["text"]);
});

it("makes a fault of whatever is thrown, with nothing of it that could be secret", () => {
  const deed = { provider: "aws", what: "ListHostedZones", writes: false };
  const signature = {
    name: "SignatureDoesNotMatch",
    message: "The Canonical String should have been 'x-amz-security-token:SECRET'",
    $metadata: { httpStatusCode: 403 },
  };
  for (const odd of [undefined, null, "text", 7, {}, new Error("x"), signature]) {
    const fault = faultOf(odd, deed);
    expect(fault.message.startsWith("aws: ListHostedZones")).toBe(true);
    expect(`${fault.message}${fault.hint}`).not.toContain("SECRET");
    expect(fault.cause).toBeUndefined();
  }
});
