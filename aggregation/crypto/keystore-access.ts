/** Who may read a file of secrets: its owner alone, and it is the owner who opens it. */

/** What the system says of a file, as `stat` has it. */
export interface FileAccess {
  readonly uid: number
  readonly mode: number
}

/**
 * What is wrong with the access to `file`, for people, with the command that mends it; undefined where nothing is. `user` is the number
 * of the user who runs this, undefined where the system has no owners and modes: there is nothing to check.
 */
export function accessFault(file: string, { uid, mode }: FileAccess, user: number | undefined) {
  if (user === undefined) return undefined
  if (uid !== user)
    return `${file} belongs to user ${uid}, not to user ${user} who runs this; run: chown ${user} ${quoted(file)}`
  if ((mode & 0o077) === 0) return undefined
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  return `${file} has mode ${shown}, so others may read it; run: chmod 600 ${quoted(file)}`
}

function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}
