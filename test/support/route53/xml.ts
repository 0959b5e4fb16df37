/** XML as Route 53 speaks it: elements without attributes, lists as repeated elements. */
import { XMLParser, XMLValidator } from "fast-xml-parser";

export const namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

/** An element as read: text, or children by name, each as often as it came. */
export type Element = string | { readonly [name: string]: readonly Element[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  isArray: () => true,
  // Batches are large, and escaped quotes are many in TXT.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
});

/** The one element of a document, or undefined if it is none. */
export function readXml(text: string): { name: string; element: Element } | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  const [entry] = Object.entries(parser.parse(text) as Record<string, Element[]>);
  const element = entry?.[1][0];
  return entry === undefined || element === undefined ? undefined : { name: entry[0], element };
}

export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element === undefined || typeof element === "string" ? [] : (element[name] ?? []);
}

export function childOf(element: Element | undefined, name: string): Element | undefined {
  return childrenOf(element, name)[0];
}

/** Text of a child; undefined if there is none. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const child = childOf(element, name);
  if (child === undefined || typeof child === "string") return child;
  const text = childOf(child, "#text");
  return typeof text === "string" ? text : "";
}

/** What is written: a value, children in order, or a list; what is undefined is left out. */
export type Content =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: Content }
  | readonly Content[];

/** `<name>…</name>`, once for each item of a list. */
export function element(name: string, content: Content, attributes = ""): string {
  if (content === undefined) return "";
  if (isList(content)) return content.map((item) => element(name, item)).join("");
  const inside =
    typeof content === "object"
      ? Object.entries(content)
          .map(([child, value]) => element(child, value))
          .join("")
      : escaped(String(content));
  return `<${name}${attributes}>${inside}</${name}>`;
}

export function document(name: string, content: Content): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content, ` xmlns="${namespace}"`)}`;
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
