const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])
const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** The remedy for an error that an operator can fix quickly; undefined for any other. */
export function whatToMend(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  const code = String(thrown.code)
  if (code === 'ERR_MODULE_NOT_FOUND') return remedyOfPackage(thrown.message)
  const path = 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : undefined
  if (FULL.has(code))
    return `the disk is full (${code} at ${path ?? 'a file'}): make room and run this again`
  // Ports and processes may be forbidden too, but have no path.
  if (FORBIDDEN.has(code) && path !== undefined)
    return `${path} cannot be read or written (${code}): give the user that runs this the right to, or choose another folder`
  return undefined
}

function remedyOfPackage(message: string): string | undefined {
  const [, name] = /^Cannot find package '([^']+)'/.exec(message) ?? []
  return name === undefined ? undefined : `the package ${name} is not installed: run npm ci`
}
