import { Type } from 'typebox';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { defineTool, type Tool } from '../../server/platform/agent/tool.ts';

/** The product as a process of its own, with two tools more: what they do is counted by the test at `TOOLS_URL`. */
const remote = (name: string, risk: Tool['risk']): Tool =>
  defineTool({
    name,
    title: name,
    description: `Does ${name}.`,
    parameters: Type.Object({ what: Type.String() }),
    risk,
    call: async ({ what }, { runId, signal }) => {
      const url = `${process.env.TOOLS_URL}/${name}/${runId}`;
      const response = await fetch(url, { method: 'POST', body: what, signal });
      return { ok: true, content: await response.text() };
    },
  });

const { TOOLS_URL, ...settings } = process.env;
const config = readConfig(settings);
const app = await createApp(config, { tools: [remote('weigh', 'read'), remote('sell', 'write')] });
const address = await app.http.listen({ host: config.HOST, port: config.PORT });
process.stdout.write(`Parlance ${address}/\n\n`);
