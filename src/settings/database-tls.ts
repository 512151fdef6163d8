import { accessSync, constants } from 'node:fs'

/** The options of a URL for pg, apart from address and user. */
type Options = Readonly<Record<string, string>>

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type Mode = (typeof MODES)[number]
const FILES = ['sslrootcert', 'sslcert', 'sslkey'] as const

/**
 * Returns the options with which pg connects like libpq would, in the order to try them: `require`
 * uses TLS without verifying the server unless there is a root certificate, `verify-ca` and
 * `verify-full` verify it, and `prefer` and `allow` accept both. Without sslmode there is no TLS.
 * Throws an Error that names the option.
 */
export function tlsAttempts(parsed: Options): [Options, ...Options[]] {
  const { ssl, sslmode, ...rest } = parsed
  const isSystem = rest['sslrootcert'] === 'system'
  const options = isSystem ? without(rest, 'sslrootcert') : rest
  for (const name of FILES) requireFile(name, options[name])
  const mode = modeOf({ ssl, sslmode }, { isSystem, hasRoot: 'sslrootcert' in options })
  const plain = { ...without(options, ...FILES), sslmode: 'disable' }
  const unverified = { ...without(options, 'sslrootcert'), ...COMPATIBLE, sslmode: 'require' }
  switch (mode) {
    case undefined:
      return [options]
    case 'disable':
      return [plain]
    case 'allow':
      return [plain, unverified]
    case 'prefer':
      return [unverified, plain]
    case 'require':
    case 'verify-ca':
      return [{ ...options, ...COMPATIBLE, sslmode: mode }]
    case 'verify-full':
      return [{ ...options, sslmode: mode }]
  }
}

/** Otherwise pg verifies in each of its modes, and warns about it. */
const COMPATIBLE = { uselibpqcompat: 'true' }

function modeOf(
  parsed: { ssl: string | undefined; sslmode: string | undefined },
  { isSystem, hasRoot }: { isSystem: boolean; hasRoot: boolean },
): Mode | undefined {
  const mode = namedMode(parsed)
  if (isSystem && mode !== undefined && mode !== 'verify-full')
    throw new Error('sslmode: expected verify-full with sslrootcert=system')
  if (mode === 'verify-ca' && !hasRoot)
    throw new Error(
      'sslmode: verify-ca needs sslrootcert, the file of the authority; verify-full works ' +
        'with a public one',
    )
  if (isSystem) return 'verify-full'
  return mode ?? (hasRoot ? 'prefer' : undefined)
}

/** Other drivers use `ssl=true`, which libpq accepts too. */
function namedMode({
  ssl,
  sslmode,
}: {
  ssl: string | undefined
  sslmode: string | undefined
}): Mode | undefined {
  const byFlag = ssl === 'true' || ssl === '1' ? 'require' : 'disable'
  const named = sslmode ?? (ssl === undefined ? undefined : byFlag)
  const mode = MODES.find((each) => each === named)
  if (named !== undefined && mode === undefined)
    throw new Error(`sslmode: expected ${MODES.join(', ')}`)
  return mode
}

function requireFile(name: string, path: string | undefined): void {
  if (path === undefined) return
  try {
    accessSync(path, constants.R_OK)
  } catch {
    throw new Error(`${name}: ${path} cannot be read`)
  }
}

const without = (options: Options, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))

/** Whether a server refused the attempt because it requires TLS, or lacks it. */
export const isAboutTls = ({ message }: Error): boolean =>
  message.includes('server does not support SSL connections') ||
  (message.startsWith('no pg_hba.conf entry') && message.includes('no encryption'))
