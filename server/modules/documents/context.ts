import type { Platform } from '../../platform/platform.ts';
import type { Analyser } from './analysis/terms.ts';

/** The platform, and what this module shares between its actions. */
export interface DocumentsContext extends Platform {
  readonly analyser: Analyser;
}
