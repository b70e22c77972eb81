import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import {
  type Contradiction,
  decodeEvidence,
  decodeFault,
  decodeRoundReceipt,
  decodeSignedStatement,
  type Evidence,
  type EvidenceFault,
  type FaultDoubt,
  fromHex,
  type HolderFault,
  isSignedStatement,
  type Place,
  type ProvedFault,
  type RoundReceipt,
  type SignedStatement,
  verifyEvidence,
  verifyFault,
  verifyReceiptInLog,
} from '../../aggregation/index.ts'
import { bountyLogLimits, bountyLogType } from '../../protos/market-log/index.ts'
import { examineBountyLog } from '../bounty-log-finding.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { writeNew } from '../new-file.ts'
import { type CommonOptions, withAction } from '../options.ts'
import type { World } from '../world.ts'

interface VerifyOptions extends CommonOptions {
  readonly coordinatorKey?: string
  readonly holderKey?: string
  readonly settlement?: string
}

/** `parley verify FILE`: offline, with nothing but the file and, where it matters, a key. */
export function addVerifyCommand(program: Command, world: World): void {
  const verify = program
    .command('verify')
    .description(
      'check signed documents offline: evidence of equivocation, a holder’s fault, a coordinator’s statement, a receipt, a bounty’s log',
    )
    .argument('<file...>', 'the document; several are checked one by one')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--coordinator-key <hex>', 'the identity key that you know the coordinator by', readKey)
    .option('--holder-key <hex>', 'the identity key of the holder that a fault is said of', readKey)
    .option(
      '--settlement <out>',
      'write the settlement that a bounty’s log comes to; of several logs, into this folder, each under its bounty’s id',
    )
    .addHelpText(
      'after',
      `
Nothing is asked of any server: what a file proves, it proves by its signatures.

  evidence    two statements of one coordinator that no honest one signs both: proof against whoever holds the key
  fault       what a holder signed and no honest one signs: proof against whoever holds the key, at one bounty
  statement   one statement of a coordinator, as an agent keeps it; alone it proves only that it was signed
  receipt     a round's place in the public log, with your input and your pay; needs --coordinator-key
  bounty log  all that happened to a bounty (parley bounty log): who signed what is checked, and where every unit went is
              computed again; with --coordinator-key also that the coordinator's log holds each leaf

Examples:
  $ parley verify evidence.json
  $ parley verify fault.json --holder-key 9c41f0b2...
  $ parley verify receipts/3f2a90c1-round-2.json --coordinator-key 5e5cd895...
  $ parley verify bounty.json --coordinator-key 5e5cd895... --settlement settlement.json

Exit codes: 0 it holds, 1 it does not, 2 the file cannot be read as any of these.`,
    )
  withAction<VerifyOptions>(verify, world, async ({ options, output, args }) => {
    const findings = []
    for (const file of args) findings.push({ file, ...(await examineFile(file, options, args.length > 1)) })
    const [only] = findings
    output.result(
      findings.length === 1
        ? findingJson(only!)
        : findings.map(one => ({ file: one.file, ...findingJson(one) })),
      findings.map(one => findingText(one, findings.length > 1)).join('\n'),
    )
    const failed = findings.find(({ isValid }) => !isValid)
    if (failed !== undefined) throw new ReportedFailure(failed.proves)
  })
}

async function examineFile(file: string, options: VerifyOptions, isOneOfSeveral: boolean): Promise<Finding> {
  const { settlement } = options
  const finding = examine(await readDocumentFile(file), options)
  if (settlement === undefined) return finding
  if (finding.type !== 'bounty-log')
    throw new UsageError(`${file} is no bounty’s log; only they have a settlement`)
  if (finding.settlement === undefined) return finding
  const name = isOneOfSeveral ? path.join(settlement, `${finding.details.bountyId}.json`) : settlement
  await writeNew(name, finding.settlement, '--settlement')
  return finding
}

function findingJson({ type, isValid, proves, details }: Finding): Record<string, unknown> {
  return { type, valid: isValid, proves, ...details }
}

function findingText(
  { file, isValid, proves, lines = [] }: Finding & { file: string },
  isNamed: boolean,
): string {
  const verdict = `${isValid ? 'Holds' : 'Does not hold'}: ${proves}.`
  return [isNamed ? `${file}: ${verdict}` : verdict, ...lines].join('\n')
}

function readKey(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text
  throw new InvalidArgumentError('A key is 64 lower-case hex digits.')
}

/** The bytes of a document; editors may have ended it with a line break, which is no part of it. */
export async function readDocumentFile(file: string): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size > bountyLogLimits.bytes)
    throw new UsageError(`${file} has ${size} bytes; documents have at most ${bountyLogLimits.bytes}`)
  const bytes = new Uint8Array(await readFile(file))
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes
}

function examine(bytes: Uint8Array, { coordinatorKey, holderKey }: VerifyOptions): Finding {
  const type = typeOf(bytes)
  if (type === 'parley/equivocation/v1') return examineEvidence(taken(decodeEvidence(bytes)), coordinatorKey)
  if (type === 'parley/statement/v1') {
    return examineStatement(taken(decodeSignedStatement(bytes)), coordinatorKey)
  }
  if (type === 'parley/fault/v1') return examineFault(taken(decodeFault(bytes)), holderKey)
  if (type === bountyLogType) return examineBountyLog(bytes, coordinatorKey)
  const read = decodeRoundReceipt(bytes)
  if (read.kind === 'receipt') return examineReceipt(read.receipt, coordinatorKey)
  throw new UsageError(
    `this is no document that can be verified; read as a receipt, ${read.field} ${read.problem}`,
  )
}

/** The document's own word for what it is; receipts have none. */
function typeOf(bytes: Uint8Array): unknown {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return document !== null && typeof document === 'object' && 'type' in document ? document.type : undefined
  } catch {
    return undefined
  }
}

function taken<T>(
  read:
    | { readonly kind: 'read'; readonly document: T }
    | { readonly kind: 'malformed'; readonly field: string; readonly problem: string },
): T {
  if (read.kind === 'read') return read.document
  throw new UsageError(`the document is malformed: ${read.field} ${read.problem}`)
}

const proofs: Readonly<Record<Contradiction, string>> = {
  'two-cohorts': 'the coordinator signed two different cohorts for one draw',
  'two-partitions': 'the coordinator signed two different partitions of one cohort',
  'two-rosters': 'the coordinator signed two different rosters for one attempt',
  'two-sharer-sets': 'the coordinator signed two different sets of sharers in one session',
  'two-survivor-sets': 'the coordinator signed two different survivor sets in one session',
  'two-input-receipts':
    'the coordinator signed receipts for two different inputs of one member in one session',
  'two-results': 'the coordinator signed two different results of one session',
  'receipt-without-survival':
    'the coordinator signed a receipt for a member’s input and a survivor set of the same session without that member',
}

const evidenceFaults: Readonly<Record<EvidenceFault, string>> = {
  'another-coordinator': 'the key in the file is not the key of the coordinator you named',
  'first-not-signed': 'the first statement is not signed under the key in the file',
  'second-not-signed': 'the second statement is not signed under the key in the file',
  'no-contradiction': 'an honest coordinator may have signed both statements',
}

function examineEvidence(evidence: Evidence, coordinatorKey: string | undefined): Finding {
  const verdict = verifyEvidence(evidence, coordinatorKey === undefined ? undefined : fromHex(coordinatorKey))
  const details = { coordinatorKey: evidence.coordinatorKey }
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
      }
}

const provedFaults: Readonly<Record<ProvedFault, string>> = {
  'two-seed-commitments': 'the holder committed to two different seeds in one draw',
  'two-advertisements': 'the holder advertised two different sets of keys in one attempt',
  'two-key-shares': 'the holder dealt two different sets of shares in one session',
  'two-masked-inputs': 'the holder signed headers of two different masked inputs in one session',
  'two-survivor-signatures': 'the holder signed two different survivor sets in one session',
  'two-unmaskings': 'the holder opened two different lists of shares in one session',
  'unmasking-of-another-set': 'the holder signed one survivor set of a session and opened shares for another',
  'two-audit-openings': 'the holder opened one record of its dataset in two different ways',
  'commitment-does-not-open': 'the holder showed another seed in a draw than it had committed to',
  'inconsistent-shares': 'the holder dealt shares of another secret than it had committed to',
  'own-share-altered': 'the holder opened another share of its own secret than it had dealt',
  'failed-audit': 'the holder signed a record that is not under the root it consented with',
}

const faultDoubts: Readonly<Record<FaultDoubt, string>> = {
  'another-holder': 'the key in the file is not the key of the holder you named',
  'first-not-signed': 'the first message is not signed under the key in the file at this place',
  'second-not-signed': 'the second message is not signed under the key in the file at this place',
  'no-contradiction': 'an honest holder may have signed both messages',
  'not-signed': 'not all of it is signed under the key in the file at this place',
  'other-parameters': 'the parameters are not those of the session',
  'too-few-openings': 'there are fewer opened shares than the threshold',
  'not-under-the-root': 'a share is not under the root that the holder signed, or is there twice',
  'not-in-the-roster': 'the index is not shown to be the holder’s own',
  'no-such-opening': 'the holder’s own share is not among those that it opened',
  'no-seed-shown': 'the call shows no seed',
  'another-draw': 'the seed was shown in another draw',
  honest: 'what is in it fits together, as of an honest holder',
}

function examineFault(document: HolderFault, holderKey: string | undefined): Finding {
  const verdict = verifyFault(document, holderKey === undefined ? undefined : fromHex(holderKey))
  const details = { identityKey: document.identityKey }
  if (verdict.kind === 'not-proved') {
    const { reason } = verdict
    return { type: 'fault', isValid: false, proves: faultDoubts[reason], details: { ...details, reason } }
  }
  const { fault, place } = verdict
  return {
    type: 'fault',
    isValid: true,
    proves: `${provedFaults[fault]}, ${placeText(place)} (key ${document.identityKey})`,
    details: { ...details, fault, place },
  }
}

function placeText(place: Place): string {
  if (place.kind === 'bounty') return `of bounty ${place.bountyId}`
  return `in attempt ${place.attempt} of round ${place.round} of bounty ${place.bountyId}`
}

function examineStatement(signed: SignedStatement, coordinatorKey: string | undefined): Finding {
  const { statement, coordinatorKey: key } = signed
  const isOurs = coordinatorKey === undefined || coordinatorKey === key
  const isValid = isOurs && isSignedStatement(statement, fromHex(key))
  const proves = isValid
    ? `the holder of key ${key} signed this statement (${statement.kind}); alone it accuses nobody`
    : isOurs
      ? 'the statement is not signed under the key in the file'
      : evidenceFaults['another-coordinator']
  return { type: 'statement', isValid, proves, details: { coordinatorKey: key, statement: statement.kind } }
}

function examineReceipt(receipt: RoundReceipt, coordinatorKey: string | undefined): Finding {
  if (coordinatorKey === undefined)
    throw new UsageError('a receipt is checked against a key: name the coordinator’s with --coordinator-key')
  const { organisation, leaf } = receipt
  const verdict = verifyReceiptInLog(receipt, fromHex(coordinatorKey))
  const amountUnits = leaf.pays.find(pay => pay.organisation === organisation)?.amountUnits ?? '0'
  const details = { organisation, bountyId: leaf.bountyId, round: leaf.round, amountUnits }
  return verdict.kind === 'verified'
    ? {
        type: 'receipt',
        isValid: true,
        proves: `round ${leaf.round} of bounty ${leaf.bountyId} stands in the coordinator’s log, with ${amountUnits} units for ${organisation}`,
        details,
      }
    : { type: 'receipt', isValid: false, proves: `the receipt is refused: ${verdict.reason}`, details }
}
