import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { LANGUAGES, messageOf } from '../../src/console/messages.ts'
import { groupActs } from '../../src/console/parts/audit/group-acts.ts'
import { actOf, type Entry } from '../../src/console/parts/audit/sentence.ts'
import { auditWords } from '../../src/console/words/audit.ts'
import { subjectsIn } from '../../src/features/users/store/audit-subjects.ts'
import { describeWholeApi } from '../openapi/whole-app.ts'
import { notifications } from './fill/notifications.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { LIVE, publishing } from './fill/publishing.ts'
import { aReader, aUser, test } from './kit.ts'

/** Every operation that the audit log records, with its path. */
const audited = Object.entries(describeWholeApi().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods ?? {}).flatMap(([method, operation]) => {
    const { operationId, security } = operation as {
      operationId?: string
      security?: readonly object[]
    }
    const isOpen = security?.every((each) => Object.keys(each).length === 0) ?? false
    return method === 'get' || operationId === undefined || isOpen ? [] : [{ operationId, path }]
  }),
)

const anEntry = (entry: Partial<Entry>): Entry => ({
  id: '1',
  at: '2026-12-03T03:31:00.000Z',
  principal: 'service',
  name: 'operator',
  person: null,
  action: 'updateList',
  object: '/api/lists/1',
  subject: { kind: 'list', ref: '1', name: 'Mothers of Almaty' },
  parent: null,
  picture: null,
  before: null,
  after: null,
  status: 200,
  request_id: 'r',
  address: null,
  ...entry,
})

describe('the sentences of the audit log', () => {
  test('are there for every operation that is recorded, in every language', () => {
    expect(audited.length).toBeGreaterThan(150)
    const missing = audited.flatMap(({ operationId }) =>
      LANGUAGES.flatMap((language) =>
        messageOf(language, auditWords, `did_${operationId}`) === undefined
          ? [`${language} ${operationId}`]
          : [],
      ),
    )
    expect(missing).toEqual([])
  })

  test('name a thing only where the path of the operation has one', () => {
    const nameless = audited.flatMap(({ operationId, path }) => {
      const text = messageOf('en', auditWords, `did_${operationId}`) ?? ''
      const isMade = !path.includes('{')
      const object = (
        isMade ? `${path}/{id}` : path.slice(0, path.lastIndexOf('}') + 1)
      ).replaceAll(/\{\w+\}/g, 'x')
      const things = subjectsIn(object)
      const needed = (text.includes('{it}') ? 1 : 0) + (text.includes('{of}') ? 1 : 0)
      const has =
        text.includes('{of}') && !text.includes('{it}') ? things.length - 1 : things.length
      return has >= needed ? [] : [`${operationId} ${object}`]
    })
    expect(nameless).toEqual([])
  })

  test('take no path of many things for one thing', () => {
    const many = audited.flatMap(({ path }) =>
      path.includes('{') || subjectsIn(path).length === 0 ? [] : [path],
    )
    expect(many).toEqual([])
  })

  test('have no name of an operation, no code and no address', () => {
    for (const language of LANGUAGES)
      for (const { operationId } of audited) {
        const act = actOf(language, [anEntry({ action: operationId })])
        expect(act).not.toContain(operationId)
        expect(act).not.toMatch(/[a-z]+_[a-z]+|\/api\/|\{/)
      }
  })

  test('say the new status or role', () => {
    const moved = anEntry({
      action: 'updateListMember',
      subject: { kind: 'creator', ref: '2', name: 'mama.zhanar' },
      parent: { kind: 'list', ref: '1', name: 'Mothers of Almaty' },
      after: { status: 'contacted' },
    })
    expect(actOf('en', [moved])).toBe('moved @mama.zhanar to Contacted in Mothers of Almaty')
    expect(actOf('ru', [moved])).toMatch(
      /^статус «.+»: блогер @mama\.zhanar — список «Mothers of Almaty»$/,
    )
    const promoted = anEntry({
      action: 'changeUser',
      subject: { kind: 'user', ref: 'vera', name: 'Vera' },
      after: { role: 'viewer' },
    })
    expect(actOf('en', [promoted])).toBe('gave Vera the role Viewer')
  })

  test('name what is gone by its kind, and an erased creator by none', () => {
    const gone = anEntry({ action: 'deleteList', subject: { kind: 'list', ref: '1', name: null } })
    expect(actOf('en', [gone])).toBe('deleted a list')
    expect(actOf('en', [anEntry({ action: 'analyzeBlog', object: null, subject: null })])).toBe(
      'asked for an analysis of an erased creator',
    )
  })

  test('join equal acts within a minute, and no others', () => {
    const approve = (id: string, at: string, name: string | null = null) =>
      anEntry({ id, at, action: 'approveProductDraft', subject: { kind: 'draft', ref: id, name } })
    const groups = groupActs([
      approve('4', '2026-12-03T03:31:50.000Z'),
      approve('3', '2026-12-03T03:31:20.000Z'),
      approve('2', '2026-12-03T03:31:00.000Z'),
      approve('1', '2026-12-03T03:30:00.000Z'),
      anEntry({ id: '0', at: '2026-12-03T03:30:00.000Z' }),
    ])
    expect(groups.map((acts) => acts.map(({ id }) => id))).toEqual([['4', '3', '2'], ['1'], ['0']])
    expect(groups.map((acts) => actOf('en', acts))).toEqual([
      'approved 3 drafts',
      'approved a draft',
      'changed Mothers of Almaty',
    ])
    const failed = anEntry({ action: 'signIn', status: 401, subject: null })
    expect(actOf('ru', [failed])).toBe('неудачная попытка входа')
    expect(actOf('en', [failed, failed, failed])).toBe('tried to sign in and failed, 3 times')
  })
})

describe('the page of the audit log', () => {
  /** A list with a member whom a person moves. */
  async function aMove(db: Db): Promise<void> {
    await sql`
      with list as (insert into lists (name, is_campaign) values ('Mothers of Almaty', true) returning id),
      person as (insert into persons default values returning id),
      blog as (insert into blogs (person_id, username, source) select id, 'mama.zhanar', 'manual' from person returning id),
      who as (select id from users where login = 'dana')
      insert into audit_log (principal, name, action, object, before, after, status, request_id, at)
      select 'user:' || who.id, 'dana', 'updateListMember', '/api/lists/' || list.id || '/members/' || blog.id,
        '{"status": "candidate", "note": null}', '{"status": "contacted", "note": "wrote to her"}', 200, 'r', world_now()
      from list, blog, who`.execute(db)
  }

  test('has sentences with links instead of codes, ids and addresses', async ({ db, served }) => {
    const { token } = await aUser(db, 'dana', 'admin')
    await aMove(db)
    await sql`
      insert into audit_log (principal, name, action, object, before, after, status, request_id, at)
      values ('service', 'operator', 'updateProxy', '/api/proxies/1', '{"country": "KZ"}', '{"country": "RU"}', 200, 'r', world_now())`.execute(
      db,
    )
    const page = await aReader({ served, token }).open('/audit')
    const russian = await aReader({ served, token, language: 'ru' }).open('/audit')

    expect(page.text).toMatch(/dana moved @ ?mama\.zhanar to Contacted in Mothers of Almaty/)
    expect(page.source).toContain('href="/console/creators/mama.zhanar"')
    expect(page.text).toContain('Note: nothing → wrote to her')
    const main = page.text.slice(page.text.indexOf('Who changed what'))
    expect(main).not.toMatch(/updateListMember|\/api\/|[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(russian.text).toContain('Страна: Казахстан → Россия')
    expect(russian.text).toMatch(/dana : статус «[^»]+»: блогер @/)
  })

  test('shows initials of who acted, and the picture of the post', async ({ db, served }) => {
    await ownAccounts.fill(db, 'brand')
    await publishing.fill(db, 'Winter menu')
    await notifications.fill(db, 'x')
    const { token } = await aUser(db, 'pictured', 'admin')
    await sql`update users set name = 'Dana Akhmetova' where login = 'pictured'`.execute(db)
    await sql`
      insert into audit_log (principal, name, action, object, status, request_id, at)
      select 'user:' || id, 'pictured', 'updatePost', '/api/posts/' || ${LIVE}::text, 200, 'filled', world_now() + interval '1 s'
      from users where login = 'pictured'`.execute(db)
    const { source } = await aReader({ served, token }).open('/audit')
    const [, first = ''] = source.split('id="entry-')
    expect(first).toMatch(/class="picture avatar size-26"[^>]*>\s*DA\s*</)
    expect(first).toMatch(/<img\s+class="picture size-26"\s+src="\/console\/posts\/files\//)
    await sql`delete from audit_log where request_id = 'filled'`.execute(db)
  })

  test('is filtered by person', async ({ db, served }) => {
    const { token } = await aUser(db, 'filterer', 'admin')
    const reader = aReader({ served, token })
    const of = await reader.open('/audit?principal=service')
    expect(of.text).not.toContain('dana moved')
    expect(of.text).toContain('The key of gramd')
  })
})
