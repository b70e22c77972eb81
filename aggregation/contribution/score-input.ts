/** The rounds of a bounty as they come in, and what is refused of them. */
import { toHex } from '../crypto/index.ts'
import { type Contributor, clusterParticipants } from './clusters.ts'
import { maximumGroups, planCoalitions } from './coalitions.ts'
import type { IndexedRound } from './draws.ts'
import { absolute } from './integers.ts'
import { type ContributionSettings, contributionLimits } from './settings.ts'

/** A round whose groups were summed. */
export interface ScoredRound {
  /** The public seed that cut the cohort. */
  readonly seed: Uint8Array
  /** Identities by group: those whose updates are in the group's sum. */
  readonly groups: readonly (readonly string[])[]
  /** One for each coalition of `planCoalitions(seed, groups.length)`, in its order. */
  readonly utilities: readonly bigint[]
}

export const contributionRefusals = [
  'participants-invalid',
  'rounds-invalid',
  'groups-invalid',
  'two-partitions',
  'unknown-participant',
  'utilities-invalid',
] as const
export type ContributionRefusal = (typeof contributionRefusals)[number]

export interface RefusedContribution {
  readonly kind: 'refused'
  readonly reason: ContributionRefusal
  /** Place of the round in the list, where one is at fault. */
  readonly round?: number
  /** The participant at fault. */
  readonly culprit?: string
  readonly detail: string
}

export interface IndexedInput {
  readonly kind: 'indexed'
  /** Places of the participants of each player that took part in a round. */
  readonly players: readonly (readonly number[])[]
  readonly rounds: readonly IndexedRound[]
  /** By participant. */
  readonly acceptedRounds: readonly number[]
}

export function indexInput(
  participants: readonly Contributor[],
  rounds: readonly ScoredRound[],
  settings: ContributionSettings,
): IndexedInput | RefusedContribution {
  const places = new Map(participants.map(({ id }, place) => [id, place]))
  const fault =
    participantsFault(participants, places) ??
    roundsFault(rounds) ??
    firstFault(rounds.map((round, i) => roundFault(round, i, places, settings)))
  if (fault !== undefined) return fault
  const acceptedRounds = participants.map(() => 0)
  for (const { groups } of rounds) for (const id of groups.flat()) acceptedRounds[places.get(id)!]! += 1
  const players = clusterParticipants(participants).filter(members =>
    members.some(place => acceptedRounds[place]! > 0),
  )
  if (players.length > contributionLimits.players)
    return refused(
      'participants-invalid',
      `at most ${contributionLimits.players} players are scored, not ${players.length}`,
    )
  const playerOf = new Map(
    players.flatMap((members, player) => members.map(place => [place, player] as const)),
  )
  const indexed = rounds.map(({ seed, groups, utilities }) => ({
    plan: planCoalitions(seed, groups.length),
    groups: groups.map(group => group.map(id => playerOf.get(places.get(id)!)!)),
    units: unitsOf(
      groups.flat().map(id => places.get(id)!),
      participants,
      playerOf,
      players.length,
    ),
    utilities,
  }))
  return { kind: 'indexed', players, rounds: indexed, acceptedRounds }
}

/** How many distinct datasets each player took part with. */
function unitsOf(
  present: readonly number[],
  participants: readonly Contributor[],
  playerOf: ReadonlyMap<number, number>,
  players: number,
): readonly bigint[] {
  const datasets = Array.from({ length: players }, () => new Set<string>())
  for (const place of present) datasets[playerOf.get(place)!]!.add(participants[place]!.datasetRoot)
  return datasets.map(({ size }) => BigInt(size))
}

function refused(
  reason: ContributionRefusal,
  detail: string,
  where: { readonly round?: number; readonly culprit?: string } = {},
): RefusedContribution {
  return { kind: 'refused', reason, detail, ...where }
}

function firstFault(faults: readonly (RefusedContribution | undefined)[]): RefusedContribution | undefined {
  return faults.find(fault => fault !== undefined)
}

function participantsFault(
  participants: readonly Contributor[],
  places: ReadonlyMap<string, number>,
): RefusedContribution | undefined {
  const { participants: most } = contributionLimits
  if (participants.length > most)
    return refused(
      'participants-invalid',
      `at most ${most} participants are scored, not ${participants.length}`,
    )
  const twice = participants.find(({ id }, place) => places.get(id) !== place)
  if (twice === undefined) return undefined
  return refused('participants-invalid', `participant "${twice.id}" is listed twice`, { culprit: twice.id })
}

function roundsFault(rounds: readonly ScoredRound[]): RefusedContribution | undefined {
  const { rounds: most } = contributionLimits
  if (rounds.length > most)
    return refused('rounds-invalid', `at most ${most} rounds are scored, not ${rounds.length}`)
  const seen = new Set<string>()
  for (const [round, { seed }] of rounds.entries()) {
    const text = toHex(seed)
    if (seen.has(text)) return refused('rounds-invalid', 'the seed is that of an earlier round', { round })
    seen.add(text)
  }
  return undefined
}

function roundFault(
  { seed, groups, utilities }: ScoredRound,
  round: number,
  places: ReadonlyMap<string, number>,
  { mode }: ContributionSettings,
): RefusedContribution | undefined {
  const most = mode === 'groups' ? maximumGroups : 1
  if (groups.length < 1 || groups.length > most)
    return refused('groups-invalid', `a round has 1 to ${most} groups here, not ${groups.length}`, { round })
  if (groups.some(group => group.length === 0))
    return refused('groups-invalid', 'a group is empty', { round })
  const { coalitions } = planCoalitions(seed, groups.length)
  if (utilities.length !== coalitions.length)
    return refused(
      'utilities-invalid',
      `${coalitions.length} coalitions have ${utilities.length} utilities`,
      { round },
    )
  const { utilityBits } = contributionLimits
  if (utilities.some(utility => absolute(utility) >> BigInt(utilityBits) !== 0n))
    return refused('utilities-invalid', `a utility has more than ${utilityBits} bits`, { round })
  return membersFault(groups.flat(), round, places)
}

function membersFault(
  members: readonly string[],
  round: number,
  places: ReadonlyMap<string, number>,
): RefusedContribution | undefined {
  const seen = new Set<string>()
  for (const culprit of members) {
    if (!places.has(culprit))
      return refused('unknown-participant', `"${culprit}" is not among the participants`, { round, culprit })
    if (seen.has(culprit))
      return refused('two-partitions', `"${culprit}" is in the round twice: an update is summed once`, {
        round,
        culprit,
      })
    seen.add(culprit)
  }
  return undefined
}
