/** Somebody who had a member's keys, or all of a member, has left. */
import { equalBytes, toHex } from '../../aggregation/index.ts'
import type { ApiKey, Invitation, MemberKey, OpenInvitation, Role } from '../../protos/types.ts'
import { taken } from '../connect.ts'
import { CommandError, RefusedError } from '../errors.ts'
import { timeText } from '../output.ts'
import { acceptedAfter } from './audit-asking.ts'
import { toAuthority, toMember, toMembers } from './letters.ts'
import { findLeaf, leafCheck } from './log-leaf.ts'
import { type Closing, type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import type { Check } from './report.ts'
import { apiKeysOf, isInForce, keysOf, type Scene } from './scene.ts'

export interface DepartedEmployee {
  readonly organisation: string
  /** Absent: every role of the organisation. */
  readonly role?: Role
  readonly reason: string
  readonly hasSuccessor: boolean
}

/** What is not ended of a member. */
interface Standing {
  readonly keys: readonly MemberKey[]
  readonly apiKeys: readonly ApiKey[]
  readonly invitations: readonly OpenInvitation[]
}

interface Facts {
  readonly roles: readonly Role[]
  readonly ended: Standing
  /** By the log, of each key that the playbook ended. */
  readonly endedAtMs: number
  readonly invitations: readonly Invitation[]
}

type End = StepEnd<Facts>

const nothing: Standing = { keys: [], apiKeys: [], invitations: [] }
const invitationMs = 72 * 3_600_000

export function departedEmployee(scene: Scene, options: DepartedEmployee): ReadyPlaybook {
  const { organisation, role } = options
  const whom = role === undefined ? organisation : `${organisation} (${role})`
  return readyPlaybook<Facts>({
    name: 'departed-employee',
    about: whom,
    contained: 'nothing of it is live',
    warning: `Keys, API keys and open invitations of ${whom} end at once, and this cannot be undone.`,
    before: { roles: [], ended: nothing, endedAtMs: 0, invitations: [] },
    steps: [
      { title: 'List what is live', act: facts => listLive(scene, options, facts) },
      { title: 'End all of it', contains: true, act: facts => endAll(scene, options, facts) },
      { title: 'Find the ends in the public log', act: facts => findInLog(scene, facts) },
      { title: 'See that no second factor is left', act: facts => resetFactors(scene, options, facts) },
      { title: 'Look for what came after', act: facts => lookAfter(scene, facts) },
      { title: 'Invite whoever follows', act: facts => inviteNext(scene, options, facts) },
    ],
    close: facts => close(scene, options, facts),
  })
}

async function standingOf(scene: Scene, { organisation, role }: DepartedEmployee): Promise<Standing> {
  const isMeant = (each: { readonly role: Role }) => role === undefined || each.role === role
  const keys = (await keysOf(scene, organisation)).filter(isMeant)
  const apiKeys = (await apiKeysOf(scene, organisation)).filter(isMeant)
  const { invitations } = taken(await scene.port.listInvitations({ organisation }))
  return {
    keys: keys.filter(({ state }) => state !== 'revoked'),
    apiKeys: apiKeys.filter(each => isInForce(each, scene.nowMs())),
    invitations: invitations.filter(isMeant),
  }
}

const isNothing = ({ keys, apiKeys, invitations }: Standing) =>
  keys.length + apiKeys.length + invitations.length === 0

const countsText = ({ keys, apiKeys, invitations }: Standing) =>
  `${keys.length} keys, ${apiKeys.length} API keys, ${invitations.length} open invitations`

async function listLive(scene: Scene, options: DepartedEmployee, facts: Facts): Promise<End> {
  const { organisation, role } = options
  const ended = await standingOf(scene, options)
  if (ended.keys.some(({ publicKey }) => equalBytes(publicKey, scene.signer.publicKey)))
    throw new CommandError(
      'that is whoever runs this playbook: name another --role, or have another member run it',
      'own-key',
    )
  const known = (await keysOf(scene, organisation)).filter(key => role === undefined || key.role === role)
  const roles = [...new Set([...known, ...ended.invitations].map(each => each.role))]
  if (roles.length === 0)
    throw new CommandError(`nobody of ${organisation} has, or had, a key in that role`, 'not-found')
  return { outcome: 'done', detail: countsText(ended), facts: { ...facts, ended, roles } }
}

async function endAll(scene: Scene, options: DepartedEmployee, facts: Facts): Promise<End> {
  const { organisation, role, reason } = options
  const isOver = isNothing(facts.ended)
  if (!isOver)
    taken(await scene.port.revokeMember({ organisation, reason, ...(role === undefined ? {} : { role }) }))
  const left = await standingOf(scene, options)
  return {
    outcome: isOver ? 'found-done' : 'done',
    detail: countsText(facts.ended),
    facts,
    checks: [
      {
        claim: `nothing of ${organisation} is live`,
        how: 'listed keys, API keys and invitations again',
        holds: isNothing(left),
        detail: countsText(left),
      },
    ],
  }
}

async function findInLog({ port, coordinatorKey }: Scene, facts: Facts): Promise<End> {
  const checks: Check[] = []
  let endedAtMs = 0
  for (const key of facts.ended.keys) {
    const keyId = toHex(key.keyId)
    const found = await findLeaf(
      port,
      coordinatorKey,
      leaf => leaf.kind === 'key-revoked' && leaf.keyId === keyId,
    )
    endedAtMs = Math.max(endedAtMs, Number(found?.leaf.atMs ?? 0))
    checks.push(leafCheck('key-revoked', keyId, found))
  }
  for (const { id } of facts.ended.apiKeys) {
    const found = await findLeaf(
      port,
      coordinatorKey,
      leaf => leaf.kind === 'api-key-revoked' && leaf.id === id,
    )
    checks.push(leafCheck('api-key-revoked', id, found))
  }
  const detail = checks.length === 0 ? 'nothing was ended now' : ''
  return { outcome: checks.length === 0 ? 'skipped' : 'done', detail, facts: { ...facts, endedAtMs }, checks }
}

/** It ends with the member; of one that was added since, or in a role without keys, this is the end. */
async function resetFactors(scene: Scene, { organisation }: DepartedEmployee, facts: Facts): Promise<End> {
  if (scene.environment === 'live')
    return {
      outcome: 'skipped',
      detail: 'it ended with the keys; asking for more takes another approval in live',
      facts,
    }
  const checks: Check[] = []
  let resets = 0
  for (const role of facts.roles) {
    const wasLeft = await reset(scene, organisation, role)
    if (wasLeft) resets += 1
    const isLeft = wasLeft && (await reset(scene, organisation, role))
    checks.push({
      claim: `${organisation} has no second factor as ${role}`,
      how: 'asked for it to be reset, which is refused where there is none',
      holds: !isLeft,
      detail: isLeft ? 'another was there' : 'refused: there is none',
    })
  }
  const detail = resets === 0 ? 'it ended with the keys, or there was none' : `${resets} were left`
  return { outcome: resets === 0 ? 'found-done' : 'done', detail, facts, checks }
}

/** Whether there was one. Throws what else is refused. */
async function reset({ port }: Scene, organisation: string, role: Role): Promise<boolean> {
  const answer = await port.resetSecondFactor({ organisation, role })
  if (answer.kind === 'granted') return true
  if (answer.reason === 'not-found') return false
  throw new RefusedError(answer)
}

async function lookAfter(scene: Scene, facts: Facts): Promise<End> {
  const ended = facts.ended.keys.map(({ keyId }) => ({ keyId, endedAtMs: facts.endedAtMs }))
  return { outcome: 'done', detail: '', facts, checks: [await acceptedAfter(scene, ended)] }
}

async function inviteNext(
  { port }: Scene,
  { organisation, hasSuccessor }: DepartedEmployee,
  facts: Facts,
): Promise<End> {
  if (!hasSuccessor) return { outcome: 'skipped', detail: '--successor was not given', facts }
  const invitations: Invitation[] = []
  for (const role of facts.roles)
    invitations.push(taken(await port.invite({ organisation, role, validForMs: invitationMs })))
  const { invitations: open } = taken(await port.listInvitations({ organisation }))
  return {
    outcome: 'done',
    detail: `as ${facts.roles.join(', ')}`,
    facts: { ...facts, invitations },
    checks: [
      {
        claim: 'what is open are the invitations of whoever follows',
        how: `listed the invitations of ${organisation}`,
        holds: invitations.every(({ role, expiresAtMs }) =>
          open.some(each => each.role === role && each.expiresAtMs === expiresAtMs),
        ),
        detail: `${open.length} open`,
      },
    ],
  }
}

function close({ nowMs }: Scene, { organisation }: DepartedEmployee, facts: Facts): Closing {
  const { roles, ended, endedAtMs, invitations } = facts
  return {
    findings: {
      ...{ organisation, roles, endedAtMs },
      keys: ended.keys.map(({ keyId, role, version }) => ({ keyId, role, version })),
      apiKeys: ended.apiKeys.map(({ id, name, role }) => ({ id, name, role })),
      invitations: ended.invitations.length,
      successors: invitations.map(({ role, expiresAtMs }) => ({ role, expiresAtMs })),
    },
    remaining: [
      `Have ${organisation} take back badges, machines and tokens, and its own passwords.`,
      'Take the person out of where you log in to the console, and from the vault and the tokens that keys lie in.',
      'Where the person kept a recovery key of another member, have that member name other keepers (parley keys recovery set).',
      'Where the person knew the passphrase of a home that goes on, make that home anew: a rotation keeps the passphrase.',
      `Tell ${organisation} that webhooks which its ended keys added are sent nothing more; whoever follows adds its own.`,
      ...invitations.map(
        ({ role }) => `Give the invitation as ${role} to whoever follows, in person or by telephone.`,
      ),
      ...(invitations.length === 0
        ? [`Where somebody follows, invite them (--successor); ${organisation} keeps its balances.`]
        : []),
    ],
    letters: [
      toMember({
        organisation,
        subject: 'The access of SOMEBODY WHO LEFT has ended',
        happened: 'SOMEBODY WHO LEFT had access with you',
        done: `It ended${endedAtMs === 0 ? '' : ` ${timeText(endedAtMs)}`}: keys, API keys and invitations.`,
        todo: [
          'have whoever follows make a new home (parley keys new) and enrol with the invitation that we give by telephone;',
          'issue API keys anew for programs that go on;',
          'tell us of bounties that you took part in and that must not wait: agents join again under the new key.',
        ],
      }),
      toMembers(
        `Keys of ${organisation} were ended, because somebody left. Their ends stand on the public log.`,
        'You have nothing to do. Bounties go on without them until whoever follows joins.',
      ),
      toAuthority(
        'somebody who left had access; nothing shows that it was misused. SEND THIS ONLY IF IT WAS',
        0,
        nowMs(),
      ),
    ],
    shownOnce: invitations.map(({ role, code }) => ({ what: `invitation as ${role}`, secret: code })),
  }
}
