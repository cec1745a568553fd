import type { Source, ToolRisk } from '@parlance/contracts';
import type { Static, TSchema } from 'typebox';

/** Something the assistant can do. A new one is one file and one line in `app.ts`. */
export interface Tool<S extends TSchema = TSchema> {
  /** Unique, snake_case: what a model calls it by. */
  readonly name: string;
  /** For people: "Search documents". */
  readonly title: string;
  /** For the model: what it does, when to use it and when not. */
  readonly description: string;
  /** An object schema; arguments are checked against it before `call`. */
  readonly parameters: S;
  /** `write` and `dangerous` wait for approval; only `read` is repeated after a crash. */
  readonly risk: ToolRisk;
  /** 30 unless told. */
  readonly timeoutSeconds?: number;
  /** Rejects only on its own defects and when `signal` aborts: what went wrong outside is a result that the model can read. */
  call(args: Static<S>, ctx: ToolContext): Promise<ToolResult>;
}

/** On whose behalf and for which eyes a tool works. */
export interface ToolContext {
  /** Who asked. */
  readonly userId: string;
  readonly conversationId: string;
  /**
   * `own`: only the asker reads the answer, so it may rest on all they may read. `shared`: others read it too, so it may rest
   * only on what belongs to the conversation or is public.
   */
  readonly audience: 'own' | 'shared';
  readonly runId: string;
  /** The documents that the assistant answers from, within what the audience allows; none or undefined: all of them. */
  readonly documentIds?: readonly string[];
  /** Aborts at the time limit of the call and when the run is cancelled. */
  readonly signal: AbortSignal;
  /** A step that people see while it runs, e.g. "Reading 3 documents…". */
  progress(status: string): void;
}

/** Shown below the text of the answer. */
export type ShownPart =
  | { type: 'chart'; spec: Record<string, unknown>; media_id: string | null }
  | { type: 'table'; columns: string[]; data: unknown[][] };

export type ToolResult =
  | {
      ok: true;
      /** For the model: plain text or JSON; shortened where longer than 16,000 UTF-16 units. `[1]` stands for the first of `sources`. */
      content: string;
      /** For people: the whole answer in markdown, for when no model words it. `[1]` stands for the first of `sources`. */
      answer?: string;
      sources?: Source[];
      parts?: ShownPart[];
    }
  | {
      ok: false;
      /** Stable, snake_case. */
      code: string;
      /** A sentence for the model and for people. */
      detail: string;
    };

/** Lets a list hold tools with different arguments, and infers those of one. */
export const defineTool = <S extends TSchema>(tool: Tool<S>): Tool => tool as unknown as Tool;
