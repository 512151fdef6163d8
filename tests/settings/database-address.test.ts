import { parseDatabaseAddress } from '../../src/settings/database-address.ts'
import pg from 'pg'
import { describe, expect, test } from 'vitest'

/** What pg makes of a URL. */
const parse = (url: string): pg.Client => new pg.Client({ connectionString: url })

describe('a database address', () => {
  test.for([
    'postgres://u:p%40ss@host:5432/gramd',
    'postgresql://host/gramd?application_name=a%20b&sslmode=verify-full',
    'postgres:///gramd?host=%2Fvar%2Frun%2Fpostgresql',
    'postgres://u@[::1]:5432/gramd',
  ])('of one server stays as it is: %s', (url) => {
    expect(parseDatabaseAddress(url)).toEqual({ urls: [url], target: 'any' })
  })

  test('of one server loses what only gramd reads', () => {
    expect(
      parseDatabaseAddress('postgres://u:p@h/g?target_session_attrs=read-write&sslmode=require'),
    ).toEqual({
      urls: ['postgres://u:p@h/g?uselibpqcompat=true&sslmode=require'],
      target: 'read-write',
    })
  })

  test('of several servers is one of each, in their order, with the same user and options', () => {
    expect(
      parseDatabaseAddress(
        'postgres://u:p@one:5432,two,[::1]:5433/g?target_session_attrs=primary&sslmode=require',
      ),
    ).toEqual({
      urls: [
        'postgres://u:p@one:5432/g?uselibpqcompat=true&sslmode=require',
        'postgres://u:p@two/g?uselibpqcompat=true&sslmode=require',
        'postgres://u:p@[::1]:5433/g?uselibpqcompat=true&sslmode=require',
      ],
      target: 'primary',
    })
  })

  test.for([
    ['host=one,two&port=5432,5433', ['one:5432', 'two:5433']],
    ['host=one,two&port=6000', ['one:6000', 'two:6000']],
    ['host=one,::1', ['one:5432', '[::1]:5432']],
  ] as const)('takes hosts from its options: %s', ([query, hosts]) => {
    const { urls } = parseDatabaseAddress(`postgres://u@/g?${query}`)

    expect(urls).toEqual(hosts.map((host) => `postgres://u@${host}/g`))
  })

  test.for([
    ['postgres://u:p@/db?host=/sock&port=5433', ['postgres://u:p@%2Fsock:5433/db']],
    ['postgres:///db?host=/sock', ['postgres:///db?host=%2Fsock']],
    ['postgres://u:p@%2Fsock/db', ['postgres://u:p@%2Fsock/db']],
    [
      'postgres://u:p@/db?host=/a,/b',
      ['postgres://u:p@%2Fa:5432/db', 'postgres://u:p@%2Fb:5432/db'],
    ],
  ] as const)('takes a folder of sockets as libpq does: %s', ([url, urls]) => {
    expect(parseDatabaseAddress(url).urls).toEqual(urls)
  })

  test.for([
    ['p@ss', 'p@ss'],
    ['a/b:c#d?e@f[g]', 'a/b:c#d?e@f[g]'],
    ['100%', '100%'],
    ['a%40b', 'a@b'],
    ['a b+c&d=e', 'a b+c&d=e'],
    ['пароль', 'пароль'],
  ] as const)('has the password %s as it is', ([written, password]) => {
    for (const rest of ['h/db', 'h:5432,i/db?options=-c%20a%3Db@c', 'h']) {
      const { urls } = parseDatabaseAddress(`postgres://u:${written}@${rest}`)
      for (const url of urls) expect(parse(url)).toMatchObject({ user: 'u', password })
    }
  })

  const VERIFIED = { ssl: {} }
  const UNVERIFIED = { ssl: { rejectUnauthorized: false } }
  test.for([
    ['sslmode=disable', [{ ssl: false }]],
    ['sslmode=require', [UNVERIFIED]],
    ['ssl=true', [UNVERIFIED]],
    ['sslmode=prefer', [UNVERIFIED, { ssl: false }]],
    ['sslmode=allow', [{ ssl: false }, UNVERIFIED]],
    ['sslmode=verify-full', [VERIFIED]],
    ['sslrootcert=system', [VERIFIED]],
    ['sslmode=require&channel_binding=require', [UNVERIFIED]],
  ] as const)('means by %s what libpq means', ([option, configs]) => {
    const { urls } = parseDatabaseAddress(`postgres://u:p@h/db?${option}`)
    expect(urls.map((url) => parse(url))).toMatchObject(configs)
  })

  test.for([
    ['sslmode=no', 'sslmode: expected disable, allow, prefer, require, verify-ca, verify-full'],
    [
      'sslmode=verify-ca',
      'sslmode: verify-ca needs sslrootcert, the file of the authority; verify-full works with a public one',
    ],
    ['sslmode=require&sslrootcert=system', 'sslmode: expected verify-full with sslrootcert=system'],
    ['sslrootcert=/nowhere/ca.pem', 'sslrootcert: /nowhere/ca.pem cannot be read'],
  ] as const)('is refused with %s', ([option, message]) => {
    expect(() => parseDatabaseAddress(`postgres://u:hunter2@h/db?${option}`)).toThrow(
      new Error(message),
    )
  })

  test.for([
    ['mysql://h/x', 'expected postgres://user:password@host:port/database'],
    ['postgres://one:1,two:x/g', 'expected postgres://user:password@host:port/database'],
    ['postgres://u@/g?host=a,b,c&port=1,2', 'port: expected one, or 3 as there are hosts'],
    [
      'postgres://u:hunter2@h/g?target_session_attrs=standby',
      'target_session_attrs: expected any, read-write, primary, since gramd writes',
    ],
  ])('is refused, without its password: %s', ([url = '', message = '']) => {
    expect(() => parseDatabaseAddress(url)).toThrow(new Error(message))
  })
})
