/**
 * The remedy for an error that an operator can fix quickly; undefined for any other.
 */
export function whatToMend(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  const code = String(thrown.code)
  const path = 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : 'a file'
  switch (code) {
    case 'ERR_MODULE_NOT_FOUND': {
      const [, name] = /^Cannot find package '([^']+)'/.exec(thrown.message) ?? []
      if (name === undefined) return undefined
      return `the package ${name} is not installed: run npm ci`
    }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      // Ports and processes may be forbidden too, but have no path.
      if (path === 'a file') return undefined
      return `${path} cannot be read or written (${code}): give the user that runs this the right to, or choose another folder`
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk is full (${code} at ${path}): make room and run this again`
    default:
      return undefined
  }
}
