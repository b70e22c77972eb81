/** What a playbook works with, and the questions that several of them ask. */
import { setTimeout as sleep } from 'node:timers/promises'
import { equalBytes, keyIdOf, type Signer, toHex } from '../../aggregation/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { ApiKey, Bounty, BountyState, MemberKey } from '../../protos/types.ts'
import { allBounties } from '../bounty-lookup.ts'
import { taken } from '../connect.ts'
import { InterruptedError } from '../errors.ts'

export interface Scene {
  readonly port: CoordinatorPort
  /** A port that shows an API key. */
  openReader(apiKey: string): Promise<CoordinatorPort>
  readonly coordinatorKey: string
  readonly environment: string
  /** Who runs the playbook. */
  readonly organisation: string
  readonly signer: Signer
  readonly nowMs: () => number
  readonly stop: AbortSignal
  /** What files of the playbook begin with. */
  readonly base: string
  readonly waits: Waits
}

/** How the audit is waited for, which tells of events up to a minute later. */
export interface Waits {
  readonly everyMs: number
  readonly longestMs: number
}

/** A batch of the audit is made once a minute. */
export const usualWaits: Waits = { everyMs: 2_000, longestMs: 90_000 }

export async function pause({ waits, stop }: Pick<Scene, 'waits' | 'stop'>): Promise<void> {
  try {
    await sleep(waits.everyMs, undefined, { signal: stop })
  } catch {
    throw new InterruptedError('broken off while the audit was waited for; begin the playbook again')
  }
}

/** Organisations that have a key or had one, as the registry tells it. */
export async function organisationsOf({ port }: Pick<Scene, 'port'>): Promise<readonly string[]> {
  const { members, removed } = taken(await port.getRegistry({}))
  return [...new Set([...members, ...removed].map(({ organisation }) => organisation))].sort()
}

/** A key by its id, of whomever, also one that is revoked; undefined where nobody has it. */
export async function findKey(scene: Pick<Scene, 'port'>, keyId: string): Promise<MemberKey | undefined> {
  const { members, removed } = taken(await scene.port.getRegistry({}))
  const owner = [...members, ...removed].find(({ identityKey }) => toHex(keyIdOf(identityKey)) === keyId)
  if (owner === undefined) return undefined
  return (await keysOf(scene, owner.organisation)).find(key => toHex(key.keyId) === keyId)
}

export async function keysOf(
  { port }: Pick<Scene, 'port'>,
  organisation: string,
): Promise<readonly MemberKey[]> {
  return taken(await port.listKeys({ organisation })).keys
}

export async function apiKeysOf(
  { port }: Pick<Scene, 'port'>,
  organisation: string,
): Promise<readonly ApiKey[]> {
  return taken(await port.listApiKeys({ organisation })).apiKeys
}

export function isInForce({ revokedAtMs, expiresAtMs }: ApiKey, nowMs: number): boolean {
  return revokedAtMs === 0 && nowMs < expiresAtMs
}

/** States in which money is still in escrow, or may be. */
const unendedStates: readonly BountyState[] = [
  ...(['draft', 'funded', 'open', 'running', 'settling', 'challenge', 'disputed'] as const),
]

/** Bounties that have not ended. */
export function openBounties({ port }: Pick<Scene, 'port'>): Promise<readonly Bounty[]> {
  return allBounties(port, unendedStates)
}

/** Whether a bounty was posted, or joined, under this key. */
export function isUnder({ buyerKey, participants }: Bounty, publicKey: Uint8Array): boolean {
  return (
    equalBytes(buyerKey, publicKey) ||
    participants.some(({ identityKey, left }) => !left && equalBytes(identityKey, publicKey))
  )
}
