/** A home whose key turns over, broken off between any two steps. The coordinator is the rules of production, without the rest. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { fromHex, keyIdOf, systemRandom, toHex } from '../../aggregation/index.ts'
import {
  type KeyNews,
  type KeyRing,
  KeystoreError,
  keepKey,
  openKeyRing,
  rotateRing,
} from '../../client/index.ts'
import { rotate } from '../../coordinator/auth/key-ring.ts'
import { type KeyRecord, keyAt, newKey, usualKeyPolicy } from '../../coordinator/auth/key-states.ts'
import { rotationFault } from '../../protos/key-rotation.ts'
import { granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { MemberKey } from '../../protos/types.ts'
import { placeKeystore } from '../support/cheap-keys.ts'

const passphrase = 'a passphrase for tests'
const cost = { work: 2, blockSize: 1, parallelism: 1 }
const dayMs = 86_400_000
const destination = { environment: 'dev', audience: '07'.repeat(32) }
const owner = { organisation: 'alder', role: 'holder' } as const
const idOf = (publicKey: Uint8Array) => toHex(keyIdOf(publicKey))

type KeyPort = Pick<CoordinatorPort, 'listKeys' | 'rotateKey'>
interface Hooks {
  before?(): void
  after?(): void
}

interface Home {
  readonly keystore: string
  readonly ringFile: string
  readonly clock: { nowMs: number }
  open(): KeyRing
  /** Hooks around the one call that registers the key; what they throw breaks the rotation off there. */
  rotate(around?: Hooks, notBeforeMs?: number): Promise<MemberKey>
  portOf(ring: KeyRing): KeyPort
  states(): readonly string[]
}

class Cut extends Error {}

function settle(t: ExecutionContext): Home {
  const folder = mkdtempSync(join(tmpdir(), 'parley-ring-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const keystore = join(folder, 'keystore.json')
  placeKeystore(keystore, passphrase)
  const clock = { nowMs: 1_000 * dayMs }
  const open = () => openKeyRing(keystore, passphrase)
  const { publicKey } = open().current().signer
  const first = {
    organisation: 'alder',
    role: 'holder' as const,
    keyId: idOf(publicKey),
    version: 1,
    publicKey,
  }
  const life = { notBeforeMs: clock.nowMs, notAfterMs: clock.nowMs + 90 * dayMs }
  let keys: readonly KeyRecord[] = [newKey({ ...first, ...life }, clock.nowMs)]
  const now = () => keys.map(key => keyAt(key, clock.nowMs, usualKeyPolicy))
  const shown = (key: KeyRecord): MemberKey => ({
    ...key,
    ...owner,
    keyId: fromHex(key.keyId),
    supersededBy: fromHex(key.supersededBy),
  })
  /** Another member of the organisation, whose versions and states are no affair of this home. */
  const publicOf = (fill: number) => new Uint8Array(32).fill(fill)
  const others = [7, 8].map((version): MemberKey => {
    const key = { ...first, ...life, keyId: idOf(publicOf(version)), version, publicKey: publicOf(version) }
    const state = version === 7 ? ('retiring' as const) : ('pending' as const)
    return { ...shown(newKey(key, clock.nowMs)), role: 'data-owner', state }
  })
  return {
    keystore,
    ringFile: join(folder, 'keys', 'ring.json'),
    clock,
    open,
    states: () => now().map(({ version, state }) => `${version} ${state}`),
    portOf,
    async rotate(around = {}, notBeforeMs = 0) {
      const ring = open()
      const port = portOf(ring, around)
      const answer = await rotateRing({ ring, port, destination, random: systemRandom, notBeforeMs, cost })
      if (answer.kind === 'refused') throw new Error(answer.message)
      return answer.value
    },
  }

  function portOf(ring: KeyRing, { before = () => undefined, after = () => undefined }: Hooks = {}): KeyPort {
    const isSigned = () => {
      const id = idOf(ring.current().signer.publicKey)
      const known = now().find(({ keyId, version }) => keyId === id && version === ring.current().keyVersion)
      return known !== undefined && ['active', 'retiring'].includes(known.state)
    }
    return {
      listKeys: async () =>
        isSigned()
          ? granted({ keys: [...others, ...now().map(shown)] })
          : refused('unauthenticated', 'turned away'),
      async rotateKey(request) {
        before()
        if (!isSigned()) return refused('unauthenticated', 'turned away')
        if (rotationFault(destination, owner, request) !== undefined)
          return refused('signature-invalid', 'not signed')
        const fresh = { keyId: idOf(request.newKey), publicKey: request.newKey }
        const answer = rotate(now(), request, fresh, clock.nowMs, usualKeyPolicy)
        if (answer.kind === 'refused') return answer
        const { subject, changed } = answer.value
        const ids = new Set(changed.map(({ keyId }) => keyId))
        keys = [...keys.filter(({ keyId }) => !ids.has(keyId)), ...changed].sort(
          (a, b) => a.version - b.version,
        )
        after()
        return granted(shown(keyAt(subject, clock.nowMs, usualKeyPolicy)))
      },
    }
  }
}

const cut = () => {
  throw new Cut('the power went')
}

test('a rotation makes a key that signs, keeps the old one, and derives what it always derived', async t => {
  const home = settle(t)
  const before = home.open()
  const old = before.current().signer.publicKey
  const secret = before.identity.deriveKey('agent-state')
  t.is((await home.rotate()).version, 2)
  const ring = home.open()
  t.is(ring.current().keyVersion, 2)
  t.notDeepEqual(ring.current().signer.publicKey, old)
  t.deepEqual(ring.identity.signer.publicKey, ring.current().signer.publicKey)
  t.deepEqual(ring.find(old)?.publicKey, old)
  t.is(ring.find(new Uint8Array(32)), undefined)
  t.deepEqual(ring.identity.deriveKey('agent-state'), secret)
  t.is((await home.rotate()).version, 3)
  t.deepEqual(home.open().identity.deriveKey('agent-state'), secret)
  t.deepEqual(home.states(), ['1 retiring', '2 retiring', '3 active'])
})

const cuts = {
  'before the call': async (home: Home) => home.rotate({ before: cut }),
  'after the call, before the keystore is swapped': async (home: Home) => home.rotate({ after: cut }),
  'when the keystore is swapped and the ring does not say so': async (home: Home) => {
    const kept = `${home.ringFile}.kept`
    await home.rotate({ after: () => copyFileSync(home.ringFile, kept) })
    copyFileSync(kept, home.ringFile)
  },
} as const

for (const [where, breakOff] of Object.entries(cuts)) {
  test(`a rotation that is cut off ${where} goes on with the same key`, async t => {
    const home = settle(t)
    const first = home.open().current().signer.publicKey
    await breakOff(home).then(
      () => undefined,
      error => t.true(error instanceof Cut),
    )
    const waiting = home.open()
    // Whatever signs at this moment is a key that the coordinator has as live.
    t.true(home.states().includes(`${waiting.current().keyVersion} active`) || where.startsWith('after'))
    const made = waiting.next()?.keyId ?? idOf(waiting.current().signer.publicKey)
    if (waiting.next() !== undefined) await home.rotate()
    const ring = home.open()
    t.is(idOf(ring.current().signer.publicKey), made)
    t.is(ring.next(), undefined)
    t.deepEqual(home.states(), ['1 retiring', '2 active'])
    t.deepEqual(ring.find(first)?.publicKey, first)
  })
}

test('a key file that no ring speaks of, left by a crash, is in nobody’s way', async t => {
  const home = settle(t)
  await home.rotate({ before: cut }).catch(() => undefined)
  // The note had not been written yet.
  rmSync(home.ringFile)
  t.is(home.open().next(), undefined)
  t.is((await home.rotate()).version, 2)
  t.is(home.open().current().keyVersion, 2)
})

test('a home that was away until its old key had ended asks as the new one', async t => {
  const home = settle(t)
  await home.rotate({ after: cut }).catch(() => undefined)
  home.clock.nowMs += 60 * dayMs
  t.deepEqual(home.states(), ['1 retired', '2 active'])
  t.is((await home.rotate()).version, 2)
  t.is(home.open().current().keyVersion, 2)
})

test('a key that begins later signs once its time has come', async t => {
  const home = settle(t)
  t.is((await home.rotate({}, home.clock.nowMs + dayMs)).state, 'pending')
  t.is(home.open().current().keyVersion, 1)
  t.is((await home.rotate()).state, 'pending')
  home.clock.nowMs += dayMs
  await home.rotate()
  t.is(home.open().current().keyVersion, 2)
  t.deepEqual(home.states(), ['1 retiring', '2 active'])
})

test('a ring that is open notices that another process swapped the keystore', async t => {
  const home = settle(t)
  const running = home.open()
  t.false(running.reload())
  await home.rotate()
  t.is(running.current().keyVersion, 1)
  t.true(running.reload())
  t.is(running.current().keyVersion, 2)
  t.false(running.reload())
})

test('keys lie under the passphrase of the home, for their owner alone, and never as anything else', async t => {
  const home = settle(t)
  await home.rotate()
  const folder = join(home.ringFile, '..')
  const files = readdirSync(folder).filter(name => name !== 'ring.json')
  t.is(files.length, 2)
  for (const file of files) t.regex(file, /^[0-9a-f]{32}\.json$/)
  t.notRegex(readFileSync(home.ringFile, 'utf8'), /seed|secret|cipher/)
  const error = t.throws(() => openKeyRing(home.keystore, 'another passphrase'), {
    instanceOf: KeystoreError,
  })
  t.is(error?.reason, 'wrong-passphrase')
})

test('a ring that speaks of other keys, or is no ring, is refused by name', async t => {
  const home = settle(t)
  await home.rotate()
  const good = readFileSync(home.ringFile, 'utf8')
  const ring = JSON.parse(good)
  for (const bad of [
    '{',
    JSON.stringify({ ...ring, keys: [] }),
    JSON.stringify({ ...ring, keys: [ring.keys[0]] }),
  ]) {
    writeFileSync(home.ringFile, bad)
    const error = t.throws(home.open, { instanceOf: KeystoreError })
    t.is(error?.reason, 'corrupted')
    t.regex(error?.message ?? '', /ring\.json/)
  }
  writeFileSync(home.ringFile, good)
  t.notThrows(home.open)
})

/** An agent's keeper over so many days of a clock that does not wait. */
async function keepFor(
  home: Home,
  days: number,
  rotates: boolean,
  eachDay: () => Promise<unknown> = async () => undefined,
) {
  const ending = new AbortController()
  const endMs = home.clock.nowMs + days * dayMs
  const ring = home.open()
  const news: (KeyNews & { readonly day: number })[] = []
  const startMs = home.clock.nowMs
  const report = (one: KeyNews) =>
    void news.push({ ...one, day: Math.floor((home.clock.nowMs - startMs) / dayMs) })
  const clock = {
    nowMs: () => home.clock.nowMs,
    async sleep() {
      home.clock.nowMs += dayMs
      await eachDay()
      if (home.clock.nowMs >= endMs) ending.abort()
    },
  }
  const port = home.portOf(ring)
  const { signal } = ending
  await keepKey({ ring, port, destination, clock, random: systemRandom, rotates, signal, report, cost })
  return { ring, news }
}

test('an agent rotates by itself when two thirds of the life of its key are over', async t => {
  const home = settle(t)
  const { ring, news } = await keepFor(home, 130, true)
  t.deepEqual(
    news.map(({ kind, day }) => [kind, day]),
    [
      ['key-rotated', 60],
      ['key-rotated', 120],
    ],
  )
  t.is(ring.current().keyVersion, 3)
  t.deepEqual(home.states(), ['1 expired', '2 retired', '3 active'])
})

test('an agent that is told not to rotates never, and takes up what another process rotated', async t => {
  const home = settle(t)
  const { ring, news } = await keepFor(home, 80, false, async () => {
    if (home.clock.nowMs === 1_070 * dayMs) await home.rotate()
  })
  t.deepEqual(
    news.map(({ kind, day }) => [kind, day]),
    [['key-taken-up', 70]],
  )
  t.is(ring.current().keyVersion, 2)
})

test('an agent that is asked to looks at its keystore at once, in the middle of its rest', async t => {
  const home = settle(t)
  const ring = home.open()
  const ending = new AbortController()
  let listener: (() => void) | undefined
  const news: KeyNews[] = []
  const clock = {
    nowMs: () => home.clock.nowMs,
    /** Rests for ever; what is asked for in the meantime wakes it. */
    async sleep(_: number, signal?: AbortSignal) {
      if (news.length > 0) return ending.abort()
      await home.rotate()
      listener?.()
      t.true(signal?.aborted)
    },
  }
  await keepKey({
    ...{ ring, port: home.portOf(ring), destination, clock, random: systemRandom, rotates: false, cost },
    signal: ending.signal,
    report: one => void news.push(one),
    onHangUp(asked) {
      listener = asked
      return () => {
        listener = undefined
      }
    },
  })
  t.deepEqual(news, [{ kind: 'key-taken-up', keyVersion: 2 }])
  t.is(listener, undefined)
})
