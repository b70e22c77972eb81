/**
 * The coordinator's own identity key is known to others. No other key can be put in its place: it is the audience of every signature,
 * pinned by every member, the name of the log, and what the model store is opened with. So the playbook keeps, while the coordinator
 * still runs, all that shows what was true, in a folder that the operator signs; what follows is done by people.
 */
import path from 'node:path'
import { encodeFork, fromHex, toHex, utf8 } from '../../aggregation/index.ts'
import { compareHeads, type HeadsCompared } from '../../client/connection.ts'
import { encodeAuditBundle } from '../../protos/audit/index.ts'
import { encodeBountyLog } from '../../protos/market-log/index.ts'
import { isSignedRegistry } from '../../protos/registry.ts'
import type { Balance } from '../../protos/types.ts'
import { examine, readDocumentFile } from '../../verifier/index.ts'
import { fetchBountyLog } from '../bounty-log.ts'
import { taken } from '../connect.ts'
import { toJson, unitsText } from '../output.ts'
import { auditOf } from './audit-asking.ts'
import type { KeptMember, KeyFacts, LeakedCoordinatorKey } from './coordinator-key-facts.ts'
import { coordinatorKeyClosing } from './coordinator-key-text.ts'
import { type EvidenceFolder, openEvidenceFolder, verifyEvidence } from './evidence-folder.ts'
import { headNow } from './log-leaf.ts'
import { type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import type { Check } from './report.ts'
import { openBounties, organisationsOf, type Scene } from './scene.ts'

type End = StepEnd<KeyFacts>

export function leakedCoordinatorKey(scene: Scene, options: LeakedCoordinatorKey): ReadyPlaybook {
  const { coordinatorKey } = scene
  return readyPlaybook<KeyFacts>({
    name: 'leaked-coordinator-key',
    about: coordinatorKey,
    contained: 'what was true is kept and signed; the key itself counts until the coordinator is stopped',
    warning: `Everything that shows what was true is kept in ${options.out}; nothing is changed at the coordinator.`,
    before: { members: [], bounties: [], balances: {}, headSize: 0 },
    steps: [
      { title: 'Audit the books', act: facts => auditBooks(scene, options, facts) },
      { title: 'Keep the head of the log', act: facts => keepHead(scene, options, facts) },
      { title: 'Export the audit', act: facts => exportAudit(scene, options, facts) },
      { title: 'Keep the registry and the list of members', act: facts => keepMembers(scene, facts) },
      {
        title: 'Keep the bounties that have not ended, and all balances',
        act: facts => keepMoney(scene, facts),
      },
      { title: 'Sign what was kept', contains: true, act: facts => seal(scene, facts) },
    ],
    close: facts => coordinatorKeyClosing(scene, options, facts),
  })
}

function folderIn({ evidence }: KeyFacts): EvidenceFolder {
  if (evidence === undefined) throw new Error('the folder of evidence is opened by the first step')
  return evidence
}

const json = (value: unknown) => utf8(`${toJson(value)}\n`)

async function auditBooks({ port }: Scene, { out }: LeakedCoordinatorKey, facts: KeyFacts): Promise<End> {
  const evidence = await openEvidenceFolder(out)
  const report = taken(await port.audit({}))
  await evidence.write('ledger-audit.json', json(report))
  return {
    outcome: 'done',
    detail: `${report.journals} journals, ${report.accounts} accounts`,
    facts: { ...facts, evidence },
    checks: [
      {
        claim: 'the books are in order',
        how: 'had every row of ledger and log audited',
        holds: report.ok && report.problems.length === 0,
        detail: `${report.problems.length} problems`,
      },
    ],
  }
}

async function keepHead(scene: Scene, { head }: LeakedCoordinatorKey, facts: KeyFacts): Promise<End> {
  const { port, coordinatorKey } = scene
  const evidence = folderIn(facts)
  const compared = head === undefined ? undefined : await compareHeads(port, fromHex(coordinatorKey), head)
  const own =
    compared === undefined || compared.kind === 'unanswered'
      ? await headNow(port, coordinatorKey)
      : compared.own
  const file = await evidence.write('checkpoint.txt', utf8(own.note))
  const checks = [await verified(file, coordinatorKey, 'the head of the log verifies')]
  if (head !== undefined && compared !== undefined) {
    await evidence.write('kept-checkpoint.txt', utf8(head.note))
    await writeComparison(port, evidence, compared)
    checks.push(growthCheck(compared))
  }
  const lacking = head === undefined ? '; no --head was given to hold it against' : ''
  return {
    outcome: 'done',
    detail: `${own.size} leaves${lacking}`,
    facts: { ...facts, headSize: own.size },
    checks,
  }
}

/** What others need to compare the two heads again. */
async function writeComparison(
  port: Scene['port'],
  evidence: EvidenceFolder,
  compared: HeadsCompared,
): Promise<void> {
  if (compared.kind === 'forked') await evidence.write('fork.json', encodeFork(compared.fork))
  if (compared.kind !== 'consistent') return
  const [first, second] = [compared.other, compared.own]
  const proof =
    first.size === second.size
      ? { hashes: [] }
      : taken(await port.getConsistencyProof({ first: first.size, second: second.size }))
  const comparison = { first: first.note, second: second.note, hashes: proof.hashes.map(toHex) }
  await evidence.write('consistency.json', json(comparison))
}

function growthCheck(compared: HeadsCompared): Check {
  return {
    claim: 'the log goes on from the head that was kept',
    how: 'asked for the proof of consistency from that head to the present one',
    holds: compared.kind === 'consistent',
    detail:
      compared.kind === 'unanswered'
        ? compared.detail
        : `${compared.kind}: ${compared.other.size} leaves then, ${compared.own.size} now`,
  }
}

/** As anybody verifies a file. */
async function verified(file: string, coordinatorKey: string, claim: string): Promise<Check> {
  const { isValid, proves } = examine(await readDocumentFile(file), { coordinatorKey })
  const how = `verified ${path.basename(file)} under the coordinator's key, as parley verify does`
  return { claim, how, holds: isValid, detail: proves }
}

async function exportAudit(scene: Scene, { sinceMs }: LeakedCoordinatorKey, facts: KeyFacts): Promise<End> {
  const bundle = await auditOf(scene, sinceMs)
  const file = await folderIn(facts).write('audit.json', encodeAuditBundle(bundle))
  const check = await verified(file, scene.coordinatorKey, 'the export of the audit verifies')
  return { outcome: 'done', detail: `${bundle.batches.length} batches`, facts, checks: [check] }
}

async function keepMembers(scene: Scene, facts: KeyFacts): Promise<End> {
  const { port, coordinatorKey } = scene
  const registry = taken(await port.getRegistry({}))
  const evidence = folderIn(facts)
  await evidence.write('registry.json', json(registry))
  const names = new Map(
    [...registry.members, ...registry.removed].map(each => [
      `${each.organisation} ${each.role}`,
      each.displayName,
    ]),
  )
  const members: KeptMember[] = []
  for (const organisation of await organisationsOf(scene)) {
    const { keys } = taken(await port.listKeys({ organisation }))
    for (const { role, keyId, publicKey, state } of keys)
      members.push({
        ...{ organisation, role, state, displayName: names.get(`${organisation} ${role}`) ?? '' },
        ...{ keyId: toHex(keyId), publicKey: toHex(publicKey) },
      })
  }
  await evidence.write('members.json', json(members))
  return {
    outcome: 'done',
    detail: `${members.length} keys of ${new Set(members.map(({ organisation }) => organisation)).size} organisations`,
    facts: { ...facts, members },
    checks: [
      {
        claim: 'the registry is the one that the coordinator signed',
        how: 'computed its root again, and verified the signature over it',
        holds: isSignedRegistry(registry, fromHex(coordinatorKey)),
        detail: `version ${registry.version}`,
      },
    ],
  }
}

async function keepMoney(scene: Scene, facts: KeyFacts): Promise<End> {
  const { port, coordinatorKey } = scene
  const evidence = folderIn(facts)
  const bounties = await openBounties(scene)
  await evidence.write('bounties.json', json(bounties))
  const checks: Check[] = []
  for (const { bountyId } of bounties) {
    const log = await fetchBountyLog(port, coordinatorKey, bountyId)
    // A draft has no leaves yet.
    if (log.leaves.length === 0) continue
    const file = await evidence.write(`bounty-${bountyId}.json`, encodeBountyLog(log))
    checks.push(await verified(file, coordinatorKey, `the log of bounty ${bountyId.slice(0, 8)} verifies`))
  }
  const balances: Record<string, readonly Balance[]> = {}
  for (const organisation of new Set(facts.members.map(each => each.organisation))) {
    const answer = await port.getBalances({ organisation })
    // An officer of security sees no other's balances.
    if (answer.kind === 'granted' && answer.value.balances.length > 0)
      balances[organisation] = answer.value.balances
  }
  await evidence.write('balances.json', json(balances))
  const escrowed = bounties.reduce((sum, { escrowedUnits }) => sum + escrowedUnits, 0n)
  return {
    outcome: 'done',
    detail: `${bounties.length} bounties with ${unitsText(escrowed)} units in escrow`,
    facts: { ...facts, bounties, balances },
    checks,
  }
}

async function seal({ coordinatorKey, organisation, signer, nowMs }: Scene, facts: KeyFacts): Promise<End> {
  const evidence = folderIn(facts)
  await evidence.seal({ coordinatorKey, organisation, signer, nowMs: nowMs() })
  const verdict = await verifyEvidence(evidence.folder, toHex(signer.publicKey))
  return {
    outcome: 'done',
    detail: evidence.folder,
    facts,
    checks: [
      {
        claim: 'the manifest verifies',
        how: 'read every file again, compared its SHA-256, and verified the signature',
        holds: verdict.kind === 'holds',
        detail: verdict.kind === 'holds' ? `${verdict.manifest.files.length} files` : verdict.detail,
      },
    ],
  }
}
