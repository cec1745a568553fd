import { findKeyPhrases, type KeyPhrase } from '../text/key-phrases.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Range, StudyText } from '../text/study-text.ts';

/** A thought with what belongs to it. `source` is where the text speaks of it; `text` counts the texts that were given. */
export interface MindMapNode {
  label: string;
  children: MindMapNode[];
  source?: Range & { text: number };
}

const maxBranches = 8;
const maxLeaves = 5;
const maxLabel = 80;
/** With fewer headings the words of a text tell more about it. */
const minHeadings = 3;

/**
 * Draws texts as a tree of at most `depth` levels below the root: by headings where a text has them, else by its key phrases and
 * what is said together with them. Every branch says where it comes from.
 */
export function drawMindMap(
  texts: StudyText[],
  { topic, depth }: { topic: string | null; depth: number },
): MindMapNode {
  const branches = texts.map((text, index) => branchesOf(text, { index, depth }));
  const [only] = texts;
  const label =
    topic ?? headingOverAll(only) ?? only?.title ?? branches.flat()[0]?.label ?? firstWords(only?.text ?? '');
  if (texts.length <= 1) return { label: shorten(label), children: withoutRoot(branches[0] ?? [], label) };
  return { label: shorten(label), children: mergeBranches(branches, { depth }) };
}

/** Passages of several documents about one topic: what they say of the same thing stands together. */
function mergeBranches(branches: MindMapNode[][], { depth }: { depth: number }): MindMapNode[] {
  const merged = new Map<string, MindMapNode>();
  for (const node of branches.flat()) {
    const key = node.label.toLowerCase();
    const known = merged.get(key);
    if (!known) merged.set(key, { ...node });
    else if (depth > 1) known.children = mergeBranches([known.children, node.children], { depth: depth - 1 });
  }
  return [...merged.values()].slice(0, maxBranches * 2);
}

/** The title as the only highest heading is the root itself. */
function withoutRoot(children: MindMapNode[], label: string): MindMapNode[] {
  const [only] = children;
  return children.length === 1 && only && only.label.toLowerCase() === label.toLowerCase() ? only.children : children;
}

function branchesOf(text: StudyText, { index, depth }: { index: number; depth: number }): MindMapNode[] {
  if (depth < 1) return [];
  const place = (range: Range) => ({ start: range.start, end: range.end, text: index });
  if (text.sections.length >= minHeadings) {
    // Its level need not be drawn.
    const sections = headingOverAll(text) === undefined ? text.sections : text.sections.slice(1);
    return byHeadings(text, { sections, depth, place });
  }
  return byPhrases(text, { start: 0, end: text.text.length }, { depth, place, besides: new Set() });
}

/** A single highest heading over all others is the title. */
function headingOverAll(text: StudyText | undefined): string | undefined {
  const [first, ...others] = text?.sections ?? [];
  return first && others.length >= minHeadings - 1 && others.every(({ level }) => level > first.level)
    ? first.heading
    : undefined;
}

type Place = (range: Range) => Range & { text: number };

function byHeadings(
  text: StudyText,
  { sections, depth, place }: { sections: StudyText['sections']; depth: number; place: Place },
): MindMapNode[] {
  const nodes: MindMapNode[] = [];
  for (let at = 0; at < sections.length && nodes.length < maxBranches * 2; ) {
    const section = sections[at];
    if (!section) break;
    const next = sections.findIndex((other, index) => index > at && other.level <= section.level);
    const below = sections.slice(at + 1, next < 0 ? undefined : next);
    const bodyStart = lineEnd(text.text, section);
    const children =
      depth <= 1
        ? []
        : below.length > 0
          ? byHeadings(text, { sections: below, depth: depth - 1, place })
          : byPhrases(
              text,
              { start: bodyStart, end: section.end },
              { depth: depth - 1, place, besides: new Set([section.heading.toLowerCase()]) },
            );
    nodes.push({ label: shorten(section.heading), source: place({ start: section.start, end: bodyStart }), children });
    at = next < 0 ? sections.length : next;
  }
  return nodes;
}

function lineEnd(text: string, { start, end }: Range): number {
  const found = text.indexOf('\n', start);
  return found < 0 || found > end ? end : found;
}

interface PhraseOptions {
  depth: number;
  place: Place;
  /** Phrases that stand above already. */
  besides: Set<string>;
}

/** Key phrases, below them what stands in the same sentences, at the end the sentences themselves. */
function byPhrases({ text, language }: StudyText, range: Range, options: PhraseOptions): MindMapNode[] {
  const part = text.slice(range.start, range.end);
  const sentences = splitSentences(part);
  const phrases = findKeyPhrases(part, language, maxBranches * 6).filter(({ key }) => !options.besides.has(key));
  const ranges = (phrase: KeyPhrase) =>
    sentences.filter(({ start, end }) => phrase.places.some((at) => at.start >= start && at.end <= end));
  const shift = (at: Range): Range => ({ start: at.start + range.start, end: at.end + range.start });
  const taken = new Set<string>();
  const nodes: MindMapNode[] = [];
  for (const phrase of phrases) {
    if (nodes.length === maxBranches) break;
    if (taken.has(phrase.key)) continue;
    taken.add(phrase.key);
    const around = ranges(phrase);
    const others = phrases
      .filter((other) => !taken.has(other.key) && ranges(other).some((at) => around.includes(at)))
      .slice(0, maxLeaves);
    for (const other of others) taken.add(other.key);
    const leaf = (at: Range): MindMapNode => ({
      label: shorten(part.slice(at.start, at.end)),
      source: options.place(shift(at)),
      children: [],
    });
    const [first] = phrase.places;
    if (!first) continue;
    nodes.push({
      label: shorten(phrase.label),
      source: options.place(shift(first)),
      children:
        options.depth < 2
          ? []
          : others.map((other) => {
              const [at] = other.places;
              const said = options.depth < 3 ? [] : ranges(other).slice(0, 1).map(leaf);
              return {
                label: shorten(other.label),
                children: said,
                ...(at ? { source: options.place(shift(at)) } : {}),
              };
            }),
    });
  }
  return nodes;
}

function shorten(label: string): string {
  const line = label.replace(/\s+/g, ' ').trim();
  if (line.length <= maxLabel) return line;
  const cut = line.slice(0, maxLabel - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), maxLabel / 2)).replace(/[\ud800-\udbff]$/, '')}…`;
}

const firstWords = (text: string): string => text.trim().split(/\s+/).slice(0, 6).join(' ');
