/** From configuration to the places that hold the blobs. */
import { join } from 'node:path'
import type { BlobStore } from './blob-store.ts'
import { openFileBlobs } from './file-blobs.ts'
import { openS3Blobs, type S3BlobsOptions } from './s3-blobs.ts'

export type BackendConfig =
  | { readonly kind: 'folder'; readonly path: string }
  | ({ readonly kind: 's3' } & S3BlobsOptions)

export interface StoreConfig {
  /** At least one. The first is asked first. */
  readonly backends: readonly BackendConfig[]
  readonly scrubEveryMs: number
}

/** The folder in the data folder, read through each day. */
export function usualStore(dataDir: string): StoreConfig {
  return { backends: [{ kind: 'folder', path: join(dataDir, 'blobs') }], scrubEveryMs: 86_400_000 }
}

export interface OpenBackends {
  readonly stores: readonly BlobStore[]
  close(): void
}

/** Throws `S3ClientMissingError`, and the system's errors for a folder that cannot be made. */
export async function openBackends(configs: readonly BackendConfig[]): Promise<OpenBackends> {
  if (configs.length === 0) throw new RangeError('a model store has at least one place')
  const opened: { readonly store: BlobStore; readonly close: () => void }[] = []
  for (const config of configs) {
    if (config.kind === 'folder')
      opened.push({ store: await openFileBlobs(config.path), close: () => undefined })
    else {
      const store = await openS3Blobs(config)
      opened.push({ store, close: store.close })
    }
  }
  return {
    stores: opened.map(({ store }) => store),
    close: () => {
      for (const { close } of opened) close()
    },
  }
}
