/** Packages that Parley uses where somebody has installed them, and does without elsewhere. */

/**
 * Imports a package that may be missing. Its name is no literal in the `import`, so that the compiler does not ask for
 * it either. Rejects with one line: that it is not installed and how it can be, or what it said itself.
 */
export async function importOptional<Module>(name: string, version: string): Promise<Module> {
  try {
    return (await import(name)) as Module
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) {
      throw new Error(`it is not installed; npm install --no-save ${name}@${version}`)
    }
    throw new Error(`${name} cannot be loaded: ${firstLine(message)}`)
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.trim()
}
