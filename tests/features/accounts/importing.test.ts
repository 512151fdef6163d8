import { sql } from 'kysely'
import { z } from 'zod'
import { readImportFile } from '../../../src/features/accounts/import-file.ts'
import { checkNewAccounts } from '../../../src/features/accounts/tasks/check-new-accounts.ts'
import { OtherAccountError } from '../../../src/platforms/errors.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { TaskContext } from '../../../src/queue/task-type.ts'
import type { Services } from '../../../src/features/services.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { accountsWorld } from './accounts-world.ts'

const fault = (reason: RegExp, code: string) => ({
  field: 'line',
  reason: expect.stringMatching(reason),
  code,
})
const entriesOf = (text: string) => readImportFile(text).entries

describe('a file of accounts', () => {
  test('is CSV with a heading, whatever separates its cells', () => {
    const file = readImportFile(
      '\uFEFFusername;password;mood;warm_up\nkitchen;"a;b";good;yes\n\ngarden;c;;\n',
    )
    expect(file).toMatchObject({ format: 'csv', ignoredColumns: ['mood'] })
    expect(file.entries).toMatchObject([
      { line: 2, fields: { username: 'kitchen', password: 'a;b', warm_up: true } },
      { line: 4, fields: { username: 'garden', password: 'c' } },
    ])
  })

  test.for([
    ['nested too deep', `{"uuids":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['nested too deep in a list', `[{"uuids":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}]`],
    ['of too many values', `[${'{},'.repeat(200_000)}{}]`],
    ['of too many cells', `username,password\n${','.repeat(300_000)}`],
  ] as const)('is refused when %s', ([, text]) => {
    expect(() => readImportFile(text)).toThrow(/text: (is nested deeper|has more) than/)
  })

  test('is JSON: one session, a list, one a line, or sessions by username', () => {
    const settings = { uuids: {}, device_settings: {} }
    const one = { line: 1, fields: { session_file: settings } }
    expect(entriesOf(JSON.stringify(settings))).toEqual([one])
    expect(entriesOf(JSON.stringify([settings, { username: 'a', password: 'b' }]))).toEqual([
      one,
      { line: 2, fields: { username: 'a', password: 'b' } },
    ])
    expect(entriesOf(JSON.stringify({ kitchen: settings, garden: settings }))).toMatchObject([
      { fields: { username: 'kitchen', session_file: settings } },
      { fields: { username: 'garden' } },
    ])
    expect(entriesOf('{"username":"a"}\n\n{"username"\n')).toMatchObject([
      { line: 1, fields: { username: 'a' } },
      { line: 3, fault: { field: 'line', reason: 'is not JSON; expected one object' } },
    ])
    const cookies = [
      { name: 'csrftoken', value: 'x' },
      { name: 'sessionid', value: '12%3Aab' },
    ]
    expect(entriesOf(JSON.stringify(cookies))).toEqual([
      { line: 1, fields: { sessionid: '12%3Aab' } },
    ])
  })

  test('is a cookie a line, or the export of a browser', () => {
    const text = '# ours\n@Kitchen 12%3Aab\n34:cd\nsessionid=56%3Aef;\nnonsense here\n'
    expect(entriesOf(text)).toMatchObject([
      { line: 2, fields: { username: 'Kitchen', sessionid: '12%3Aab' } },
      { line: 3, fields: { sessionid: '34:cd' } },
      { line: 4, fields: { sessionid: '56%3Aef' } },
      { line: 5, fault: { field: 'line' } },
    ])
    const header = 'Cookie: mid=x; sessionid=56%3Aef; csrftoken=y'
    expect(entriesOf(header)).toEqual([{ line: 1, fields: { sessionid: '56%3Aef' } }])
  })

  test('that is none says what was expected, and never repeats a cell', () => {
    expect(() => entriesOf('[]')).toThrow('has no account')
    expect(() => entriesOf('username\n'.concat('a\n'.repeat(501)))).toThrow('has 501 accounts')
    expect(() => entriesOf('username,username\na,b')).toThrow('names the column username twice')
    const faulty = entriesOf(
      'username,password\na,"my-secret"x\nb,c,my-secret\nd,e\nf,"my-secret\n',
    )
    expect(faulty).toEqual([
      {
        line: 2,
        fields: {},
        fault: fault(/text after a closing quotation mark: put the marks/, 'text_after_quote'),
      },
      {
        line: 3,
        fields: {},
        fault: fault(/has 3 cells, and the heading 2: put a cell with a comma/, 'too_many_cells'),
      },
      { line: 4, fields: { username: 'd', password: 'e' } },
      { line: 5, fields: {}, fault: fault(/quotation mark that is never closed/, 'open_quote') },
    ])
    expect(JSON.stringify(faulty)).not.toContain('my-secret')
    expect(() => entriesOf('{\n  "uuids": {},\n  "a"\n}')).toThrow(
      /not valid JSON.*; expected session/,
    )
  })

  test.for([
    ['quotation marks', '"User Name";"Session ID"\r\n"kitchen";"12%3Aab"\r\n'],
    ['a byte order mark and tabs', '\uFEFFusername\tsessionid\nkitchen\t12%3Aab\n'],
    ['a line that names the separator', 'sep=;\r\nusername;sessionid\r\nkitchen;12%3Aab\r\n'],
    ['bars', 'USERNAME|sessionid\nkitchen|12%3Aab'],
    ['blanks before marks', 'username, "sessionid"\nkitchen, "12%3Aab"'],
    ['a separator in a column of others', '"a;b",username,sessionid\nx,kitchen,12%3Aab'],
  ] as const)('is CSV with a heading with %s', ([, text]) => {
    const file = readImportFile(text)
    expect(file.format).toBe('csv')
    expect(file.entries).toMatchObject([{ fields: { username: 'kitchen', sessionid: '12%3Aab' } }])
  })

  describe('of cookies of a whole browser', () => {
    const line = (domain: string, value: string) =>
      `${domain}\tTRUE\t/\tTRUE\t1\tsessionid\t${value}\n`

    test('counts those of Instagram alone, in cookies.txt', () => {
      const text = `# Netscape HTTP Cookie File\n${line('.tiktok.com', '1%3Aa')}${line('#HttpOnly_.instagram.com', '2%3Ab')}${line('notinstagram.com', '3%3Ac')}${line('instagram.com.evil.example', '4%3Ad')}`
      expect(entriesOf(text)).toEqual([{ line: 3, fields: { sessionid: '2%3Ab' } }])
      expect(() => entriesOf(line('.tiktok.com', '1%3Aa'))).toThrow(
        'has no sessionid cookie of instagram.com: sign in there',
      )
    })

    test('counts those of Instagram alone, in JSON', () => {
      const cookies = [
        { name: 'sessionid', value: '1%3Aa', domain: '.tiktok.com' },
        { name: 'csrftoken', value: 'x', domain: '.instagram.com' },
        { name: 'sessionid', value: '2%3Ab', domain: 'www.instagram.com' },
        { name: 'sessionid', value: '3%3Ac', host: 'https://www.instagram.com/' },
      ]
      const expected = ['2%3Ab', '3%3Ac'].map((sessionid) => ({ fields: { sessionid } }))
      expect(entriesOf(JSON.stringify(cookies))).toMatchObject(expected)
      expect(entriesOf(JSON.stringify({ cookies, origins: [] }))).toMatchObject(expected)
      expect(() => entriesOf(JSON.stringify(cookies.slice(0, 2)))).toThrow('of instagram.com')
    })
  })
})

const Report = z.looseObject({
  new: z.int(),
  check_task_id: z.int().nullable(),
  lines: z.array(
    z.looseObject({
      line: z.int(),
      result: z.string(),
      username: z.string().nullable(),
      errors: z.array(z.object({ field: z.string(), reason: z.string() })),
    }),
  ),
})

async function importing(db: Db) {
  const world = accountsWorld(db, ({ username, endpoint }) => {
    if (endpoint !== 'proxy' && username === 'stolen5') throw new OtherAccountError('not its own')
  })
  for (const at of [1, 2, 3])
    await world.send('POST', '/api/proxies', {
      url: `http://user:proxy-password@127.0.0.1:${9_000 + at}`,
      label: `kz-${at}`,
    })
  const send = async (text: string, fields: object = {}) => {
    const answer = await world.send('POST', '/api/accounts/import', { text, ...fields })
    expect(answer.text).not.toMatch(/hunter-2|proxy-password/)
    return { status: answer.status, body: answer.body, read: () => Report.parse(answer.body) }
  }
  return { ...world, send, api: world.send }
}

const FILE = `username,password,session_file,proxy,time_zone
kitchen2,,session of kitchen2,kz-2,Asia/Almaty
garden,hunter-2,,,
,,session of nameless3,,
known,hunter-2,,,
kitchen2,hunter-2,,,
wrong,,session of other4,kz-3,
nowhere,hunter-2,,,Mars
empty,,,,
far,hunter-2,,kz-9,
late,hunter-2,,,
`

describe('importing accounts', () => {
  test('tells first what would become of each line, with the remedy, and changes nothing', async ({
    db,
  }) => {
    const { send, add, api } = await importing(db)
    await add('known')
    const { status, read } = await send(FILE, { dry_run: true })
    expect(status).toBe(200)
    const { lines, ...totals } = read()
    expect(totals).toMatchObject({ new: 3, known: 1, invalid: 6, check_task_id: null })
    expect(
      lines.map(({ line, username, result, errors }) =>
        [line, username, result, ...errors.map(({ field }) => field)].join(' '),
      ),
    ).toEqual([
      '2 kitchen2 new',
      '3 garden new',
      '4 nameless3 new',
      '5 known known',
      '6 kitchen2 invalid username',
      '7 wrong invalid session_file',
      '8 nowhere invalid time_zone',
      '9 empty invalid password',
      '10 far invalid proxy',
      '11 late invalid proxy',
    ])
    expect(lines[4]?.errors[0]?.reason).toBe('stands in line 2 already')
    expect((await api('GET', '/api/accounts')).body.data).toHaveLength(1)
  })

  test('adds what is fine, if the number is the one that was seen; a task checks the sessions', async ({
    db,
  }) => {
    const { send, add, pool, parts } = await importing(db)
    await add('known')
    expect((await send(FILE, { expected: 9 })).body).toMatchObject({
      code: 'count_changed',
      facts: { matched: 3, expected: 9 },
    })
    const stolen = 'stolen5,,session of stolen5,http://u:proxy-password@127.0.0.1:9999,\n'
    const { read } = await send(FILE + stolen, { expected: 4 })
    const report = read()
    expect(report.lines.filter(({ result }) => result === 'added')).toHaveLength(4)
    expect(report.lines.at(-1)).toMatchObject({ proxy: 'http://127.0.0.1:9999' })

    const rows = async () =>
      await db
        .selectFrom('instagram_accounts')
        .select(['username', 'state', 'last_verified_at', 'time_zone'])
        .where('username', '<>', 'known')
        .orderBy('username')
        .execute()
    expect(await rows()).toMatchObject([
      { username: 'garden', state: 'new' },
      { username: 'kitchen2', state: 'active', last_verified_at: null, time_zone: 'Asia/Almaty' },
      { username: 'nameless3', state: 'active' },
      { username: 'stolen5' },
    ])
    const task = await db
      .selectFrom('scrape_tasks')
      .select('payload')
      .where('id', '=', report.check_task_id)
      .executeTakeFirstOrThrow()
    const payload = checkNewAccounts.payload.parse(task.payload)
    const context: Pick<TaskContext<Services>, 'services' | 'signal' | 'progress'> = {
      services: { db, pool, poolContext: parts } as Services,
      signal: new AbortController().signal,
      progress: async () => undefined,
    }
    const handled = await checkNewAccounts.handle?.(
      { id: 1, subject: null, payload, attempt: 1, checkpoint: null },
      context as TaskContext<Services>,
    )
    expect(handled).toMatchObject({ kind: 'done', result: { checked: 3, removed: 1 } })
    expect(await rows()).toMatchObject([
      { username: 'garden' },
      { username: 'kitchen2', last_verified_at: expect.any(Date) },
      { username: 'nameless3', last_verified_at: expect.any(Date) },
    ])
    // Sent again, it finds them all there.
    expect((await send(FILE, { dry_run: true })).body).toMatchObject({ known: 5 })
  })

  test('shares the proxies that a file names only when told to', async ({ db }) => {
    const { send } = await importing(db)
    const file = 'username,password,proxy\none,hunter-2,kz-1\ntwo,hunter-2,KZ-1\n'
    const alone = (await send(file, { dry_run: true })).read()
    expect(alone.lines[1]?.errors).toMatchObject([
      { field: 'proxy', reason: expect.stringContaining('the account of line 2 uses this proxy') },
    ])
    const shared = (await send(file, { share_proxies: true, warm_up: true })).read()
    expect(shared.new).toBe(2)
    expect(shared.check_task_id).toBeNull()
  })

  test('adds 100 accounts that publish, each with a free proxy, and reports on every line', async ({
    db,
  }) => {
    const { send, api } = await importing(db)
    await api('POST', '/api/groups', { name: 'Almaty' })
    await api('POST', '/api/groups', { name: 'Berlin' })
    // With the three that are there, 90 in all.
    await sql`
      insert into proxies (protocol, host, port, identity_hash)
      select 'http', '127.0.0.1', 20000 + n, sha256(n::text::bytea) from generate_series(1, 87) n`.execute(
      db,
    )
    const rows = Array.from({ length: 100 }, (_, at) => {
      if (at === 41) return 'broken,hunter-2,publish,Nowhere,kk'
      if (at === 42) return 'reader,hunter-2,read,,kk'
      return `our.cafe${at},hunter-2,publish,${at % 2 === 0 ? 'Almaty' : 'almaty|Berlin'},${at % 3 === 0 ? 'kk' : 'de'}`
    })
    const text = `username,password,purpose,groups,language\n${rows.join('\n')}\n`

    const { read } = await send(text)
    const { lines, ...totals } = read()
    expect(totals).toMatchObject({ new: 90, invalid: 10, known: 0 })
    expect(lines.map(({ line }) => line)).toEqual(rows.map((_, at) => at + 2))
    const refused = lines.filter(({ result }) => result === 'invalid')
    expect(refused.map(({ line, errors }) => [line, errors.map(({ field }) => field)])).toEqual([
      [43, ['groups']],
      [44, ['purpose']],
      ...[94, 95, 96, 97, 98, 99, 100, 101].map((line) => [line, ['proxy']]),
    ])
    const { rows: counted } = await sql`
      select count(distinct a.proxy_id)::int as proxies, count(*)::int as accounts,
        count(*) filter (where p.language = 'kk')::int as kazakh,
        (select count(*)::int from group_members) as memberships
      from instagram_accounts a join publishing_accounts p on p.account_id = a.id
      where a.purpose = 'publish' and not exists (
        select from proxies x where x.id = a.proxy_id and (x.is_spare or x.state <> 'active'))`.execute(
      db,
    )
    expect(counted).toEqual([{ proxies: 90, accounts: 90, kazakh: 30, memberships: 135 }])
    // What was refused is sent again once there are proxies.
    expect((await send(text, { dry_run: true })).body).toMatchObject({ known: 90, invalid: 10 })
  })
})
