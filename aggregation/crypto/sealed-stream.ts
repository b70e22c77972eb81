/**
 * Files under a key of their own, in chunks: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015, section 7) over AES-256-GCM. A chunk's nonce holds its number
 * and whether it is the last, so that chunks which are moved, left out, added or taken from another file do not open.
 *
 *   header  "parley-s" | version 1 | log2 of the chunk's bytes | nonce prefix (7) | commitment (32)      49 bytes
 *   chunk   ciphertext | tag (16)
 *   nonce   nonce prefix (7) | number (4, big-endian) | 1 for the last chunk, else 0
 *
 * HKDF-SHA-256 makes the cipher's key and the commitment of the content key, with the prefix as its salt; the header is associated
 * data of every chunk. GCM alone lets a file open under two keys; the commitment does not. Every chunk but the last is full, and the last is
 * empty only where the whole is: one text has one form of each length. What is not hidden is the length.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concat, equalBytes, utf8, wipe } from './encoding.ts'
import { hkdf } from './hash.ts'
import type { RandomSource } from './random.ts'
import { secretBytes } from './secret-bytes.ts'

/** Bytes of the header. */
export const sealedStreamHeaderBytes = 49
/** Bytes of a content key. */
export const contentKeyBytes = 32
/** Bytes that a chunk adds to its contents. */
export const sealedChunkOverheadBytes = 16

const magic = utf8('parley-s')
const version = 1
const prefixBytes = 7
const usualChunkPower = 16
const [leastChunkPower, largestChunkPower] = [4, 24]
/** Numbers of chunks have four bytes. */
const maximumChunks = 2 ** 32

/** What stands before the chunks. */
export interface SealedStreamHeader {
  readonly chunkBytes: number
  readonly prefix: Uint8Array // 7
  readonly commitment: Uint8Array // 32
}

/** Why a sealed file cannot be opened. */
export type SealedStreamFault =
  /** What stands before the chunks is not such a header. */
  | 'header'
  /** The key is not the one that the header commits to. */
  | 'other-key'
  /** A chunk was altered, moved, left out, added, or belongs to another file. */
  | 'chunk'

/** The file is not what was sealed under the key. */
export class SealedStreamError extends Error {
  override readonly name = 'SealedStreamError'
  readonly fault: SealedStreamFault

  constructor(fault: SealedStreamFault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** Makes or opens a file piece by piece. What it answers may be used at once; the whole is right only when `finish` answered. */
export interface StreamCipher {
  push(bytes: Uint8Array): Uint8Array
  /** What remains; wipes the key. Called once. */
  finish(): Uint8Array
}

export interface SealingOptions {
  readonly random: RandomSource
  /** Bytes of contents in a chunk, a power of two from 16 to 2^24; 65,536 unless given. */
  readonly chunkBytes?: number
}

/** The header of a sealed file, which needs no key to be read; undefined where the bytes do not begin with one. */
export function readSealedHeader(bytes: Uint8Array): SealedStreamHeader | undefined {
  if (bytes.length < sealedStreamHeaderBytes || !equalBytes(bytes.subarray(0, 8), magic)) return undefined
  const [found, power] = [bytes[8]!, bytes[9]!]
  if (found !== version || power < leastChunkPower || power > largestChunkPower) return undefined
  return {
    chunkBytes: 2 ** power,
    prefix: bytes.slice(10, 10 + prefixBytes),
    commitment: bytes.slice(10 + prefixBytes, sealedStreamHeaderBytes),
  }
}

/** Whether a sealed file can have so many bytes: no chunk is torn, and none is empty beside others. */
export function isSealedLength(
  bytes: number,
  { chunkBytes }: Pick<SealedStreamHeader, 'chunkBytes'>,
): boolean {
  const body = bytes - sealedStreamHeaderBytes
  const rest = body % (chunkBytes + sealedChunkOverheadBytes)
  if (body === sealedChunkOverheadBytes) return true
  return body > 0 && (rest === 0 || rest > sealedChunkOverheadBytes)
}

/** Bytes of the contents of a sealed file of a length that it can have. */
export function sealedContentsLength(
  bytes: number,
  { chunkBytes }: Pick<SealedStreamHeader, 'chunkBytes'>,
): number {
  const body = bytes - sealedStreamHeaderBytes
  return body - sealedChunkOverheadBytes * Math.ceil(body / (chunkBytes + sealedChunkOverheadBytes))
}

/** Seals what is pushed under a content key of 32 bytes that seals nothing else. The first answer begins with the header. */
export function openSealing(
  contentKey: Uint8Array,
  { random, chunkBytes = 2 ** usualChunkPower }: SealingOptions,
): StreamCipher {
  const power = Math.log2(chunkBytes)
  if (!Number.isInteger(power) || power < leastChunkPower || power > largestChunkPower)
    throw new RangeError(`a chunk has a power of two of bytes from 16 to 2^24, not ${chunkBytes}`)
  const prefix = random.bytes(prefixBytes)
  const { key, commitment } = keysOf(contentKey, prefix)
  const header = concat(magic, Uint8Array.of(version, power), prefix, commitment)
  const seal = (contents: Uint8Array, nonce: Uint8Array) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(header)
    return concat(cipher.update(contents), cipher.final(), cipher.getAuthTag())
  }
  return inChunks(chunkBytes, prefix, { first: header, seal, key })
}

/**
 * Opens what is pushed: the contents of one chunk after another, each checked before it is given out. Throws
 * `SealedStreamError` from the call that meets the fault; a file that was cut off is told by `finish`.
 */
export function openUnsealing(contentKey: Uint8Array): StreamCipher {
  let held: Uint8Array = new Uint8Array()
  let chunks: StreamCipher | undefined
  const begin = () => {
    const header = readSealedHeader(held)
    if (header === undefined)
      throw new SealedStreamError('header', 'it does not begin with the header of a sealed file')
    const opened = chunkOpener(contentKey, header, held.slice(0, sealedStreamHeaderBytes))
    const rest = held.subarray(sealedStreamHeaderBytes)
    held = new Uint8Array()
    return { opened, rest }
  }
  return {
    push(bytes) {
      if (chunks !== undefined) return chunks.push(bytes)
      held = concat(held, bytes)
      if (held.length < sealedStreamHeaderBytes) return new Uint8Array()
      const { opened, rest } = begin()
      chunks = opened
      return opened.push(rest)
    },
    finish() {
      if (chunks === undefined)
        throw new SealedStreamError('header', 'it is shorter than the header of a sealed file')
      return chunks.finish()
    },
  }
}

/** All of a file at once. */
export function sealStream(
  contents: Uint8Array,
  contentKey: Uint8Array,
  options: SealingOptions,
): Uint8Array {
  return through(openSealing(contentKey, options), contents)
}

/** The contents of a whole file; throws `SealedStreamError`. */
export function openSealedStream(sealed: Uint8Array, contentKey: Uint8Array): Uint8Array {
  return through(openUnsealing(contentKey), sealed)
}

function through(cipher: StreamCipher, bytes: Uint8Array): Uint8Array {
  const most = cipher.push(bytes)
  return concat(most, cipher.finish())
}

function chunkOpener(
  contentKey: Uint8Array,
  header: SealedStreamHeader,
  associated: Uint8Array,
): StreamCipher {
  const { key, commitment } = keysOf(contentKey, header.prefix)
  if (!equalBytes(commitment, header.commitment)) {
    wipe([key])
    throw new SealedStreamError('other-key', 'it was sealed under another key')
  }
  const size = header.chunkBytes + sealedChunkOverheadBytes
  const open = (chunk: Uint8Array, nonce: Uint8Array, number: number) => {
    const at = chunk.length - sealedChunkOverheadBytes
    // Nothing at all is left of a file that was cut off at the end of a chunk.
    if (at < 0 || (at === 0 && number > 0)) throw chunkError(number)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(associated)
    decipher.setAuthTag(chunk.subarray(at))
    const contents = decipher.update(chunk.subarray(0, at))
    try {
      decipher.final()
    } catch {
      throw chunkError(number)
    }
    return contents
  }
  return inChunks(size, header.prefix, { first: new Uint8Array(), seal: open, key })
}

function chunkError(number: number): SealedStreamError {
  return new SealedStreamError(
    'chunk',
    `chunk ${number} is not the one that was sealed there, or the file goes on or ends elsewhere`,
  )
}

interface ChunkWork {
  /** Comes before the first chunk. */
  readonly first: Uint8Array
  readonly seal: (chunk: Uint8Array, nonce: Uint8Array, number: number) => Uint8Array
  readonly key: Uint8Array
}

/** Cuts what is pushed into chunks of `size` bytes. A full chunk is held back until it is known whether it is the last. */
function inChunks(size: number, prefix: Uint8Array, { first, seal, key }: ChunkWork): StreamCipher {
  const held = new Uint8Array(size)
  let filled = 0
  let number = 0
  let before: Uint8Array | undefined = first
  const take = (chunk: Uint8Array, isLast: boolean) => {
    if (number >= maximumChunks) throw new RangeError(`a sealed file has at most ${maximumChunks} chunks`)
    const done = seal(chunk, nonceOf(prefix, number, isLast), number)
    number += 1
    filled = 0
    return done
  }
  const leading = () => {
    const bytes = before === undefined ? [] : [before]
    before = undefined
    return bytes
  }
  return {
    push(bytes) {
      const done = leading()
      for (let at = 0; at < bytes.length; ) {
        if (filled === size) done.push(take(held, false))
        // A chunk that lies whole in what was pushed, with more behind it, is not copied first.
        if (filled === 0 && bytes.length - at > size) {
          done.push(take(bytes.subarray(at, at + size), false))
          at += size
          continue
        }
        const part = bytes.subarray(at, at + size - filled)
        held.set(part, filled)
        filled += part.length
        at += part.length
      }
      return concat(...done)
    },
    finish() {
      const done = concat(...leading(), take(held.subarray(0, filled), true))
      wipe([key, held])
      return done
    },
  }
}

function nonceOf(prefix: Uint8Array, number: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12)
  nonce.set(prefix)
  new DataView(nonce.buffer).setUint32(prefixBytes, number)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function keysOf(contentKey: Uint8Array, prefix: Uint8Array) {
  if (contentKey.length !== contentKeyBytes)
    throw new RangeError(`a content key has ${contentKeyBytes} bytes, not ${contentKey.length}`)
  const both = hkdf(contentKey, prefix, utf8('parley/v1/sealed-stream'), 64)
  const key = secretBytes(32)
  key.set(both.subarray(0, 32))
  const commitment = both.slice(32)
  wipe([both])
  return { key, commitment }
}
