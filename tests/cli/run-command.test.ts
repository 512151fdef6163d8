import { createServer } from 'node:http'
import { onTestFinished, describe, expect, test } from 'vitest'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'

type Call = { method: string; url: string; authorization: string | undefined; body: unknown }

/** An API that answers every request the same way and remembers what it was asked. */
async function anApi(answer: {
  status: number
  body: unknown
}): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      calls.push({
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? undefined : JSON.parse(text),
      })
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, calls }
}

async function run(args: string[], env: Record<string, string>) {
  const out: string[] = []
  const err: string[] = []
  const code = await runApiCommand(COMMANDS, args, env, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('a command', () => {
  test('sends its words to the API with the token and prints the answer as JSON', async () => {
    const api = await anApi({ status: 202, body: { created: 2 } })

    const { code, out } = await run(['scrape', 'natgeo', '@nasa', '--priority', '1'], {
      GRAMD_URL: api.url,
      GRAMD_TOKEN: 'a-token',
    })

    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ created: 2 })
    expect(api.calls).toEqual([
      {
        method: 'POST',
        url: '/api/tasks/scrape',
        authorization: 'Bearer a-token',
        body: { usernames: ['natgeo', '@nasa'], priority: 1 },
      },
    ])
  })

  test('puts options into the query and ids into the path, encoded', async () => {
    const api = await anApi({ status: 200, body: {} })
    const env = { GRAMD_URL: api.url, SCRAPER_API_KEY: 'a-key' }

    await run(['tasks', 'list', '--status', 'failed', '--type', 'full_scrape'], env)
    await run(['blogs', 'show', '../tokens'], env)

    expect(api.calls.map((call) => call.url)).toEqual([
      '/api/tasks?status=failed&task_type=full_scrape',
      '/api/blogs/..%2Ftokens',
    ])
  })

  test('asks for creators by everything that the list takes', async () => {
    const api = await anApi({ status: 200, body: {} })
    const env = { GRAMD_URL: api.url, GRAMD_TOKEN: 't' }

    const list = ['blogs', 'list', '--q', 'мама -реклама', '--tier', '1k_10k,10k_50k']
    await run([...list, '--min-posts-last-28-days', '3', '--sort', 'er', '--order', 'asc'], env)
    await run(['blogs', 'history', '@natgeo', '--interval', 'week'], env)

    const [listed, history] = api.calls.map(({ url }) => new URL(url, 'http://api'))
    expect(Object.fromEntries(listed?.searchParams ?? [])).toEqual({
      q: 'мама -реклама',
      tier: '1k_10k,10k_50k',
      min_posts_last_28_days: '3',
      sort: 'er',
      order: 'asc',
    })
    expect(history?.pathname + (history?.search ?? '')).toBe(
      '/api/blogs/%40natgeo/history?interval=week',
    )
  })

  test('whose name begins with that of another is not taken for it', async () => {
    const api = await anApi({ status: 202, body: {} })
    const env = { GRAMD_URL: api.url, GRAMD_TOKEN: 'secret' }

    await run(['schedule', 'run', 'refresh_benchmarks'], env)
    await run(['schedule'], env)

    expect(api.calls).toMatchObject([
      { method: 'POST', url: '/api/schedule/refresh_benchmarks/run' },
      { method: 'GET', url: '/api/schedule' },
    ])
  })

  test('reads, repeats and tests notifications', async () => {
    const api = await anApi({ status: 200, body: {} })
    const env = { GRAMD_URL: api.url, GRAMD_TOKEN: 't' }

    await run(['notifications', 'list', '--kind', 'pool_empty', '--undelivered', 'true'], env)
    await run(['notifications', 'show', 'a'], env)
    await run(['notifications', 'replay', 'a'], env)
    await run(['notifications', 'test'], env)

    expect(api.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/notifications?kind=pool_empty&undelivered=true',
      'GET /api/notifications/a',
      'POST /api/notifications/a/replay',
      'POST /api/notifications/test',
    ])
  })

  test('keeps somebody who was named from coming back', async () => {
    const api = await anApi({ status: 200, body: {} })
    const env = { GRAMD_URL: api.url, GRAMD_TOKEN: 't' }

    await run(['erasures', 'add', 'natgeo', '--yes'], env)
    await run(['erasures', 'lift', '--platform-id', '787132'], env)
    await run(['erasures', 'list'], env)
    for (const words of [[], ['a', '--platform-id', '1']])
      expect(await run(['erasures', 'add', ...words, '--yes'], env)).toMatchObject({
        code: 2,
        err: expect.stringContaining('give either a USERNAME or --platform-id'),
      })

    expect(api.calls.map(({ method, url, body }) => ({ call: `${method} ${url}`, body }))).toEqual([
      { call: 'POST /api/erasures', body: { username: 'natgeo' } },
      { call: 'DELETE /api/erasures', body: { platform_id: '787132' } },
      { call: 'GET /api/erasures', body: undefined },
    ])
  })

  test('shows what the API refuses, with the fields, and ends with 1', async () => {
    const api = await anApi({
      status: 422,
      body: {
        detail: '2 fields are faulty',
        errors: [
          { field: 'hashtags.0', reason: 'is empty' },
          { field: 'filters.min_followers', reason: 'is too small' },
        ],
      },
    })

    const { code, err } = await run(['discover', '#'], { GRAMD_URL: api.url, GRAMD_TOKEN: 't' })

    expect(code).toBe(1)
    expect(err).toBe('2 fields are faulty\n  HASHTAG 1: is empty\n  --min-followers: is too small')
  })

  test.for([
    ['hashtags.0: is empty', 'hashtags.0', 'is empty', 'HASHTAG 1: is empty'],
    ['no task 9', 'id', 'no task 9', 'no task 9'],
    ['filters.languages: is empty', 'filters.languages', 'is empty', '--languages: is empty'],
  ] as const)('says the only fault once: %s', async ([detail, field, reason, expected]) => {
    const api = await anApi({ status: 422, body: { detail, errors: [{ field, reason }] } })

    const { err } = await run(['discover', '#'], { GRAMD_URL: api.url, GRAMD_TOKEN: 't' })

    expect(err).toBe(expected)
  })

  test('shows what an ambiguous name may mean, with the ids', async () => {
    const candidates = [
      { id: '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44', name: 'Coffee at home' },
      { id: '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e45', name: null },
    ]
    const reason = "'Coffee' names 2 projects: give the id of the one that you mean"
    const api = await anApi({
      status: 422,
      body: {
        detail: `id: ${reason}`,
        errors: [{ field: 'id', code: 'ambiguous_reference', reason, candidates }],
      },
    })

    const env = { GRAMD_URL: api.url, GRAMD_TOKEN: 't' }
    const { code, err } = await run(['projects', 'show', 'Coffee'], env)

    expect(code).toBe(1)
    expect(err.split('\n')).toEqual([
      `PROJECT: ${reason}`,
      '  019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44  Coffee at home',
      '  019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e45',
    ])
  })

  test('prints the report of health when gramd is down, and ends with 1', async () => {
    const report = { status: 'down', alerts: [{ code: 'no_accounts' }] }
    const api = await anApi({ status: 503, body: report })

    const { code, out, err } = await run(['health'], { GRAMD_URL: api.url, GRAMD_TOKEN: 't' })

    expect([code, err]).toEqual([1, 'gramd answered 503'])
    expect(JSON.parse(out)).toEqual(report)
  })

  test('says so when gramd cannot be reached', async () => {
    const { code, err } = await run(['health'], {
      GRAMD_URL: 'http://127.0.0.1:9',
      GRAMD_TOKEN: 't',
    })
    expect(code).toBe(1)
    expect(err).toContain('cannot reach gramd at http://127.0.0.1:9')
  })

  test.for([
    [['fly'], "there is no command 'gramd fly'; 'gramd help' lists all"],
    [['acounts', 'list'], 'did you mean\n  gramd accounts list: '],
    [['accounts', 'pasue', 'me'], 'did you mean\n  gramd accounts pause: '],
    [['tasks'], 'gramd tasks needs to know what to do:\n  gramd tasks list: '],
    [['tasks', 'show'], 'ID is missing: the number of a task\nusage: gramd tasks show ID'],
    [['tasks', 'show', '1', '2'], 'expected ID and nothing more'],
    [['health', 'now'], 'gramd health takes no arguments'],
    [['discover'], 'give exactly one of HASHTAG…, --similar-to'],
    [['discover', 'мама', '--similar-to', 'natgeo'], 'give exactly one of HASHTAG…'],
    [['discover', '--creators-file', '/no/such/file'], 'cannot read /no/such/file'],
    [['hashtags', 'add', 'две', 'мамы'], 'usage: gramd hashtags add HASHTAG'],
    [['health', '--colour'], 'gramd health has no option --colour'],
    [['tasks', 'list', '--stats', 'failed'], "has no option --stats; did you mean '--status'?"],
    [['tasks', 'list', '--limit'], '--limit needs a value: --limit N'],
    [['tasks', 'list', '--type', '--limit', '5'], '--type needs a value: --type TYPE'],
    [['health', '--json=yes'], '--json takes no value'],
    [['scrape', 'a', '--priority', '9'], '--priority: expected 1 to 3, not 9'],
  ] as const)('%j makes none and ends with 2', async ([args, message]) => {
    const { code, err } = await run([...args], { GRAMD_TOKEN: 't' })
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err).not.toMatch(/positional|ERR_|zod|Invalid/i)
  })

  test('without a token names the variable', async () => {
    const { code, err } = await run(['health'], {})
    expect(code).toBe(2)
    expect(err).toContain('GRAMD_TOKEN')
  })
})

describe('texts from outside', () => {
  const hostile = 'a\u001b[2J\u009b2J\u007f\u202eb'
  const STEERING = /[^\P{Cc}\n]|\u202e/u

  test('do not steer a terminal as the sentence of an error or its field', async () => {
    const errors = [
      { field: hostile, reason: hostile },
      { field: 'b', reason: 'c' },
    ]
    const api = await anApi({ status: 422, body: { title: hostile, detail: hostile, errors } })

    const { code, err } = await run(['scrape', 'natgeo'], { GRAMD_URL: api.url, GRAMD_TOKEN: 't' })

    expect(code).toBe(1)
    expect(err).toContain('2J')
    expect(err).not.toMatch(STEERING)
  })

  test('do not steer a terminal as JSON, and keep their meaning', async () => {
    const body = { data: [{ full_name: hostile }] }
    const api = await anApi({ status: 200, body })

    const { out } = await run(['blogs', 'list', '--json'], { GRAMD_URL: api.url, GRAMD_TOKEN: 't' })

    expect(out).not.toMatch(STEERING)
    expect(JSON.parse(out)).toEqual(body)
  })

  test('do not steer a terminal as a command that does not exist', async () => {
    const { code, err } = await run([`lists${hostile}`], {})

    expect(code).toBe(2)
    expect(err).not.toMatch(STEERING)
  })
})
