import { concat, enc, u64, utf8 } from '../../crypto/index.ts'
import type { Bytes } from '../messages.ts'
import type { LogHead } from './messages.ts'

function payload(stage: string, ...fields: readonly Bytes[]): Bytes {
  return concat(utf8(`fedsa/v1/${stage}`), Uint8Array.of(0), enc(...fields))
}

export function commitmentPayload(drawContext: Bytes, commitment: Bytes): Bytes {
  return payload('seed-commitment', drawContext, commitment)
}

export function cohortPayload(drawContext: Bytes, cohortRoot: Bytes, logHead: LogHead): Bytes {
  return payload('cohort', drawContext, cohortRoot, u64(logHead.size), logHead.root)
}

export function partitionPayload(drawContext: Bytes, partitionSeed: Bytes): Bytes {
  return payload('partition', drawContext, partitionSeed)
}
