import { XMLParser } from 'fast-xml-parser';
import { ParseError } from '../parse-error.ts';

/** An element; names come without their namespace prefix. Text is an element named `#text`. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 256,
  // The five of XML and numbers alone: a document type, which could define others, is refused below.
  processEntities: {
    enabled: true,
    maxTotalExpansions: Number.MAX_SAFE_INTEGER,
    maxExpandedLength: Number.MAX_SAFE_INTEGER,
  },
});

type RawNode = Record<string, unknown> & { ':@'?: Record<string, string> };

/** Reads a part of an office document. Throws `broken`. */
export function parseXml(bytes: Uint8Array): XmlNode {
  const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
  if (/<!DOCTYPE/i.test(text))
    throw new ParseError('broken', 'The file holds a document type, which no office program writes.');
  const raw = parser.parse(text) as RawNode[];
  return { name: '#root', attributes: {}, children: raw.map(toNode), text: '' };
}

function toNode(raw: RawNode): XmlNode {
  const name = Object.keys(raw).find((key) => key !== ':@') ?? '';
  const content = raw[name];
  const isText = name === '#text';
  return {
    name,
    attributes: raw[':@'] ?? {},
    children: isText || !Array.isArray(content) ? [] : (content as RawNode[]).map(toNode),
    text: isText ? String(content) : '',
  };
}

/** The first child of a child of … by names. */
export function findChild(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** All elements of a name below a node, in order; nothing is looked for within those found. */
export function* findAll(node: XmlNode | undefined, name: string): Generator<XmlNode> {
  for (const child of node?.children ?? []) {
    if (child.name === name) yield child;
    else yield* findAll(child, name);
  }
}
