/**
 * The page of YAML a buyer writes: the terms of a bounty, with the held-out test set named by its path and the model, if
 * wished, by a preset. Everything is checked here before anything is sent; each fault names its field and its line.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { sha256, toHex } from '../aggregation/index.js';
import { DataError, dataShapeOf, fitsModel, importLayersModel, ModelError, modelFromPreset, parseDataSchema, parseModelSpec, recordsOf, taskOf, tasks, } from '../learning/index.js';
import { metricFault } from '../protos/metrics.js';
import { checkTerms } from '../protos/terms.js';
import { UsageError } from './errors.js';
import { readHeldOutSet } from './held-out-set.js';
/** Reads and checks a bounty page. Throws `UsageError` listing every fault found. */
export async function readBountyDocument(file) {
    const page = parsePage(file, await readFile(file, 'utf8'));
    return completeBounty(page);
}
function parsePage(file, text) {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const [error] = document.errors;
    if (error !== undefined) {
        const { line, col } = lines.linePos(error.pos[0]);
        throw new UsageError(`${file}, line ${line}, column ${col}: it is not YAML: ${error.message}`);
    }
    if (!isMap(document.contents)) {
        throw new UsageError(`${file}: it is not a page of fields; write one with \`parley bounty init\` and edit that`);
    }
    return { file, document, lines, content: document.toJS() };
}
async function completeBounty(page) {
    const data = sectionOf(page, 'data', () => parseDataSchema(page.content.data, page.file));
    const description = await readDescription(page);
    const model = sectionOf(page, 'model', () => modelOf(page.content.model, data, description));
    const checked = checkTerms(draftTerms(page, model, data));
    if (checked.kind === 'faulty')
        throw faultsError(page, checked.faults);
    const unmeasured = metricFault(checked.terms.acceptance.metric, taskOf(model));
    if (unmeasured !== undefined)
        throw faultsError(page, [{ field: 'acceptance.metric', message: unmeasured }]);
    const fit = fitsModel(dataShapeOf(data), model);
    if (fit.kind === 'refused')
        throw faultsError(page, [{ field: 'model', message: fit.message }]);
    const testSetFile = testSetFileOf(page);
    const testSet = await readHeldOutSet(testSetFile, data);
    const { terms } = checked;
    const named = { sha256: toHex(sha256(testSet.blob)), examples: recordsOf(testSet.data).examples };
    const acceptance = { ...terms.acceptance, testSet: named };
    return { terms: { ...terms, acceptance }, model, testSetFile, testSetBlob: testSet.blob };
}
/** Runs a check of one section and puts field and line before what it says. */
function sectionOf(page, field, check) {
    if (page.content[field] === undefined)
        throw faultsError(page, [
            { field, message: 'is missing; `parley bounty init` writes a page that has it' },
        ]);
    try {
        return check();
    }
    catch (error) {
        if (!(error instanceof DataError) && !(error instanceof ModelError))
            throw error;
        const message = error.message.startsWith(`${page.file}: `)
            ? error.message.slice(page.file.length + 2)
            : error.message;
        throw faultsError(page, [{ field, message }]);
    }
}
/** The text of the file that `model.file` names, if it names one. */
async function readDescription(page) {
    const { model } = page.content;
    const named = isObject(model) ? model.file : undefined;
    if (named === undefined)
        return undefined;
    if (typeof named !== 'string') {
        throw faultsError(page, [
            { field: 'model.file', message: 'must be the path of a Keras or TensorFlow.js model.json' },
        ]);
    }
    return readFile(path.resolve(path.dirname(page.file), named), 'utf8').catch((error) => {
        throw faultsError(page, [{ field: 'model.file', message: `cannot be read: ${error.message}` }]);
    });
}
function modelOf(value, data, description) {
    if (description !== undefined)
        return importLayersModel(description, importOptions(value));
    const preset = value?.preset;
    if (preset === undefined)
        return parseModelSpec(value);
    return modelFromPreset(String(preset), dataShapeOf(data));
}
function importOptions({ file: _, task, loss, ...rest }) {
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined)
        throw new ModelError(`beside "file" it may have "task" and "loss", not "${unknown}"`);
    if (task !== undefined && !tasks.includes(task))
        throw new ModelError(`its task is ${JSON.stringify(task)}; use one of ${tasks.join(', ')}`);
    if (loss !== undefined && loss !== 'huber')
        throw new ModelError(`its loss is ${JSON.stringify(loss)}; use "huber", or leave it out`);
    return {
        ...(task !== undefined && { task: task }),
        ...(loss !== undefined && { loss: 'huber' }),
    };
}
/** The page as terms, with a stand-in for the hash of the test set, which is read last. */
function draftTerms({ content, document }, model, data) {
    const standIn = { sha256: '0'.repeat(64), examples: 1 };
    const { acceptance, pay, ...rest } = content;
    return {
        version: 1,
        ...rest,
        model,
        data,
        acceptance: isObject(acceptance) ? { ...acceptance, testSet: standIn } : acceptance,
        pay: isObject(pay) ? { ...pay, priceUnits: priceOf(document, pay.priceUnits) } : pay,
    };
}
/** The price as written, since a number in YAML may be too large for a number in memory; 1_000_000 reads well. */
function priceOf(document, value) {
    const node = document.getIn(['pay', 'priceUnits'], true);
    if (value === null || value === undefined)
        return value;
    const source = isScalar(node) ? node.source : undefined;
    return (source ?? String(value)).replaceAll('_', '');
}
function testSetFileOf(page) {
    const testSet = page.content.acceptance.testSet;
    const named = testSet?.path;
    const unknown = isObject(testSet) ? Object.keys(testSet).find(key => key !== 'path') : undefined;
    if (typeof named !== 'string' || named === '' || unknown !== undefined) {
        const message = 'must be "path: FILE" with the held-out test set, a table in a file or a folder of images, and nothing else';
        throw faultsError(page, [{ field: 'acceptance.testSet', message }]);
    }
    return path.resolve(path.dirname(page.file), named);
}
function faultsError(page, faults) {
    const told = faults.map(fault => {
        const line = lineOf(page, fault);
        return `${line === undefined ? '' : `line ${line}, `}${fault.field}: ${fault.message}`;
    });
    const only = told.length === 1 ? told[0] : undefined;
    if (only !== undefined)
        return new UsageError(`${page.file}, ${only}`);
    return new UsageError(`${page.file} has ${told.length} faults:\n${told.map(text => `  ${text}`).join('\n')}`);
}
/** The line of the field, or of the nearest section around it that is on the page. */
function lineOf({ document, lines }, { field, message }) {
    const unknown = /^Unrecognized keys?: "([^"]+)"/.exec(message)?.[1];
    const parts = field === '(document)' ? [] : field.split('.');
    if (unknown !== undefined)
        parts.push(unknown);
    for (let depth = parts.length; depth > 0; depth--) {
        const parent = depth === 1 ? document.contents : document.getIn(parts.slice(0, depth - 1), true);
        if (!isMap(parent))
            continue;
        const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === parts[depth - 1]);
        const range = isScalar(pair?.key) ? pair.key.range : undefined;
        if (range)
            return lines.linePos(range[0]).line;
    }
    return undefined;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=bounty-document.js.map