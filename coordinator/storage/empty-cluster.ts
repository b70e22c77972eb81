import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const file = join(import.meta.dirname, 'empty-cluster.tar')

/**
 * The files of an embedded database that has every table of this version and no row in them, as a tar archive that the
 * build makes (`scripts/build-cluster.js`). A new database begins as a copy of it: making the files anew is several
 * seconds of work with the same outcome. Undefined where the build made none; then they are made anew.
 */
export function readEmptyCluster(): Blob | undefined {
  return existsSync(file) ? new Blob([readFileSync(file)]) : undefined
}
