/** API keys as operations: a member issues them for itself, and whoever may end a key of the member ends them. */
import { canonicalJson, utf8 } from '../../aggregation/index.ts'
import { type KeyEnvironment, makeApiKey } from '../../protos/api-key.ts'
import { apiKeyGroups, readScope } from '../../protos/api-key-scope.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import type { ApiKey } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import {
  type ApiKeyRecord,
  findApiKey,
  insertApiKey,
  isInForce,
  readApiKeys,
  writeRevocation,
} from './api-key-store.ts'
import { seesEveryKey } from './sight.ts'

type ApiKeyOperations = Pick<CoordinatorService, 'issueApiKey' | 'listApiKeys' | 'revokeApiKey'>
type ApiKeyParts = Pick<Parts, 'members' | 'storage' | 'log' | 'audit' | 'world' | 'journal'>

const dayMs = 24 * 3_600_000
const [usualLifeMs, longestLifeMs] = [90 * dayMs, 180 * dayMs]
/** Of one member, at a time. */
const mostApiKeys = 20
const mostNameCharacters = 60

export function apiKeyOperations(parts: ApiKeyParts, environment: KeyEnvironment): ApiKeyOperations {
  const { members, storage, audit, world, journal } = parts
  return {
    async issueApiKey({ organisation, role }, { name, scope, lifeMs }) {
      if (role === 'anyone') return refused('forbidden', 'API keys are for members')
      const read = readScope(scope, role)
      if (read.kind === 'refused') return badScope(read.word, read.why)
      if (name.trim() === '' || name.length > mostNameCharacters)
        return refused('malformed', `say in 1 to ${mostNameCharacters} characters what the key is for`, {
          field: 'name',
        })
      if (lifeMs > longestLifeMs)
        return refused('malformed', `an API key lives at most ${longestLifeMs / dayMs} days`, {
          field: 'lifeMs',
        })
      const made = makeApiKey(environment, 'reading', world.random)
      const issuedAtMs = world.nowMs()
      const key: ApiKeyRecord = {
        ...{ id: made.id, hash: made.hash, organisation, role, name: name.trim(), methods: read.methods },
        ...{ environment: made.environment, issuedAtMs },
        expiresAtMs: issuedAtMs + (lifeMs === 0 ? usualLifeMs : lifeMs),
        ...{ lastUsedAtMs: 0, uses: 0, revokedAtMs: 0, reason: '' },
      }
      const answer = await storage.transaction(async (tx): Promise<Answer<ApiKeyRecord>> => {
        const own = await readApiKeys(tx, organisation)
        const standing = own.filter(each => each.role === role && isInForce(each, issuedAtMs))
        if (standing.length >= mostApiKeys)
          return refused('wrong-state', `a member has at most ${mostApiKeys} API keys; revoke one first`)
        await insertApiKey(tx, key)
        await audit.record(tx, eventOf('api-key-issued', key, issuedAtMs))
        return granted(key)
      })
      if (answer.kind === 'refused') return answer
      journal.info({ organisation, apiKeyId: key.id }, 'an API key was issued')
      return granted({ apiKey: shownApiKey(key), text: made.text })
    },
    async listApiKeys(caller, { organisation }) {
      const whose = organisation === '' ? caller.organisation : organisation
      if (whose !== caller.organisation && !seesEveryKey(caller.role))
        return refused('forbidden', 'an organisation sees its own API keys only')
      await members.apiKeys.flushUses()
      return granted({ apiKeys: (await readApiKeys(storage.db, whose)).map(shownApiKey) })
    },
    async revokeApiKey(caller, { id, reason }) {
      const answer = await storage.transaction(async (tx): Promise<Answer<ApiKeyRecord>> => {
        const key = await findApiKey(tx, id)
        if (key === undefined || !mayRevoke(caller, key))
          return refused('not-found', `there is no API key ${id} of ${caller.organisation}`, { field: 'id' })
        return granted(key.revokedAtMs === 0 ? await revokeApiKeyIn(tx, parts, key, reason) : key)
      })
      if (answer.kind === 'refused') return answer
      // Commit point.
      await members.apiKeys.refresh()
      journal.info({ organisation: answer.value.organisation, apiKeyId: id }, 'an API key was revoked')
      return granted(shownApiKey(answer.value))
    },
  }
}

/** Ends an API key that stands, with its leaf and its event. */
export async function revokeApiKeyIn(
  tx: Transaction,
  { log, audit, world }: Pick<Parts, 'log' | 'audit' | 'world'>,
  key: ApiKeyRecord,
  reason: string,
): Promise<ApiKeyRecord> {
  const atMs = world.nowMs()
  const revoked = { ...key, revokedAtMs: atMs, reason }
  const { id, organisation, role } = key
  await writeRevocation(tx, revoked)
  await log.append(tx, utf8(canonicalJson({ kind: 'api-key-revoked', id, organisation, role, atMs })))
  await audit.record(tx, eventOf('api-key-revoked', revoked, atMs))
  return revoked
}

/** All that is told of an API key: not its hash. */
export function shownApiKey({ hash: _, ...key }: ApiKeyRecord): ApiKey {
  return key
}

function mayRevoke({ organisation, role }: Caller, key: ApiKeyRecord): boolean {
  if (role === 'operator' || role === 'security-officer') return true
  return key.organisation === organisation && (key.role === role || role === 'data-owner')
}

function eventOf(
  kind: 'api-key-issued' | 'api-key-revoked',
  { organisation, role, id, reason }: ApiKeyRecord,
  atMs: number,
) {
  const detail = `API key ${id}${reason === '' ? '' : `: ${reason}`}`
  return auditEvent({ atMs, kind, organisation, role, detail })
}

function badScope(word: string, why: 'nothing' | 'unknown' | 'not-read' | 'role'): Refusal {
  const groups = Object.keys(apiKeyGroups).join(', ')
  const named = JSON.stringify(word)
  const messages = {
    nothing: `name what the key is for: ${groups}, or methods such as getBounty`,
    unknown: `${named} is no method and no group; groups are ${groups}`,
    'not-read': `${named} takes a signed request: an API key only reads, and takes no part in rounds and no model`,
    role: `your role may not call ${named}, so no key of yours may`,
  }
  return refused('malformed', messages[why], { field: 'scope' })
}
