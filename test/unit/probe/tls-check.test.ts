import { createServer } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TlsCheck } from "../../../src/steering/config.js";
import { type Certificates, type KeyAndCertificate, makeCertificates } from "./certificates.js";
import { plannedProbe, strictTls } from "./monitors.js";
import { runCheck } from "./run-check.js";
import { closeAll, freePort, listen, portOf } from "./targets.js";

afterEach(closeAll);

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

async function check(shown: KeyAndCertificate, changes: Partial<TlsCheck> = {}) {
  const port = await portOf(createServer({ ...shown }, (socket) => socket.on("error", () => {})));
  const probe = plannedProbe("127.0.0.1", { type: "tls", port, ...strictTls, ...changes });
  return runCheck(probe, { environment: { secureContext: certificates.trusting } });
}

describe("a tls check", () => {
  it("passes with a certificate that a trusted authority signed for the address", async () => {
    expect(await check(certificates.good)).toEqual({ kind: "passed", reason: "ok" });
  });

  it("passes with one for the name that is asked for", async () => {
    const outcome = await check(certificates.otherName, { serverName: "www.example.net" });
    expect(outcome).toEqual({ kind: "passed", reason: "ok" });
  });

  it.each([
    ["expired", "certificate expired"],
    ["otherName", "certificate name"],
    ["selfSigned", "certificate chain"],
  ] as const)("fails with one that is %s: %s", async (kind, reason) => {
    expect(await check(certificates[kind])).toEqual({ kind: "failed", reason });
  });

  it("takes any certificate where it need not verify", async () => {
    for (const kind of ["expired", "otherName", "selfSigned"] as const) {
      expect(await check(certificates[kind], { verify: false }), kind).toMatchObject({
        kind: "passed",
      });
    }
  });

  it("warns of a certificate that ends soon, and fails if the file says so", async () => {
    expect(await check(certificates.ending)).toMatchObject({
      kind: "passed",
      warning: expect.stringMatching(/^the certificate ends in [67] days$/),
    });
    expect(await check(certificates.ending, { daysMin: 10 })).toEqual({
      kind: "failed",
      reason: "certificate ends soon",
    });
    expect(await check(certificates.ending, { warnDays: 3 })).not.toHaveProperty("warning");
  });

  it("does not trust the authority unless it is told to", async () => {
    const port = await portOf(
      createServer({ ...certificates.good }, (socket) => socket.on("error", () => {})),
    );
    const outcome = await runCheck(plannedProbe("127.0.0.1", { type: "tls", port, ...strictTls }));
    expect(outcome).toEqual({ kind: "failed", reason: "certificate chain" });
  });

  it("fails where nothing listens, where garbage answers, and where the connection is closed", async () => {
    const tls = { type: "tls", ...strictTls } as const;
    const nowhere = await freePort();
    const garbage = await listen((socket) => socket.write("220 mail.example.com ESMTP\r\n"));
    const closing = await listen((socket) => socket.end());
    const reasons = [];
    for (const { port } of [nowhere, garbage, closing]) {
      reasons.push(await runCheck(plannedProbe("127.0.0.1", { ...tls, port })));
    }
    expect(reasons[0]).toEqual({ kind: "failed", reason: "refused" });
    expect(reasons[1]).toEqual({ kind: "failed", reason: "handshake" });
    expect(reasons[2]).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/^(reset|closed)$/),
    });
  });
});
