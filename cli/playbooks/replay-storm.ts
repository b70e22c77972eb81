/** Requests come again, or in numbers, that are not let in. */
import { fromHex } from '../../aggregation/index.ts'
import { verifyAuditBundle } from '../../protos/audit/index.ts'
import { taken } from '../connect.ts'
import { timeText } from '../output.ts'
import { auditOnce, eventsOf, writeAudit } from './audit-asking.ts'
import { toAuthority, toMember, toMembers } from './letters.ts'
import { type Closing, type ReadyPlaybook, readyPlaybook, type StepEnd } from './playbook.ts'
import type { Check } from './report.ts'
import { findKey, type Scene } from './scene.ts'
import { analyseStorm, type KeyInStorm, type Storm } from './storm-analysis.ts'
import { stormSections } from './storm-text.ts'

export interface ReplayStorm {
  readonly sinceMs: number
  /** Keys whose own requests come again from a strange network are revoked. */
  readonly revokesKeys: boolean
}

interface Facts {
  readonly storm?: Storm
  readonly revoked: readonly string[]
  readonly files: readonly string[]
}

type End = StepEnd<Facts>

/** Where clocks may differ most, a request is let in up to five minutes before and after its own time: so far apart may a pair be. */
const pairMarginMs = 600_000
/** Refusals are written down a moment later than what was accepted. */
const refusalMarginMs = 1_000

export function replayStorm(scene: Scene, options: ReplayStorm): ReadyPlaybook {
  return readyPlaybook<Facts>({
    name: 'replay-storm',
    about: `since ${timeText(options.sinceMs)}`,
    contained: 'keys that were replayed from a strange network sign nothing any more',
    warning: options.revokesKeys
      ? 'Keys whose own requests come again from a network that they were never let in from will be revoked, which cannot be undone.'
      : 'It reads the audit and changes nothing.',
    before: { revoked: [], files: [] },
    steps: [
      { title: 'Read the audit of that time', act: facts => read(scene, options, facts) },
      {
        title: 'Revoke keys that are replayed from a strange network',
        contains: true,
        act: facts => revokeKeys(scene, options, facts),
      },
    ],
    close: facts => close(scene, options, facts),
  })
}

async function read(scene: Scene, { sinceMs }: ReplayStorm, facts: Facts): Promise<End> {
  const enoughMs = scene.nowMs() + refusalMarginMs
  // Once an event of now is told, so is everything before it; where none comes in the longest wait, none was missing.
  const bundle = await auditOnce(scene, sinceMs - pairMarginMs, events =>
    events.some(({ atMs }) => atMs >= enoughMs),
  )
  const { file, check } = await writeAudit(scene, bundle)
  const verdict = verifyAuditBundle(bundle, fromHex(scene.coordinatorKey))
  const isComplete = bundle.batches.length === 0 || (verdict.kind === 'verified' && verdict.isComplete)
  const storm = analyseStorm(eventsOf(bundle), sinceMs)
  const refused = Object.values(storm.refused).reduce((sum, count) => sum + count, 0)
  return {
    outcome: 'done',
    detail: `${storm.accepted} accepted and ${refused} refused, ${storm.refused.nonce} of them for a nonce used before`,
    facts: { ...facts, storm, files: [file] },
    checks: [
      check,
      {
        claim: 'no event of that time is missing',
        how: 'the batches are whole and their numbers follow one another, each proved by the public log',
        holds: isComplete,
        detail: `${bundle.batches.length} batches`,
      },
      {
        claim: 'no request was accepted twice',
        how: `compared key and hash of the nonce of all accepted requests, from ${pairMarginMs / 1000} s before that time on`,
        holds: storm.acceptedTwice.length === 0,
        detail: `${storm.acceptedTwice.length} pairs`,
      },
    ],
  }
}

function replayed(storm: Storm | undefined): readonly KeyInStorm[] {
  return storm?.keys.filter(({ strangePeers }) => strangePeers.length > 0) ?? []
}

async function revokeKeys(scene: Scene, { revokesKeys }: ReplayStorm, facts: Facts): Promise<End> {
  const keys = replayed(facts.storm)
  if (keys.length === 0) return { outcome: 'found-done', detail: 'there are none', facts }
  if (!revokesKeys)
    return { outcome: 'skipped', detail: `${keys.length} found; --revoke-keys was not given`, facts }
  const checks: Check[] = []
  for (const { keyId } of keys) {
    taken(
      await scene.port.revokeKey({
        keyId: fromHex(keyId),
        reason: 'playbook replay-storm: replayed from a strange network',
      }),
    )
    const listed = await findKey(scene, keyId)
    checks.push({
      claim: `the listing has key ${keyId} as revoked`,
      how: `listed the keys of ${listed?.organisation ?? 'its owner'} again`,
      holds: listed?.state === 'revoked',
      detail: listed?.state ?? 'not listed',
    })
  }
  const revoked = keys.map(({ keyId }) => keyId)
  return { outcome: 'done', detail: `${revoked.length} revoked`, facts: { ...facts, revoked }, checks }
}

function close({ nowMs }: Scene, { sinceMs }: ReplayStorm, { storm, revoked, files }: Facts): Closing {
  if (storm === undefined) return { findings: {}, remaining: [], letters: [] }
  const strange = replayed(storm)
  const owners = [...new Set(strange.map(({ organisation }) => organisation))].filter(name => name !== '')
  const waiting = storm.peers.filter(({ waitedAtMs }) => waitedAtMs > 0)
  return {
    findings: { ...storm, replayedFromElsewhere: strange.map(({ keyId }) => keyId), revoked },
    remaining: [
      ...strange.flatMap(({ keyId, organisation }) => [
        `Ask ${organisation} where its TLS ends: whoever has its requests reads them there. The replays were refused; what they say is known.`,
        ...(revoked.includes(keyId)
          ? [`Where no other key of ${organisation} is live, invite it back: parley enroll invite.`]
          : [
              `Have ${organisation} rotate (parley keys rotate); where its key itself may be known: parley playbook leaked-key ${keyId}`,
            ]),
      ]),
      ...waiting.map(
        ({ peer }) =>
          `Address ${peer} was told to wait: find it in your own network's logs by the times in the export.`,
      ),
      ...(storm.refused.time > 0
        ? [
            'Look at the clocks of those who were refused for their time: a clock that runs away looks like a storm.',
          ]
        : []),
      'Where it goes on, let the network turn those addresses away before the coordinator: the audit knows them by a keyed hash alone.',
    ],
    letters: [
      ...owners.map(organisation =>
        toMember({
          organisation,
          subject: 'Requests of yours were sent to us again',
          happened: 'others have copies of requests that you signed',
          done: 'They were sent to us again, and none was let in a second time.',
          todo: [
            'rotate your key (parley keys rotate), where we have not revoked it;',
            'find out where your requests can be read: proxies, machines that end TLS, logs of bodies;',
            'tell us which addresses are your own.',
          ],
        }),
      ),
      ...(storm.refused.nonce + storm.refused.number > 0
        ? [
            toMembers(
              'Requests were sent to our coordinator again by somebody else. None was let in twice.',
              'You have nothing to do, unless you hear from us.',
            ),
          ]
        : []),
      ...(strange.length > 0
        ? [
            toAuthority(
              'requests of members were read by others, and sent again; none was let in twice',
              sinceMs,
              nowMs(),
            ),
          ]
        : []),
    ],
    sections: stormSections(storm),
    files,
  }
}
