import type { MindMap, Place, Summary, MindMapNode as WireNode } from '@parlance/contracts';
import type { MindMapNode } from './mind-map/mind-map.ts';
import type { Made } from './study.context.ts';
import type { DrawnMap } from './study.mind-map.ts';
import type { Summarized } from './study.summary.ts';
import type { Range } from './text/study-text.ts';

/** What every answer says about itself. */
export const about = ({ engine, note }: Made, { userId, now }: { userId: string; now: Date }) => ({
  user_id: userId,
  timestamp: now.toISOString(),
  engine,
  note,
});

/** The tree, the same as nodes and edges, and as nested points. */
export function presentMap({ root, toPlace }: DrawnMap): Pick<MindMap, 'root' | 'nodes' | 'edges' | 'markdown'> {
  const nodes: MindMap['nodes'] = [];
  const edges: MindMap['edges'] = [];
  const present = (node: MindMapNode, parent: string | undefined, level: number): WireNode => {
    const id = `n${nodes.length}`;
    const known = { id, label: node.label, ...(node.source ? { source: toPlace(node.source) } : {}) };
    nodes.push({ ...known, level });
    if (parent !== undefined) edges.push({ source: parent, target: id });
    return { ...known, children: node.children.map((child) => present(child, id, level + 1)) };
  };
  return { root: present(root, undefined, 0), nodes, edges, markdown: toMarkdown(root) };
}

function toMarkdown(root: MindMapNode): string {
  const points = (node: MindMapNode, level: number): string[] => [
    `${'  '.repeat(level)}- ${escapeMarkdown(node.label)}`,
    ...node.children.flatMap((child) => points(child, level + 1)),
  ];
  return [`# ${escapeMarkdown(root.label)}`, '', ...root.children.flatMap((child) => points(child, 0))].join('\n');
}

/** A label is text, whatever signs it has. */
const escapeMarkdown = (label: string): string => label.replace(/([\\`*_[\]<>#])/g, '\\$1');

/** A place in a document, or in a text that was sent along. */
export const presentPlace = (documentId: string | undefined, { start, end }: Range): Place => ({
  ...(documentId === undefined ? {} : { document_id: documentId }),
  start,
  end,
});

type SummaryPart = 'summary' | 'style' | 'original_length' | 'summary_length' | 'places';

export const presentSummary = (made: Summarized): Pick<Summary, SummaryPart> => ({
  summary: made.summary,
  style: made.style,
  original_length: made.originalLength,
  summary_length: made.summary.length,
  places: made.places.map((place) => presentPlace(made.documentId, place)),
});
