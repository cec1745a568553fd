import { createAnthropic } from './anthropic.ts';
import { createGoogle } from './google.ts';
import { createOllama } from './ollama.ts';
import { createOpenAi, createOpenAiCompatible } from './openai.ts';
import type { CreateVendor } from './vendor.ts';

/** Every vendor there is. A new one is one file and one line, here and in the settings. */
export const vendors = {
  google: createGoogle,
  ollama: createOllama,
  openai: createOpenAi,
  anthropic: createAnthropic,
  'openai-compatible': createOpenAiCompatible,
} satisfies Record<string, CreateVendor>;

export type VendorName = keyof typeof vendors;
