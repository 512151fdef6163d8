import { parseDatabaseAddress } from '../../src/settings/database-address.ts'
import { describe, expect, test } from 'vitest'

describe('a database address', () => {
  test.for([
    'postgres://u:p%40ss@host:5432/gramd',
    'postgresql://host/gramd?sslmode=verify-full&application_name=a%20b',
    'postgres:///gramd?host=%2Fvar%2Frun%2Fpostgresql',
    'postgres://u@[::1]:5432/gramd',
  ])('of one server stays as it is: %s', (url) => {
    expect(parseDatabaseAddress(url)).toEqual({ urls: [url], target: 'any' })
  })

  test('of one server loses what only gramd reads', () => {
    expect(
      parseDatabaseAddress('postgres://u:p@h/g?target_session_attrs=read-write&sslmode=require'),
    ).toEqual({ urls: ['postgres://u:p@h/g?sslmode=require'], target: 'read-write' })
  })

  test('of several servers is one of each, in their order, with the same user and options', () => {
    expect(
      parseDatabaseAddress(
        'postgres://u:p@one:5432,two,[::1]:5433/g?target_session_attrs=primary&sslmode=require',
      ),
    ).toEqual({
      urls: [
        'postgres://u:p@one:5432/g?sslmode=require',
        'postgres://u:p@two/g?sslmode=require',
        'postgres://u:p@[::1]:5433/g?sslmode=require',
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
