import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { commitDataset, datasetCardMarkdown, guessTableSchema, inspectDataset, makeDatasetCard, } from '../../learning/index.js';
import { readBountySchema, readSchemaFile, readSiteFile } from '../data-documents.js';
import { dataReportText } from '../data-report-text.js';
import { schemaPage } from '../data-schema-page.js';
import { datasetSaltFile, readDatasetSalt } from '../dataset-salt.js';
import { ReportedFailure, UsageError } from '../errors.js';
import { withAction, withCommonOptions } from '../options.js';
import { homeOf } from '../profile.js';
/** `parley data check`, `init` and `card`: everything about records before a bounty is joined. None of it goes anywhere. */
export function addDataCommand(program, world) {
    const data = program
        .command('data')
        .description('look at your own records: what fits a bounty, a schema to start from, a card');
    addCheck(data, world);
    addInit(data, world);
    addCard(data, world);
}
function withDataOptions(command) {
    return withCommonOptions(command)
        .requiredOption('--data <path>', 'the records: a table in CSV, Parquet or NPZ, or a folder of images')
        .option('--schema <file>', 'the data schema to read them against')
        .option('--bounty <file>', 'a bounty’s page instead, whose section "data" is the schema')
        .option('--site <file>', 'what your file has of its own: separators, names of columns and values');
}
async function readAsked({ schema, bounty }) {
    if (schema !== undefined && bounty === undefined)
        return readSchemaFile(schema);
    if (bounty !== undefined && schema === undefined)
        return readBountySchema(bounty);
    throw new UsageError('name what the records are read against: --schema FILE or --bounty FILE');
}
function addCheck(data, world) {
    const check = withDataOptions(data.command('check'))
        .description('read all records and say what fits and what does not, fault by fault and column by column')
        .addHelpText('after', `
Examples:
  $ parley data check --data patients.csv --schema schema.yaml
  $ parley data check --data patients.parquet --bounty bounty.yaml --json

Nothing leaves this machine. Exit codes: 0 the data fits, 1 it does not, 2 a file named here must be corrected.`);
    withAction(check, world, async ({ options, output }) => {
        const { report } = await inspectDataset(options.data, await readAsked(options), await readSiteFile(options.site));
        output.result(report, dataReportText(report));
        if (!report.fits)
            throw new ReportedFailure('the data does not fit; see the faults above');
    });
}
function addInit(data, world) {
    const init = withCommonOptions(data.command('init'))
        .description('guess a data schema from a table and write it down, to be corrected by you')
        .requiredOption('--data <path>', 'the table: CSV, Parquet or NPZ')
        .option('--label <column>', 'the column with the classes (else the likeliest)')
        .option('--out <file>', 'where to write it', 'schema.yaml')
        .option('--federated', 'leave means and deviations to statistics over all holders')
        .addHelpText('after', '\nExample:\n  $ parley data init --data patients.csv --label outcome');
    withAction(init, world, async ({ options, output }) => {
        const guessed = await guessTableSchema(options.data, {
            ...(options.label === undefined ? {} : { label: options.label }),
            isFederated: options.federated === true,
        });
        await writeNew(options.out, schemaPage(options.data, guessed));
        const { schema, leftOut } = guessed;
        output.result({ file: options.out, schema, leftOut, notes: Object.fromEntries(guessed.notes) }, `Wrote ${options.out}: ${schema.features.length} columns, classes of "${schema.label.name}", ${leftOut.length} columns left out. ` +
            `Read it, correct it, then: parley data check --data ${options.data} --schema ${options.out}`);
    });
}
function addCard(data, world) {
    const card = withDataOptions(data.command('card'))
        .description('write a card that describes the records without showing one, with a root that binds to them')
        .option('--name <text>', 'what the data is called (else the name of the file)')
        .option('--out <dir>', 'folder for card.yaml and card.md', 'card')
        .option('--salt <file>', 'the salt of the root; made once and kept (else HOME/agent/dataset-salt)')
        .addHelpText('after', `
Example:
  $ parley data card --data patients.csv --schema schema.yaml --name "Cardiology 2019-2024"

Description, licence and consent are for you to fill in. Read the card before you give it away: counts by class and of
missing values are in it.`);
    withAction(card, world, async ({ options, output }) => {
        const schema = await readAsked(options);
        const site = await readSiteFile(options.site);
        const { dataset, raw, report } = await inspectDataset(options.data, schema, site);
        const records = dataset ?? raw?.records;
        if (records === undefined)
            throw new UsageError(`${options.data} does not fit the schema; \`parley data check\` says why`);
        const agent = path.join(homeOf(options.home, world), 'agent');
        const salt = await readDatasetSalt(options.salt ?? datasetSaltFile(agent), world);
        const name = options.name ?? path.basename(options.data);
        const made = makeDatasetCard(name, world.nowMs(), schema, report, commitDataset(records, salt));
        await mkdir(options.out, { recursive: true });
        const files = ['card.yaml', 'card.md'].map(file => path.join(options.out, file));
        await writeNew(files[0], stringify(made));
        await writeNew(files[1], datasetCardMarkdown(made));
        output.result({ files, card: made }, `Wrote ${files.join(' and ')}: ${made.records} records, root ${made.commitment.root}. Fill in what is empty.`);
    });
}
/** Writes a file that must not be there yet. */
async function writeNew(file, text) {
    try {
        await writeFile(file, text, { flag: 'wx' });
    }
    catch (error) {
        if (error.code !== 'EEXIST')
            throw error;
        throw new UsageError(`${file} exists already; name another with --out, or move it away`);
    }
}
//# sourceMappingURL=data.js.map