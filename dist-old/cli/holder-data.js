/**
 * The records of a holder are read against a data schema, and the schema comes with a bounty (or from a file). This
 * waits for the first bounty that the policy's lists allow and whose schema the records answer.
 */
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError, inspectDataset, parseDataSchema, readHolderData, } from '../learning/index.js';
import { termsOf } from './bounty-view.js';
import { readSchemaFile } from './data-documents.js';
import { faultLine, warningLine } from './data-report-text.js';
import { UsageError } from './errors.js';
const pollMs = 2000;
/** The records, raw where their bounty begins with statistics; undefined when told to stop before any bounty asked for their like. */
export async function findHolderData(search) {
    const { data, schemaFile, site, stop } = search;
    await requirePresent(data);
    if (schemaFile !== undefined)
        return readHolderData(data, await readSchemaFile(schemaFile), site);
    const passedOver = new Set();
    while (!stop.aborted) {
        for (const bounty of await openBounties(search)) {
            if (passedOver.has(bounty.bountyId))
                continue;
            const found = await readFor(bounty, search);
            if (found !== undefined)
                return found;
            passedOver.add(bounty.bountyId);
        }
        await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined);
    }
    return undefined;
}
async function requirePresent(data) {
    await stat(data).catch(() => {
        throw new UsageError(`${data} cannot be read; name a table in a file, or a folder of images, with --data`);
    });
}
/** Those that were joined come first: what was agreed to train on is what is read. */
async function openBounties({ port, joined, note }) {
    const answer = await port.listBounties({
        states: ['open', 'running'],
        modelFamily: '',
        minimumPriceUnits: 0n,
        limit: 100,
        after: '',
    });
    if (answer.kind === 'granted') {
        const { bounties } = answer.value;
        const isJoined = ({ bountyId }) => joined.includes(bountyId);
        return [...bounties.filter(isJoined), ...bounties.filter(bounty => !isJoined(bounty))];
    }
    note(`the coordinator cannot be asked (${answer.reason}: ${answer.message}); trying again`);
    return [];
}
async function readFor(bounty, search) {
    const { policy, data, site, note } = search;
    const terms = termsOf(bounty);
    const name = `bounty ${bounty.bountyId.slice(0, 8)} (${terms.title})`;
    const passOver = (reason) => {
        note(`${name} is passed over: ${reason}`);
        return undefined;
    };
    const denied = deniedBy(policy, bounty.buyer, terms);
    if (denied !== undefined)
        return passOver(denied);
    try {
        const schema = parseDataSchema(terms.data, 'the terms');
        const { dataset, raw, report } = await inspectDataset(data, schema, site);
        for (const warning of report.warnings)
            note(`${data}: ${warningLine(warning)}`);
        return dataset ?? raw ?? passOver(reasonOf(report));
    }
    catch (error) {
        if (!(error instanceof DataError))
            throw error;
        return passOver(error.message);
    }
}
/** Why records that were read to the end cannot be used. */
function reasonOf({ faults: [first] }) {
    if (first === undefined)
        throw new Error('records without a fault were not read');
    return faultLine(first);
}
/** Which list of the policy the bounty is not on; the agent decides on everything else. */
function deniedBy({ allow }, buyer, terms) {
    const family = String(terms.model.family);
    if (!allow.buyers.includes(buyer))
        return `buyer ${buyer} is not in allow.buyers of the policy`;
    if (!allow.modelFamilies.includes(family))
        return `model family ${family} is not in allow.modelFamilies of the policy`;
    if (!allow.purposes.includes(terms.purpose))
        return `purpose ${terms.purpose} is not in allow.purposes of the policy`;
    return undefined;
}
//# sourceMappingURL=holder-data.js.map