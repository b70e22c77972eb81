/** The text of an API key is known to others: it reads, and changes nothing, until it is ended. */
import { readApiKey } from '../../protos/api-key.ts'
import type { Answer } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { ApiKey } from '../../protos/types.ts'
import { taken } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { timeText } from '../output.ts'
import { toAuthority, toMember, toMembers } from './letters.ts'
import { findLeaf, leafCheck } from './log-leaf.ts'
import { type Closing, type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import { apiKeysOf, isInForce, organisationsOf, type Scene } from './scene.ts'

export interface StolenApiKey {
  /** Of 12 characters. */
  readonly id: string
  /** Whose; looked for unless given. */
  readonly organisation?: string
  /** The text itself, where it is at hand. It stands in no report. */
  readonly text?: string
}

interface Facts {
  readonly apiKey?: ApiKey
  readonly isTextGood: boolean
}

type End = StepEnd<Facts>

const reason = 'playbook stolen-api-key: known to others'

export function stolenApiKey(scene: Scene, options: StolenApiKey): ReadyPlaybook {
  const { id } = options
  return readyPlaybook<Facts>({
    name: 'stolen-api-key',
    about: id,
    contained: 'the API key reads nothing any more',
    warning: `API key ${id} will read nothing any more, and this cannot be undone.`,
    before: { isTextGood: false },
    steps: [
      { title: 'Find whose API key it is', act: facts => findOwner(scene, options, facts) },
      { title: 'See whether the text is that key', act: facts => tryBefore(scene, options, facts) },
      { title: 'End the API key', contains: true, act: facts => end(scene, options, facts) },
      { title: 'Call with it', act: facts => tryAfter(scene, options, facts) },
      { title: 'Find its end in the public log', act: facts => findInLog(scene, options, facts) },
    ],
    close: facts => close(scene, options, facts),
  })
}

async function find(scene: Scene, { id, organisation }: StolenApiKey): Promise<ApiKey | undefined> {
  for (const each of organisation === undefined ? await organisationsOf(scene) : [organisation]) {
    const found = (await apiKeysOf(scene, each)).find(key => key.id === id)
    if (found !== undefined) return found
  }
  return undefined
}

function keyIn({ apiKey }: Facts): ApiKey {
  if (apiKey === undefined) throw new CommandError('the owner of the API key is not known', 'not-found')
  return apiKey
}

async function findOwner(scene: Scene, options: StolenApiKey, facts: Facts): Promise<End> {
  const apiKey = await find(scene, options)
  if (apiKey === undefined)
    throw new CommandError(
      `nobody has the API key ${options.id}; its id is the 12 characters after parley_…_r`,
      'not-found',
    )
  return { outcome: 'done', detail: aboutKey(apiKey), facts: { ...facts, apiKey } }
}

function aboutKey({ organisation, role, name, methods, uses, lastUsedAtMs }: ApiKey): string {
  const used = lastUsedAtMs === 0 ? 'never used' : `used ${uses} times, the last ${timeText(lastUsedAtMs)}`
  return `"${name}" of ${organisation} (${role}), for ${methods.join(', ')}; ${used}`
}

async function tryBefore(scene: Scene, { id, text }: StolenApiKey, facts: Facts): Promise<End> {
  if (text === undefined) return { outcome: 'skipped', detail: '--key-file was not given', facts }
  const read = readApiKey(text)
  if (read.kind !== 'read' || read.label.id !== id)
    throw new CommandError(`the file of --key-file has no API key ${id}`, 'other-key')
  if (!isInForce(keyIn(facts), scene.nowMs()))
    return { outcome: 'skipped', detail: 'it had ended before: nothing can be told from a refusal', facts }
  const answer = await callWith(scene, text)
  // What is outside its scope is refused in other words, and shows that the text is good.
  const isTextGood = answer.kind === 'granted' || answer.reason === 'forbidden'
  return {
    outcome: 'done',
    detail: '',
    facts: { ...facts, isTextGood },
    checks: [
      {
        claim: 'the text is that of this key',
        how: 'called with it before it was ended',
        holds: isTextGood,
        detail: answer.kind === 'granted' ? 'let in' : answer.reason,
      },
    ],
  }
}

async function callWith(scene: Scene, text: string): Promise<Answer<unknown>> {
  const port: CoordinatorPort = await scene.openReader(text)
  try {
    return await port.getCheckpoint({})
  } finally {
    await port.close()
  }
}

async function end(scene: Scene, options: StolenApiKey, facts: Facts): Promise<End> {
  const before = keyIn(facts)
  const isOver = !isInForce(before, scene.nowMs())
  if (!isOver) taken(await scene.port.revokeApiKey({ id: options.id, reason }))
  const apiKey = (await find(scene, { ...options, organisation: before.organisation })) ?? before
  const { revokedAtMs, lastUsedAtMs } = apiKey
  return {
    outcome: isOver ? 'found-done' : 'done',
    detail: '',
    facts: { ...facts, apiKey },
    checks: [
      {
        claim: 'the listing has the API key as ended',
        how: `listed the API keys of ${before.organisation} again`,
        holds: !isInForce(apiKey, scene.nowMs()),
        detail: revokedAtMs === 0 ? 'not revoked' : `revoked ${timeText(revokedAtMs)}`,
      },
      {
        claim: 'it was not used after its end',
        how: 'its last use, in the same listing',
        holds: revokedAtMs === 0 || lastUsedAtMs <= revokedAtMs,
        detail: lastUsedAtMs === 0 ? 'never used' : timeText(lastUsedAtMs),
      },
    ],
  }
}

async function tryAfter(scene: Scene, { text }: StolenApiKey, facts: Facts): Promise<End> {
  if (text === undefined) return { outcome: 'skipped', detail: '--key-file was not given', facts }
  const answer = await callWith(scene, text)
  return {
    outcome: 'done',
    detail: '',
    facts,
    checks: [
      {
        claim: 'a call with it is refused',
        how: 'called with the text of the key',
        holds: answer.kind === 'refused' && answer.reason === 'unauthenticated',
        detail: answer.kind === 'granted' ? 'let in' : answer.reason,
      },
    ],
  }
}

async function findInLog({ port, coordinatorKey }: Scene, { id }: StolenApiKey, facts: Facts): Promise<End> {
  if (keyIn(facts).revokedAtMs === 0)
    return { outcome: 'skipped', detail: 'it expired, which has no leaf', facts }
  const found = await findLeaf(
    port,
    coordinatorKey,
    leaf => leaf.kind === 'api-key-revoked' && leaf.id === id,
  )
  return { outcome: 'done', detail: '', facts, checks: [leafCheck('api-key-revoked', id, found)] }
}

function close({ nowMs }: Scene, { id }: StolenApiKey, { apiKey, isTextGood }: Facts): Closing {
  const organisation = apiKey?.organisation ?? 'MEMBER'
  const methods = apiKey?.methods.join(', ') ?? 'METHODS'
  const lastUse = apiKey === undefined || apiKey.lastUsedAtMs === 0 ? 'never' : timeText(apiKey.lastUsedAtMs)
  return {
    findings: { id, ...apiKey, isTextKnown: isTextGood },
    remaining: [
      `Ask ${organisation} from where and when its own program used the key: its last use was ${lastUse}. Reads are not in the audit.`,
      `Take what it reads for read by others since it leaked: ${methods}.`,
      `Have ${organisation} issue another key for its program, with no more than it needs (parley keys api issue).`,
      'Take the text out of where it stood (parley secrets scan --history finds it); it is worth nothing now.',
    ],
    letters: [
      toMember({
        organisation,
        subject: `An API key of yours is known to others`,
        happened: `your API key ${id} is known to others`,
        done: 'It is ended, and reads nothing any more.',
        todo: [
          'issue another for your program (parley keys api issue), and keep it out of files that are shared;',
          'say from which addresses your program called, so that what others read can be told apart.',
        ],
      }),
      ...(methods.includes('getStatement') || methods.includes('getBalances')
        ? [
            toMembers(
              `An API key of ${organisation} that reads its books came to others, and was ended.`,
              'You have nothing to do. SEND THIS TO THOSE WHOSE DEALINGS STAND IN THOSE BOOKS.',
            ),
          ]
        : []),
      toAuthority(
        `an API key of ${organisation} came to others; it could read ${methods}`,
        apiKey?.issuedAtMs ?? 0,
        nowMs(),
      ),
    ],
    sections: [{ title: 'What it could read', text: apiKey === undefined ? 'Not known.' : aboutKey(apiKey) }],
  }
}
