/** The settings of answers as the workers take them. */
import type { AnswerSettings } from "../answer/settings.js";
import type { Settings } from "../config/settings.js";

/** `randomSecret` makes the cookie secret of a server that was given none: 16 octets. */
export function answerSettings(settings: Settings, randomSecret: () => Uint8Array): AnswerSettings {
  const { answers, tcp } = settings;
  return {
    udpPayloadBytesMax: answers.udpPayloadBytesMax,
    nsid: answers.nsid === null ? null : Uint8Array.from(Buffer.from(answers.nsid, "utf8")),
    chaos: { version: answers.version, hostname: answers.hostname, id: answers.id },
    cookieSecrets: answers.cookies ? cookieSecrets(answers.cookieSecrets, randomSecret) : [],
    // RFC 7828 §3.1: in units of 100 ms, 16 bits.
    tcpKeepaliveDeciseconds: Math.min(0xffff, Math.floor(tcp.idleMs / 100)),
    clientSubnet: settings.steering.clientSubnet,
  };
}

function cookieSecrets(hexadecimal: readonly string[], random: () => Uint8Array): Uint8Array[] {
  if (hexadecimal.length === 0) return [random()];
  return hexadecimal.map((secret) => Uint8Array.from(Buffer.from(secret, "hex")));
}
