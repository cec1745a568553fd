import { findAll, findChild, parseXml, type XmlNode } from './xml.ts';

/** What the styles and numberings of a Word document mean for its paragraphs. */
export interface WordStyles {
  /** 1 to 6 for headings, 0 for the title, undefined for text. */
  headingLevel(properties: XmlNode | undefined): number | undefined;
  /** Whether the entries of a list are numbered; undefined for what is no list. */
  listKind(properties: XmlNode | undefined): { id: string; level: number; isNumbered: boolean } | undefined;
}

interface Style {
  name: string;
  basedOn: string | undefined;
  properties: XmlNode | undefined;
}

const value = (node: XmlNode | undefined): string | undefined => node?.attributes.val;

/** Reads `word/styles.xml` and `word/numbering.xml`; either may be missing. */
export function readWordStyles(files: Map<string, Uint8Array>): WordStyles {
  const styles = readStyles(files.get('word/styles.xml'));
  const numbered = readNumbering(files.get('word/numbering.xml'));
  const chain = (properties: XmlNode | undefined): Style[] => {
    const found: Style[] = [];
    let id = value(findChild(properties, 'pStyle'));
    while (id !== undefined && found.length < 10) {
      const style: Style = styles.get(id) ?? { name: id, basedOn: undefined, properties: undefined };
      found.push(style);
      id = style.basedOn;
    }
    return found;
  };
  return {
    headingLevel(properties) {
      const own = outlineLevel(properties);
      if (own !== undefined) return own;
      for (const style of chain(properties)) {
        const level = levelByName(style.name) ?? outlineLevel(style.properties);
        if (level !== undefined) return level;
      }
      return undefined;
    },
    listKind(properties) {
      const all = [properties, ...chain(properties).map((style) => style.properties)];
      const number = all.map((each) => findChild(each, 'numPr')).find((each) => each !== undefined);
      const id = value(findChild(number, 'numId'));
      if (id === undefined || id === '0') return undefined;
      const level = Number(value(findChild(number, 'ilvl')) ?? 0);
      return { id, level, isNumbered: numbered.has(`${id}/${level}`) };
    },
  };
}

function outlineLevel(properties: XmlNode | undefined): number | undefined {
  const level = Number(value(findChild(properties, 'outlineLvl')) ?? Number.NaN);
  return level >= 0 && level < 9 ? Math.min(level + 1, 6) : undefined;
}

/** Styles keep their English name in every language of the program. */
function levelByName(name: string): number | undefined {
  if (/^title$/i.test(name)) return 0;
  const level = /^heading\s*([1-9])$/i.exec(name)?.[1];
  return level === undefined ? undefined : Math.min(Number(level), 6);
}

function readStyles(bytes: Uint8Array | undefined): Map<string, Style> {
  const found = bytes ? [...findAll(parseXml(bytes), 'style')] : [];
  return new Map(
    found.map((node) => [
      node.attributes.styleId ?? '',
      {
        name: value(findChild(node, 'name')) ?? '',
        basedOn: value(findChild(node, 'basedOn')),
        properties: findChild(node, 'pPr'),
      },
    ]),
  );
}

/** The levels of lists, as "list/level", that count. */
function readNumbering(bytes: Uint8Array | undefined): Set<string> {
  const root = bytes ? parseXml(bytes) : undefined;
  const counting = new Map<string, string[]>();
  for (const list of findAll(root, 'abstractNum')) {
    const levels = list.children.filter(({ name }) => name === 'lvl');
    const numbered = levels.filter((level) => !['bullet', 'none'].includes(value(findChild(level, 'numFmt')) ?? ''));
    counting.set(
      list.attributes.abstractNumId ?? '',
      numbered.map((level) => level.attributes.ilvl ?? ''),
    );
  }
  const found = new Set<string>();
  for (const list of findAll(root, 'num')) {
    const levels = counting.get(value(findChild(list, 'abstractNumId')) ?? '') ?? [];
    for (const level of levels) found.add(`${list.attributes.numId ?? ''}/${level}`);
  }
  return found;
}
