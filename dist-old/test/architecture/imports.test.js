import test from 'ava';
import { filesBelow, readRepositoryFile } from '../support/repository.js';
import { importsOf, withoutComments } from './imports.js';
import { faultsOf, mutualNeighbours, owners, rooms } from './rules.js';
const folders = [...new Set(Object.keys(rooms).map(room => room.split('/')[0])), 'test'];
const paths = folders.flatMap(folder => filesBelow(folder, ['.ts', '.tsx']));
const tree = new Map(paths.map(path => [path, readRepositoryFile(path)]));
test('the source tree follows the arrows of the house, without circles', t => {
    t.true(tree.size > 100, 'the tree was found');
    t.deepEqual(faultsOf(tree), []);
});
test('every folder of source text at the top is a room of the house', t => {
    const found = new Set(filesBelow('', ['.ts', '.tsx']).map(path => path.split('/')[0]));
    t.deepEqual([...found].filter(folder => !folders.includes(folder)).sort(), []);
});
test('no room, owner or pair of neighbours is listed that the tree does not have', t => {
    const imports = importsOf(tree);
    for (const room of Object.keys(rooms))
        t.true([...tree.keys()].some(path => path === room || path.startsWith(`${room}/`)), room);
    for (const name of Object.keys(owners))
        t.true(imports.some(one => one.isOutside && (one.to === name || (/[/:]$/.test(name) && one.to.startsWith(name)))), name);
    for (const [left, right] of mutualNeighbours) {
        const knows = (from, to) => imports.some(one => one.from.startsWith(`${from}/`) && one.to.startsWith(`${to}/`));
        t.true(knows(left, right) && knows(right, left), `${left}, ${right}`);
    }
});
/** Small trees with one fault each: what the rules must find. */
const planted = [
    [
        'aggregation imports a room above it',
        'arrow',
        { 'aggregation/a.ts': `import { b } from '../protos/b.ts'`, 'protos/b.ts': '' },
    ],
    [
        'privacy knows rules',
        'arrow',
        { 'aggregation/privacy/a.ts': `import { b } from '../rules/b.ts'`, 'aggregation/rules/b.ts': '' },
    ],
    [
        'the member half of secure aggregation imports the coordinator half',
        'arrow',
        {
            'aggregation/secure/client/a.ts': `export * from '../server/b.ts'`,
            'aggregation/secure/server/b.ts': '',
        },
    ],
    [
        'the coordinator half imports the member half, for a type only',
        'arrow',
        {
            'aggregation/secure/server/a.ts': `import type { B } from '../client/b.ts'`,
            'aggregation/secure/client/b.ts': '',
        },
    ],
    [
        'what both halves share imports one of them',
        'arrow',
        { 'aggregation/secure/a.ts': `import { b } from './client/b.ts'`, 'aggregation/secure/client/b.ts': '' },
    ],
    ['protos imports learning', 'arrow', { 'protos/a.ts': `import '../learning/b.ts'`, 'learning/b.ts': '' }],
    [
        'learning imports protos',
        'arrow',
        { 'learning/x/a.ts': `export { b } from '../../protos/b.ts'`, 'protos/b.ts': '' },
    ],
    [
        'client imports coordinator by a dynamic import',
        'arrow',
        { 'client/a.ts': `const b = await import('../coordinator/b.ts')`, 'coordinator/b.ts': '' },
    ],
    [
        'coordinator imports client over several lines',
        'arrow',
        { 'coordinator/a.ts': `import {\n  b,\n  type C,\n} from '../client/b.ts'`, 'client/b.ts': '' },
    ],
    ['client imports cli', 'arrow', { 'client/a.ts': `import { b } from "../cli/b.ts"`, 'cli/b.ts': '' }],
    [
        'the ledger imports rounds',
        'arrow',
        { 'coordinator/ledger/a.ts': `import { b } from '../rounds/b.ts'`, 'coordinator/rounds/b.ts': '' },
    ],
    [
        'a room that the house does not have',
        'arrow',
        { 'extra/a.ts': `import { b } from './b.ts'`, 'extra/b.ts': '' },
    ],
    ['tweetnacl outside of crypto', 'outside', { 'aggregation/secure/a.ts': `import nacl from 'tweetnacl'` }],
    ['tfjs outside of learning', 'outside', { 'client/a.ts': `import * as tf from '@tensorflow/tfjs-core'` }],
    ['grpc-js beyond the edge', 'outside', { 'client/agent/a.ts': `import type { S } from '@grpc/grpc-js'` }],
    ['SQL beyond storage and ledger', 'outside', { 'coordinator/rounds/a.ts': `import { sql } from 'kysely'` }],
    [
        'node:fs in aggregation',
        'outside',
        { 'aggregation/vector/a.ts': `import { readFileSync } from 'node:fs'` },
    ],
    [
        'node:crypto beside crypto',
        'outside',
        { 'aggregation/secure/a.ts': `import { hkdfSync } from 'node:crypto'` },
    ],
    ['node:http beyond the console', 'outside', { 'coordinator/rounds/a.ts': `import http from 'node:http'` }],
    ['a library that nobody owns', 'outside', { 'cli/a.ts': `import x from 'left-pad/part'` }],
    ['a file that is not there', 'unresolved', { 'cli/a.ts': `import { b } from './b.js'`, 'cli/b.ts': '' }],
    [
        'three files in a circle',
        'file-circle',
        {
            'cli/a.ts': `import { b } from './b.ts'`,
            'cli/b.ts': `export * from './c.ts'`,
            'cli/c.ts': `import { a } from './a.ts'`,
        },
    ],
    [
        'two folders in a circle, without a circle of files',
        'folder-circle',
        {
            'client/one/a.ts': `import { b } from '../two/b.ts'`,
            'client/two/b.ts': '',
            'client/two/c.ts': `import { d } from '../one/deep/d.ts'`,
            'client/one/deep/d.ts': '',
        },
    ],
    ['Math.random', 'random', { 'coordinator/a.ts': `const x = Math.random()` }],
    ['console.log', 'console', { 'client/a.ts': `if (x) console.log('here')` }],
];
for (const [what, rule, files] of planted) {
    test(`a planted fault is found: ${what}`, t => {
        t.deepEqual(faultsOf(new Map(Object.entries(files))).map(fault => fault.rule), [rule]);
    });
}
test('what is allowed is not a fault', t => {
    const innocent = {
        'aggregation/crypto/a.ts': `import nacl from 'tweetnacl'\nimport { hash } from 'node:crypto'`,
        'aggregation/secure/simulation.ts': `import { b } from './client/b.ts'\nimport { c } from './server/c.ts'`,
        'aggregation/secure/client/b.ts': `import type { M } from '../messages.ts'`,
        'aggregation/secure/server/c.ts': `import type { M } from '../messages.ts'`,
        'aggregation/secure/messages.ts': `import { a } from '../crypto/a.ts'`,
        'client/grpc-port.ts': `import { Client } from '@grpc/grpc-js'`,
        'client/one.ts': `import type { Two } from './two.ts'`,
        'client/two.ts': `import { one } from './one.ts'\n// import { x } from '../coordinator/x.ts'\n/* console.log() */`,
        'cli/a.ts': `import { one } from '../client/one.ts'\nconst text = 'never Math random'`,
        'test/a.test.ts': `import { x } from '../anything.ts'`,
    };
    t.deepEqual(faultsOf(new Map(Object.entries(innocent))), []);
});
test('comments and template literals are blanked, other strings are kept', t => {
    const source = [
        `const a = '// not a comment'`,
        `b() // one`,
        '/* two',
        'lines */ c',
        'const d = `import x`',
    ].join('\n');
    t.deepEqual(withoutComments(source)
        .split('\n')
        .map(line => line.trimEnd()), [`const a = '// not a comment'`, 'b()', '', '         c', 'const d =']);
});
//# sourceMappingURL=imports.test.js.map