import type { TestApp } from './index.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One route as the OpenAPI document describes it. */
export interface Operation {
  name: string;
  method: Method;
  path: string;
  needsToken: boolean;
  /** The schema of a JSON body, where it takes one. */
  body: BodySchema | undefined;
  /** Names of its query parameters. */
  query: string[];
}

/** As much of a JSON Schema as tells which fields there are. */
export interface BodySchema {
  properties?: Record<string, unknown>;
  anyOf?: BodySchema[];
}

interface Described {
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: BodySchema }> };
}

/** Every operation of the OpenAPI document, so that tests of all routes find new ones by themselves. */
export async function listOperations(app: TestApp): Promise<Operation[]> {
  const { body } = await app.call<{ paths: Record<string, Record<string, Described>> }>('GET', '/openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([key, { security, parameters = [], requestBody }]) => {
      const method = key.toUpperCase() as Method;
      return {
        name: `${method} ${path}`,
        method,
        path,
        needsToken: (security ?? []).length > 0,
        body: requestBody?.content['application/json']?.schema,
        query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      };
    }),
  );
}

/** The path with its parameters filled in. */
export function fillPath(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? name));
}
