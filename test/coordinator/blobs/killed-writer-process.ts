/** Writes the file named by its second argument as a blob into the folder of its first, and is killed before the rename. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { addressOf } from '../../../coordinator/blobs/address.ts'
import { sourceOf } from '../../../coordinator/blobs/blob-store.ts'
import { openFileBlobs } from '../../../coordinator/blobs/file-blobs.ts'

const [folder, file] = process.argv.slice(2) as [string, string]
const bytes = readFileSync(file)
const store = await openFileBlobs(folder, { beforeRename: () => process.kill(process.pid, 'SIGKILL') })
await store.put(addressOf(bytes), sourceOf(bytes))
