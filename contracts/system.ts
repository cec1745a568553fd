import { type Static, Type } from 'typebox';
import { Timestamp } from './primitives.ts';

export const ComponentHealth = Type.Object({
  status: Type.Union([
    Type.Literal('healthy'),
    Type.Literal('degraded'),
    Type.Literal('unhealthy'),
    Type.Literal('off'),
  ]),
  detail: Type.Optional(Type.String()),
  latency_ms: Type.Optional(Type.Number()),
});
export type ComponentHealth = Static<typeof ComponentHealth>;

/** Always answered with 200 while the process lives. */
export const Health = Type.Object({
  status: Type.Union([Type.Literal('healthy'), Type.Literal('degraded')]),
  version: Type.String(),
  components: Type.Record(Type.String(), Type.String()),
  timestamp: Timestamp,
});
export type Health = Static<typeof Health>;

export const DetailedHealth = Type.Object({
  status: Type.Union([Type.Literal('healthy'), Type.Literal('degraded')]),
  version: Type.String(),
  uptime_seconds: Type.Number(),
  components: Type.Record(Type.String(), ComponentHealth),
  timestamp: Timestamp,
});

export const Ready = Type.Object({ status: Type.Literal('ready'), timestamp: Timestamp });

/** Numbers for administrators. `jobs` counts what waits or runs, by queue; `sockets` is this process alone. */
export const Stats = Type.Object({
  users: Type.Integer(),
  conversations: Type.Integer(),
  messages: Type.Integer(),
  sockets: Type.Integer(),
  jobs: Type.Record(Type.String(), Type.Integer()),
  timestamp: Timestamp,
});
export type Stats = Static<typeof Stats>;
