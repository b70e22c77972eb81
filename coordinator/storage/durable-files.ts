/**
 * Durability for the embedded database. PGlite's file layer for Node has no `fsync`, so as shipped PostgreSQL's own
 * calls to it do nothing and a power cut can lose acknowledged commits. This layer gives them a real one.
 */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type FileSystemOptions = Parameters<NodeFS['init']>[1]

/** The part of the engine's module that is touched: its layer over Node's files. */
interface EngineModule {
  readonly FS: { readonly ErrnoError: new (errno: number) => Error }
  readonly NODEFS: {
    readonly realPath: (node: unknown) => string
    readonly stream_ops: { fsync?: (stream: OpenFile) => number }
  }
}
interface OpenFile {
  /** Node's descriptor; absent for a folder, which the layer never opens. */
  readonly nfd?: number
  readonly node: unknown
}

/** WASI's number for an input or output error; PostgreSQL answers a failed sync by stopping, as it must. */
const ioErrorNumber = 29

/** PGlite's Node file layer with a working `fsync`. `onSync` is told of each one, after it succeeded. */
export class DurableNodeFiles extends NodeFS {
  readonly #onSync: () => void

  constructor(folder: string, onSync: () => void) {
    super(folder)
    this.#onSync = onSync
  }

  override async init(database: PGlite, options: FileSystemOptions) {
    const prepared = await super.init(database, options)
    const giveRealSync = (module: unknown) => {
      const engine = module as EngineModule
      engine.NODEFS.stream_ops.fsync = file => this.#sync(engine, file)
    }
    const { preRun } = prepared.emscriptenOpts
    const emscriptenOpts = { ...prepared.emscriptenOpts, preRun: [...(preRun ?? []), giveRealSync] }
    return { emscriptenOpts } as typeof prepared
  }

  #sync(engine: EngineModule, file: OpenFile): number {
    try {
      if (file.nfd === undefined) syncPath(engine.NODEFS.realPath(file.node))
      else fsyncSync(file.nfd)
    } catch {
      throw new engine.FS.ErrnoError(ioErrorNumber)
    }
    this.#onSync()
    return 0
  }
}

/** Forces one file or folder to the disk. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Forces a folder and everything below it to the disk, leaves first. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else if (entry.isFile()) syncPath(path)
  }
  syncPath(folder)
}
