import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { findHolderData } from '../../cli/holder-data.js';
import { isRawDataset, parseDataSchema, readRawDataset } from '../../learning/index.js';
import { encodeTerms } from '../../protos/terms.js';
import { smallTerms } from '../support/small-federation.js';
import { openWorkplace } from './parley.js';
const terms = smallTerms(new Uint8Array(), 60);
const data = {
    kind: 'table',
    statistics: 'federated',
    features: [{ name: 'a', kind: 'number', minimum: 0, maximum: 9, impute: 'mean' }],
    label: { name: 'label', classes: ['x', 'y', 'z'] },
};
const policy = {
    allow: { buyers: ['acme'], modelFamilies: ['logistic'], purposes: ['testing'] },
};
/** A search among these bounties that ends once all of them were passed over. */
function search({ at }, bounties, schemaFile) {
    const listed = bounties.map((one, i) => ({
        bountyId: String(i).repeat(64),
        buyer: 'acme',
        terms: encodeTerms(one),
    }));
    const port = { listBounties: async () => ({ kind: 'granted', value: { bounties: listed } }) };
    const stop = new AbortController();
    const notes = [];
    const note = (text) => {
        notes.push(text);
        if (notes.length === bounties.length)
            stop.abort();
    };
    return {
        port: port,
        policy,
        data: at('records.csv'),
        schemaFile,
        site: undefined,
        joined: [],
        stop: stop.signal,
        note,
        notes,
    };
}
test('records for a bounty that begins with statistics are found, and are raw', async (t) => {
    const workplace = await openWorkplace(t);
    const file = workplace.at('records.csv');
    await writeFile(file, 'a,label\n7,x\n,y\n');
    const found = await findHolderData(search(workplace, [
        { ...terms, purpose: 'other' },
        { ...terms, data },
    ]));
    if (found === undefined || !isRawDataset(found))
        return t.fail();
    t.deepEqual(found, await readRawDataset(file, parseDataSchema(data, 'terms')));
});
test('records that do not fit such a bounty are passed over for the first of their faults', async (t) => {
    const workplace = await openWorkplace(t);
    await writeFile(workplace.at('records.csv'), 'a,label\n70,x\n');
    const asked = search(workplace, [{ ...terms, data }]);
    t.is(await findHolderData(asked), undefined);
    t.regex(asked.notes.join(), /is passed over: column "a", line 2: 70 is outside 0 to 9/);
});
test('a schema named by the holder is read raw too where it leaves statistics open', async (t) => {
    const workplace = await openWorkplace(t);
    await writeFile(workplace.at('records.csv'), 'a,label\n7,x\n');
    await writeFile(workplace.at('schema.json'), JSON.stringify(data));
    const found = await findHolderData(search(workplace, [], path.join(workplace.folder, 'schema.json')));
    t.true(found !== undefined && isRawDataset(found));
});
//# sourceMappingURL=holder-data.test.js.map