/** Which engine does the work: the fastest that this machine has. All give the same bytes. */
import { javascriptEngine } from './javascript-engine.ts'
import { openNativeEngine } from './native-engine.ts'
import type { ExpansionEngine, MaskStream } from './streams.ts'
import { openWasmEngine } from './wasm-engine.ts'

export type EngineName = ExpansionEngine['name']

/** One engine, whether it can be used here and, if not, why. */
export interface EngineReport {
  readonly name: EngineName
  readonly isAvailable: boolean
  /** Empty when it is available. */
  readonly reason: string
}

const candidates: Readonly<Record<EngineName, ExpansionEngine | { readonly unavailable: string }>> = {
  'native-vaes': nativeEngine('vaes'),
  'native-openssl': nativeEngine('openssl'),
  wasm: openWasmEngine(),
  javascript: javascriptEngine,
}

function nativeEngine(kernel: 'vaes' | 'openssl') {
  return hostIsLittleEndian() ? openNativeEngine(kernel) : { unavailable: 'this machine is big-endian' }
}

function hostIsLittleEndian(): boolean {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
}

/** Fastest first. */
const preference: readonly EngineName[] = ['native-vaes', 'native-openssl', 'wasm', 'javascript']

const inUse = preference.map(name => candidates[name]).find(isEngine)!

function isEngine(
  candidate: ExpansionEngine | { readonly unavailable: string },
): candidate is ExpansionEngine {
  return 'name' in candidate
}

/** The name of the engine in use. */
export function expansionEngine(): EngineName {
  return inUse.name
}

/** Every engine, fastest first. */
export function engineReport(): readonly EngineReport[] {
  return preference.map(name => {
    const candidate = candidates[name]
    return isEngine(candidate)
      ? { name, isAvailable: true, reason: '' }
      : { name, isAvailable: false, reason: candidate.unavailable }
  })
}

/** The engine of that name; throws, saying why, where it cannot be used. */
export function engineNamed(name: EngineName): ExpansionEngine {
  const candidate = candidates[name]
  if (isEngine(candidate)) return candidate
  throw new Error(`the expansion engine "${name}" cannot be used here: ${candidate.unavailable}`)
}

/** `AddMaskStreams` by the engine in use: synchronous, in place. */
export function addMaskStreams(
  residues: Uint32Array,
  streams: readonly MaskStream[],
  bits: number,
  firstCoordinate = 0,
): void {
  if (!hostIsLittleEndian()) throw new Error('Parley runs on little-endian machines only')
  inUse.addMaskStreams(residues, streams, bits, firstCoordinate)
}
