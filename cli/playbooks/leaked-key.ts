/** A member's signing key is known to others. */
import { toHex } from '../../aggregation/index.ts'
import type { ApiKey, Bounty, Invitation, MemberKey } from '../../protos/types.ts'
import { taken } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { shortId, timeText, unitsText } from '../output.ts'
import { acceptedAfter, auditOf, eventsOf, writeAudit } from './audit-asking.ts'
import { toAuthority, toBuyer, toMember, toMembers } from './letters.ts'
import { findLeaf, leafCheck } from './log-leaf.ts'
import { type Closing, type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import { tableOf } from './report-page.ts'
import { apiKeysOf, findKey, isInForce, isUnder, keysOf, openBounties, type Scene } from './scene.ts'

export interface LeakedKey {
  /** 32 lower-case hex digits. */
  readonly keyId: string
  /** From when on what the key did is written down, and what was made with it is doubted. */
  readonly sinceMs: number
  readonly isBackInvited: boolean
  /** API keys of the member are listed and left. */
  readonly keepsApiKeys: boolean
}

interface Facts {
  readonly key?: MemberKey
  readonly revokedAtMs: number
  /** Of the same member, registered since: it may have been the thief. */
  readonly newer: readonly MemberKey[]
  readonly apiKeys: readonly ApiKey[]
  readonly bounties: readonly Bounty[]
  readonly methods: Readonly<Record<string, number>>
  readonly files: readonly string[]
  readonly invitation?: Invitation
}

type End = StepEnd<Facts>

const reason = 'playbook leaked-key: known to others'
const invitationMs = 72 * 3_600_000

export function leakedKey(scene: Scene, options: LeakedKey): ReadyPlaybook {
  const { keyId } = options
  return readyPlaybook<Facts>({
    name: 'leaked-key',
    about: keyId,
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
    close: facts => close(scene, options, facts),
  })
}

const ownerOf = ({ organisation, role }: MemberKey) => `${organisation} (${role})`

function keyIn({ key }: Facts): MemberKey {
  if (key === undefined) throw new CommandError('the owner of the key is not known', 'not-found')
  return key
}

async function findOwner(scene: Scene, { keyId, sinceMs }: LeakedKey, facts: Facts): Promise<End> {
  const key = await findKey(scene, keyId)
  if (key === undefined)
    throw new CommandError(
      `nobody has, or had, the key ${keyId}: compare it with parley keys list`,
      'not-found',
    )
  if (Buffer.from(key.publicKey).equals(scene.signer.publicKey))
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

async function revoke(scene: Scene, facts: Facts): Promise<End> {
  const key = keyIn(facts)
  const isOver = key.state === 'revoked'
  if (!isOver) taken(await scene.port.revokeKey({ keyId: key.keyId, reason }))
  const listed = (await keysOf(scene, key.organisation)).find(each => toHex(each.keyId) === toHex(key.keyId))
  return {
    outcome: isOver ? 'found-done' : 'done',
    detail: listed?.reason ?? '',
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

async function findInLog({ port, coordinatorKey }: Scene, facts: Facts): Promise<End> {
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

async function endApiKeys(scene: Scene, { keepsApiKeys }: LeakedKey, facts: Facts): Promise<End> {
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
    detail: `${apiKeys.length} ended: whoever had the key may have issued them`,
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

async function writeDown(scene: Scene, { sinceMs }: LeakedKey, facts: Facts): Promise<End> {
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

async function findBounties(scene: Scene, facts: Facts): Promise<End> {
  const { publicKey } = keyIn(facts)
  const bounties = (await openBounties(scene)).filter(bounty => isUnder(bounty, publicKey))
  return { outcome: 'done', detail: `${bounties.length} that have not ended`, facts: { ...facts, bounties } }
}

async function inviteBack(scene: Scene, { isBackInvited }: LeakedKey, facts: Facts): Promise<End> {
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

function close({ nowMs }: Scene, { keyId, sinceMs, keepsApiKeys }: LeakedKey, facts: Facts): Closing {
  const { key, apiKeys, bounties, newer, methods, files, revokedAtMs, invitation } = facts
  const organisation = key?.organisation ?? 'MEMBER'
  const isBack = invitation !== undefined
  return {
    findings: {
      ...{
        keyId,
        organisation: key?.organisation ?? null,
        role: key?.role ?? null,
        revokedAtMs,
        accepted: methods,
      },
      apiKeys: apiKeys.map(({ id, name, issuedAtMs }) => ({ id, name, issuedAtMs })),
      newerKeys: newer.map(each => ({ keyId: each.keyId, version: each.version, state: each.state })),
      bounties: bounties.map(({ bountyId, buyer, state, escrowedUnits }) => ({
        bountyId,
        buyer,
        state,
        escrowedUnits,
      })),
      isInvited: isBack,
    },
    remaining: [
      `Call ${organisation} at a number that you have from elsewhere, and say that its key is ended.`,
      ...newer.map(
        ({ keyId: other, version }) =>
          `Ask ${organisation} whether it made key ${version} itself; if not: parley playbook leaked-key ${toHex(other)}`,
      ),
      ...(keepsApiKeys
        ? apiKeys.map(
            ({ id }) =>
              `Ask ${organisation} whether API key ${id} is its own; if not: parley playbook stolen-api-key ${id}`,
          )
        : []),
      `Have ${organisation} go through the accepted requests in the export, and say which were not its own.`,
      ...bounties.map(
        ({ bountyId, buyer }) =>
          `Look at bounty ${shortId(bountyId)} of ${buyer}: whether its rounds go on without ${organisation}, and whether a dispute is called for.`,
      ),
      isBack
        ? `Give the invitation to ${organisation} by another way than the one that leaked; it enrols from a new home.`
        : `Where no other key of ${organisation} is live, invite it back (--invite); it enrols from a new home.`,
      'Find out how the key came to others, and close that way.',
      'Have a lawyer say whether an authority is to be told, and by when.',
    ],
    letters: [
      toMember(
        organisation,
        `signing key ${keyId}`,
        `It is revoked${revokedAtMs === 0 ? '' : ` since ${timeText(revokedAtMs)}`} and lets nothing in any more.`,
        [
          'make a new home with a new passphrase (parley keys new), and enrol with the invitation that we give you by telephone;',
          'take the machine off the network on which the key lay, and keep it as it is;',
          'issue API keys anew for your programs, and look through your webhooks;',
          'tell us which of the requests in the list that we send were not yours.',
        ],
      ),
      ...buyersOf(bounties).map(buyer =>
        toBuyer(
          buyer,
          organisation,
          bounties.filter(each => each.buyer === buyer),
        ),
      ),
      toMembers(
        `A signing key of ${organisation} came to others and was revoked. Its revocation stands on the public log.`,
        'You have nothing to do: agents notice it by themselves. Rounds in which it took part go on without it.',
      ),
      toAuthority(
        `a signing key of ${organisation} was used, or could have been, by others`,
        sinceMs,
        nowMs(),
      ),
    ],
    sections: [
      {
        title: 'What was accepted of the key',
        text:
          Object.keys(methods).length === 0
            ? 'Nothing in that time.'
            : tableOf(
                ['method', 'times'],
                Object.entries(methods).map(([method, count]) => [method, String(count)]),
              ),
      },
      {
        title: 'Bounties that it takes part in',
        text:
          bounties.length === 0
            ? 'None that has not ended.'
            : tableOf(
                ['bounty', 'buyer', 'state', 'in escrow'],
                bounties.map(each => [each.bountyId, each.buyer, each.state, unitsText(each.escrowedUnits)]),
              ),
      },
    ],
    files,
    shownOnce: isBack ? [{ what: `invitation of ${organisation}`, secret: invitation.code }] : [],
  }
}

function buyersOf(bounties: readonly Bounty[]): readonly string[] {
  return [...new Set(bounties.map(({ buyer }) => buyer))]
}
