/** The bytes of masked inputs: checked before they count, then added to one running sum, whatever the group's size. */
import { equalBytes, openSha256 } from '../../crypto/index.ts'
import { sharedVector } from '../../expansion/index.ts'
import { openUnpackAdd, paddingIsZero, reduceWords, residuesIn } from '../../vector/index.ts'
import type { Bytes, MaskedInputHeader, PeerIndex } from '../messages.ts'
import { type Rejection, reject } from '../verdict.ts'

/** Checks packed bytes against their header as they arrive, in chunks of any size. */
export interface InputCheck {
  /** Takes the next chunk; a refusal ends the check. */
  take(chunk: Bytes): Rejection | undefined
  /** Whether the whole input was right: exact length, zero padding, the hash of the header. */
  finish(): Rejection | undefined
}

/** Opens the check of member `index`'s input. */
export function openInputCheck(header: MaskedInputHeader, index: PeerIndex): InputCheck {
  const hash = openSha256()
  let taken = 0
  let lastByte = 0
  const wrongLength = () =>
    reject('wrong-length', index, `the input has ${taken} bytes; its header says ${header.totalBytes}`)
  return {
    take: chunk => {
      taken += chunk.length
      if (taken > header.totalBytes) return wrongLength()
      lastByte = chunk.at(-1) ?? lastByte
      hash.update(chunk)
      return undefined
    },
    finish: () => {
      if (taken !== header.totalBytes) return wrongLength()
      if (!paddingIsZero(lastByte, header.dimension, header.bits)) {
        return reject('padding-not-zero', index, 'the unused bits of the last byte are not zero')
      }
      if (equalBytes(hash.digest(), header.inputHash)) return undefined
      return reject('wrong-hash', index, 'the bytes are not those whose hash the header signs')
    },
  }
}

/** Checks a whole input at once. */
export function checkMaskedInput(
  header: MaskedInputHeader,
  index: PeerIndex,
  chunks: Iterable<Bytes>,
): Rejection | undefined {
  const check = openInputCheck(header, index)
  for (const chunk of chunks) {
    const rejection = check.take(chunk)
    if (rejection !== undefined) return rejection
  }
  return check.finish()
}

/** The running sum of masked inputs: memory for one vector. */
export interface MaskedSum {
  readonly bits: number
  /** Sum modulo 2^32, which is right modulo 2^bits; `maskedResidues` reduces it. */
  readonly residues: Uint32Array
}

/** A sum of nothing, in shared memory: worker threads will take the masks off where it lies. */
export function openMaskedSum(dimension: number, bits: number): MaskedSum {
  return { bits, residues: residuesIn(sharedVector(dimension)) }
}

/** Adds one checked input. Throws when the bytes do not fill the vector, so check them first. */
export function addMaskedInput(sum: MaskedSum, chunks: Iterable<Bytes>): void {
  const adder = openInputAdder(sum)
  for (const chunk of chunks) adder.take(chunk)
  adder.finish()
}

/** Adds one checked input whose chunks arrive one by one; `finish` throws unless they filled the vector. */
export function openInputAdder(sum: MaskedSum) {
  return openUnpackAdd(sum.residues, sum.bits)
}

/** The sum as residues modulo 2^bits, reduced in place. */
export function maskedResidues(sum: MaskedSum): Uint32Array {
  reduceWords(sum.residues, sum.bits)
  return sum.residues
}
