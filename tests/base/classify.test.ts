import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { classify } from '../../src/base/classify.ts'
import {
  ConflictError,
  DefectError,
  InterruptedError,
  InvalidInputError,
  LeaseLostError,
  NoSuchRecordError,
  TransientError,
  UpstreamDownError,
} from '../../src/base/errors.ts'

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

function databaseError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError('the database says no', 1, 'error')
  error.code = code
  return error
}

const withCode = (code: string): Error => Object.assign(new Error('oops'), { code })

describe('an error of ours', () => {
  test.for([
    new TransientError('m'),
    new UpstreamDownError('m', 1),
    new InterruptedError('m'),
    new LeaseLostError('m'),
    new InvalidInputError('m'),
    new NoSuchRecordError('m'),
    new ConflictError('m'),
    new DefectError('m'),
  ])('stays what it is: $name', (error) => {
    expect(classify(error)).toBe(error)
  })
})

describe('a foreign error', () => {
  const table: [what: string, thrown: unknown, expected: new (message: string) => Error][] = [
    ...[
      '40001',
      '40P01',
      '53300',
      '55P03',
      '57014',
      '57P01',
      '57P02',
      '57P03',
      '08006',
      '08P01',
      '25006',
    ].map((code): [string, unknown, typeof TransientError] => [
      `SQLSTATE ${code}`,
      databaseError(code),
      TransientError,
    ]),
    ...['23505', '42P01', '22P02', ''].map((code): [string, unknown, typeof DefectError] => [
      `SQLSTATE ${code}`,
      databaseError(code),
      DefectError,
    ]),
    ...[
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
    ].map((code): [string, unknown, typeof TransientError] => [
      code,
      withCode(code),
      TransientError,
    ]),
    ['ENOENT', withCode('ENOENT'), DefectError],
    ['a timeout', new DOMException('late', 'TimeoutError'), TransientError],
    ['an abort', new DOMException('stop', 'AbortError'), InterruptedError],
    ['a lost connection', new Error('Connection terminated unexpectedly'), TransientError],
    ['a full pool', new Error('timeout exceeded when trying to connect'), TransientError],
    ['a schema that does not fit', z.string().safeParse(1).error, DefectError],
    ['a type error', new TypeError('x is not a function'), DefectError],
    ['a text', 'oops', DefectError],
    ['nothing', undefined, DefectError],
  ]

  test.for(table)('is known by its shape: %s', ([, thrown, expected]) => {
    const error = classify(thrown)

    expect(error).toBeInstanceOf(expected)
    if (thrown instanceof Error) expect(error.cause).toBe(thrown)
  })

  test('that aborting a signal gives is an interruption, and that its timeout gives is passing', async () => {
    const aborted = await thrownBy(() => AbortSignal.abort().throwIfAborted())
    const { promise: timedOut, resolve } = Promise.withResolvers<unknown>()
    const signal = AbortSignal.timeout(1)
    signal.addEventListener('abort', () => resolve(signal.reason))

    expect(classify(aborted)).toBeInstanceOf(InterruptedError)
    expect(classify(await timedOut)).toBeInstanceOf(TransientError)
  })

  test('that a real fetch throws is transient, for a closed port and for a truncated answer', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    })
    const url = await new Promise<string>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '')
      })
    })
    const cut = await thrownBy(async () => await (await fetch(url)).text())
    await new Promise((resolve) => server.close(resolve))
    const refused = await thrownBy(() => fetch(url))

    expect(classify(cut)).toBeInstanceOf(TransientError)
    expect(classify(refused)).toBeInstanceOf(TransientError)
  })

  test('that a real socket or database client throws is passing', async () => {
    const server = createTcpServer((socket) => socket.destroy())
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const connectClient = async () => await new pg.Client({ host: '127.0.0.1', port }).connect()
    const closed = await thrownBy(connectClient)
    await new Promise((resolve) => server.close(resolve))
    const refused = await thrownBy(connectClient)
    const socketError = await new Promise((resolve) =>
      connect({ host: '127.0.0.1', port }).once('error', resolve),
    )

    for (const error of [closed, refused, socketError])
      expect(classify(error)).toBeInstanceOf(TransientError)
  })
})
