/**
 * What reflection tells: services and messages. The option of methods that says who may call them is left out: its form lacks
 * the import of what it extends, and a tool that links all it is given would refuse the rest with it.
 */
import descriptor from 'protobufjs/ext/descriptor/index.js'
import { protoDefinition } from '../../protos/index.ts'

export function reflectedDefinition(): typeof protoDefinition {
  return Object.fromEntries(
    Object.entries(protoDefinition).map(([name, definition]) => {
      if (!('format' in definition) || !Array.isArray(definition.fileDescriptorProtos))
        return [name, definition]
      const fileDescriptorProtos = definition.fileDescriptorProtos.flatMap(ownFile)
      return [name, { ...definition, fileDescriptorProtos }]
    }),
  )
}

/** The file of our package without what it extends; of another package, nothing. */
function ownFile(bytes: Uint8Array): readonly Buffer[] {
  const type = descriptor.FileDescriptorProto
  const file = type.toObject(type.decode(bytes))
  if (file.package !== 'parley.v1') return []
  return [Buffer.from(type.encode(type.fromObject({ ...file, extension: [] })).finish())]
}
