import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApiClient } from '../../src/cli/api-client.ts'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'
import { showTime } from '../../src/cli/show/value.ts'
import { describeCheck, watchCheck } from '../../src/features/relations/watch-command.ts'
import { sent } from './sent.ts'

/** As `sent` has it, with switches among the options. */
const asked = async (name: string, words: readonly string[], options: Record<string, string>) => {
  const { confirm, ...rest } = options
  return await sent(name, words, rest, confirm === undefined ? [] : ['confirm'])
}

describe('the commands of relation checks', () => {
  test.for([
    [
      'relations check',
      ['natgeo'],
      { kinds: 'followers, mutuals', max: '500', confirm: '' },
      [
        'POST',
        '/api/relations',
        { username: 'natgeo', kinds: ['followers', 'mutuals'], max: 500, confirm: true },
      ],
    ],
    ['relations check', ['natgeo'], {}, ['POST', '/api/relations', { username: 'natgeo' }]],
    [
      'relations check',
      [],
      { 'platform-id': '77' },
      ['POST', '/api/relations', { platform_id: '77' }],
    ],
    [
      'relations list',
      [],
      { username: 'nasa', status: 'waiting' },
      ['GET', '/api/relations?username=nasa&status=waiting'],
    ],
    ['relations show', ['a/b'], {}, ['GET', '/api/relations/a%2Fb']],
    ['relations confirm', ['x'], {}, ['POST', '/api/relations/x/confirm']],
    ['relations cancel', ['x'], {}, ['POST', '/api/relations/x/cancel']],
    ['relations history', ['x'], { limit: '5' }, ['GET', '/api/relations/x/history?limit=5']],
    [
      'relations members',
      ['x'],
      { relation: 'fan', verified: 'on', private: 'off', q: 'a', limit: '5' },
      ['GET', '/api/relations/x/members?relation=fan&verified=true&private=false&q=a&limit=5'],
    ],
    [
      'relations diff',
      ['x'],
      { with: 'y', change: 'gone', kind: 'followers' },
      ['GET', '/api/relations/x/diff?with=y&kind=followers&change=gone'],
    ],
  ] as const)('%s %j %j', async ([name, words, options, expected]) => {
    const [call] = await asked(name, words, { ...options })

    const [method, path, body] = expected
    expect(call).toEqual({ method, path, ...(body === undefined ? {} : { body }) })
  })
})

test('relations check takes one target', async () => {
  for (const [words, options] of [
    [[], {}],
    [['a', 'b'], {}],
    [['a'], { blog: 'x' }],
  ] as const)
    await expect(sent('relations check', words, options)).rejects.toThrow(
      /exactly one|nothing more/,
    )
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An API that gives one answer after the other, and what it was asked. */
async function anApi(...answers: Answer[]) {
  const asked: { path: string; lastEventId: unknown }[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', lastEventId: request.headers['last-event-id'] })
    answers[asked.length - 1]?.(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

const check = (fields: object) => ({
  id: 'x',
  status: 'running',
  reason: null,
  waiting_until: null,
  progress: {
    collected: 728,
    expected: 1_663,
    pages: 4,
    requests: 6,
    accounts: ['a', 'b'],
    seconds_left: 130,
  },
  ...fields,
})

const event = (name: string, id: string, data: object): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`

describe('relations watch', () => {
  test('tells how far a check is, takes up a stream that broke off, and gives the end', async () => {
    const [waiting, end] = [
      check({ status: 'waiting', reason: 'pool_resting', waiting_until: '2026-11-21T10:00:00Z' }),
      check({ status: 'complete' }),
    ]
    const { url, asked } = await anApi(
      (_, response) => {
        response.write(`retry: 2000\n\n:\n\n${event('snapshot', '5', check({}))}`)
        const moved = { list: 'followers', from: 'a', by: 'b', created_at: 'now' }
        response.write(event('taken_over', '6', moved), () => response.destroy())
      },
      (_, response) => {
        response.write(event('snapshot', '6', waiting))
        response.end(event('complete', '6-end', end))
      },
    )
    const lines: string[] = []
    const report = (_event: unknown, line?: string): void => {
      if (line !== undefined) lines.push(line)
    }

    const seen = await watchCheck(createApiClient({ url, token: 't' }), 'x', { report, pauseMs: 0 })

    expect(seen.end).toEqual(end)
    const far = '728 of 1,663 members, 4 pages, 6 requests, 2 accounts, about 3 min left'
    expect(lines).toEqual([
      `running: ${far}`,
      'followers: taken_over from=a by=b',
      `waiting (pool_resting) until ${showTime('2026-11-21T10:00:00Z', {})}: ${far}`,
    ])
    expect(asked).toEqual([
      { path: '/api/relations/x/events', lastEventId: undefined },
      { path: '/api/relations/x/events', lastEventId: '6' },
    ])
  })

  test('says how a check goes on that waits for a word', async () => {
    const waiting = check({ status: 'waiting', reason: 'confirmation' })
    const { url } = await anApi((_, response) => {
      response.write(event('snapshot', '1', waiting))
      response.end(event('cancelled', '1-end', check({ status: 'cancelled' })))
    })
    const lines: string[] = []
    const report = (_event: unknown, line?: string): void => {
      if (line !== undefined) lines.push(line)
    }

    await watchCheck(createApiClient({ url, token: 't' }), 'x', { report, pauseMs: 0 })

    expect(lines).toEqual([expect.stringContaining('gramd relations confirm x lets it continue')])
  })

  test('says of how many people Instagram shows how few', async () => {
    const list = { kind: 'followers', reason: 'only_few_shown', collected: 50, expected: 50_000 }
    const few = check({ status: 'incomplete', reason: 'only_few_shown', lists: [list] })

    expect(describeCheck(few)).toBe(
      'incomplete (only_few_shown): Instagram shows only 50 of 50,000 people in followers, 728 of 1,663 members, 4 pages, 6 requests, 2 accounts, about 3 min left',
    )
  })

  test('says at once that there is no such check', async () => {
    const { url } = await anApi((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ detail: 'no relation check x' }))
    })

    const watching = watchCheck(createApiClient({ url, token: 't' }), 'x', {
      report: () => undefined,
    })

    await expect(watching).rejects.toThrow('no relation check x')
  })

  test('gives up on streams that bring nothing', async () => {
    const silent: Answer = (_, response) => void response.end()
    const { url, asked } = await anApi(...Array.from({ length: 40 }, () => silent))
    const options = { report: () => undefined, pauseMs: 0 }

    const watching = watchCheck(createApiClient({ url, token: 't' }), 'x', options)

    await expect(watching).rejects.toThrow('broke off')
    expect(asked.length).toBe(31)
  })
})

test('relations export writes the file that the API gives', async () => {
  const { url, asked } = await anApi((_, response) => void response.end('username\r\n'))
  const folder = await mkdtemp(join(tmpdir(), 'gramd-relations-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'fans.csv')
  const args = ['relations', 'export', 'x', '--relation', 'fan', '--bom', '--output', file]
  const print = { out: () => undefined, err: () => undefined }

  const code = await runApiCommand(COMMANDS, args, { GRAMD_URL: url, GRAMD_TOKEN: 't' }, print)

  expect(code).toBe(0)
  expect(await readFile(file, 'utf8')).toBe('username\r\n')
  expect(asked[0]?.path).toBe('/api/relations/x/export?relation=fan&bom=true')
})
