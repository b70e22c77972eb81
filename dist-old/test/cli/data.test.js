import { readFile, stat, writeFile } from 'node:fs/promises';
import test from 'ava';
import { parse } from 'yaml';
import { commitDataset, parseDataSchema, readDataset, readRawDataset, } from '../../learning/index.js';
import { assertTold, openWorkplace, runHere } from './parley.js';
const schema = `kind: table
features:
  - { name: age, kind: number, minimum: 18, maximum: 110 }
  - { name: sex, kind: category, values: [female, male] }
label: { name: outcome, classes: [healthy, ill] }
`;
const good = 'age,sex,outcome\n61,female,ill\n44,male,healthy\n';
const bad = 'age,sex,outcome\n61,female,ill\nold,man,healthy\n7,male,dead\n';
async function openFolder(workplace, records = good) {
    await writeFile(workplace.at('schema.yaml'), schema);
    await writeFile(workplace.at('records.csv'), records);
    return workplace.at;
}
test('records that fit are told column by column, and as JSON for programs', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace);
    const args = ['data', 'check', '--data', at('records.csv'), '--schema', at('schema.yaml')];
    const told = await workplace.parley(args);
    t.is(told.code, 0, told.stderr);
    t.regex(told.stdout, /2 records, 2 of them can be used\. The data fits\./);
    t.regex(told.stdout, /age +│ number +│ +2 │ .* 44 … 61 .* 52\.5 ± 8\.5/);
    const report = (await runHere([...args, '--json'])).json();
    t.like(report, { fits: true, records: 2, examples: 2, format: 'csv' });
});
test('records that do not fit are told fault by fault, and the command fails', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace, bad);
    const args = ['data', 'check', '--data', at('records.csv'), '--schema', at('schema.yaml')];
    const told = await runHere(args);
    assertTold(t, told, 1, /the data does not fit/);
    t.regex(told.stdout, /1 of them can be used\. It does not fit: 4 faults\./);
    t.regex(told.stdout, /column "age": not a number\. To mend it: write one such as 3\.5, or remove the line\.\n {4}line 3: "old" is not a number/);
    t.regex(told.stdout, /line 4: 7 is outside 18 to 110/);
    t.regex(told.stdout, /line 4: "dead" is not a class; the classes are healthy, ill/);
    const json = await runHere([...args, '--json']);
    t.is(json.code, 1);
    t.like(json.json(), { fits: false, faultCount: 4 });
});
test('the data of a bounty’s page is checked without the rest of it', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace);
    await writeFile(at('bounty.yaml'), `title: unfinished\ndata:\n${schema.replace(/^(?=.)/gm, '  ')}`);
    const check = (...more) => runHere(['data', 'check', '--data', at('records.csv'), ...more]);
    t.is((await check('--bounty', at('bounty.yaml'))).code, 0);
    assertTold(t, await check('--bounty', at('schema.yaml')), 2, /has no section "data"; is it a bounty’s page\?/);
    assertTold(t, await check(), 2, /--schema FILE or --bounty FILE/);
    assertTold(t, await check('--schema', at('schema.yaml'), '--bounty', at('bounty.yaml')), 2, /--schema FILE or/);
    assertTold(t, await check('--schema', at('none.yaml')), 2, /none\.yaml does not exist/);
    await writeFile(at('broken.yaml'), 'kind: [');
    assertTold(t, await check('--schema', at('broken.yaml')), 2, /broken\.yaml is not YAML/);
    await writeFile(at('audio.yaml'), 'kind: audio');
    assertTold(t, await check('--schema', at('audio.yaml')), 2, /kind is "audio"; use "image" or "table"/);
});
test('what a site says of its own file is taken into account', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace, 'Alter;sex;outcome\n61,5;w;ill\n');
    await writeFile(at('site.yaml'), 'delimiter: ";"\ndecimal: ","\ncolumns: { age: Alter }\nvalues: { sex: { w: female } }\n');
    const args = ['data', 'check', '--data', at('records.csv'), '--schema', at('schema.yaml')];
    t.is((await runHere([...args, '--site', at('site.yaml')])).code, 0);
    t.is((await runHere(args)).code, 1);
});
test('a schema to start from is written once, reads back, and fits its file', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace);
    const init = ['data', 'init', '--data', at('records.csv'), '--out', at('guess.yaml')];
    const made = await runHere([...init, '--json']);
    t.is(made.code, 0, made.stderr);
    t.deepEqual(parseDataSchema(parse(await readFile(at('guess.yaml'), 'utf8')), 'guess'), made.json().schema);
    t.is((await runHere(['data', 'check', '--data', at('records.csv'), '--schema', at('guess.yaml')])).code, 0);
    assertTold(t, await runHere(init), 2, /guess\.yaml exists already/);
    const named = ['data', 'init', '--data', at('records.csv'), '--out', at('other.yaml'), '--label', 'none'];
    assertTold(t, await runHere(named), 2, /it has no column "none"; the columns are age, sex, outcome/);
});
/** The command that writes the card of the records in a folder. */
function cardOf(at) {
    const files = ['--data', at('records.csv'), '--schema', at('schema.yaml'), '--home', at('home')];
    return ['data', 'card', ...files];
}
test('a card carries the root that the agent of this home commits to, and keeps its salt secret', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace);
    const card = cardOf(at);
    const made = await runHere([...card, '--out', at('card'), '--name', 'Ward 7', '--json']);
    t.is(made.code, 0, made.stderr);
    const saltFile = at('home', 'agent', 'dataset-salt');
    const salt = new Uint8Array(await readFile(saltFile));
    t.is((await stat(saltFile)).mode & 0o777, 0o600);
    const dataset = await readDataset(at('records.csv'), parseDataSchema(parse(schema), 'schema'));
    const root = Buffer.from(commitDataset(dataset, salt).root).toString('hex');
    const yaml = parse(await readFile(at('card', 'card.yaml'), 'utf8'));
    t.is(yaml.commitment.root, root);
    t.regex(await readFile(at('card', 'card.md'), 'utf8'), new RegExp(`# Ward 7[^]*Root: \`${root}\``));
    t.false(made.stdout.includes(Buffer.from(salt).toString('hex')));
    assertTold(t, await runHere([...card, '--out', at('card')]), 2, /card\.yaml exists already/);
    const again = await runHere([...card, '--out', at('card2'), '--json']);
    t.is(again.json().card.commitment.root, root);
});
test('a card of records whose statistics are to be made has the root of the raw records', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace, 'age,sex,outcome\n61,female,ill\n,male,healthy\n');
    const open = schema
        .replace('kind: table', 'kind: table\nstatistics: federated')
        .replace('maximum: 110', 'maximum: 110, impute: mean');
    await writeFile(at('schema.yaml'), open);
    const made = await runHere([...cardOf(at), '--out', at('card'), '--json']);
    t.is(made.code, 0, made.stderr);
    const salt = new Uint8Array(await readFile(at('home', 'agent', 'dataset-salt')));
    const parsed = parseDataSchema(parse(open), 'schema');
    const { records } = await readRawDataset(at('records.csv'), parsed);
    const { card } = made.json();
    t.is(card.commitment.root, Buffer.from(commitDataset(records, salt).root).toString('hex'));
    t.like(card, { records: 2, missing: [{ column: 'age', missing: 1, imputedBy: 'mean' }, { missing: 0 }] });
});
test('there is no card of records that do not fit', async (t) => {
    const workplace = await openWorkplace(t);
    const at = await openFolder(workplace, bad);
    const card = cardOf(at);
    assertTold(t, await runHere([...card, '--out', at('card')]), 2, /does not fit the schema; `parley data check` says why/);
});
//# sourceMappingURL=data.test.js.map