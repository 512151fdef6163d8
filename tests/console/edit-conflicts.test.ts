import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aReader, aUser, test } from './kit.ts'

/** Texts for fields that take no words, one for each of two changes. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  growth_share: ['7', '8'],
  min_followers: ['7', '8'],
  posts_limit_per_day: ['7', '8'],
  price: ['7', '8'],
  time_zone: ['Europe/Berlin', 'Europe/Paris'],
}
/** Words of the page alone: names are those of one thing. */
const wordsFor = (action: string): readonly [string, string] => {
  const page = action.replaceAll(/[^a-z0-9]/g, '').slice(-8)
  return [`Mine${page}`, `Mine2${page}`]
}
const SAYS_WHEN = /You changed this in another tab.+ You saved it there at \d\d:\d\d/s

/**
 * Updates without a version: a button or a choice sets one value whatever it was before, or one
 * person alone owns the row. Of a file with a form, this is its other call.
 */
const DECIDED = [
  'accounts/pages/accounts/forms.ts updateAccount',
  'blogs/pages/creators/views.ts updateView',
  'catalog/pages/stores/scan.ts updateStore',
  'discover/pages/forms.ts updateHashtag',
  'lists/pages/member.ts updateListMember',
  'own-media/pages/showcase.ts updateOwnMedia',
  'publishing/pages/posts/editor/cover.ts updatePost',
  'publishing/pages/posts/editor/files.ts updatePost',
  'publishing/pages/posts/editor/language.ts updatePost',
  'publishing/pages/posts/editor/save-captions.ts updatePost',
  'publishing/pages/posts/plan/collab.ts updatePost',
  'tasks/pages/priority.ts changeTask',
  'users/pages/profile/appearance.ts changeMe',
  'users/pages/users/detail.ts changeUser',
]

type Field = { name: string; value: string }
type Form = { action: string; fields: Field[] }

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : unescaped(found)
}

/** What a browser sends for the form that has a version. */
function formIn(source: string): Form | null {
  const form = source
    .split('<form')
    .slice(1)
    .map((each) => each.split('</form>')[0] ?? '')
    .find((each) => each.includes('name="version"'))
  if (form === undefined) return null
  const inputs = [...form.matchAll(/<input[^>]*>/g)].flatMap(([tag]): Field[] => {
    const [type, name] = [attribute(tag, 'type'), attribute(tag, 'name')]
    const isChoice = type === 'checkbox' || type === 'radio'
    if (name === undefined || type === 'file' || (isChoice && !/\schecked/.test(tag))) return []
    return [{ name, value: attribute(tag, 'value') ?? 'on' }]
  })
  const areas = [...form.matchAll(/(<textarea[^>]*>)\n?([^<]*)</g)].map(
    ([, tag = '', text = '']) => ({
      name: attribute(tag, 'name') ?? '',
      value: unescaped(text),
    }),
  )
  const selects = [...form.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)].map(
    ([, tag = '', options = '']) => ({
      name: attribute(tag, 'name') ?? '',
      value:
        attribute(/<option[^>]*\sselected[^>]*>/.exec(options)?.[0] ?? '', 'value') ??
        attribute(/<option[^>]*>/.exec(options)?.[0] ?? '', 'value') ??
        '',
    }),
  )
  return {
    action: attribute(`<form${form}`, 'action') ?? '',
    fields: [...inputs, ...areas, ...selects],
  }
}

/** The field that the test changes: the first that a person writes words into. */
const changedIn = (source: string, fields: readonly Field[]): string | undefined =>
  fields.find(
    ({ name }) =>
      !/^(version|made|before|shown_age|password|totp_seed)$/.test(name) &&
      (name in VALUES ||
        new RegExp(`<(input|textarea)[^>]*name="${name}"[^>]*(dir="auto"|type="text")`).test(
          source,
        )),
  )?.name

/** A form as it was made of another version, with one text changed. */
function staleFields({ fields }: Form, changed: string, text: string) {
  const values: Readonly<Record<string, string>> = {
    version: 'another-version',
    made: '',
    [changed]: text,
  }
  return fields.map(({ name, value }): [string, string] => [name, values[name] ?? value])
}

/** What is wrong when a form is saved over another version, chosen, and saved over that again. */
async function faultsOf(reader: ReturnType<typeof aReader>, form: Form, name: string) {
  const [mine, later] = VALUES[name] ?? wordsFor(form.action)
  const send = async (fields: [string, string][]) =>
    await reader.send(form.action.replace('/console', ''), fields)
  const answer = await send(staleFields(form, name, mine))
  const asks = [`name="choose.${name}"`, `name="theirs.${name}"`]
  const isShown = asks.every((each) => answer.source.includes(each))
  const faults = answer.status === 422 && isShown ? [] : [`${answer.status}`]
  const again = formIn(answer.source)
  if (!again) return faults
  const chosen = again.fields.map(({ name: field, value }): [string, string] => [
    field,
    field === `choose.${name}` ? 'mine' : value,
  ])
  const saved = await send(chosen)
  if (saved.status !== 303) faults.push(`not saved after the choice, ${saved.status}`)
  const own = await send(staleFields(form, name, later))
  if (!SAYS_WHEN.test(own.text)) faults.push('does not say who saved it and when')
  return faults
}

describe('a save over a colleague’s change', () => {
  test(
    'shows both texts on every page that edits what is stored',
    { timeout: 180_000 },
    async ({ db, served }) => {
      await fillConsole(db)
      const { token } = await aUser(db, 'over-others', 'admin')
      const reader = aReader({ served, token })
      const left = ['/users/over-others', ...filledPaths]
      const shape = (path: string) =>
        path
          .replace(/hashtags\/[^/]+/, 'hashtags/:tag')
          .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, ':id')
      const seen = new Set(left.map(shape))
      const tried = new Set<string>()
      const wrong: string[] = []
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const page = await reader.open(path)
        for (const [, link = ''] of page.source.matchAll(
          /href="\/console(\/[^"?#]*(?:\/edit|\/settings|\/change|\/members\/[^"/?]+))"/g,
        )) {
          if (seen.has(shape(link))) continue
          seen.add(shape(link))
          left.push(link)
        }
        const form = formIn(page.source)
        const name = form && changedIn(page.source, form.fields)
        if (!form || !name || tried.has(shape(form.action))) continue
        tried.add(shape(form.action))
        const faults = await faultsOf(reader, form, name)
        wrong.push(...faults.map((fault) => `${path} ${name}: ${fault}`))
      }
      expect(wrong).toEqual([])
      expect([...tried].toSorted()).toEqual([
        '/console/accounts/:id/settings',
        '/console/campaigns/:id/edit',
        '/console/categories/:id/edit',
        '/console/discovery/hashtags/:tag/edit',
        '/console/drafts/:id',
        '/console/groups/:id/edit',
        '/console/lists/:id/edit',
        '/console/lists/:id/members/:id',
        '/console/outgoing-webhooks/:id',
        '/console/posts/:id',
        '/console/posts/:id/captions',
        '/console/products/:id/edit',
        '/console/projects/:id/edit',
        '/console/projects/:id/versions/v:id/edit',
        '/console/proxies/:id/change',
        '/console/publishing-accounts/:id/settings',
        '/console/stores/:id/edit',
        '/console/users/over-others',
        '/console/watches/:id',
      ])
    },
  )

  for (const [language, sentence] of [
    ['en', /Dana changed this at \d\d:\d\d\./],
    ['ru', /Последнее изменение: Dana , в \d\d:\d\d\./],
    ['kk', /Мұны Dana өзгертті, уақыты: \d\d:\d\d\./],
  ] as const)
    test(`says who has made it and when (${language})`, async ({ db, served }) => {
      const { token } = await aUser(db, `late-${language}`, 'member')
      const colleague = await aUser(db, `dana-${language}`, 'member')
      await sql`update users set name = 'Dana' where login = ${`dana-${language}`}`.execute(db)
      const { id } = await db
        .insertInto('lists')
        .values({ name: `Who ${language}`, description: 'Old' })
        .returning('id')
        .executeTakeFirstOrThrow()
      const save = async (by: string, opened: readonly Field[], text: string) =>
        await aReader({ served, token: by, language }).send(
          `/lists/${id}/edit`,
          opened.map(({ name, value }) => [name, name === 'description' ? text : value]),
        )
      const form = await aReader({ served, token, language }).open(`/lists/${id}/edit`)
      const opened = formIn(form.source)?.fields ?? []
      expect((await save(colleague.token, opened, 'By Dana')).status).toBe(303)
      const refused = await save(token, opened, 'By me')
      expect(refused.status).toBe(422)
      expect(refused.text).toMatch(sentence)
      expect(refused.source).toContain('<b dir="auto">Dana</b>')

      await sql`update audit_log set at = at - interval '2 days' where object = ${`/api/lists/${id}`}`.execute(
        db,
      )
      expect((await save(token, opened, 'By me')).text).not.toMatch(sentence)
    })

  test('is noticed by every page that calls an update', () => {
    const folder = join(import.meta.dirname, '../../src/features')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /pages\/.*\.ts$/.test(file),
    )
    const blind = files.flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      const calls = [
        ...source.matchAll(/call\(\s*'(update\w+|changeUser|changeMe|changeTask)'[^]{0,160}/g),
      ]
      return calls.flatMap(([call, name]) => (call.includes('ifMatch') ? [] : [`${file} ${name}`]))
    })
    expect([...new Set(blind)].toSorted()).toEqual(DECIDED)
  })

  test('of the same field lets the person choose, of another shows what it is now', async ({
    db,
    served,
  }) => {
    const { token } = await aUser(db, 'chooser', 'member')
    const reader = aReader({ served, token })
    const { id } = await db
      .insertInto('lists')
      .values({ name: 'Before', description: 'Old' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const opened = formIn((await reader.open(`/lists/${id}/edit`)).source)?.fields ?? []
    await db
      .updateTable('lists')
      .set({ description: 'By a colleague' })
      .where('id', '=', id)
      .execute()
    const sent = opened.map(({ name, value }): [string, string] => [
      name,
      name === 'name' ? 'By me' : value,
    ])
    const untouched = await reader.send(`/lists/${id}/edit`, sent)

    expect(untouched.status).toBe(422)
    expect(untouched.text).toContain('A colleague changed this while you were editing')
    expect(untouched.source).not.toContain('choose.name')
    const again = formIn(untouched.source)?.fields ?? []
    expect(again.find(({ name }) => name === 'choose.description')?.value).toBe('theirs')
    const saved = await reader.send(
      `/lists/${id}/edit`,
      again.map(({ name, value }) => [name, value]),
    )
    expect(saved.status).toBe(303)
    expect(
      await db
        .selectFrom('lists')
        .select(['name', 'description'])
        .where('id', '=', id)
        .executeTakeFirst(),
    ).toEqual({
      name: 'By me',
      description: 'By a colleague',
    })
  })
})
