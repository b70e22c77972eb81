/** Small calls over gRPC and TLS on loopback, one after the other: signed to the real door, and unsigned to one that lets everything in. */
import { systemRandom } from '../../aggregation/index.ts'
import { type ClientTls, openRawLine, type RawLine } from '../../client/index.ts'
import { type Door, openGrpcServer, type ServerTls } from '../../coordinator/grpc/index.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import {
  type CoordinatorService,
  granted,
  operationNames,
  operations,
  requestSignatureCodec,
} from '../../protos/index.ts'
import type { AuthParts } from './auth-parts.ts'
import { median, secondsInTurns, timedAsync } from './measure.ts'
import { openNaiveRows } from './naive-rows.ts'

export interface BenchTls {
  readonly server: ServerTls
  readonly client: ClientTls
}

/** Milliseconds are medians of turns; a ratio is the median of those within one turn. */
export interface CallFigures {
  readonly unsignedMs: number
  readonly signedMs: number
  readonly ratio: number
}

export interface CallsMeasured {
  /** 56 bytes come back at once: what nothing else hides the door behind. */
  readonly read: CallFigures
  /** The same, and its handler looks one row up, as most that read do. */
  readonly rowRead: CallFigures
  /** Tells how far a holder is: changes something, and its handler writes nothing down. */
  readonly change: CallFigures
  /** The same, and its handler commits one row, as most that change something do. */
  readonly rowChange: CallFigures
}

const holdersProgress = operations.reportProgress.request.encode({
  attempt: { bountyId: '5a'.repeat(32), round: 1, attempt: 1, group: 1 },
  stage: 'train',
  permille: 250,
})
const reading = { method: 'getSessionChallenge', body: new Uint8Array() } as const
const changing = { method: 'reportProgress', body: holdersProgress } as const
const calls = { read: reading, rowRead: reading, change: changing, rowChange: changing }
type Call = typeof reading | typeof changing

export async function measureCalls(
  storage: Storage,
  parts: AuthParts,
  tls: BenchTls,
  { turns, callsPerTurn }: { readonly turns: number; readonly callsPerTurn: number },
): Promise<CallsMeasured> {
  const rows = await openNaiveRows(storage)
  const nothing = async (): Promise<void> => undefined
  let [work, written] = [nothing, 0]
  const works = {
    read: nothing,
    rowRead: () => rows.lookUp('call 0'),
    change: nothing,
    rowChange: () => rows.insert(`call ${written++}`),
  }
  const service = serviceOf(() => work())
  const serverOf = (door: Door) =>
    openGrpcServer({ listen: '127.0.0.1:0', tls: tls.server, service, door, random: systemRandom })
  const [real, open] = [await serverOf(parts.door), await serverOf(openToAll(parts))]
  const [signedLine, unsignedLine] = [real, open].map(({ address }) => openRawLine(address, tls.client)) as [
    RawLine,
    RawLine,
  ]
  try {
    const compare = async (kind: keyof CallsMeasured) => {
      work = works[kind]
      const call = calls[kind]
      // What the edge reads of any call is there, made once.
      const entry = requestSignatureCodec.encode(parts.signed(call.method, call.body).signature)
      const seconds = await secondsInTurns(turns + 1, {
        unsigned: () =>
          timedAsync(() => times(callsPerTurn, () => send(unsignedLine, call, async () => entry))),
        signed: () =>
          timedAsync(() =>
            times(callsPerTurn, () =>
              send(signedLine, call, async () =>
                requestSignatureCodec.encode(parts.signed(call.method, call.body).signature),
              ),
            ),
          ),
      })
      return figuresOf(seconds, callsPerTurn)
    }
    return {
      read: await compare('read'),
      rowRead: await compare('rowRead'),
      change: await compare('change'),
      rowChange: await compare('rowChange'),
    }
  } finally {
    signedLine.close()
    unsignedLine.close()
    await real.close(1_000)
    await open.close(1_000)
  }
}

/** Without the first turn, in which connections are made and code is compiled. */
function figuresOf(seconds: { unsigned: number[]; signed: number[] }, callsPerTurn: number): CallFigures {
  const [unsigned, signed] = [seconds.unsigned.slice(1), seconds.signed.slice(1)]
  const ms = (of: readonly number[]) => (median(of) * 1000) / callsPerTurn
  return {
    unsignedMs: ms(unsigned),
    signedMs: ms(signed),
    ratio: median(signed.map((each, i) => each / unsigned[i]!)),
  }
}

async function send(line: RawLine, { method, body }: Call, entry: () => Promise<Uint8Array>): Promise<void> {
  const { path } = operations[method]
  const answer = await line.send({ path, signatures: [await entry()], messages: [body] })
  if (answer.status !== 0) throw new Error(`${method} was refused: ${answer.text}`)
}

function openToAll({ signer }: AuthParts): Door {
  const caller = {
    organisation: 'holder',
    role: 'holder',
    identityKey: signer.publicKey,
    idempotencyKey: '',
  } as const
  return {
    admit: async () => granted(caller),
    admitByApiKey: async () => granted(caller),
    isStillGood: () => true,
    onKeyEnded: () => () => undefined,
  }
}

/** Answers the two calls. */
function serviceOf(work: () => Promise<void>): CoordinatorService {
  const challenge = new Uint8Array(56)
  const answered = async () => {
    await work()
    return granted({ challenge })
  }
  // No other operation is called.
  return Object.fromEntries(operationNames.map(name => [name, answered])) as unknown as CoordinatorService
}

async function times(count: number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i++) await work()
}
