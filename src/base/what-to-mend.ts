/**
 * The remedy for an error that an operator can fix quickly; undefined for any other.
 */
export function whatToMend(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  const code = String(thrown.code)
  const path = 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : undefined
  switch (code) {
    case 'ERR_MODULE_NOT_FOUND':
      return remedyOfPackage(thrown.message)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      // Ports and processes may be forbidden too, but have no path.
      if (path === undefined) return undefined
      return `${path} cannot be read or written (${code}): give the user that runs this the right to, or choose another folder`
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk is full (${code} at ${path ?? 'a file'}): make room and run this again`
    default:
      return undefined
  }
}

function remedyOfPackage(message: string): string | undefined {
  const [, name] = /^Cannot find package '([^']+)'/.exec(message) ?? []
  return name === undefined ? undefined : `the package ${name} is not installed: run npm ci`
}
