import { posix } from 'node:path';

/** A module imports modules of a lower level only; ARCHITECTURE.md draws the picture. */
const moduleLevels: Record<string, number> = {
  users: 1,
  auth: 2,
  conversations: 2,
  assistants: 3,
  media: 3,
  realtime: 3,
  documents: 3,
  connections: 3,
  tools: 3,
  runs: 4,
  study: 4,
  'ask-db': 4,
  protocols: 5,
  system: 5,
};

interface Import {
  specifier: string;
  /** Erased before the code runs: `import type`, `export type … from`. */
  isType: boolean;
}

interface Edge extends Import {
  from: string;
  /** The imported file, from the root of the repository; undefined for a package and for what Node brings. */
  to: string | undefined;
}

/** Which layers the files of a layer may import, beside what `moduleFault` and `packageFault` say. */
const layers: Record<string, readonly string[]> = {
  contracts: ['contracts'],
  sdk: ['sdk', 'contracts'],
  web: ['web', 'sdk', 'contracts'],
  settings: ['settings', 'contracts'],
  platform: ['platform', 'settings', 'contracts'],
  modules: ['modules', 'platform', 'settings', 'contracts'],
  migrations: ['migrations', 'platform', 'contracts'],
  server: ['server', 'modules', 'platform', 'settings', 'migrations', 'contracts'],
};

/** The faults of one source file, a sentence each. `file` is its path from the root, with slashes. */
export function importFaults(file: string, source: string): string[] {
  if (layerOf(file) === undefined) return [];
  return findImports(source).flatMap((found) => {
    const edge = { ...found, from: file, to: resolveImport(file, found.specifier) };
    const fault = edge.to === undefined ? packageFault(edge) : layerFault(edge);
    return fault ? [`${file} imports ${found.specifier}: ${fault}`] : [];
  });
}

/** Every import of a source that Biome has formatted: static ones start a line, dynamic ones name a literal. */
export function findImports(source: string): Import[] {
  const fixed = source.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\bfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [
    ...Array.from(fixed, ([, type, specifier = '']) => ({ specifier, isType: type !== undefined })),
    ...Array.from(dynamic, ([, specifier = '']) => ({ specifier, isType: false })),
  ];
}

function resolveImport(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  const own = /^@parlance\/(contracts|sdk)(?:\/(.+))?$/.exec(specifier);
  return own ? `${own[1]}/${own[2] ?? 'index'}.ts` : undefined;
}

function layerOf(file: string): string | undefined {
  const [top = '', second = ''] = file.split('/');
  if (top !== 'server') return top in layers ? top : undefined;
  if (second === 'config.ts' || second === 'settings.ts') return 'settings';
  return second !== 'server' && second in layers ? second : 'server';
}

function packageFault({ from, specifier }: Edge): string | undefined {
  const layer = layerOf(from);
  if (layer === 'contracts' && !/^typebox(\/|$)/.test(specifier)) return 'contracts need nothing but TypeBox.';
  if (layer === 'sdk') return 'the SDK needs no package, so that it runs wherever JavaScript does.';
  if (layer === 'web' && from.startsWith('web/src/') && specifier.startsWith('node:')) return 'a browser has no Node.';
  return undefined;
}

function layerFault(edge: Edge): string | undefined {
  const { from, to = '', isType } = edge;
  const [layer = '', target = ''] = [layerOf(from), layerOf(to)];
  if (!layers[layer]?.includes(target)) return `${layer} may import only ${layers[layer]?.join(', ')}.`;
  if (['contracts', 'sdk'].includes(target) && target !== layer && edge.specifier.startsWith('.'))
    return `import it as @parlance/${target}.`;
  if (layer === 'web' && target === 'contracts' && !isType && to !== 'contracts/limits.ts')
    return 'the web app takes only types and limits from the contract.';
  if (target === 'modules') return layer === 'modules' ? moduleFault(edge) : wiringFault(edge);
  return undefined;
}

function moduleFault({ from, to = '' }: Edge): string | undefined {
  const [module, target] = [moduleOf(from), moduleOf(to)];
  if (module === target) return undefined;
  const [level, targetLevel] = [moduleLevels[module], moduleLevels[target]];
  if (level === undefined || targetLevel === undefined) return 'both modules need a level in test/import-rules.ts.';
  if (targetLevel >= level) return `${target} (level ${targetLevel}) is not below ${module} (level ${level}).`;
  return doorFault(to);
}

function wiringFault({ from, to = '', isType }: Edge): string | undefined {
  if (from !== 'server/app.ts' && !isType) return 'only server/app.ts wires modules; others may take their types.';
  return doorFault(to);
}

function doorFault(to: string): string | undefined {
  return /^server\/modules\/[^/]+\/index\.ts$/.test(to) ? undefined : 'a module is entered through its index.ts.';
}

function moduleOf(file: string): string {
  return file.split('/')[2] ?? '';
}
