import { type Embeddings, embedNonEmpty } from '../embeddings.ts';
import { Lanes } from './lanes.ts';
import { createModelThread } from './model-thread.ts';
import { builtinDimensions } from './protocol.ts';

interface BuiltinOptions {
  /** The program of the thread; a test hands in one that dies. */
  program?: URL;
  /** 5 minutes by default. */
  idleMs?: number;
}

/** Texts that may wait in each lane; callers send batches of some dozens and wait for them. */
const capacity = 2_000;
/** What the model reads of a text: far beyond a chunk, where another sentence changes nothing. */
const longestText = 8_000;

/**
 * The model that ships with Parlance: the Universal Sentence Encoder (lite, 512 numbers) of @energetic-ai in a thread of its own.
 * For English above all; about 25 short or 7 long texts per second. Nothing is loaded before the first call.
 */
export function createBuiltin({
  program = new URL('./worker.ts', import.meta.url),
  idleMs = 300_000,
}: BuiltinOptions = {}): Embeddings {
  const thread = createModelThread({ program, idleMs, orderMs: 60_000 });
  const lanes = new Lanes({ run: thread.run, capacity });
  const dimensions = async () => builtinDimensions;
  return {
    id: 'builtin',
    dimensions,
    embed: (texts, options) =>
      embedNonEmpty(texts, dimensions, (speaking) =>
        lanes.add(
          speaking.map((text) => text.slice(0, longestText)),
          options,
        ),
      ),
    close: async () => {
      lanes.close();
      await thread.close();
    },
  };
}
