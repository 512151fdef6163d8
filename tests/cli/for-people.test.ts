import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'

/** An API that gives this answer to everything, and what it was asked. */
async function anApi(answer: unknown, status = 200) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(answer === null ? '' : JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

type Person = { columns?: number; hasColours?: boolean; says?: string; isPipe?: boolean }

async function run(url: string, args: string[], person: Person = {}) {
  const [out, err, questions]: [string[], string[], string[]] = [[], [], []]
  const { says, isPipe, columns = 100, hasColours = false } = person
  const code = await runApiCommand(
    COMMANDS,
    args,
    { GRAMD_URL: url, GRAMD_TOKEN: 't' },
    {
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      people: isPipe ? undefined : { columns, hasColours, timeZone: 'Asia/Almaty' },
      now: () => new Date('2026-11-21T12:00:00Z'),
      ask:
        says === undefined
          ? undefined
          : async (question) => {
              questions.push(question)
              return await Promise.resolve(says)
            },
    },
  )
  return { code, out: out.join('\n'), err: err.join('\n'), questions }
}

const ACCOUNT = {
  id: '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44',
  username: 'our.reader',
  state: 'resting',
  rest_until: '2026-11-21T14:05:00.000Z',
  health: 85,
  last_used_at: null,
  budget: { hour: { limit: 30, left: 12 }, day: { limit: 300, left: 180 } },
}

describe('on a terminal', () => {
  test('a list whose names are in camelCase reads like every other', async () => {
    const data = [
      {
        scanId: '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44',
        type: 'bulk_import',
        status: 'success',
        progress: { draftsCreated: 1_200 },
        costUsd: 0.5,
        startedAt: '2026-11-21T11:00:00.000Z',
      },
    ]
    const api = await anApi({ data, nextCursor: 'abc', hasMore: true })
    const { out } = await run(api.url, ['scan', 'history', 'STORE'], { columns: 140 })
    const [head, row, ...rest] = out.split('\n')
    expect(head).toMatch(/^scan id +type +status +progress drafts created +cost usd +started at$/)
    expect(row).toMatch(/ 1,200 +\$0\.5000 +2026-11-21 16:00$/)
    expect(rest.at(-1)).toBe('more: --cursor abc')
  })

  test('a list is a table with local times, and says how to go on', async () => {
    const api = await anApi({ data: [ACCOUNT], next_cursor: 'abc' })
    const { code, out } = await run(api.url, ['accounts', 'list'])
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'username    state    rest until        hour left  day left  health  last used at',
        'our.reader  resting  2026-11-21 19:05  12         180       85      –',
        '',
        'more: --cursor abc',
      ].join('\n'),
    )
  })

  test('a change of all accounts asks first, and has a line for each', async () => {
    const [from_version, to_version] = ['428.0.0.47.67', '449.0.0.52.84']
    const data = ['mila', 'timur'].map((username) => ({
      id: '1',
      username,
      from_version,
      to_version,
    }))
    const api = await anApi({ data })
    const args = ['accounts', 'update', '--all', '--app-profile', 'configured']

    const { code, out, questions } = await run(api.url, args, { says: 'yes' })
    const refused = await run(api.url, args, { says: 'no' })

    expect([code, refused.code]).toEqual([0, 1])
    expect(questions).toEqual([expect.stringContaining('every account that has an older one?')])
    expect(out).toBe(
      [
        'Raised the app of 2 accounts:',
        '  mila  428.0.0.47.67 → 449.0.0.52.84',
        '  timur  428.0.0.47.67 → 449.0.0.52.84',
      ].join('\n'),
    )
    expect(api.asked).toEqual(['POST /api/accounts/app-profile'])
    // One account is nothing to be asked about.
    const one = await run(api.url, [...args.filter((arg) => arg !== '--all'), ACCOUNT.id])
    expect(one).toMatchObject({ code: 0, out: `Changed ${ACCOUNT.id}.` })
  })

  test('an empty list says what to do next', async () => {
    const api = await anApi({ data: [], next_cursor: null })
    const { out } = await run(api.url, ['accounts', 'list'])
    expect(out).toBe('There are no accounts. gramd accounts add USERNAME adds one.')
  })

  test('a table is no wider than the terminal, also with wide letters', async () => {
    const blog = {
      username: 'x',
      full_name: '高橋美咲 '.repeat(20),
      scrape_status: 'active',
      er: 0.0345,
    }
    const api = await anApi({ data: [blog], next_cursor: null })
    const { out } = await run(api.url, ['blogs', 'list'], { columns: 80 })
    expect(out).toContain('3.45 %')
    expect(out).toContain('…')
    const { default: stringWidth } = await import('string-width')
    for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  test('states have colours where the terminal has them', async () => {
    const api = await anApi({ data: [ACCOUNT], next_cursor: null })
    const painted = await run(api.url, ['accounts', 'list'], { hasColours: true })
    expect(painted.out).toContain('\u001b[33mresting\u001b[39m')
    const plain = await run(api.url, ['accounts', 'list'])
    expect(plain.out).not.toContain('\u001b')
  })

  test('what others wrote cannot steer it', async () => {
    const blog = { username: 'x', full_name: 'a\u001b[2J\u001b]0;t\u0007b\u202ec\nd\u009be' }
    const api = await anApi({ data: [blog], next_cursor: null })
    const { out } = await run(api.url, ['blogs', 'list'])
    // oxlint-disable-next-line no-control-regex -- control characters are what must not come through
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  test('a change says what was done', async () => {
    const api = await anApi({ ...ACCOUNT, state: 'paused' })
    const id = ACCOUNT.id
    const { out } = await run(api.url, ['accounts', 'pause', id])
    expect(out).toBe(`Paused ${id}; it is paused now.`)
  })

  test('--json gives all of the answer', async () => {
    const api = await anApi(ACCOUNT)
    const { out } = await run(api.url, ['accounts', 'show', ACCOUNT.id, '--json'])
    expect(JSON.parse(out)).toEqual(ACCOUNT)
  })

  test('a refusal says the time of the operator', async () => {
    const problem = { detail: 'its login budget is spent', until: '2026-11-21T20:00:00.000Z' }
    const api = await anApi(problem, 429)
    const { code, err } = await run(api.url, ['accounts', 'login', ACCOUNT.id])
    expect([code, err]).toEqual([1, 'its login budget is spent (until 2026-11-22 01:00)'])
  })
})

describe('in a pipe', () => {
  test('an answer is JSON, and so is what was done where there is none', async () => {
    const list = await anApi({ data: [ACCOUNT], next_cursor: null })
    const listed = await run(list.url, ['accounts', 'list'], { isPipe: true })
    expect(JSON.parse(listed.out)).toEqual({ data: [ACCOUNT], next_cursor: null })
    const none = await anApi(null)
    const done = await run(none.url, ['tokens', 'revoke', 'x', '--yes'], { isPipe: true })
    expect(JSON.parse(done.out)).toEqual({ done: 'Revoked the token x.' })
  })

  test('--watch gives an event a line', async () => {
    const check = {
      id: 'x',
      status: 'running',
      reason: null,
      waiting_until: null,
      progress: { collected: 1, expected: 2, pages: 1, requests: 1, accounts: [], seconds_left: 0 },
    }
    const end = { ...check, status: 'complete' }
    const text = `event: snapshot\ndata: ${JSON.stringify(check)}\n\nevent: complete\ndata: ${JSON.stringify(end)}\n\n`
    const server = createServer((_, response) => void response.end(text))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no address')
    const url = `http://127.0.0.1:${address.port}`
    const piped = await run(url, ['relations', 'watch', 'x'], { isPipe: true })
    expect(piped.out.split('\n').map((line): unknown => JSON.parse(line))).toEqual([
      { event: 'snapshot', data: check },
      { event: 'complete', data: end },
    ])
    const seen = await run(url, ['relations', 'watch', 'x'])
    expect(seen.err).toContain('running: 1 of 2 members')
    expect(seen.out).toMatch(/^status +complete$/m)
  })
})

describe('a command that cannot be undone', () => {
  const commands = [
    ['accounts', 'remove', ACCOUNT.id],
    ['accounts', 'session', 'clear', ACCOUNT.id],
    ['proxies', 'remove', 'kz-1'],
    ['tokens', 'revoke', 'x'],
    ['categories', 'remove', 'food'],
    ['lists', 'delete', 'Sale'],
    ['hashtags', 'remove', 'мама'],
    ['erasures', 'add', 'natgeo'],
  ]

  test.for(commands)('asks first: gramd %s %s', async (...[args]) => {
    const api = await anApi({ state: 'needs_login' })
    const refused = await run(api.url, args, { says: 'n' })
    expect(refused).toMatchObject({ code: 1, err: 'nothing was changed' })
    expect(refused.questions).toEqual([expect.stringContaining('[y/N]')])
    const alone = await run(api.url, args)
    expect(alone).toMatchObject({ code: 2, err: expect.stringContaining('add --yes') })
    expect(api.asked).toEqual([])
    expect(await run(api.url, args, { says: 'y' })).toMatchObject({ code: 0 })
    expect(await run(api.url, [...args, '--yes'])).toMatchObject({ code: 0, questions: [] })
    expect(api.asked).toHaveLength(2)
  })
})

describe('blogs erase', () => {
  const extent = {
    detail: 'this erases 12 posts',
    errors: [{ field: 'erase', reason: 'expected true' }],
  }

  test('says what would go, and asks', async () => {
    const api = await anApi(extent, 422)
    const refused = await run(api.url, ['blogs', 'erase', 'natgeo'], { says: '' })
    expect(refused).toMatchObject({ code: 1, err: 'nothing was erased' })
    expect(refused.questions).toEqual(['this erases 12 posts\nErase it for good? [y/N] '])
    const alone = await run(api.url, ['blogs', 'erase', 'natgeo'], { isPipe: true })
    expect(alone.code).toBe(2)
    expect(alone.err).toContain('this erases 12 posts\nNothing was erased: add --yes')
    expect(alone.err).not.toContain('expected true')
    expect(api.asked).toEqual(['DELETE /api/blogs/natgeo', 'DELETE /api/blogs/natgeo'])
  })

  test('erases at once with --yes', async () => {
    const api = await anApi({
      removed: { blogs: 1 },
      changed: {},
      blocked: { ids: 1, usernames: 1 },
    })
    const { out } = await run(api.url, ['blogs', 'erase', 'natgeo', '--yes'])
    expect(out).toContain('Erased natgeo; it cannot come back.')
    expect(api.asked).toEqual(['DELETE /api/blogs/natgeo?erase=true'])
  })
})
