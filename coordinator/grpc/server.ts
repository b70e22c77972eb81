/**
 * The coordinator's gRPC edge: it carries bytes between the network and the service, and decides nothing. Health and
 * reflection answer beside it, unsigned, as their tools expect.
 */
import {
  Server,
  type ServerCredentials,
  type ServiceDefinition,
  setLogger,
  type UntypedHandleCall,
} from '@grpc/grpc-js'
import { ReflectionService } from '@grpc/reflection'
import { HealthImplementation } from 'grpc-health-check'
import { equalBytes, type RandomSource } from '../../aggregation/index.ts'
import {
  type CoordinatorService,
  maximumMessageBytes,
  type OperationName,
  operationNames,
  operations,
  parseAddress,
  protoServices,
  requireLoopback,
} from '../../protos/index.ts'
import type { Journal } from '../parts.ts'
import { ModernCredentials, type ServerTls, serverCredentials } from './credentials.ts'
import type { Door } from './door.ts'
import type { Edge } from './edge.ts'
import { downloadHandler, unaryHandler, uploadHandler, watchHandler } from './handlers.ts'
import { reflectedDefinition } from './reflected.ts'

export interface GrpcServerOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string
  /** Without it the server speaks plaintext, and on loopback only. */
  readonly tls?: ServerTls
  readonly service: CoordinatorService
  readonly door: Door
  readonly random: RandomSource
  /** Receives what goes wrong inside, under the number that the caller is told. */
  readonly journal?: Journal
  /** Told of every call when it is answered. */
  readonly onCalled?: NonNullable<Edge['onCalled']>
  /** Longest silence inside an upload; two minutes unless given. */
  readonly uploadSilenceMs?: number
}

export interface GrpcServer {
  /** `host:port`, as bound. */
  readonly address: string
  readonly port: number
  /** Ends the streams, waits up to `graceMs` for the other calls, then cuts them. */
  close(graceMs: number): Promise<void>
  /**
   * Shows another certificate from the next connection on; those that are open go on. Throws TLS's errors for bad PEM, or a
   * key of another certificate, and then changes nothing.
   */
  reloadTls(tls: ServerTls): void
  /** What health says of the model store, under `parley.ModelStore`. */
  tellStoreHealth(isWell: boolean): void
}

/** The port cannot be had. */
export class GrpcPortError extends Error {
  override readonly name = 'GrpcPortError'
}

/** No service of ours, and a name in health: whether every place of the model store works. */
const storeService = 'parley.ModelStore'

// A holder may train for half an hour without a word: nothing closes an idle connection, and pings find the dead.
const channelOptions = {
  'grpc.max_receive_message_length': maximumMessageBytes,
  'grpc.max_send_message_length': maximumMessageBytes,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 120_000,
}

/** Starts to serve. Throws GrpcPortError, PlaintextError, RangeError (for the address). */
export async function openGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { host } = parseAddress(options.listen)
  if (options.tls === undefined) requireLoopback(host)
  const edge: Edge = { uploadSilenceMs: 120_000, ...options, openStreams: new Set() }
  // The library would print to the terminal; whatever matters of it is thrown or answered as well.
  setLogger({ error: (...words: unknown[]) => options.journal?.warn({ words }, 'the gRPC library says') })
  // A stream of a key that ended ends with it: its owner would go on to be told what happens.
  const forgetDoor = options.door.onKeyEnded(identityKey => {
    for (const { controller, caller } of edge.openStreams)
      if (caller !== undefined && equalBytes(caller.identityKey, identityKey)) controller.abort()
  })
  const server = new Server(channelOptions)
  server.addService(definition(), handlers(edge))
  const health = healthOf([...protoServices().keys(), storeService])
  health.addToServer(server)
  new ReflectionService(reflectedDefinition()).addToServer(server)
  const credentials = serverCredentials(options.tls)
  const port = await bind(server, options.listen, credentials)
  return {
    address: `${host}:${port}`,
    port,
    reloadTls: tls => {
      if (!(credentials instanceof ModernCredentials))
        throw new Error('a server that speaks plaintext has no certificate to replace')
      credentials.replace(tls)
    },
    tellStoreHealth: isWell => health.setStatus(storeService, isWell ? 'SERVING' : 'NOT_SERVING'),
    close: async graceMs => {
      health.setStatus('', 'NOT_SERVING')
      forgetDoor()
      for (const { controller } of edge.openStreams) controller.abort()
      await shutDown(server, graceMs)
    },
  }
}

function healthOf(services: readonly string[]): HealthImplementation {
  return new HealthImplementation(Object.fromEntries(['', ...services].map(name => [name, 'SERVING'])))
}

// Messages stay bytes on their way through grpc-js: the door needs the exact ones.
function definition(): ServiceDefinition {
  const asBytes = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const rows = operationNames.map(name => {
    const { path, kind } = operations[name]
    return [
      name,
      {
        path,
        requestStream: kind === 'upload',
        responseStream: kind === 'download' || kind === 'watch',
        requestSerialize: asBytes,
        requestDeserialize: asBytes,
        responseSerialize: asBytes,
        responseDeserialize: asBytes,
      },
    ] as const
  })
  return Object.fromEntries(rows)
}

function handlers(edge: Edge): Record<string, UntypedHandleCall> {
  return Object.fromEntries(operationNames.map(name => [name, handlerOf(edge, name) as UntypedHandleCall]))
}

function handlerOf(edge: Edge, name: OperationName) {
  const { service } = edge
  switch (name) {
    case 'uploadBlob':
      return uploadHandler(edge, name, operations[name], (caller, header) =>
        service.uploadBlob(caller, header),
      )
    case 'submitMaskedInput':
      return uploadHandler(edge, name, operations[name], (caller, opening) =>
        service.submitMaskedInput(caller, opening),
      )
    case 'downloadBlob':
      return downloadHandler(edge)
    case 'watch':
      return watchHandler(edge)
    default:
      return unaryHandler(edge, name)
  }
}

function bind(server: Server, listen: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, port) => {
      if (error === null) resolve(port)
      else reject(new GrpcPortError(`cannot listen on ${listen}: ${why(error)}`, { cause: error }))
    })
  })
}

function why(error: Error): string {
  if (!error.message.includes('EADDRINUSE')) return error.message
  return 'the port is in use; stop the other process or choose another port'
}

function shutDown(server: Server, graceMs: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, graceMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
