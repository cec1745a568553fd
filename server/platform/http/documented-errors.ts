import { errorStatus } from '@parlance/contracts';
import type { RouteOptions } from 'fastify';

/** Reference to the one error envelope, under the name it is registered with. */
const errorReference = { $ref: 'Error#' };

const meanings: Record<number, string> = {
  400: 'The request cannot be read: broken JSON, a bad cursor or parameter.',
  401: 'No valid access token, or wrong credentials.',
  403: 'Known, but not allowed.',
  404: 'There is no such thing, or it is not yours.',
  409: 'In conflict with what is there.',
  413: 'The body is too large.',
  415: 'The body has a type this route does not take.',
  421: 'Not a host name of this server.',
  422: 'A field breaks a rule; `fields` names it.',
  429: 'Too many requests; `Retry-After` says when to try again.',
  500: 'A fault on our side; `request_id` finds it in the log.',
  503: 'A part this route needs is not available; `detail` names it.',
};

interface Circumstances {
  /** Whether the server only answers under listed host names. */
  namedHosts: boolean;
}

/**
 * The route's responses with every error it can answer: those its `config.errors` names and those that follow from its form (a body
 * can be too large, a private route needs a token). Errors are one shared schema.
 */
export function withErrors(route: RouteOptions, { namedHosts }: Circumstances): Record<string, unknown> {
  const responses: Record<string, unknown> = { ...(route.schema?.response as object | undefined) };
  for (const status of new Set(errorStatuses(route, namedHosts))) {
    responses[status] = {
      description: meanings[status] ?? codesOf(status),
      ...(route.config?.errorBody ?? errorReference),
    };
  }
  return responses;
}

function errorStatuses({ schema, config, method }: RouteOptions, namedHosts: boolean): number[] {
  const hasInput = schema?.body || schema?.querystring || schema?.params;
  // A body is read, and refused, also where none is expected.
  const takesBody = ![method].flat().includes('GET');
  return [
    ...(config?.errors ?? []),
    ...(hasInput || takesBody ? [400] : []),
    ...(hasInput ? [422] : []),
    ...(config?.public ? [] : [401, 403]),
    ...(schema?.params ? [404] : []),
    ...(takesBody ? [413, 415] : []),
    ...(schema?.body ? [409] : []),
    ...(namedHosts ? [421] : []),
    ...(config?.limit === 'none' ? [] : [429]),
    500,
    503,
  ];
}

const codesOf = (status: number): string =>
  Object.entries(errorStatus)
    .filter(([, carried]) => carried === status)
    .map(([code]) => `\`${code}\``)
    .join(', ');
