import type { ComponentHealth } from '@parlance/contracts';
import { countStats, createComponents } from './components.ts';
import type { Config } from './config.ts';
import { askDatabaseTool, registerAskRoutes } from './modules/ask-db/index.ts';
import { registerAssistantRoutes } from './modules/assistants/index.ts';
import {
  authJobDefinitions,
  authJobs,
  createAdministrator,
  createAuthenticate,
  findEndedSessions,
  issueToken,
  registerAuthRoutes,
  setPassword,
} from './modules/auth/index.ts';
import {
  connectionJobDefinitions,
  connectionJobs,
  createConnections,
  registerConnectionRoutes,
  resealPasswords,
} from './modules/connections/index.ts';
import {
  createConversations,
  registerConversationRoutes,
  registerMessageRoutes,
  searchMessagesTool,
} from './modules/conversations/index.ts';
import {
  beginUpkeep,
  createDocuments,
  type DocumentsContext,
  documentJobDefinitions,
  documentJobs,
  registerDocumentRoutes,
  searchDocumentsTool,
} from './modules/documents/index.ts';
import {
  attachMedia,
  detachMedia,
  mediaJobDefinitions,
  mediaJobs,
  openUpload,
  registerMediaRoutes,
  storeMedia,
} from './modules/media/index.ts';
import { registerOpenAi } from './modules/protocols/index.ts';
import { startRealtime } from './modules/realtime/index.ts';
import {
  eraseRuns,
  findRunConversation,
  findRunOfMessage,
  type RunsContext,
  registerRunRoutes,
  registerTextApi,
  runJobDefinitions,
  runJobs,
  scrubRuns,
  startRunIfAsked,
} from './modules/runs/index.ts';
import {
  createStudy,
  createStudyDocuments,
  registerStudyRoutes,
  type Study,
  studyTools,
} from './modules/study/index.ts';
import { registerSystemRoutes } from './modules/system/index.ts';
import { builtinTools, registerTextRoutes } from './modules/tools/index.ts';
import { registerUserRoutes } from './modules/users/index.ts';
import type { Tool } from './platform/agent/tool.ts';
import { tendTables, tendTablesJob } from './platform/db/index.ts';
import { registerPages } from './platform/http/pages.ts';
import { createHttp } from './platform/http/server.ts';
import type { Http } from './platform/http/types.ts';
import { handleJob, type JobHandler } from './platform/jobs/index.ts';
import { applyRetention, trimLogsJob } from './platform/log/index.ts';
import { openPlatform } from './platform/open-platform.ts';
import type { Platform } from './platform/platform.ts';
import type { RedisLink } from './platform/redis/link.ts';

export interface App {
  readonly http: Http;
  readonly platform: Platform;
  /** The state of every part, each looked at for two seconds at most. */
  checkComponents(): Promise<Record<string, ComponentHealth>>;
  /** Lets requests and jobs finish, closes sockets with a resumable code, then the database. */
  close(): Promise<void>;
}

export interface WorkerApp extends App {
  /** The queues it works on. */
  readonly queues: string[];
}

interface AppOptions {
  /** The time; a test may hand in its own. */
  now?: () => Date;
  /** Tools beside those of the product. */
  tools?: Tool[];
}

/** Every kind of job that there is. */
export const jobDefinitions = [
  tendTablesJob,
  trimLogsJob,
  ...authJobDefinitions,
  ...mediaJobDefinitions,
  ...documentJobDefinitions,
  ...connectionJobDefinitions,
  ...runJobDefinitions,
];

const jobHandlers = (
  platform: Platform,
  { connections, documents, runs }: Sources & { runs: RunsContext },
): JobHandler[] => [
  handleJob(tendTablesJob, async (_, job) => void (await tendTables(platform, job))),
  handleJob(trimLogsJob, (_, job) => applyRetention(platform, job)),
  ...authJobs(platform),
  ...mediaJobs(platform),
  ...connectionJobs(connections),
  ...documentJobs(documents),
  ...runJobs(runs),
];

/** What connected databases need from other modules. */
const connect = (platform: Platform) =>
  createConnections(platform, { openUpload: (actor, mediaId) => openUpload(platform, actor, mediaId) });

/** What the assistant draws on. */
interface Sources {
  connections: ReturnType<typeof connect>;
  documents: DocumentsContext;
}

/** What runs work with: every tool and every model there is. */
const createRuns = (
  platform: Platform,
  { connections, documents, study }: Sources & { study: Study },
  tools: Tool[],
): RunsContext => ({
  ...platform,
  tools: [
    searchMessagesTool(platform),
    searchDocumentsTool(documents),
    ...studyTools(study),
    askDatabaseTool(connections),
    ...builtinTools({ now: platform.now, saveMedia: (file) => storeMedia(platform, file) }),
    ...tools,
  ],
});

/** Builds the whole product from its settings: the only place where modules meet. Migrates, but does not listen yet. */
export async function createApp(config: Config, { now, tools = [] }: AppOptions = {}): Promise<App> {
  const works = config.WORKER === 'inside';
  const { platform, redis, closePlatform } = await openPlatform(config, { definitions: jobDefinitions, works, now });
  const authenticate = createAuthenticate(platform);
  const connections = connect(platform);
  const documents = createDocuments(platform);
  const study = createStudy(platform, createStudyDocuments(documents));
  const runs = createRuns(platform, { connections, documents, study }, tools);
  const conversations = createConversations(platform, {
    attachMedia,
    detachMedia: (tx, messageIds) => detachMedia(platform, tx, messageIds),
    startRun: (tx, asked) => startRunIfAsked(runs, tx, asked),
    findRun: findRunOfMessage,
    findRunConversation,
    scrubRuns: (tx, messageId) => scrubRuns(runs, tx, messageId),
    eraseRuns: (tx, conversationId) => eraseRuns(runs, tx, conversationId),
  });

  const http = await createHttp(platform, { authenticate });
  await registerAuthRoutes(http, platform);
  registerUserRoutes(http, platform);
  registerConversationRoutes(http, conversations);
  registerMessageRoutes(http, conversations);
  await registerMediaRoutes(http, platform, { authenticate });
  await registerDocumentRoutes(http, documents);
  registerStudyRoutes(http, platform, study);
  await registerConnectionRoutes(http, connections);
  registerAskRoutes(http, connections);
  registerRunRoutes(http, runs, conversations);
  registerTextApi(http, runs, conversations);
  await registerOpenAi(http, runs);
  registerTextRoutes(http);
  const toolNames = runs.tools.map(({ name }) => name);
  registerAssistantRoutes(http, { ...platform, toolNames });
  await registerPages(http);
  const realtime = startRealtime(http, platform, {
    authenticate,
    conversations,
    endedSessions: (sessionIds) => findEndedSessions(platform.db, sessionIds, platform.now()),
  });

  const countSockets = () => realtime.hub.connectionCount;
  platform.metrics.watchSockets(countSockets);
  const { checkComponents, stopAnswering } = registerSystem(http, platform, { redis, countSockets });
  if (works) {
    await work(platform, jobHandlers(platform, { connections, documents, runs }));
    await beginUpkeep(documents);
  }
  return {
    http,
    platform,
    checkComponents,
    close: async () => {
      stopAnswering();
      await realtime.close();
      // Both at once: neither requests nor jobs have less than the whole time.
      await Promise.all([http.close(), platform.jobs.stop(config.SHUTDOWN_SECONDS)]);
      await closePlatform();
    },
  };
}

/** Builds what works on jobs: all queues or those of WORKER_QUEUES. Its HTTP has health, readiness and metrics alone. */
export async function createWorker(config: Config, { now, tools = [] }: AppOptions = {}): Promise<WorkerApp> {
  const wanted = chooseQueues(config);
  const { platform, redis, closePlatform } = await openPlatform(config, {
    definitions: jobDefinitions,
    works: true,
    now,
  });
  const http = await createHttp(platform, { authenticate: createAuthenticate(platform) });
  const { checkComponents, stopAnswering } = registerSystem(http, platform, { redis, countSockets: () => 0 });
  const connections = connect(platform);
  const documents = createDocuments(platform);
  const study = createStudy(platform, createStudyDocuments(documents));
  const runs = createRuns(platform, { connections, documents, study }, tools);
  const handlers = jobHandlers(platform, { connections, documents, runs }).filter(({ definition }) =>
    wanted.includes(definition.queue),
  );
  await work(platform, handlers);
  await beginUpkeep(documents);
  return {
    http,
    platform,
    checkComponents,
    queues: wanted,
    close: async () => {
      stopAnswering();
      await platform.jobs.stop(config.SHUTDOWN_SECONDS);
      await http.close();
      await closePlatform();
    },
  };
}

/** Opens what an operator needs on the command line: no HTTP, and no work on jobs. */
export async function createAdministration(config: Config) {
  const { platform, closePlatform } = await openPlatform(config, { definitions: jobDefinitions, works: false });
  return {
    platform,
    createAdministrator: (input: Parameters<typeof createAdministrator>[1]) => createAdministrator(platform, input),
    resetPassword: (input: Parameters<typeof setPassword>[1]) => setPassword(platform, input),
    issueToken: (login: string) => issueToken(platform, login),
    /** Encrypts anew what an older secret encrypted. Returns how many texts. */
    resealSecrets: () => resealPasswords(connect(platform)),
    close: async () => {
      await platform.jobs.stop(0);
      await closePlatform();
    },
  };
}

/** Registers health, readiness, metrics and statistics; `stopAnswering` makes the process unready before it stops. */
function registerSystem(
  http: Http,
  platform: Platform,
  { redis, countSockets }: { redis: RedisLink | undefined; countSockets: () => number },
): Pick<App, 'checkComponents'> & { stopAnswering: () => void } {
  let stopping = false;
  const probes = registerSystemRoutes(http, platform, {
    components: createComponents(platform, redis),
    required: ['database'],
    isStopping: () => stopping,
    countStats: async () => ({ ...(await countStats(platform)), sockets: countSockets() }),
  });
  return {
    checkComponents: probes.checkAll,
    stopAnswering: () => {
      stopping = true;
    },
  };
}

const work = ({ jobs, metrics, config }: Platform, handlers: JobHandler[]): Promise<void> =>
  jobs.work(handlers, { metrics, concurrency: config.WORKER_CONCURRENCY });

/** Throws a sentence for a queue that there is not. */
function chooseQueues({ WORKER_QUEUES }: Config): string[] {
  const known = jobDefinitions.map(({ queue }) => queue);
  const unknown = WORKER_QUEUES.find((queue) => !known.includes(queue));
  if (unknown) throw new Error(`there is no queue "${unknown}"; there are ${known.join(', ')}.`);
  return WORKER_QUEUES.length > 0 ? [...WORKER_QUEUES] : known;
}
