import test from 'ava';
import { commitDataset, datasetCardMarkdown, inspectDataset, makeDatasetCard, } from '../../../learning/index.js';
import { openTemporaryFiles, tableSchema } from './temporary-files.js';
const files = await openTemporaryFiles();
const schema = tableSchema([{ name: 'x', kind: 'number', impute: 'constant', constant: 3 }]);
async function cardOf(content, name = 'Ward | 7') {
    const { dataset, report } = await inspectDataset(await files.write('t.csv', content), schema);
    const salt = new Uint8Array(16).fill(7);
    const commitment = commitDataset(dataset, salt);
    return { commitment, card: makeDatasetCard(name, Date.UTC(2024, 1, 29, 23), schema, report, commitment) };
}
test('a card counts classes and missing values, carries the root, and leaves to people what only they know', async (t) => {
    const { card, commitment } = await cardOf('x,outcome\n1,ill\n,ill\n2,healthy\n2,healthy\n');
    t.like(card, { version: 1, made: '2024-02-29', records: 4, duplicates: 1, description: '', licence: '' });
    t.deepEqual(card.classes, [
        { value: 'healthy', count: 2 },
        { value: 'ill', count: 2 },
    ]);
    t.deepEqual(card.missing, [{ column: 'x', missing: 1, imputedBy: 'constant' }]);
    t.like(card.commitment, { root: Buffer.from(commitment.root).toString('hex'), examples: 4 });
    t.deepEqual(card.schema, schema);
});
test('as Markdown it says what is to be filled in, and shows no record', async (t) => {
    const { card } = await cardOf('x,outcome\n1.2345,ill\n2,healthy\n');
    const page = datasetCardMarkdown(card);
    t.regex(page, /^# Ward \| 7\n/);
    t.regex(page, /- Licence: _\(to fill in/);
    t.regex(page, /\| ill \| 1 \| 50\.0 % \|/);
    t.regex(page, /- Leaves: 2, one a record/);
    t.false(page.includes('1.2345'));
    t.regex(datasetCardMarkdown({ ...card, licence: 'CC BY 4.0' }), /- Licence: CC BY 4\.0\n/);
});
//# sourceMappingURL=card.test.js.map