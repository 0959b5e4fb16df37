/**
 * TXT: quoted character strings in `content`. Records that were made long ago come back without
 * quotes; they are one text, divided at 255 octets when served.
 */
import { ByteWriter } from "../../base/byte-writer.js";
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import type { RecordForm } from "./record-forms.js";

const TXT = 16;
const stringBytesMax = 255;

export const textForm: RecordForm = {
  toApi(rdata) {
    // No text at all is refused there. If every string is empty, all octets are lengths of 0.
    return rdata.every((octet) => octet === 0) ? undefined : { content: rdataToText(TXT, rdata) };
  },

  fromApi({ content }) {
    if (content === undefined) return undefined;
    if (content.startsWith('"')) {
      const rdata = rdataFromText(TXT, content);
      if (rdata instanceof Uint8Array) return rdata;
    }
    const octets = Buffer.from(content, "utf8");
    const out = new ByteWriter(octets.length + 8);
    for (let at = 0; at === 0 || at < octets.length; at += stringBytesMax) {
      const string = octets.subarray(at, at + stringBytesMax);
      out.u8(string.length);
      out.copy(string);
    }
    return out.toBytes();
  },
};
