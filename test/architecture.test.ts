import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { findImports, importFaults } from './import-rules.ts';

const root = join(import.meta.dirname, '..');
const maxLines = 320;
const sources = globSync('{contracts,server,sdk,web,test,bench,scripts}/**/*.{ts,tsx,mjs,sh,css}', {
  cwd: root,
  exclude: ['**/node_modules/**', 'web/dist/**'],
}).map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(root, file), 'utf8') }));
/** A test, or what tests of one place share: a folder `testing`, a file `test-….ts`. */
const isTest = (file: string) => /\.test\.tsx?$|\/testing\/|\/test-[^/]+\.ts$/.test(file);

describe('the tree', () => {
  test('keeps to the layers and levels', () => {
    const faults = sources.filter(({ file }) => !isTest(file)).flatMap(({ file, text }) => importFaults(file, text));
    assert.deepEqual(faults, []);
    assert.ok(sources.length > 20, 'the sources were found');
  });

  test('has no file over the limit of lines', () => {
    const long = sources
      .filter(({ file }) => !isTest(file) && !file.startsWith('server/migrations/'))
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > maxLines);
    assert.deepEqual(long, []);
  });

  test('names every file for what it holds', () => {
    const vague = sources.filter(({ file }) => isVague(basename(file))).map(({ file }) => file);
    assert.deepEqual(vague, []);
  });
});

describe('the rules find a planted fault', () => {
  const planted: [what: string, file: string, source: string, fault: RegExp][] = [
    [
      'a module of the same level',
      'server/modules/auth/a.ts',
      "import { x } from '../conversations/index.ts';",
      /level 2/,
    ],
    ['a module of a higher level', 'server/modules/users/a.ts', "import { x } from '../runs/index.ts';", /level 4/],
    [
      'a type of a higher level',
      'server/modules/users/a.ts',
      "import type { X } from '../auth/index.ts';",
      /not below/,
    ],
    [
      'another module past its door',
      'server/modules/auth/a.ts',
      "import { x } from '../users/queries.ts';",
      /index\.ts/,
    ],
    [
      'a module without a level',
      'server/modules/novelty/a.ts',
      "import { x } from '../users/index.ts';",
      /need a level/,
    ],
    ['a re-export', 'server/modules/auth/index.ts', "export { x } from '../users/queries.ts';", /index\.ts/],
    ['the composition root', 'server/modules/auth/a.ts', "import { x } from '../../app.ts';", /may import only/],
    [
      'a dynamic import',
      'server/platform/a.ts',
      "const a = await import('../modules/users/index.ts');",
      /platform may/,
    ],
    ['an import for its effect', 'server/platform/db/a.ts', "import '../../modules/users/index.ts';", /platform may/],
    [
      'several lines',
      'server/platform/a.ts',
      "import {\n  a,\n  b,\n} from '../modules/auth/index.ts';",
      /platform may/,
    ],
    [
      'wiring outside app.ts',
      'server/roles/a.ts',
      "import { x } from '../modules/users/index.ts';",
      /only server\/app/,
    ],
    ['settings that know the platform', 'server/config.ts', "import { x } from './platform/ids.ts';", /settings may/],
    ['server code in the contract', 'contracts/a.ts', "import { x } from '../server/config.ts';", /contracts may/],
    ['I/O in the contract', 'contracts/a.ts', "import { readFileSync } from 'node:fs';", /nothing but TypeBox/],
    ['server code in the SDK', 'sdk/a.ts', "import { x } from '../server/platform/ids.ts';", /sdk may/],
    ['a package in the SDK', 'sdk/a.ts', "import WebSocket from 'ws';", /no package/],
    [
      'the contract by its path',
      'sdk/a.ts',
      "import type { User } from '../contracts/users.ts';",
      /@parlance\/contracts/,
    ],
    [
      'contract code in the web app',
      'web/src/a.tsx',
      "import { User } from '@parlance/contracts';",
      /only types and limits/,
    ],
    ['server code in the web app', 'web/src/a.ts', "import { x } from '../../server/config.ts';", /web may/],
    ['Node in the web app', 'web/src/a.ts', "import { join } from 'node:path';", /no Node/],
    [
      'test code in the product',
      'server/platform/a.ts',
      "import { x } from '../../test/harness/index.ts';",
      /platform may/,
    ],
  ];
  for (const [what, file, source, fault] of planted) {
    test(what, () => {
      const [found = '', ...more] = importFaults(file, `import { test } from 'typebox';\n${source}\n`).slice(-1);
      assert.match(found, fault);
      assert.deepEqual(more, []);
    });
  }

  test('and leave alone what is allowed', () => {
    const allowed: [file: string, source: string][] = [
      [
        'server/modules/auth/a.ts',
        "import { findUser } from '../users/index.ts';\nimport { db } from '../../platform/db/index.ts';",
      ],
      ['server/modules/auth/a.ts', "import type { User } from '@parlance/contracts';\nimport { x } from './b.ts';"],
      [
        'server/modules/auth/a.ts',
        "// import { x } from '../runs/index.ts';\n/**\n * export { x } from '../runs/x.ts';\n */",
      ],
      ['server/app.ts', "import { x } from './modules/system/index.ts';"],
      ['server/components.ts', "import type { X } from './modules/system/index.ts';"],
      [
        'web/src/a.tsx',
        "import type { User } from '@parlance/contracts';\nimport { createClient } from '@parlance/sdk';",
      ],
      ['test/browser/a.ts', "import { x } from '../../server/modules/users/users.queries.ts';"],
    ];
    assert.deepEqual(
      allowed.flatMap(([file, source]) => importFaults(file, source)),
      [],
    );
  });

  test('every form of import is seen', () => {
    const source = [
      "import a, { b } from 'one';",
      "import type { c } from 'two';",
      "import 'three';",
      "export * from 'four';",
      "export type { d } from 'five';",
      "import * as e from 'six';",
      "const f = () => import('seven');",
    ].join('\n');
    assert.deepEqual(
      findImports(source).map(({ specifier, isType }) => (isType ? `type ${specifier}` : specifier)),
      ['one', 'type two', 'three', 'four', 'type five', 'six', 'seven'],
    );
  });

  test('vague names', () => {
    for (const name of ['utils.ts', 'date-utils.ts', 'helpers.test.ts', 'common.tsx', 'misc.css', 'session-manager.ts'])
      assert.ok(isVague(name), name);
    for (const name of ['commons-license.ts', 'managers-page.tsx', 'utility-bill.ts']) assert.ok(!isVague(name), name);
  });
});

function isVague(name: string): boolean {
  return name.split(/[.-]/).some((word) => /^(utils?|helpers?|common|misc|manager)$/i.test(word));
}
