/**
 * Runs as TensorBoard reads them: a file of records (TensorFlow's TFRecord: length, its masked checksum, the bytes, theirs),
 * each an `Event` message of tensorflow/core/util/event.proto, as far as scalars need it. Pure.
 */
import protobuf from 'protobufjs/light.js'
import { crc32c } from './crc32c.ts'
import type { RoundLine, StoredRun } from './records.ts'

const field = (id: number, type: string) => ({ id, type })

const events = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'summary'] } },
      fields: {
        wallTime: field(1, 'double'),
        step: field(2, 'int64'),
        fileVersion: field(3, 'string'),
        summary: field(5, 'Summary'),
      },
    },
    Summary: { fields: { values: { ...field(1, 'Value'), rule: 'repeated' } } },
    Value: { fields: { tag: field(1, 'string'), simpleValue: field(2, 'float') } },
  },
}).lookupType('Event')

/** What every event file begins with; readers refuse others. */
const fileVersion = 'brain.Event:2'

/**
 * The bytes of an event file of one run: each round a step with one scalar for each figure.
 *
 * @param startMs wall-clock time that the run is shown to have begun at; rounds follow it by the seconds that they took.
 */
export function tensorboardEvents(run: StoredRun, startMs: number): Uint8Array {
  const seconds = new Map(run.timings.map(timing => [timing.round, timing.seconds]))
  const records = [recordOf({ wallTime: startMs / 1000, fileVersion })]
  let elapsed = 0
  for (const line of run.rounds) {
    elapsed += seconds.get(line.round) ?? 0
    const values = scalarsOf(line).map(([tag, simpleValue]) => ({ tag, simpleValue }))
    records.push(recordOf({ wallTime: startMs / 1000 + elapsed, step: line.round, summary: { values } }))
  }
  return new Uint8Array(Buffer.concat(records))
}

/** The name that TensorBoard finds an event file by; its number is the time in seconds, by which files of a folder are ordered. */
export function eventFileName(startMs: number): string {
  return `events.out.tfevents.${String(Math.floor(startMs / 1000)).padStart(10, '0')}.parley`
}

function scalarsOf(line: RoundLine): readonly (readonly [tag: string, value: number])[] {
  const metrics = Object.entries(line.metrics).sort(([left], [right]) => (left < right ? -1 : 1))
  return [
    ...metrics.map(([name, value]) => [`test/${name}`, value] as const),
    ...(line.trainingLoss === null ? [] : [['training/loss', line.trainingLoss] as const]),
    ['training/learningRate', line.learningRate],
    ...(line.stepNorm === null ? [] : [['training/stepNorm', line.stepNorm] as const]),
    ...(line.clipNorm === undefined ? [] : [['training/clipNorm', line.clipNorm] as const]),
    ['round/drawn', line.drawn],
    ['round/survivors', line.survivors],
    ['round/groupsLeftOut', line.leftOut.length],
  ]
}

function recordOf(event: Readonly<Record<string, unknown>>): Uint8Array {
  const data = events.encode(event).finish()
  const record = new Uint8Array(data.length + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true)
  record.set(data, 12)
  view.setUint32(12 + data.length, maskedChecksum(data), true)
  return record
}

/** Turned and moved, so that the checksum of bytes that hold checksums stays one (tensorflow/core/lib/hash/crc32c.h). */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes)
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0
}
