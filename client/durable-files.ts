/** Files that survive a power cut: written aside, forced to the disk, and moved into place in one step. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Readable and writable by its owner alone. */
const ownerOnly = 0o600

/** Replaces or makes the file at `path`; whoever reads it sees the old bytes or the new ones, never a mixture. */
export function replaceFile(path: string, contents: Uint8Array | string, mode = ownerOnly): void {
  const aside = writeAside(path, contents, mode)
  renameSync(aside, path)
  syncFolder(dirname(path))
}

/** Makes the file at `path`; answers false, and changes nothing, when there is one. */
export function createFile(path: string, contents: Uint8Array | string): boolean {
  const aside = writeAside(path, contents)
  try {
    linkSync(aside, path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
  syncFolder(dirname(path))
  return true
}

/** Adds to the end of a file, which is made when it is not there, and waits for the disk. */
export function appendToFile(path: string, contents: string): void {
  const isNew = !existsSync(path)
  const descriptor = openSync(path, 'a', ownerOnly)
  try {
    // writeFileSync writes everything or fails; writeSync may stop half-way on a full disk.
    writeFileSync(descriptor, contents)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  if (isNew) syncFolder(dirname(path))
}

/** Moves a file within its folder, over whatever has the new name, and waits for the disk. */
export function moveFile(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
}

/** Removes a file if it is there, and waits for the disk. */
export function removeFile(path: string): void {
  rmSync(path, { force: true })
  syncFolder(dirname(path))
}

/** Forces the names in a folder to the disk. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function writeAside(path: string, contents: Uint8Array | string, mode = ownerOnly): string {
  const aside = `${path}.${randomBytes(8).toString('hex')}.new`
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents
  const descriptor = openSync(aside, 'wx', mode)
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return aside
}

/** The system's name for what went wrong, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
