import type { TableModel } from '../../../connections/index.ts';
import type { Frame } from '../grammar/frame.ts';
import { type Mention, type Ref, tableKey } from '../linking/refs.ts';
import type { Assembly } from './assemble.ts';
import type { JoinGraph } from './join-graph.ts';
import type { Choice } from './resolve.ts';

/** The frame with this choice of meanings asks for something that cannot be planned. */
export class NoPlan extends Error {}

/** The work on one plan: what was understood, and how far it is to be trusted. */
export class Planning {
  /** Falls below 1 with each guess. */
  trust = 1;
  /** The joins and conditions, once they are made. */
  assembly: Assembly | null = null;
  readonly frame: Frame;
  readonly graph: JoinGraph;
  readonly choice: Choice;
  /** The table whose rows are asked for, or counted. */
  readonly root: TableModel;

  constructor(frame: Frame, graph: JoinGraph, choice: Choice, root?: TableModel) {
    this.frame = frame;
    this.graph = graph;
    this.choice = choice;
    this.root = root ?? this.findRoot();
  }

  ref(mention: Mention): Ref {
    const ref = this.choice.refs.get(mention);
    if (!ref) throw new NoPlan(`nothing fits ${mention.text}`);
    return ref;
  }

  doubt(factor: number): void {
    this.trust *= factor;
  }

  /** Every table of the joins, the root first. */
  tables(): TableModel[] {
    const keys = new Set([
      tableKey(this.root),
      ...this.choice.tables,
      ...(this.choice.tree?.edges.map((edge) => edge.to) ?? []),
    ]);
    return [...keys].flatMap((key) => this.graph.tables.get(key) ?? []);
  }

  /** Counted things first, then what is returned: their table is where the joins start. */
  private findRoot(): TableModel {
    const { frame } = this;
    const measures = frame.outputs.flatMap((output) =>
      output.kind === 'ratio' ? [output.part, output.of] : output.kind === 'measure' ? [output] : [],
    );
    const mentions = [
      ...measures.map(({ of }) => of),
      ...frame.outputs.flatMap((output) => (output.kind === 'mention' ? [output.mention.owner, output.mention] : [])),
      frame.head,
      ...frame.contexts,
    ];
    for (const mention of mentions) {
      const table = mention && this.choice.refs.get(mention)?.table;
      if (table) return table;
    }
    const only = this.choice.tables[0];
    const table = only === undefined ? undefined : this.graph.tables.get(only);
    if (!table) throw new NoPlan('no table');
    return table;
  }
}
