import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { mergeCategory, removeCategory } from '../../../src/features/categories/store/categories.ts'
import { storeTopics } from '../../../src/features/categories/store/topics.ts'
import { moveManualCategory } from '../../../src/features/categories/store/manual-categories.ts'
import { operations } from '../../../src/features/import/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn } from '../../http/kit.ts'
import { findTraces } from '../erase/traces.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

const Report = z.looseObject({
  created: z.number(),
  known: z.number(),
  invalid: z.number(),
  erased: z.number(),
  lists_created: z.array(z.string()),
  ignored_columns: z.array(z.string()),
  results: z.array(
    z.looseObject({
      line: z.number(),
      username: z.string(),
      result: z.string(),
      reason: z.string().optional(),
      column: z.string().nullish(),
    }),
  ),
})

/** Gives an importer of files, and erasing. */
async function importing(db: Db) {
  const { services } = await startGramdWorld(db)
  const api = anApi(db, [mountOperations(services, operations)])
  const send = async (
    file: string | Uint8Array<ArrayBuffer>,
    options: { search?: string; headers?: Record<string, string> } = {},
  ) =>
    await api.send('POST', `/api/blogs/import${options.search ?? ''}`, {
      body: file,
      headers: { 'content-type': 'text/csv', ...options.headers },
    })
  const read = async (file: string | Uint8Array<ArrayBuffer>, search = '') => {
    const response = await send(file, { search })
    expect(response.status).toBe(200)
    return Report.parse(await response.json())
  }
  return { api, send, read, services }
}

const brief = ({ results }: z.output<typeof Report>) =>
  results.map(({ line, username, result }) => `${line} ${username} ${result}`)

const reasons = ({ results }: z.output<typeof Report>) =>
  results.flatMap(({ line, column, reason }) =>
    reason === undefined ? [] : [[line, column, reason]],
  )

const rows = async (db: Db) =>
  (
    await sql<{
      username: string
      source: string
      list: string | null
      note: string | null
      category: string | null
      task: boolean
    }>`
      select b.username, b.source, l.name as list, m.note, c.name as category,
        exists (select from scrape_tasks t where t.task_type = 'full_scrape' and t.subject = 'blog:' || b.id) as task
      from blogs b
      left join list_members m on m.blog_id = b.id left join lists l on l.id = m.list_id
      left join blog_categories bc on bc.blog_id = b.id and bc.is_primary left join categories c on c.id = bc.category_id
      order by b.username, l.name`.execute(db)
  ).rows

describe('an import', () => {
  test('adds creators with categories, lists and notes, and has them scraped', async ({ db }) => {
    const { read } = await importing(db)

    const report = await read(
      'username,category,note,list\n' +
        'aigerim,Food,"asked on Monday, ""yes""\nand again",Spring\n' +
        '\n' +
        '@Dana.Travels,туризм,,\n' +
        'https://www.instagram.com/nomad/?igsh=1,,,spring\n',
    )

    expect(report).toMatchObject({
      created: 3,
      known: 0,
      invalid: 0,
      erased: 0,
      lists_created: ['Spring'],
    })
    expect(brief(report)).toEqual([
      '2 aigerim created',
      '5 dana.travels created',
      '6 nomad created',
    ])
    expect(await rows(db)).toEqual([
      {
        username: 'aigerim',
        source: 'import',
        list: 'Spring',
        note: 'asked on Monday, "yes"\nand again',
        category: 'food',
        task: true,
      },
      {
        username: 'dana.travels',
        source: 'import',
        list: null,
        note: null,
        category: 'travel',
        task: true,
      },
      {
        username: 'nomad',
        source: 'import',
        list: 'Spring',
        note: null,
        category: null,
        task: true,
      },
    ])
  })

  test('of the same file again changes nothing, and other lines change what they say', async ({
    db,
  }) => {
    const { read } = await importing(db)
    const file = 'username,category,note,list\naigerim,food,first,Spring\n'
    await read(file)
    const before = await rows(db)

    const again = await read(file)

    expect(brief(again)).toEqual(['2 aigerim known'])
    expect(again.lists_created).toEqual([])
    expect(await rows(db)).toEqual(before)

    await read('username,category,list,note\naigerim,,SPRING,\naigerim,travel,Autumn,second\n')
    expect(await rows(db)).toMatchObject([
      { list: 'Autumn', note: 'second', category: 'travel' },
      { list: 'Spring', note: 'first', category: 'travel' },
    ])
    expect(await db.selectFrom('scrape_tasks').select('id').execute()).toHaveLength(1)
  })

  test('keeps what is known of a creator, and scrapes nobody anew', async ({ db }) => {
    const { read } = await importing(db)
    await aBlog(db, 'known', { follower_count: 7, source: 'discover' })

    expect(brief(await read('username\nknown\nnew\nNEW\n'))).toEqual([
      '2 known known',
      '3 new created',
      '4 new known',
    ])
    expect(await rows(db)).toMatchObject([
      { username: 'known', source: 'discover', task: false },
      { username: 'new', source: 'import', task: true },
    ])
  })

  test.for([
    ['a byte order mark and semicolons', '\ufeffUsername;Note;List\r\naigerim;"a; b";Весна\r\n'],
    ['tabs', 'username\tnote\tlist\naigerim\ta; b\tВесна'],
    ['old line ends', 'list;username;note\rВесна;aigerim;"a; b"\r'],
    ['quotation marks in the heading', '"Username";"Note";"List"\r\n"aigerim";"a; b";"Весна"\r\n'],
    ['Excel’s line of the separator', 'sep=|\r\nusername|note|list\r\naigerim|a; b|Весна'],
    [
      'UTF-16 of "Unicode text"',
      Uint8Array.from(Buffer.from('\ufeffusername\tnote\tlist\r\naigerim\ta; b\tВесна', 'utf16le')),
    ],
    ['columns of others', 'full_name;username;note;followers;list\nX;aigerim;"a; b";7;Весна\n'],
  ] as const)('understands %s', async ([, file], { db }) => {
    const { read } = await importing(db)

    const report = await read(file)

    expect(brief(report)).toEqual([expect.stringMatching(/^[23] aigerim created$/)])
    expect(await rows(db)).toMatchObject([{ username: 'aigerim', note: 'a; b', list: 'Весна' }])
    expect(report.ignored_columns).toEqual(
      String(file).includes('full_name') ? ['full_name', 'followers'] : [],
    )
  })

  test('names faulty lines by number, and imports the others', async ({ db }) => {
    const { read } = await importing(db)

    const report = await read(
      [
        'username,category,note,list',
        'good,,,',
        'not a name,,,',
        ',food,,',
        'https://www.instagram.com/p/abc/,,,',
        'typo,fod,,',
        'homeless,,a note,',
        `wordy,,${'x'.repeat(2_001)},Spring`,
        'nul,,\u0000,Spring',
        'stranger,,,0198c1a5-0000-7000-8000-000000000000',
        `long,,,${'n'.repeat(101)}`,
        'also"good,,,',
        'fine,,,,,,',
        '',
        'short',
        'shifted,,a, note,Spring',
        'open,"never closed,,',
        'swallowed,,,',
      ].join('\n'),
    )

    expect(brief(report)).toEqual([
      '2 good created',
      '3 not a name invalid',
      '4 food invalid',
      '5 https://www.instagram.com/p/abc/ invalid',
      '6 typo invalid',
      '7 homeless invalid',
      '8 wordy invalid',
      '9 nul invalid',
      '10 stranger invalid',
      '11 long invalid',
      '12 also"good invalid',
      '13 fine created',
      '15 short created',
      '16 shifted,,a, note,Spring invalid',
      '17 open,"never closed,,\nswallowed,,, invalid',
    ])
    expect(reasons(report)).toMatchObject([
      [3, 'username', expect.stringContaining('a space')],
      [4, 'username', 'is empty'],
      [5, 'username', expect.stringContaining('a post')],
      [6, 'category', expect.stringContaining('the nearest are food')],
      [7, 'note', expect.stringContaining('name one')],
      [8, 'note', expect.stringContaining('2000')],
      [9, 'note', expect.stringContaining('NUL')],
      [10, 'list', expect.stringContaining('id of no list')],
      [11, 'list', expect.stringContaining('1 to 100 characters')],
      [12, 'username', expect.any(String)],
      [
        16,
        null,
        expect.stringContaining('has 5 cells, and the heading 4: put a cell with a comma'),
      ],
      [17, null, expect.stringContaining('never closed')],
    ])
    expect((await rows(db)).map(({ username }) => username)).toEqual(['fine', 'good', 'short'])
  })

  test('puts lines without a list into the one that is asked for', async ({ db }) => {
    const { read } = await importing(db)

    await read('username,note,list\na,asked,\nb,,Other\n', '?list=Default')

    expect(await rows(db)).toMatchObject([
      { username: 'a', list: 'Default', note: 'asked' },
      { username: 'b', list: 'Other' },
    ])
  })

  test('leaves out who was erased, in the tables and in answers that are kept', async ({ db }) => {
    const { send, services } = await importing(db)
    await services.erasures.erase({ username: 'gone.away' })

    const response = await send('username,note,list\ngone.away,x,Gone\nstays,,\n', {
      headers: { 'idempotency-key': 'a-key' },
    })
    const report = Report.parse(await response.json())

    expect(brief(report)).toEqual(['2 gone.away erased', '3 stays created'])
    expect(report.lists_created).toEqual([])
    expect(await findTraces(db, ['gone.away'])).toEqual([])
    expect(await rows(db)).toMatchObject([{ username: 'stays' }])
  })

  test.for([
    ['', 'is empty'],
    ['\n\n', 'is empty'],
    ['name,note\naigerim,x\n', 'has no column username'],
    ['aigerim\ndana\n', 'has no column username'],
    ['username,note,Username\na,b,c\n', 'names the column username twice'],
    [`username\n${'a\n'.repeat(10_001)}`, 'has 10001 lines'],
  ] as const)('of %j is refused as a whole', async ([file, reason], { db }) => {
    const { send } = await importing(db)

    const problem = await problemIn(await send(file))

    expect(problem).toMatchObject({ status: 422, errors: [{ field: 'body' }] })
    expect(problem.detail).toContain(reason)
    expect(await rows(db)).toEqual([])
  })

  test('in the encoding of old spreadsheets says how to save it, also with a key', async ({
    db,
  }) => {
    const { send } = await importing(db)
    // 'заметка' in Windows-1251.
    const bytes = Uint8Array.from([
      ...Buffer.from('username,note,list\na,'),
      0xe7,
      0xe0,
      0xec,
      0x2c,
      0x4c,
    ])

    for (const headers of [{}, { 'idempotency-key': 'k' }]) {
      const problem = await problemIn(await send(bytes, { headers }))
      expect(problem.detail).toContain('is not UTF-8')
    }
  })

  test('is taken as CSV alone, up to two megabytes, from who may write', async ({ db }) => {
    const { api, send } = await importing(db)
    const json = await api.send('POST', '/api/blogs/import', { json: { usernames: ['a'] } })
    const large = await send(`username\n${'a'.repeat(2 * 1024 * 1024)}`)
    const reader = await aToken(db, ['creators:read'], 'reader')
    const read = await api.send('POST', '/api/blogs/import', {
      token: reader,
      body: 'username\na\n',
      headers: { 'content-type': 'text/csv' },
    })

    expect(await problemIn(json)).toMatchObject({
      status: 415,
      errors: [{ field: 'content-type' }],
    })
    expect([large.status, read.status]).toEqual([413, 403])
  })

  test('of more cells than lines can need is refused before they are made', async ({ db }) => {
    const { send } = await importing(db)
    const answer = await send(`username\n${','.repeat(300_000)}`)

    expect(answer.status).toBe(422)
    expect((await problemIn(answer)).detail).toContain('more than 200000 cells')
  })

  test('of ten thousand lines takes few statements', async ({ db }) => {
    const { read } = await importing(db)
    const lines = Array.from(
      { length: 10_000 },
      (_, n) => `creator_${n},food,note ${n},list ${n % 7}`,
    )

    const report = await read(`username,category,note,list\n${lines.join('\n')}`)

    expect(report).toMatchObject({ created: 10_000, invalid: 0 })
    expect(report.lists_created).toHaveLength(7)
    expect((await rows(db)).every(({ category, task }) => category === 'food' && task)).toBe(true)
  })
})

describe('a category that was given', () => {
  const primaryOf = async (db: Db) =>
    (await rows(db)).map(({ username, category }) => [username, category])

  test('stays the primary one when a model sees another', async ({ db }) => {
    const { read } = await importing(db)
    await read('username,category\naigerim,food\n')
    const { id } = await db.selectFrom('blogs').select('id').executeTakeFirstOrThrow()

    await db.transaction().execute(async (tx) => {
      await storeTopics(tx, [{ blogId: id, primary: 'travel', secondary: ['cooking'] }])
    })

    expect(await primaryOf(db)).toEqual([['aigerim', 'food']])
    expect(await db.selectFrom('blog_categories').select('is_primary').execute()).toHaveLength(2)
  })

  test('goes along when categories are merged or removed, and when two blogs are one', async ({
    db,
  }) => {
    const { read } = await importing(db)
    await read('username,category\naigerim,food\n')
    await mergeCategory(db, 'food', 'travel')
    expect(await primaryOf(db)).toEqual([['aigerim', 'travel']])

    const { id: from } = await db.selectFrom('blogs').select('id').executeTakeFirstOrThrow()
    const into = await aBlog(db, 'other.name')
    await db.transaction().execute(async (tx) => await moveManualCategory(tx, { from, into }))
    expect(await primaryOf(db)).toContainEqual(['other.name', 'travel'])

    await removeCategory(db, 'travel')
    expect(await primaryOf(db)).toContainEqual(['other.name', null])
  })
})
