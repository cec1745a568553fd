import { findEntities, type MessageEntities } from './entities.ts';
import { type Intent, intentRules } from './intent-rules.ts';

export type { Intent } from './intent-rules.ts';

export interface IntentGuess {
  intent: Intent;
  /** 0 to 1: how telling the sign was, lower where a second intent had one too. */
  confidence: number;
  entities: MessageEntities;
}

/** What a person wants stands at the start; the rest may be material. UTF-16 units. */
const askedWithin = 1_500;

/** What a message in English or German wants, by rules, and what it speaks of. `general` is what no rule knows. */
export function classifyIntent(message: string): IntentGuess {
  const start = message.slice(0, askedWithin);
  const signs = intentRules.filter(({ sign }) => sign.test(start)).sort((a, b) => b.confidence - a.confidence);
  const entities = findEntities(message);
  const [best] = signs;
  if (!best) return { intent: 'general', confidence: message.trim() === '' ? 1 : 0.5, entities };
  const rival = signs.find(({ intent }) => intent !== best.intent);
  const confidence = rival
    ? best.confidence - Math.max(0, 0.15 - (best.confidence - rival.confidence))
    : best.confidence;
  return { intent: best.intent, confidence: Math.round(confidence * 100) / 100, entities };
}
