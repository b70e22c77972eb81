/** The doctor's look at the places of a coordinator's model store. */
import path from 'node:path'
import { openBackends, tryPlace, usualStore } from '../coordinator/blobs/index.ts'
import { readCoordinatorConfig, storeOf } from './coordinator-config.ts'

interface StoreFinding {
  readonly check: string
  readonly verdict: 'ok' | 'fault'
  readonly detail: string
  readonly fix: string
}

/** Writes a few bytes to every place, reads them, and deletes them. */
export async function storeFindings(configFile: string): Promise<readonly StoreFinding[]> {
  const config = await readCoordinatorConfig(configFile)
  const { backends } = storeOf(config) ?? usualStore(config.dataDir ?? path.resolve('./parley'))
  const findings: StoreFinding[] = []
  for (const backend of backends) {
    const check = `model store ${backend.kind === 'folder' ? backend.path : `s3://${backend.bucket}/${backend.prefix ?? ''}`}`
    try {
      const places = await openBackends([backend])
      try {
        await tryPlace(places.stores[0]!)
      } finally {
        places.close()
      }
      findings.push({
        check,
        verdict: 'ok',
        detail: 'takes blobs, gives them back and deletes them',
        fix: '',
      })
    } catch (error) {
      const { name, message } = error as Error
      const fix = 'see docs/model-store.md: who may write there, and where credentials are looked for'
      findings.push({ check, verdict: 'fault', detail: message === '' ? name : message, fix })
    }
  }
  return findings
}
