/**
 * Makes dist/coordinator/storage/empty-cluster.tar: the files of an embedded database after all migrations, from which
 * every new one begins. Made again only when the storage's compiled code or the embedded database itself has changed.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'

const storage = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'coordinator', 'storage')
const target = join(storage, 'empty-cluster.tar')
const keyFile = join(storage, 'empty-cluster.key')

/** What the archive depends on, as one digest. */
function key() {
  const digest = createHash('sha256')
    .update(engineVersion())
    .update(readFileSync(import.meta.filename))
  const paths = readdirSync(storage, { recursive: true }).filter(path => path.endsWith('.js'))
  for (const path of paths.sort()) digest.update(path).update(readFileSync(join(storage, path)))
  return digest.digest('hex')
}

function engineVersion() {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  return JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8')).version
}

/** A migrated database is closed before it is copied, so that the copy has nothing to recover. */
async function makeArchive() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-empty-cluster-'))
  try {
    const { openStorage } = await import(join(storage, 'index.js'))
    await (await openStorage({ dataDir: folder })).close()
    const database = await PGlite.create(join(folder, 'cluster'))
    const archive = await database.dumpDataDir('none')
    await database.close()
    return Buffer.from(await archive.arrayBuffer())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const wanted = key()
if (!existsSync(target) || !existsSync(keyFile) || readFileSync(keyFile, 'utf8') !== wanted) {
  // An archive of older tables would only cost migrations, but one of other tables would be kept: it goes first.
  rmSync(target, { force: true })
  const archive = await makeArchive()
  writeFileSync(`${target}.unfinished`, archive)
  renameSync(`${target}.unfinished`, target)
  writeFileSync(keyFile, wanted)
}
