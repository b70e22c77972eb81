/** Whether a settlement is the one that a bounty's log comes to. */
import { bountyLogType, settlementHash } from '../protos/market-log/index.ts'
import { examineBountyLog } from './bounty-log-finding.ts'
import { DocumentError } from './document-error.ts'
import type { Finding } from './finding.ts'
import { typeOf } from './type-of.ts'

export function examineSettlement(
  bytes: Uint8Array,
  log: Uint8Array | undefined,
  coordinatorKey: string | undefined,
): Finding {
  if (log === undefined)
    throw new DocumentError('a settlement is checked against its bounty’s log: name the file with --log')
  if (typeOf(log) !== bountyLogType) throw new DocumentError('the file that --log names is no bounty’s log')
  const { isValid, proves, details, settlement, checkpoint } = examineBountyLog(log, coordinatorKey)
  const type = 'settlement'
  if (!isValid) return { type, isValid, proves: `the log is refused: ${proves}`, details }
  if (settlement === undefined)
    return { type, isValid: false, proves: 'the log comes to no settlement yet', details }
  if (Buffer.from(settlement).equals(bytes))
    return {
      type,
      isValid: true,
      proves: `it is what the ${details.leaves} leaves of bounty ${details.bountyId} come to, ${settlementHash(bytes)}`,
      details,
      ...(checkpoint === undefined ? {} : { checkpoint }),
    }
  return { type, isValid: false, proves: differenceText(bytes, settlement), details }
}

/** The first field that differs, or that only the spelling does. */
function differenceText(bytes: Uint8Array, own: Uint8Array): string {
  const parse = (from: Uint8Array) => JSON.parse(new TextDecoder().decode(from)) as Record<string, unknown>
  const [said, computed] = [parse(bytes), parse(own)]
  const keys = [...new Set([...Object.keys(computed), ...Object.keys(said)])]
  const different = keys.find(key => JSON.stringify(said[key]) !== JSON.stringify(computed[key]))
  return different === undefined
    ? 'the document is not in canonical form'
    : `its ${different} is not what the leaves come to`
}
