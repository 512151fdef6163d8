import { EXIT_CODES, MisconfiguredError, UnavailableError } from './startup-error.ts'

/** Why a start or a command cannot succeed: one sentence with the remedy, and the exit code. */
export type StartupFailure = { message: string; exitCode: number }

const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])
const FULL = new Set(['ENOSPC', 'EDQUOT'])
const TOO_MANY_FILES = new Set(['EMFILE', 'ENFILE'])

/**
 * Returns what an operator must change, from an error or its causes; undefined for a defect, which
 * needs its stack. This file is simple enough for `preflight.js`, and imports no packages.
 */
export function startupFailure(thrown: unknown): StartupFailure | undefined {
  for (const error of withCauses(thrown)) {
    const found = failureOf(error)
    if (found) return found
  }
  return undefined
}

/** The errors of a host's several addresses come together; the first one suffices. */
function* withCauses(thrown: unknown): Generator<Error> {
  let error = thrown
  for (let depth = 0; depth < 8 && error instanceof Error; depth += 1) {
    yield error
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
}

function failureOf(error: Error): StartupFailure | undefined {
  if (error instanceof MisconfiguredError) return misconfigured(error.message)
  if (error instanceof UnavailableError) return unavailable(error.message)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ERR_MODULE_NOT_FOUND') return packageFailure(error.message)
  if (TOO_MANY_FILES.has(code))
    return unavailable(
      `too many files are open (${code}): raise the limit of this process (ulimit -n; LimitNOFILE of systemd) to 65536`,
    )
  if (isOfDatabase(error)) return databaseFailure(error.message, code)
  const byMessage = MESSAGES.find(([pattern]) => pattern.test(error.message))
  if (byMessage) return byMessage[1]
  if (TLS_CODES.test(code))
    return misconfigured(
      `the certificate of the server of DATABASE_URL is not trusted (${code}): set ` +
        'sslrootcert to the file of its authority, and connect by the name in the certificate',
    )
  if ('syscall' in error) return systemFailure(error, code, String(error.syscall))
  return pathFailure(error, code)
}

const misconfigured = (message: string): StartupFailure => ({
  message,
  exitCode: EXIT_CODES.misconfigured,
})
const unavailable = (message: string): StartupFailure => ({
  message,
  exitCode: EXIT_CODES.unavailable,
})

function packageFailure(text: string): StartupFailure | undefined {
  const [, name] = /^Cannot find package '([^']+)'/.exec(text) ?? []
  if (name === undefined) return undefined
  return misconfigured(`the package ${name} is not installed: run npm ci`)
}

/** Errors of the server as pg reports them: a SQLSTATE with a severity. */
const isOfDatabase = (error: Error): boolean => 'severity' in error && 'code' in error

/** Refusals of the server by SQLSTATE: whether a restart may help, and the remedy. */
const REFUSALS: Readonly<Record<string, readonly [keyof typeof EXIT_CODES, remedy: string]>> = {
  '28P01': ['misconfigured', 'correct user and password in DATABASE_URL'],
  '28000': [
    'misconfigured',
    'correct the user in DATABASE_URL, add sslmode=require where the server wants TLS, or a ' +
      'line in its pg_hba.conf',
  ],
  '3D000': ['misconfigured', 'create the database (createdb), or correct its name in DATABASE_URL'],
  '42501': ['misconfigured', 'make the user of DATABASE_URL the owner of the database'],
  '0A000': ['misconfigured', 'install what the server lacks, such as postgresql-contrib'],
  '58P01': ['misconfigured', 'install what the server lacks, such as postgresql-contrib'],
  '22P05': [
    'misconfigured',
    'create the database again with createdb --encoding UTF8 --template template0',
  ],
  '22021': [
    'misconfigured',
    'create the database again with createdb --encoding UTF8 --template template0',
  ],
  '25006': [
    'unavailable',
    'connect to the primary: with several hosts, target_session_attrs=read-write chooses it',
  ],
  '53100': ['unavailable', 'make room on the disk of PostgreSQL'],
  '53200': ['unavailable', 'give PostgreSQL more memory'],
  '53300': [
    'unavailable',
    'lower GRAMD_DATABASE_POOL_SIZE, or raise max_connections of PostgreSQL',
  ],
  '53400': ['unavailable', 'raise the limit of PostgreSQL'],
  '57P01': ['unavailable', 'start PostgreSQL again'],
  '57P02': ['unavailable', 'start PostgreSQL again'],
  '57P03': ['unavailable', 'wait until PostgreSQL has started'],
}

function databaseFailure(text: string, code: string): StartupFailure | undefined {
  const [kind, remedy] = REFUSALS[code] ?? (code.startsWith('08') ? CONNECTION : [])
  if (kind === undefined || remedy === undefined) return undefined
  return { message: `PostgreSQL refuses: ${text} (${code}): ${remedy}`, exitCode: EXIT_CODES[kind] }
}
const CONNECTION = ['unavailable', 'check the server and what is in between'] as const

/** Messages of pg without a code. */
const MESSAGES: readonly (readonly [RegExp, StartupFailure])[] = [
  [
    /client password must be a (non-empty )?string/,
    misconfigured('PostgreSQL asks for a password: put it into DATABASE_URL'),
  ],
  [
    /server does not support SSL connections/,
    misconfigured(
      'the server of DATABASE_URL does not support TLS: enable ssl there, or set ' +
        'sslmode=disable on a private network',
    ),
  ],
  [
    /timeout exceeded when trying to connect|timeout expired/,
    unavailable(
      'PostgreSQL does not answer in time: check the host and port of DATABASE_URL, and the ' +
        'firewall in between',
    ),
  ],
  [/Connection terminated/, unavailable('PostgreSQL has closed the connection: its log says why')],
]

const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_PEM)/

/** At startup gramd connects only to the database. */
function systemFailure(error: Error, code: string, syscall: string): StartupFailure | undefined {
  if (syscall === 'connect' && code === 'EACCES')
    return misconfigured(
      `this user may not use the socket of PostgreSQL${placeOf(error)} (${code}): give it the ` +
        'right, or correct DATABASE_URL',
    )
  if (syscall === 'connect')
    return unavailable(
      `PostgreSQL does not answer${placeOf(error)} (${code}): start it, or correct DATABASE_URL`,
    )
  if (syscall === 'getaddrinfo' && 'hostname' in error)
    return unavailable(
      `the host ${String(error.hostname)} is not found (${code}): correct DATABASE_URL, or the DNS of this machine`,
    )
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return unavailable(`PostgreSQL has closed the connection (${code}): its log says why`)
  return pathFailure(error, code)
}

/** Formats the target of a connection: an address with its port, or the path of a socket. */
function placeOf(error: Error): string {
  if ('address' in error && 'port' in error)
    return ` at ${String(error.address)}:${String(error.port)}`
  return 'address' in error ? ` at ${String(error.address)}` : ''
}

function pathFailure(error: Error, code: string): StartupFailure | undefined {
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  if (FULL.has(code))
    return unavailable(
      `the disk is full (${code} at ${path ?? 'a file'}): make room and run this again`,
    )
  // Ports and processes may be forbidden too, but have no path.
  if (path === undefined) return undefined
  if (FORBIDDEN.has(code))
    return misconfigured(
      `${path} cannot be read or written (${code}): give the user that runs this the right ` +
        'to, or choose another folder',
    )
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return misconfigured(`${path} goes through a file (${code}): choose another folder`)
  return undefined
}
