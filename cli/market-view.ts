/** A bounty's money as people read it: what the terms say of it, and where it is. */
import { claimText, stateText, statusText } from '../protos/market-text.ts'
import type { BountyTerms } from '../protos/terms.ts'
import type { DisputeView, EpochView, MarketView } from '../protos/types.ts'
import { shortId, table, timeText, unitsText } from './output.ts'

/** 90000 seconds as "1 day 1 h". */
export function spanText(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  let left = seconds
  const told: string[] = []
  for (const [unit, name] of parts) {
    const count = Math.floor(left / unit)
    left -= count * unit
    if (count > 0) told.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`)
  }
  return told.slice(0, 2).join(' ') || '0 s'
}

function shareText(basisPoints: number): string {
  return `${basisPoints / 100} %`
}

/** What the terms say about money beyond price and fee, in sentences; none where they say no more. */
export function payLines({
  pay,
  cohort,
  scoring,
}: Pick<BountyTerms, 'pay' | 'cohort' | 'scoring'>): readonly string[] {
  const { pools, milestones, killFeeBasisPoints, holdback, challengeSeconds, disputes } = pay
  const lines: (string | undefined)[] = [
    cohort.opensAt && `opens     ${cohort.opensAt}`,
    pools &&
      `pools     ${(['base', 'quality', 'evaluators', 'bonus'] as const)
        .filter(name => pools[name] > 0)
        .map(name => `${name} ${shareText(pools[name])}`)
        .join(', ')}`,
    scoring &&
      `scored    by ${scoring.evaluators.map(({ organisation }) => organisation).join(', ')}, every ${scoring.everyRounds === 1 ? 'round' : `${scoring.everyRounds} rounds`}, by the ${scoring.utility === 'loss' ? 'loss' : 'right answers'} of groups on the test set`,
    milestones &&
      `epochs    ${milestones
        .map(
          ({ rounds, basisPoints, target }) =>
            `${rounds} ${rounds === 1 ? 'round' : 'rounds'} for ${shareText(basisPoints)}${target === undefined ? '' : ` (the next only from ${target} on)`}`,
        )
        .join(', ')}`,
    killFeeBasisPoints
      ? `kill fee  ${shareText(killFeeBasisPoints)} of the epoch's unused base pay, if the buyer breaks off`
      : undefined,
    holdback &&
      `held back ${shareText(holdback.basisPoints)} of pay, vesting over ${spanText(holdback.seconds)} from the end`,
    challengeSeconds === undefined
      ? undefined
      : `challenge each epoch's pay can be disputed for ${spanText(challengeSeconds)} before it is paid`,
    disputes &&
      `disputes  bond ${unitsText(BigInt(disputes.bondUnits))} units, ${disputes.panel.threshold} of ${disputes.panel.arbiters.length} arbiters rule within ${spanText(disputes.rulingSeconds)}; appeal within ${spanText(disputes.appealSeconds)}, bond twice that`,
    pay.stakeUnits &&
      `stake     ${unitsText(BigInt(pay.stakeUnits))} units of each holder, lost for a proved fault`,
    pay.coordinatorBondUnits &&
      `bond      ${unitsText(BigInt(pay.coordinatorBondUnits))} units of the coordinator, for rounds that it fails and faults`,
    pay.expiresSeconds === undefined ? undefined : `expires   ${spanText(pay.expiresSeconds)} after it opens`,
  ]
  return lines.filter(line => line !== undefined && line !== '').map(line => `  ${line}`)
}

/** Where a bounty's money is. */
export function marketText(view: MarketView, nowMs: number): string {
  const { bountyId, state, escrowUnits, bondUnits, epochs, disputes, holders, finalAtMs } = view
  return [
    `${shortId(bountyId)}  ${stateText(state)}${finalAtMs > 0 ? ` (${timeText(finalAtMs)})` : ''}`,
    `  in escrow  ${unitsText(escrowUnits)} units that are not an epoch's`,
    ...(bondUnits > 0n ? [`  bond       ${unitsText(bondUnits)} units of the coordinator`] : []),
    ...(epochs.length === 0 ? [] : ['', epochsTable(epochs, nowMs)]),
    ...(disputes.length === 0 ? [] : ['', disputesTable(disputes, nowMs)]),
    ...(holders.length === 0
      ? []
      : [
          '',
          table(
            ['holder', 'due', 'held back', 'stake'],
            holders.map(one => [
              one.holder,
              unitsText(one.dueUnits),
              unitsText(one.heldBackUnits),
              unitsText(one.stakeUnits),
            ]),
            [1, 2, 3],
          ),
        ]),
  ].join('\n')
}

function epochsTable(epochs: readonly EpochView[], nowMs: number): string {
  const rows = epochs.map(({ epoch, status, units, dueUnits, releaseAtMs }) => [
    String(epoch),
    status === 'challengeable' ? 'can be disputed' : status.replace('-', ' '),
    unitsText(units),
    unitsText(dueUnits),
    releaseAtMs === 0
      ? status === 'challengeable'
        ? 'after the ruling'
        : '–'
      : deadlineText(releaseAtMs, nowMs),
  ])
  return table(['epoch', '', 'units', 'due', 'paid'], rows, [0, 2, 3])
}

function deadlineText(atMs: number, nowMs: number): string {
  const left = atMs - nowMs
  return `${timeText(atMs)}${left > 0 ? ` (in ${spanText(Math.ceil(left / 1000))})` : ''}`
}

function disputesTable(disputes: readonly DisputeView[], nowMs: number): string {
  const rows = disputes.map(dispute => [
    String(dispute.number),
    dispute.by,
    claimText(dispute.claim),
    statusText(dispute),
    dispute.status === 'closed' ? '–' : deadlineText(dispute.deadlineMs, nowMs),
    String(dispute.evidence.length),
  ])
  return table(['dispute', 'by', 'that', '', 'until', 'evidence'], rows, [0, 5])
}
