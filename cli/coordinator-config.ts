/** parley.yaml: the settings of `parley coordinator` as a file. Paths in it are relative to it. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { BackendConfig, StoreConfig } from '../coordinator/blobs/index.ts'
import type { CoordinatorConfig as ServiceConfig } from '../coordinator/index.ts'
import { keyEnvironments } from '../protos/api-key.ts'
import { UsageError } from './errors.ts'
import { isLoopback } from './options.ts'

const folderPlace = z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) })
const bucketPlace = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().min(3).max(63),
  prefix: z.string().max(500).optional(),
  region: z.string().min(1).optional(),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  pathStyle: z.boolean().optional(),
})
const usualScrubHours = 24
const words = z.array(z.string().min(1).max(300)).max(1_000)
const login = z
  .strictObject({
    issuer: z.url(),
    clientId: z.string().min(1).max(300),
    clientSecretFile: z.string().min(1).optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
    scopes: words.default([]),
    emails: words.default([]),
    subjects: words.default([]),
    claim: z.strictObject({ name: z.string().min(1).max(300), values: words.min(1) }).optional(),
  })
  .refine(({ issuer }) => issuer.startsWith('https://') || isLoopback(new URL(issuer).hostname), {
    path: ['issuer'],
    message: 'must begin with https://, so that nobody between can pass for it',
  })
  .refine(({ emails, subjects, claim }) => emails.length + subjects.length > 0 || claim !== undefined, {
    path: ['emails'],
    message: 'nobody could log in: name people by emails, subjects or a claim',
  })

const configSchema = z.strictObject({
  dataDir: z.string().min(1).optional(),
  postgres: z.string().min(1).optional(),
  listen: z.string().min(1).optional(),
  http: z.string().min(1).optional(),
  name: z.string().min(1).max(100).optional(),
  environment: z.enum(keyEnvironments).optional(),
  clockWindowSeconds: z.number().int().min(5).max(300).optional(),
  secondFactor: z.enum(['always', 'where-enrolled']).optional(),
  secondPerson: z.enum(['always', 'never']).optional(),
  tls: z
    .strictObject({ certificate: z.string(), key: z.string(), clientCa: z.string().optional() })
    .optional(),
  store: z
    .strictObject({
      backends: z
        .array(z.discriminatedUnion('kind', [folderPlace, bucketPlace]))
        .min(1)
        .max(8),
      // A timer of Node waits 24 days at most.
      scrubHours: z.number().int().min(1).max(500).default(usualScrubHours),
    })
    .optional(),
  login: login.optional(),
})
export type CoordinatorConfig = z.infer<typeof configSchema>
type ConsoleLoginConfig = NonNullable<ServiceConfig['consoleLogin']>

/** Throws `UsageError` naming the file and the field. */
export async function readCoordinatorConfig(file: string): Promise<CoordinatorConfig> {
  const document = parseDocument(await readFile(file, 'utf8'))
  const [error] = document.errors
  if (error !== undefined) throw new UsageError(`${file} is not YAML: ${error.message}`)
  const checked = configSchema.safeParse(document.toJS() ?? {})
  if (!checked.success) {
    const faults = checked.error.issues.map(
      issue => `${issue.path.join('.') || '(document)'}: ${issue.message}`,
    )
    throw new UsageError(`${file}: ${faults.join('; ')}`)
  }
  return resolved(checked.data, path.dirname(file))
}

function resolved(config: CoordinatorConfig, folder: string): CoordinatorConfig {
  const at = (name: string) => path.resolve(folder, name)
  const { dataDir, tls, store, login, ...rest } = config
  return {
    ...rest,
    ...(dataDir === undefined ? {} : { dataDir: at(dataDir) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            certificate: at(tls.certificate),
            key: at(tls.key),
            ...(tls.clientCa === undefined ? {} : { clientCa: at(tls.clientCa) }),
          },
        }),
    ...(login === undefined
      ? {}
      : {
          login: {
            ...login,
            ...(login.clientSecretFile === undefined ? {} : { clientSecretFile: at(login.clientSecretFile) }),
          },
        }),
    ...(store === undefined
      ? {}
      : {
          store: {
            ...store,
            backends: store.backends.map(place =>
              place.kind === 'folder' ? { ...place, path: at(place.path) } : place,
            ),
          },
        }),
  }
}

/** The places of the model store as the coordinator takes them; undefined where the file names none. */
export function storeOf({ store }: Pick<CoordinatorConfig, 'store'>): StoreConfig | undefined {
  if (store === undefined) return undefined
  const backends = store.backends.map((place): BackendConfig => {
    if (place.kind === 'folder') return place
    const { bucket, prefix, region, endpoint, pathStyle } = place
    return {
      kind: 's3',
      bucket,
      ...(prefix === undefined ? {} : { prefix }),
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(pathStyle === undefined ? {} : { pathStyle }),
    }
  })
  return { backends, scrubEveryMs: store.scrubHours * 3_600_000 }
}

/** Who may log in to the console, as the coordinator takes it; undefined where the file does not speak of it. Throws `UsageError` without a secret. */
export async function loginOf(
  { login }: Pick<CoordinatorConfig, 'login'>,
  secretInEnvironment: string | undefined,
): Promise<ConsoleLoginConfig | undefined> {
  if (login === undefined) return undefined
  const { issuer, clientId, clientSecretFile, url, scopes, emails, subjects, claim } = login
  const clientSecret =
    clientSecretFile === undefined
      ? (secretInEnvironment ?? '')
      : (await readFile(clientSecretFile, 'utf8')).trim()
  if (clientSecret === '')
    throw new UsageError(
      'login: the secret of the client is missing; name a file of it as clientSecretFile, or set PARLEY_OIDC_CLIENT_SECRET',
    )
  return {
    ...{ issuer, clientId, clientSecret, scopes },
    people: { emails, subjects, ...(claim === undefined ? {} : { claim }) },
    ...(url === undefined ? {} : { url }),
  }
}
