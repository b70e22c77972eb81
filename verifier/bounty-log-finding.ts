/** What a bounty's log shows, for `parley verify`. */
import { fromHex, stageOf } from '../aggregation/index.ts'
import {
  type BountyLog,
  decodeBountyLog,
  type MarketState,
  replayBountyLog,
  settlementHash,
  verifyBountyLog,
} from '../protos/market-log/index.ts'
import { DocumentError } from './document-error.ts'
import type { Finding } from './finding.ts'

export function examineBountyLog(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  const read = decodeBountyLog(bytes)
  if (read.kind === 'malformed')
    throw new DocumentError(`the document is malformed: ${read.field} ${read.problem}`)
  const { log } = read
  const verdict =
    coordinatorKey === undefined ? replayBountyLog(log) : verifyBountyLog(log, fromHex(coordinatorKey))
  const type = 'bounty-log'
  const { bountyId } = log
  if (verdict.kind === 'refused') {
    const { leaf, rule, detail } = verdict
    const place = leaf === undefined ? {} : { leaf }
    return { type, isValid: false, proves: detail, details: { bountyId, ...place, rule } }
  }
  return findingOf(log, verdict.state, coordinatorKey !== undefined)
}

function findingOf(
  { bountyId, leaves, checkpoint }: BountyLog,
  state: MarketState,
  isInLog: boolean,
): Finding {
  const { life, settlement } = state
  const { paidUnits, feeUnits, refundedUnits, escrowUnits } = life.totals
  const inEpochs = life.epochs.reduce((sum, epoch) => sum + epoch.leftUnits, 0n)
  const totals = {
    paidUnits: String(paidUnits),
    feeUnits: String(feeUnits),
    refundedUnits: String(refundedUnits),
    escrowUnits: String(escrowUnits + inEpochs),
  }
  const where = isInLog
    ? 'stand in the coordinator’s log'
    : 'follow from one another; with --coordinator-key it is checked that the coordinator’s log holds them'
  const hash = settlement === undefined ? undefined : settlementHash(settlement)
  return {
    type: 'bounty-log',
    isValid: true,
    proves: `the ${leaves.length} leaves of bounty ${bountyId} ${where}`,
    details: {
      bountyId,
      leaves: leaves.length,
      inLog: isInLog,
      state: stageOf(life),
      ...totals,
      eventsHash: state.eventsHash,
      ...(hash === undefined ? {} : { settlement: hash, sealed: state.isSealed }),
    },
    lines: [
      `It is ${stageOf(life)}: ${paidUnits} units paid, ${feeUnits} charged, ${refundedUnits} refunded, ${totals.escrowUnits} in escrow.`,
      settlementLine(state, hash),
    ],
    ...(isInLog ? { checkpoint } : {}),
    ...(settlement === undefined ? {} : { settlement }),
  }
}

function settlementLine({ isSealed }: MarketState, hash: string | undefined): string {
  if (hash === undefined) return 'It has no settlement yet.'
  return isSealed
    ? `Its settlement is ${hash}, as the log says.`
    : `Its settlement is ${hash}; the log does not name it yet.`
}
