/**
 * Residues on the wire: a little-endian bit stream. Coordinate j takes bits j*b to (j+1)*b - 1 of the stream; bit k
 * of the stream is bit k mod 8 of byte floor(k / 8). The last byte's unused high bits are zero, and bytes that break
 * this are refused, so that a vector has one packed form.
 */

/** Bytes of `dimension` coordinates of `bits` bits. */
export function packedLength(dimension: number, bits: number): number {
  return Math.ceil((dimension * bits) / 8)
}

function requireBits(bits: number): void {
  if (!Number.isInteger(bits) || bits < 8 || bits > 32) throw new RangeError(`bits is 8 to 32, not ${bits}`)
}

/** Packs residues; bits above `bits` are dropped, which is reduction modulo 2^bits. */
export function packResidues(residues: Uint32Array, bits: number): Uint8Array {
  requireBits(bits)
  const packed = new Uint8Array(packedLength(residues.length, bits))
  if (bits % 8 === 0) packWholeBytes(residues, bits / 8, packed)
  else packBits(residues, bits, packed)
  return packed
}

function packWholeBytes(residues: Uint32Array, width: number, packed: Uint8Array): void {
  let at = 0
  for (let i = 0; i < residues.length; i++) {
    const residue = residues[i]!
    for (let shift = 0; shift < width * 8; shift += 8) packed[at++] = residue >>> shift
  }
}

function packBits(residues: Uint32Array, bits: number, packed: Uint8Array): void {
  const mask = 2 ** bits - 1
  let window = 0
  let filled = 0
  let at = 0
  for (let i = 0; i < residues.length; i++) {
    // `filled` is below 8 here, so the window's new low 32 bits and the few above them are kept apart.
    const residue = (residues[i]! & mask) >>> 0
    const low = (window | (residue << filled)) >>> 0
    const high = filled === 0 ? 0 : residue >>> (32 - filled)
    let available = filled + bits
    let rest = low
    let spill = high
    while (available >= 8) {
      packed[at++] = rest
      rest = ((rest >>> 8) | (spill << 24)) >>> 0
      spill >>>= 8
      available -= 8
    }
    window = rest
    filled = available
  }
  if (filled > 0) packed[at] = window
}

/** Whether the unused high bits of the last byte are zero. */
export function paddingIsZero(lastByte: number, dimension: number, bits: number): boolean {
  const used = (dimension * bits) % 8
  return used === 0 || lastByte >>> used === 0
}

/** Unpacks a stream that arrives in chunks of any size, each residue added to or written in a target. */
export interface Unpacker {
  /** Takes the next bytes; throws when they go past the end of the vector. */
  take(chunk: Uint8Array): void
  /** Coordinates taken so far. */
  readonly position: number
  /** Throws unless every coordinate was taken and the padding was zero. */
  finish(): void
}

/** An unpacker that adds every residue to `target`, modulo 2^32. */
export function openUnpackAdd(target: Uint32Array, bits: number): Unpacker {
  requireBits(bits)
  return bits % 8 === 0 ? wholeByteUnpacker(target, bits / 8) : bitUnpacker(target, bits)
}

function requireFinished(position: number, dimension: number, leftover: number): void {
  if (position !== dimension) throw new RangeError(`the packed vector ends at ${position} of ${dimension}`)
  if (leftover !== 0) throw new RangeError('the packed vector has a padding bit that is not zero')
}

function requireRoom(taken: number, chunk: Uint8Array, total: number): void {
  if (taken + chunk.length > total) throw new RangeError(`the packed vector is longer than ${total} bytes`)
}

function wholeByteUnpacker(target: Uint32Array, width: number): Unpacker {
  const total = target.length * width
  let taken = 0
  const takeByte = (byte: number) => {
    const coordinate = Math.floor(taken / width)
    target[coordinate] = (target[coordinate]! + (byte << (8 * (taken % width)))) | 0
    taken++
  }
  return {
    take: chunk => {
      requireRoom(taken, chunk, total)
      let at = 0
      while (at < chunk.length && taken % width !== 0) takeByte(chunk[at++]!)
      const whole = Math.floor((chunk.length - at) / width)
      addWholeBytes(target, taken / width, chunk, at, whole, width)
      at += whole * width
      taken += whole * width
      while (at < chunk.length) takeByte(chunk[at++]!)
    },
    get position() {
      return Math.floor(taken / width)
    },
    finish: () => requireFinished(taken, total, 0),
  }
}

function addWholeBytes(
  target: Uint32Array,
  first: number,
  chunk: Uint8Array,
  from: number,
  count: number,
  width: number,
): void {
  if (width === 3) {
    addThreeBytes(target, first, chunk, from, count)
    return
  }
  const sums = new Int32Array(target.buffer, target.byteOffset, target.length)
  let at = from
  for (let i = first; i < first + count; i++) {
    let residue = 0
    for (let shift = 0; shift < width * 8; shift += 8) residue |= chunk[at++]! << shift
    sums[i] = (sums[i]! + residue) | 0
  }
}

/** The width of the default ring (24 bits), unrolled. */
function addThreeBytes(
  target: Uint32Array,
  first: number,
  chunk: Uint8Array,
  from: number,
  count: number,
): void {
  const sums = new Int32Array(target.buffer, target.byteOffset, target.length)
  let at = from
  for (let i = first; i < first + count; i++, at += 3) {
    sums[i] = (sums[i]! + (chunk[at]! | (chunk[at + 1]! << 8) | (chunk[at + 2]! << 16))) | 0
  }
}

/** Widths that are no whole number of bytes: 9 to 31 bits, through a window of two words. */
function bitUnpacker(target: Uint32Array, bits: number): Unpacker {
  const total = packedLength(target.length, bits)
  const mask = 2 ** bits - 1
  const sums = new Int32Array(target.buffer, target.byteOffset, target.length)
  let low = 0
  let high = 0
  let filled = 0
  let taken = 0
  let position = 0
  const take = (chunk: Uint8Array) => {
    requireRoom(taken, chunk, total)
    taken += chunk.length
    for (let at = 0; at < chunk.length; at++) {
      // `filled` is at most 30 here, so a byte begins in the low word and may end in the high one.
      const byte = chunk[at]!
      low |= byte << filled
      if (filled > 24) high |= byte >>> (32 - filled)
      filled += 8
      if (filled < bits || position === sums.length) continue
      sums[position] = (sums[position]! + (low & mask)) | 0
      position++
      low = (low >>> bits) | (high << (32 - bits))
      high >>>= bits
      filled -= bits
    }
  }
  return {
    take,
    get position() {
      return position
    },
    finish: () => requireFinished(position, target.length, low | high),
  }
}

/** The residues of a whole packed vector; throws when its length or its padding is wrong. */
export function unpackResidues(packed: Uint8Array, dimension: number, bits: number): Uint32Array {
  const residues = new Uint32Array(dimension)
  const unpacker = openUnpackAdd(residues, bits)
  unpacker.take(packed)
  unpacker.finish()
  return residues
}
