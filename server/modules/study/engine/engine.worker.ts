import { serveThread } from '../../../platform/threads/serve-thread.ts';
import { type TaskName, tasks } from './tasks.ts';

serveThread(({ name, input }: { name: TaskName; input: never }) => tasks[name](input));
