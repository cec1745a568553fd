export type { Component } from './probes.ts';
export { registerSystemRoutes } from './system.routes.ts';
