/**
 * Blobs as objects of an S3 bucket, through the client of AWS, which is loaded when a bucket is configured and not before. Its
 * credentials come from where that client looks for them (environment, shared files, the machine's role), never from our configuration.
 */
import type { S3Client } from '@aws-sdk/client-s3'
import { equalBytes, sha256 } from '../../aggregation/index.ts'
import { type BlobAddress, digestOf, readAddress } from './address.ts'
import {
  type BlobSource,
  type BlobStore,
  DamagedBlobError,
  maximumStoredBytes,
  requireStorable,
} from './blob-store.ts'

export interface S3BlobsOptions {
  readonly bucket: string
  /** Before every key, such as `parley/`; none unless given. */
  readonly prefix?: string
  readonly region?: string
  /** URL of a server other than that of AWS. */
  readonly endpoint?: string
  /** The bucket in the path and not in the host's name, as most other servers want it. */
  readonly pathStyle?: boolean
}

/** The client is not installed. */
export class S3ClientMissingError extends Error {
  override readonly name = 'S3ClientMissingError'
}

const timing = { connectionTimeout: 5_000, requestTimeout: 120_000 }

/** Opens the bucket, without asking it anything yet. Throws `S3ClientMissingError`. */
export async function openS3Blobs(options: S3BlobsOptions): Promise<BlobStore & { close(): void }> {
  const { bucket, prefix = '', region, endpoint, pathStyle = false } = options
  const aws = await loadClient()
  const client: S3Client = new aws.S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    maxAttempts: 3,
    requestHandler: timing,
  })
  const name = `s3://${bucket}/${prefix}`
  const at = (address: BlobAddress) => ({ Bucket: bucket, Key: `${prefix}${address}` })
  const size = async (address: BlobAddress) =>
    (await unlessMissing(client.send(new aws.HeadObjectCommand(at(address)))))?.ContentLength
  return {
    name,
    async put(address, source) {
      requireStorable(source.size)
      const bytes = await collect(source)
      const digest = digestOf(address)
      if (!equalBytes(sha256(bytes), digest)) throw new DamagedBlobError(name, address)
      // The server checks what arrives against the address.
      const checked = { Body: bytes, ChecksumSHA256: Buffer.from(digest).toString('base64') }
      await client.send(new aws.PutObjectCommand({ ...at(address), ...checked }))
    },
    async get(address) {
      const found = await unlessMissing(client.send(new aws.GetObjectCommand(at(address))))
      if (found?.Body === undefined) return undefined
      if ((found.ContentLength ?? Number.POSITIVE_INFINITY) > maximumStoredBytes)
        throw new DamagedBlobError(name, address)
      const bytes = await found.Body.transformToByteArray()
      if (!equalBytes(sha256(bytes), digestOf(address))) throw new DamagedBlobError(name, address)
      return bytes
    },
    has: async address => (await size(address)) !== undefined,
    size,
    async delete(address) {
      await client.send(new aws.DeleteObjectCommand(at(address)))
    },
    async *list() {
      let token: string | undefined
      do {
        const page = await client.send(
          new aws.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        )
        for (const { Key } of page.Contents ?? []) {
          const address = readAddress((Key ?? '').slice(prefix.length))
          if (address !== undefined) yield address
        }
        token = page.NextContinuationToken
      } while (token !== undefined)
    },
    close: () => client.destroy(),
  }
}

async function loadClient() {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new S3ClientMissingError(
      'a bucket is configured and its client is not installed: run npm install @aws-sdk/client-s3',
    )
  }
}

async function collect(source: BlobSource): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read()) pieces.push(piece)
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
    // A bucket that is not there is not an object that is not there.
    if (name === 'NoSuchBucket') throw error
    if (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404) return undefined
    throw error
  }
}
