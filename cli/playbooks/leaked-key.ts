/** A member's signing key is known to others. */
import { equalBytes, toHex } from '../../aggregation/index.ts'
import type { MemberKey } from '../../protos/types.ts'
import { taken } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { timeText } from '../output.ts'
import { acceptedAfter, auditOf, eventsOf, writeAudit } from './audit-asking.ts'
import type { LeakedKey, LeakedKeyFacts } from './leaked-key-facts.ts'
import { leakedKeyClosing } from './leaked-key-text.ts'
import { findLeaf, leafCheck } from './log-leaf.ts'
import { type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import { apiKeysOf, findKey, isInForce, isUnder, keysOf, openBounties, type Scene } from './scene.ts'

type End = StepEnd<LeakedKeyFacts>

const reason = 'playbook leaked-key: known to others'
const invitationMs = 72 * 3_600_000

export function leakedKey(scene: Scene, options: LeakedKey): ReadyPlaybook {
  const { keyId } = options
  return readyPlaybook<LeakedKeyFacts>({
    name: 'leaked-key',
    about: keyId,
    contained: 'the key signs nothing any more',
    warning: `Key ${keyId} will sign nothing any more, and this cannot be undone.`,
    before: { revokedAtMs: 0, newer: [], apiKeys: [], bounties: [], methods: {}, files: [] },
    steps: [
      { title: 'Find whose key it is', act: facts => findOwner(scene, options, facts) },
      { title: 'Revoke the key', contains: true, act: facts => revoke(scene, facts) },
      { title: 'Find the revocation in the public log', act: facts => findInLog(scene, facts) },
      { title: "End the member's API keys", act: facts => endApiKeys(scene, options, facts) },
      { title: 'Write down what the key did', act: facts => writeDown(scene, options, facts) },
      { title: 'Find the bounties that it takes part in', act: facts => findBounties(scene, facts) },
      { title: 'Invite the member back', act: facts => inviteBack(scene, options, facts) },
    ],
    close: facts => leakedKeyClosing(scene, options, facts),
  })
}

const ownerOf = ({ organisation, role }: MemberKey) => `${organisation} (${role})`

function keyIn({ key }: LeakedKeyFacts): MemberKey {
  if (key === undefined) throw new CommandError('the owner of the key is not known', 'not-found')
  return key
}

async function findOwner(scene: Scene, { keyId, sinceMs }: LeakedKey, facts: LeakedKeyFacts): Promise<End> {
  const key = await findKey(scene, keyId)
  if (key === undefined)
    throw new CommandError(
      `nobody has, or had, the key ${keyId}: compare it with parley keys list`,
      'not-found',
    )
  if (equalBytes(key.publicKey, scene.signer.publicKey))
    throw new CommandError(
      'it is the key that this playbook is signed with: run `parley keys rotate` first, then begin again',
      'own-key',
    )
  const siblings = (await keysOf(scene, key.organisation)).filter(({ role }) => role === key.role)
  const newer = siblings.filter(
    each => toHex(each.keyId) !== keyId && each.registeredAtMs >= sinceMs && each.version > key.version,
  )
  const used =
    key.lastUsedAtMs === 0 ? 'never used' : `${key.uses} uses, the last ${timeText(key.lastUsedAtMs)}`
  const detail = `key ${key.version} of ${ownerOf(key)}, ${key.state}, ${used}`
  return { outcome: 'done', detail, facts: { ...facts, key, newer } }
}

async function revoke(scene: Scene, facts: LeakedKeyFacts): Promise<End> {
  const key = keyIn(facts)
  const isOver = key.state === 'revoked'
  if (!isOver) taken(await scene.port.revokeKey({ keyId: key.keyId, reason }))
  const listed = (await keysOf(scene, key.organisation)).find(each => toHex(each.keyId) === toHex(key.keyId))
  return {
    outcome: isOver ? 'found-done' : 'done',
    detail: listed === undefined ? '' : `for the record: ${listed.reason}`,
    facts,
    checks: [
      {
        claim: 'the listing has the key as revoked',
        how: `listed the keys of ${key.organisation} again`,
        holds: listed?.state === 'revoked',
        detail: listed?.state ?? 'not listed',
      },
    ],
  }
}

async function findInLog({ port, coordinatorKey }: Scene, facts: LeakedKeyFacts): Promise<End> {
  const keyId = toHex(keyIn(facts).keyId)
  const found = await findLeaf(
    port,
    coordinatorKey,
    leaf => leaf.kind === 'key-revoked' && leaf.keyId === keyId,
  )
  const revokedAtMs = Number(found?.leaf.atMs ?? 0)
  return {
    outcome: 'done',
    detail: found === undefined ? '' : `revoked ${timeText(revokedAtMs)} by the coordinator's clock`,
    facts: { ...facts, revokedAtMs },
    checks: [leafCheck('key-revoked', keyId, found)],
  }
}

async function endApiKeys(scene: Scene, { keepsApiKeys }: LeakedKey, facts: LeakedKeyFacts): Promise<End> {
  const { organisation, role } = keyIn(facts)
  const inForce = async () =>
    (await apiKeysOf(scene, organisation)).filter(
      each => each.role === role && isInForce(each, scene.nowMs()),
    )
  const apiKeys = await inForce()
  if (keepsApiKeys)
    return {
      outcome: 'skipped',
      detail: `${apiKeys.length} are left as they are`,
      facts: { ...facts, apiKeys },
    }
  for (const { id } of apiKeys) taken(await scene.port.revokeApiKey({ id, reason }))
  const left = await inForce()
  return {
    outcome: apiKeys.length === 0 ? 'found-done' : 'done',
    detail:
      apiKeys.length === 0
        ? 'there were none in force'
        : `${apiKeys.length} ended: whoever had the key may have issued them`,
    facts: { ...facts, apiKeys },
    checks: [
      {
        claim: 'no API key of the member is in force',
        how: `listed the API keys of ${organisation} again`,
        holds: left.length === 0,
        detail: `${left.length} in force`,
      },
    ],
  }
}

async function writeDown(scene: Scene, { sinceMs }: LeakedKey, facts: LeakedKeyFacts): Promise<End> {
  const { keyId } = keyIn(facts)
  const { revokedAtMs } = facts
  const accepted = await acceptedAfter(scene, [{ keyId, endedAtMs: revokedAtMs }])
  const bundle = await auditOf(scene, Math.min(sinceMs, revokedAtMs), toHex(keyId))
  const { file, check } = await writeAudit(scene, bundle)
  const methods: Record<string, number> = {}
  for (const { kind, method } of eventsOf(bundle))
    if (kind === 'request-accepted') methods[method] = (methods[method] ?? 0) + 1
  return {
    outcome: 'done',
    detail: `${eventsOf(bundle).length} events since ${timeText(sinceMs)} in ${file}`,
    facts: { ...facts, methods, files: [file] },
    checks: [accepted, check],
  }
}

async function findBounties(scene: Scene, facts: LeakedKeyFacts): Promise<End> {
  const { publicKey } = keyIn(facts)
  const bounties = (await openBounties(scene)).filter(bounty => isUnder(bounty, publicKey))
  return { outcome: 'done', detail: `${bounties.length} that have not ended`, facts: { ...facts, bounties } }
}

async function inviteBack(scene: Scene, { isBackInvited }: LeakedKey, facts: LeakedKeyFacts): Promise<End> {
  if (!isBackInvited) return { outcome: 'skipped', detail: '--invite was not given', facts }
  const { organisation, role } = keyIn(facts)
  const live = (await keysOf(scene, organisation)).filter(
    key => key.role === role && ['pending', 'active', 'retiring'].includes(key.state),
  )
  if (live.length > 0) {
    const versions = live.map(({ version }) => version).join(', ')
    return { outcome: 'skipped', detail: `not needed: key ${versions} of it is live`, facts }
  }
  const invitation = taken(await scene.port.invite({ organisation, role, validForMs: invitationMs }))
  const { invitations } = taken(await scene.port.listInvitations({ organisation }))
  return {
    outcome: 'done',
    detail: `good until ${timeText(invitation.expiresAtMs)}`,
    facts: { ...facts, invitation },
    checks: [
      {
        claim: 'the invitation is open',
        how: `listed the invitations of ${organisation}`,
        holds: invitations.some(each => each.role === role && each.expiresAtMs === invitation.expiresAtMs),
        detail: `${invitations.length} open`,
      },
    ],
  }
}
