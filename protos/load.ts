/**
 * The .proto files, loaded once. They lie beside this module, in the sources as in the built tree. Everything that
 * serialises, reflects or lists operations starts from this one definition.
 */
import { fileURLToPath } from 'node:url'
import {
  type AnyDefinition,
  loadSync,
  type MessageTypeDefinition,
  type PackageDefinition,
  type ServiceDefinition,
} from '@grpc/proto-loader'

/** The files of the package, relative to this folder. */
export const protoFiles = [
  'access',
  'api_keys',
  'audit',
  'common',
  'enrolment',
  'keys',
  'sessions',
  'members',
  'recovery',
  'transactions',
  'second_factors',
  'webhooks',
  'bounties',
  'market',
  'rounds',
  'ledger',
  'log',
  'events',
].map(name => `parley/v1/${name}.proto`)

/** The package of every message and service. */
export const protoPackage = 'parley.v1'

/** Where they lie. */
export const protoFolder = fileURLToPath(new URL('.', import.meta.url))

/** 64-bit numbers and enumerations are text in the loaded form; absent messages are null, absent choices missing. */
export const protoDefinition: PackageDefinition = loadDefinition(protoFiles, [protoFolder])

/** What the files declare in the package; of what they import from elsewhere, nothing. */
export function loadDefinition(files: readonly string[], folders: readonly string[]): PackageDefinition {
  const loaded = loadSync([...files], {
    includeDirs: [...folders],
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  })
  return Object.fromEntries(Object.entries(loaded).filter(([name]) => name.startsWith(`${protoPackage}.`)))
}

/** A message of the package: its descriptor and its serialisers. Throws for a name that no file declares. */
export function messageType(name: string): MessageTypeDefinition<object, object> {
  const definition = protoDefinition[`${protoPackage}.${name}`]
  if (definition === undefined || !isMessage(definition)) {
    throw new Error(`no .proto file declares the message ${protoPackage}.${name}`)
  }
  return definition
}

function isMessage(definition: AnyDefinition): definition is MessageTypeDefinition<object, object> {
  return 'format' in definition && definition.format === 'Protocol Buffer 3 DescriptorProto'
}

/** The services of the package, by full name such as `parley.v1.Rounds`, and the methods of each. */
export function protoServices(definitions = protoDefinition): ReadonlyMap<string, ServiceDefinition> {
  const services = new Map<string, ServiceDefinition>()
  for (const [name, definition] of Object.entries(definitions)) {
    if (!('format' in definition)) services.set(name, definition as ServiceDefinition)
  }
  return services
}
