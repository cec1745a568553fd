import type { Http } from './types.ts';

/**
 * Remembers which methods each path has, so that a wrong one gets a 405 with `Allow` and not a 404. Wildcard routes are left
 * out: they say nothing about single paths. Has to be called before the routes are registered.
 */
export function trackMethods(http: Http): (path: string) => string[] {
  const routes: { segments: string[]; method: string }[] = [];
  http.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    for (const one of [method].flat()) routes.push({ segments: segmentsOf(url), method: one });
  });
  return (path) => {
    const asked = segmentsOf(path);
    const found = routes.filter(({ segments }) => matches(segments, asked)).map(({ method }) => method);
    return [...new Set(found)].sort();
  };
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/');

function matches(route: string[], asked: string[]): boolean {
  if (route.length !== asked.length) return false;
  return route.every((segment, index) => (segment.startsWith(':') ? asked[index] !== '' : segment === asked[index]));
}
