/** What the member whose memory is searched and its parent have in common. */
import type { ProtocolMessages } from '../../../../aggregation/secure/index.ts'
import { protocolCodecs } from '../../../../protos/codec/index.ts'
import { type Group, groupOf } from '../group.ts'

const dimension = 64

/** Where the member stops: after each of its steps, and at the end, when the parent's own bytes lie in its memory. */
export type StopName =
  | 'advertised'
  | 'shares-sent'
  | 'inbox-accepted'
  | 'streams-made'
  | 'masked'
  | 'signed'
  | 'revealed'
  | 'planted'

export interface Stop {
  readonly at: StopName
  /** The message that the member sends, as text. */
  readonly sent?: string
  /** The secrets that it drew since the last stop, disguised. */
  readonly told?: Readonly<Record<string, readonly number[]>>
}

export function memoryGroup(): Group {
  return groupOf(4, { dimension })
}

/** The searched member's input. */
export function memoryInput(): Int32Array {
  return Int32Array.from({ length: dimension }, (_, i) => ((i * 377 + 101) % 1999) - 1000)
}

/** Every byte changed, one by one: telling a secret so leaves no copy of it. The same again gives the bytes back. */
export function disguised(bytes: Iterable<number>): number[] {
  return Array.from(bytes, byte => byte ^ 0x5a)
}

export function textOf<Name extends keyof ProtocolMessages>(
  name: Name,
  message: ProtocolMessages[Name],
): string {
  return Buffer.from(protocolCodecs[name].encode(message)).toString('base64')
}

export function messageOf<Name extends keyof ProtocolMessages>(
  name: Name,
  text: string,
): ProtocolMessages[Name] {
  return protocolCodecs[name].decode(new Uint8Array(Buffer.from(text, 'base64')))
}
