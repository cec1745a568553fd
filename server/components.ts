import type { ComponentHealth, Stats } from '@parlance/contracts';
import { sql } from 'kysely';
import type { Component } from './modules/system/index.ts';
import { EmbeddingError } from './platform/embeddings/index.ts';
import { type ChatModel, LlmError } from './platform/llm/index.ts';
import type { Platform } from './platform/platform.ts';
import type { RedisLink } from './platform/redis/link.ts';

const healthy = (detail?: string): ComponentHealth => ({ status: 'healthy', ...(detail ? { detail } : {}) });

const notInUse = async (): Promise<ComponentHealth> => ({ status: 'off' });

/** The parts of the product whose state `/health` shows. Details are public: they name no hosts. */
export function createComponents(platform: Platform, redis: RedisLink | undefined): Record<string, Component> {
  const { database, jobs, mailer, models } = platform;
  return {
    database: {
      look: async () => {
        const ms = await database.ping();
        return { ...healthy(database.mode), latency_ms: Math.round(ms) };
      },
    },
    jobs: {
      look: async () => {
        await jobs.depth();
        return healthy();
      },
    },
    mail: {
      look: async () => {
        await mailer.check();
        return healthy(mailer.mode);
      },
      // The mail server of others is not ours to knock at every second.
      freshSeconds: 60,
    },
    model: {
      look: models.list().length > 0 ? () => lookAtModels(platform) : notInUse,
      freshSeconds: 60,
    },
    embeddings: {
      look: () => lookAtEmbeddings(platform),
      // Asking costs tokens.
      freshSeconds: 300,
    },
    redis: { look: redis ? () => lookAtRedis(redis) : notInUse },
  };
}

/** The first model is the default: without it the built-in engines answer. */
async function lookAtModels({ models, logger }: Platform): Promise<ComponentHealth> {
  const signal = AbortSignal.timeout(1_900);
  const look = async (model: ChatModel): Promise<string | undefined> => {
    try {
      if (await models.check(model, signal)) return undefined;
      const remedy = model.vendor === 'ollama' ? `: ollama pull ${model.id.slice('ollama:'.length)} gets it` : '';
      return `The provider does not have ${model.id}${remedy}.`;
    } catch (error) {
      logger.warn({ err: error, model: model.id }, 'model check failed');
      return error instanceof LlmError ? error.detail : `${model.id} does not answer.`;
    }
  };
  const [first, ...others] = await Promise.all(models.list().map(look));
  const other = others.find((fault) => fault !== undefined);
  if (first) return { status: 'unhealthy', detail: first };
  return other ? { status: 'degraded', detail: other } : healthy(models.get()?.id);
}

/** Without its answer documents are found by their words alone. The built-in one is not loaded to be looked at. */
async function lookAtEmbeddings({ embeddings: { current }, logger }: Platform): Promise<ComponentHealth> {
  if (current.id === 'builtin') return healthy(current.id);
  try {
    await current.embed(['health'], { kind: 'query', signal: AbortSignal.timeout(1_900) });
    return healthy(current.id);
  } catch (error) {
    logger.warn({ err: error, model: current.id }, 'embedding model check failed');
    return { status: 'degraded', detail: error instanceof EmbeddingError ? error.detail : `${current.id} is slow.` };
  }
}

/** The link itself logs when it is lost and when it is back: a look that finds it down is no news. */
async function lookAtRedis(redis: RedisLink): Promise<ComponentHealth> {
  if (!redis.isUp)
    return { status: 'unhealthy', detail: 'Not reachable; messages between servers arrive more slowly.' };
  return { ...healthy(), latency_ms: Math.round(await redis.ping()) };
}

/** What administrators see under `/v1/system/stats`. */
export async function countStats({
  db,
  jobs,
}: Platform): Promise<Pick<Stats, 'users' | 'conversations' | 'messages' | 'jobs'>> {
  const { rows } = await sql<{ users: number; conversations: number; messages: number }>`
    select
      (select count(*) from users)::int as users,
      (select count(*) from conversations)::int as conversations,
      (select count(*) from messages where deleted_at is null)::int as messages`.execute(db);
  const [counts] = rows;
  return {
    users: counts?.users ?? 0,
    conversations: counts?.conversations ?? 0,
    messages: counts?.messages ?? 0,
    jobs: await jobs.depth(),
  };
}
