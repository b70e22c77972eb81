/** A real HTTP server on loopback that answers as it is told, for what calls out. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'

export interface Arrived {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly path: string
}

/** A status, or what else becomes of the request: its line is cut, it waits for ever, or its answer is long and never ends. */
export type Answering = number | 'cut' | 'never' | 'endless'

export interface HttpEndpoint {
  readonly url: string
  readonly arrived: readonly Arrived[]
  /** How the next requests are answered, in order; those beyond by 204. */
  answer(...next: Answering[]): void
  /** Resolves when so many requests have come since the start. */
  reached(count: number): Promise<void>
}

export async function openHttpEndpoint(
  t: ExecutionContext,
  onArrived: (request: Arrived) => Answering | undefined = () => undefined,
): Promise<HttpEndpoint> {
  const arrived: Arrived[] = []
  const answers: Answering[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks), path: request.url ?? '' }
      const answer = onArrived(one) ?? answers.shift() ?? 204
      arrived.push(one)
      for (const { count, resolve } of waiting) if (arrived.length >= count) resolve()
      if (answer === 'never') return
      if (answer === 'endless') return void response.writeHead(200).write(Buffer.alloc(64 * 1024))
      if (answer === 'cut') return void request.socket.destroy()
      response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived,
    answer: (...next) => void answers.push(...next),
    reached: count =>
      new Promise(resolve => {
        if (arrived.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
  }
}
