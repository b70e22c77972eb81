import { readFile, stat } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { decodeEvidence, decodeRoundReceipt, decodeSignedStatement, fromHex, isSignedStatement, verifyEvidence, verifyReceiptInLog, } from '../../aggregation/index.js';
import { ReportedFailure, UsageError } from '../errors.js';
import { withAction } from '../options.js';
const largestFileBytes = 4 * 1024 * 1024;
/** `parley verify FILE`: offline, with nothing but the file and, where it matters, a key. */
export function addVerifyCommand(program, world) {
    const verify = program
        .command('verify')
        .description('check a signed document offline: evidence of equivocation, a coordinator’s statement, a receipt')
        .argument('<file>', 'the document')
        .option('--json', 'print one JSON value on stdout, everything else on stderr')
        .option('--coordinator-key <hex>', 'the identity key that you know the coordinator by', readKey)
        .addHelpText('after', `
Nothing is asked of any server: what a file proves, it proves by its signatures.

  evidence    two statements of one coordinator that no honest one signs both: proof against whoever holds the key
  statement   one statement of a coordinator, as an agent keeps it; alone it proves only that it was signed
  receipt     a round's place in the public log, with your input and your pay; needs --coordinator-key

Examples:
  $ parley verify evidence.json
  $ parley verify receipts/3f2a90c1-round-2.json --coordinator-key 5e5cd895...

Exit codes: 0 it holds, 1 it does not, 2 the file cannot be read as any of these.`);
    withAction(verify, world, async ({ options, output, args }) => {
        const finding = examine(await readDocumentFile(args[0]), options.coordinatorKey);
        output.result({ type: finding.type, valid: finding.isValid, proves: finding.proves, ...finding.details }, `${finding.isValid ? 'Holds' : 'Does not hold'}: ${finding.proves}.`);
        if (!finding.isValid)
            throw new ReportedFailure(finding.proves);
    });
}
function readKey(text) {
    if (/^[0-9a-f]{64}$/.test(text))
        return text;
    throw new InvalidArgumentError('A key is 64 lower-case hex digits.');
}
/** The bytes of a document; editors may have ended it with a line break, which is no part of it. */
export async function readDocumentFile(file) {
    const { size } = await stat(file);
    if (size > largestFileBytes)
        throw new UsageError(`${file} has ${size} bytes; documents have at most ${largestFileBytes}`);
    const bytes = new Uint8Array(await readFile(file));
    return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
}
function examine(bytes, coordinatorKey) {
    const type = typeOf(bytes);
    if (type === 'parley/equivocation/v1')
        return examineEvidence(taken(decodeEvidence(bytes)), coordinatorKey);
    if (type === 'parley/statement/v1') {
        return examineStatement(taken(decodeSignedStatement(bytes)), coordinatorKey);
    }
    const read = decodeRoundReceipt(bytes);
    if (read.kind === 'receipt')
        return examineReceipt(read.receipt, coordinatorKey);
    throw new UsageError(`this is no document that can be verified; read as a receipt, ${read.field} ${read.problem}`);
}
/** The document's own word for what it is; receipts have none. */
function typeOf(bytes) {
    try {
        const document = JSON.parse(new TextDecoder().decode(bytes));
        return document !== null && typeof document === 'object' && 'type' in document ? document.type : undefined;
    }
    catch {
        return undefined;
    }
}
function taken(read) {
    if (read.kind === 'read')
        return read.document;
    throw new UsageError(`the document is malformed: ${read.field} ${read.problem}`);
}
const proofs = {
    'two-cohorts': 'the coordinator signed two different cohorts for one draw',
    'two-partitions': 'the coordinator signed two different partitions of one cohort',
    'two-rosters': 'the coordinator signed two different rosters for one attempt',
    'two-sharer-sets': 'the coordinator signed two different sets of sharers in one session',
    'two-survivor-sets': 'the coordinator signed two different survivor sets in one session',
    'two-input-receipts': 'the coordinator signed receipts for two different inputs of one member in one session',
    'two-results': 'the coordinator signed two different results of one session',
    'receipt-without-survival': 'the coordinator signed a receipt for a member’s input and a survivor set of the same session without that member',
};
const evidenceFaults = {
    'another-coordinator': 'the key in the file is not the key of the coordinator you named',
    'first-not-signed': 'the first statement is not signed under the key in the file',
    'second-not-signed': 'the second statement is not signed under the key in the file',
    'no-contradiction': 'an honest coordinator may have signed both statements',
};
function examineEvidence(evidence, coordinatorKey) {
    const verdict = verifyEvidence(evidence, coordinatorKey === undefined ? undefined : fromHex(coordinatorKey));
    const details = { coordinatorKey: evidence.coordinatorKey };
    return verdict.kind === 'proved'
        ? {
            type: 'equivocation',
            isValid: true,
            proves: `${proofs[verdict.contradiction]} (key ${evidence.coordinatorKey})`,
            details: { ...details, contradiction: verdict.contradiction },
        }
        : {
            type: 'equivocation',
            isValid: false,
            proves: evidenceFaults[verdict.fault],
            details: { ...details, fault: verdict.fault },
        };
}
function examineStatement(signed, coordinatorKey) {
    const { statement, coordinatorKey: key } = signed;
    const isOurs = coordinatorKey === undefined || coordinatorKey === key;
    const isValid = isOurs && isSignedStatement(statement, fromHex(key));
    const proves = isValid
        ? `the holder of key ${key} signed this statement (${statement.kind}); alone it accuses nobody`
        : isOurs
            ? 'the statement is not signed under the key in the file'
            : evidenceFaults['another-coordinator'];
    return { type: 'statement', isValid, proves, details: { coordinatorKey: key, statement: statement.kind } };
}
function examineReceipt(receipt, coordinatorKey) {
    if (coordinatorKey === undefined)
        throw new UsageError('a receipt is checked against a key: name the coordinator’s with --coordinator-key');
    const { organisation, leaf } = receipt;
    const verdict = verifyReceiptInLog(receipt, fromHex(coordinatorKey));
    const amountUnits = leaf.pays.find(pay => pay.organisation === organisation)?.amountUnits ?? '0';
    const details = { organisation, bountyId: leaf.bountyId, round: leaf.round, amountUnits };
    return verdict.kind === 'verified'
        ? {
            type: 'receipt',
            isValid: true,
            proves: `round ${leaf.round} of bounty ${leaf.bountyId} stands in the coordinator’s log, with ${amountUnits} units for ${organisation}`,
            details,
        }
        : { type: 'receipt', isValid: false, proves: `the receipt is refused: ${verdict.reason}`, details };
}
//# sourceMappingURL=verify.js.map