/**
 * Servers that speak S3. Moto, a server in Python that others test against, where it is installed (`pip install 'moto[server]'`); and a small one
 * in this process that holds to the published contract of the six requests that we make, and to nothing else.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPython } from './python.ts'

export interface S3Server {
  readonly endpoint: string
  close(): Promise<void>
}

export async function startMoto(): Promise<S3Server | { readonly missing: string }> {
  const found = findPython(['moto.server', 'flask'])
  if ('missing' in found) return { missing: 'no Python 3 with moto[server]' }
  const port = await freePort()
  const child = spawn(found.python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const endpoint = `http://127.0.0.1:${port}`
  for (let i = 0; i < 300; i++) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      break
    await sleep(100)
  }
  return {
    endpoint,
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as { port: number }
  socket.close()
  await once(socket, 'close')
  return port
}

/** Buckets are made by PUT /BUCKET. Pages of a listing hold two keys. */
export async function startSmallS3(): Promise<S3Server> {
  const buckets = new Map<string, Map<string, Buffer>>()
  const server = createServer((request, response) => void answer(buckets, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Buckets = Map<string, Map<string, Buffer>>

async function answer(buckets: Buckets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://local')
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/')
  const key = rest.join('/')
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const kept = buckets.get(bucket)
  const fail = (status: number, code: string) =>
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code></Error>`)
  if (key === '' && request.method === 'PUT') {
    buckets.set(bucket, new Map())
    response.writeHead(200).end()
    return
  }
  if (kept === undefined) return void fail(404, 'NoSuchBucket')
  if (key === '') return void list(kept, searchParams, response)
  const bytes = kept.get(key)
  switch (request.method) {
    case 'PUT': {
      const checksum = request.headers['x-amz-checksum-sha256']
      const isRight =
        checksum === undefined || checksum === createHash('sha256').update(body).digest('base64')
      if (!isRight) return void fail(400, 'BadDigest')
      kept.set(key, body)
      return void response.writeHead(200).end()
    }
    case 'DELETE':
      kept.delete(key)
      return void response.writeHead(204).end()
    case 'HEAD':
      if (bytes === undefined) return void response.writeHead(404).end()
      return void response.writeHead(200, { 'content-length': bytes.length }).end()
    default:
      if (bytes === undefined) return void fail(404, 'NoSuchKey')
      return void response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
  }
}

function list(kept: ReadonlyMap<string, Buffer>, query: URLSearchParams, response: ServerResponse): void {
  const after = query.get('continuation-token') ?? ''
  const keys = [...kept.keys()].filter(key => key.startsWith(query.get('prefix') ?? '') && key > after).sort()
  const page = keys.slice(0, 2)
  const isMore = keys.length > page.length
  const entries = page.map(
    key => `<Contents><Key>${key}</Key><Size>${kept.get(key)!.length}</Size></Contents>`,
  )
  const token = isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${entries.join('')}${token}</ListBucketResult>`,
    )
}
