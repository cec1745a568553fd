export { builtinTools } from './builtin-tools.ts';
export { registerTextRoutes } from './text.routes.ts';
