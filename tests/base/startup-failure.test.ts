import { describe, expect, test } from 'vitest'
import { MisconfiguredError, UnavailableError } from '../../src/base/startup-error.ts'
import { startupFailure } from '../../src/base/startup-failure.ts'

const failing = (fields: object, message = 'no'): Error => Object.assign(new Error(message), fields)
const said = (error: unknown) => {
  const found = startupFailure(error)
  return found && `${found.exitCode} ${found.message}`
}

describe('a failure to start', () => {
  test.for([
    [{ code: 'EMFILE', syscall: 'open' }, '69 too many files are open (EMFILE): raise the limit'],
    [
      { code: 'ENOENT', syscall: 'connect', address: '/run/x/.s.PGSQL.5432' },
      '69 PostgreSQL does not answer at /run/x/.s.PGSQL.5432 (ENOENT)',
    ],
    [
      { code: 'EACCES', syscall: 'connect', address: '/run/x' },
      '78 this user may not use the socket of PostgreSQL at /run/x',
    ],
    [
      { code: 'ECONNRESET', syscall: 'read' },
      '69 PostgreSQL has closed the connection (ECONNRESET)',
    ],
    [
      { code: 'EAI_AGAIN', syscall: 'getaddrinfo', hostname: 'db' },
      '69 the host db is not found (EAI_AGAIN)',
    ],
    [
      { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      '78 the certificate of the server of DATABASE_URL is not trusted',
    ],
    [
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      '78 the certificate of the server of DATABASE_URL is not trusted',
    ],
    [
      { code: '53300', severity: 'FATAL' },
      '69 PostgreSQL refuses: no (53300): lower GRAMD_DATABASE_POOL_SIZE',
    ],
    [{ code: '53100', severity: 'ERROR' }, '69 PostgreSQL refuses: no (53100): make room'],
    [{ code: '57P03', severity: 'FATAL' }, '69 PostgreSQL refuses: no (57P03): wait'],
    [
      { code: '22P05', severity: 'ERROR' },
      '78 PostgreSQL refuses: no (22P05): create the database',
    ],
    [{ code: '08006', severity: 'FATAL' }, '69 PostgreSQL refuses: no (08006): check the server'],
    [{ code: 'ENOSPC', path: '/x' }, '69 the disk is full (ENOSPC at /x)'],
    [{ code: 'EROFS', path: '/x', syscall: 'mkdir' }, '78 /x cannot be read or written (EROFS)'],
    [{ code: 'ENOTDIR', path: '/x/y', syscall: 'mkdir' }, '78 /x/y goes through a file (ENOTDIR)'],
  ] as const)('%o is one sentence', ([fields, sentence]) => {
    const text = said(failing(fields))
    expect(text).toContain(sentence)
    expect(text).not.toContain('\n')
  })

  test('is found in what caused an error, and in the first of several addresses', () => {
    const refused = failing({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '::1',
      port: 5432,
    })
    expect(said(new AggregateError([refused, refused]))).toContain(
      '69 PostgreSQL does not answer at ::1:5432',
    )
    const denied = failing(
      { code: '42501', severity: 'ERROR' },
      'permission denied for schema public',
    )
    expect(said(new Error('0001_db.sql: permission denied', { cause: denied }))).toContain(
      '78 PostgreSQL refuses: permission denied for schema public',
    )
    expect(said(new MisconfiguredError('a: b'))).toBe('78 a: b')
    expect(said(new UnavailableError('a: b', { cause: denied }))).toBe('69 a: b')
  })

  test.for([
    new TypeError('x is not a function'),
    failing({ code: '42703', severity: 'ERROR' }),
    failing({ code: 'ENOENT', path: '/x', syscall: 'open' }),
    'text',
    undefined,
  ])('is not a defect: %s', (thrown) => {
    expect(startupFailure(thrown)).toBeUndefined()
  })
})
