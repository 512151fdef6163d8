import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Role } from '../../src/base/roles.ts'
import type { Db } from '../../src/db/handles.ts'
import { campaigns } from './fill/campaigns.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

type Given = { db: Db; served: Served }

async function reading({ db, served }: Given, login: string, role: Role) {
  await campaigns.fill(db, 'lovely')
  const { token } = await aUser(db, login, role)
  return aReader({ served, token })
}

const [PAGE = ''] = campaigns.paths

test('a campaign begins with its totals, then what needs a person, then each creator', async ({
  db,
  served,
}) => {
  const { open } = await reading({ db, served }, 'planner', 'member')

  const page = await open(PAGE)

  expect(page.text).toMatch(/Overdue lovely ?: promised 1 Reel by/)
  expect(page.text).toContain('Deleted or archived: Instagram does not say which.')
  expect(page.text).toContain('recognised by: hashtag')
  expect(page.text).toContain('your rate of')
  expect(page.text).toContain('@botamkids, #botamқыс')
  const [totals, alerts, more] = ['campaign-totals', 'campaign-alerts', 'more-alerts'].map((each) =>
    page.source.indexOf(each),
  )
  expect(totals).toBeLessThan(alerts ?? 0)
  expect(alerts).toBeLessThan(more ?? 0)
  const beforeMore = page.source.slice(alerts, more)
  expect(beforeMore.match(/<li id="alert-/g)).toHaveLength(2)
  // Once above the table, with the way to connect them, not in each row.
  expect(page.text.match(/connected accounts only/g)).toHaveLength(1)
  expect(page.text).not.toContain('Numbers from Meta: the account is not connected')
  expect(page.source).toContain(
    '<a class="out" href="/console/own-accounts">Connect an account</a>',
  )
  expect(page.source).toMatch(/data-state="failed">\s*<svg[^>]*><path d="M2\.6 4\.4h10\.8.*Gone/)
})

test('a text that asks the creator is ready for an alert, in the language of the creator', async ({
  db,
  served,
}) => {
  const { open } = await reading({ db, served }, 'asker', 'member')
  const { source } = await open(PAGE)
  const links = [...source.matchAll(/\/console(\/campaigns\/[^"]+\/ask\?key=(\w+)[^"]*)"/g)]
  const pathOf = (kind: string) => links.find(([, , each]) => each === kind)?.[1] ?? ''

  const label = await open(pathOf('not_labelled'))
  const gone = await open(`${pathOf('gone')}&language=ru`)
  const overdue = await open(`${pathOf('overdue')}&language=kk`)
  const none = await open(`${PAGE}/ask?key=gone:nothing`)

  expect(label.text).toContain('It does not say yet that it is advertising.')
  expect(label.text).toContain('gramd sends nothing')
  expect(label.source).toContain('data-copy="Hello lovely!')
  expect(gone.text).toContain('Больше не вижу публикации для кампании «C lovely» (Reels от')
  expect(gone.source).toMatch(/<textarea[^>]*lang="ru"/)
  expect(overdue.text).toContain('Сәлеметсіз бе, lovely!')
  expect(none.status).toBe(404)
})

test('a new campaign is made with its signs, and refuses a window that ends before it begins', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'maker', 'member')
  const form = {
    name: 'Summer botam',
    client: '',
    starts_at: '2026-12-01',
    ends_at: '2026-12-21',
    handles: '@botamkids, botamshop',
    hashtags: '#botamқыс',
    mentions: '',
    links: '',
    codes: 'SUN10',
    daily_requests: '120',
    description: '',
  }

  const refused = await send('/campaigns', { ...form, ends_at: '2026-11-01' })
  const made = await send('/campaigns', form)
  const path = made.address?.replace('/console', '') ?? ''
  const page = await open(path)
  const edit = await open(`${path}/edit`)
  const saved = await send(`${path}/edit`, {
    ...form,
    made: /name="made" value="([^"]*)"/.exec(edit.source)?.[1] ?? '',
  })

  expect([edit.status, saved.status]).toEqual([200, 303])
  expect(refused.status).toBe(422)
  expect(made.status).toBe(303)
  expect(page.text).toContain('@botamkids, @botamshop, #botamқыс')
  const { rows } = await sql<{ code: string }>`
    select code from campaign_codes join lists on lists.id = list_id where name = 'Summer botam'`.execute(
    db,
  )
  expect(rows).toEqual([{ code: 'SUN10' }])
})

test('a creator’s promise is entered, an alert noted, and a post taken out', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'noter', 'member')
  const promise = campaigns.paths.at(-1) ?? ''

  const saved = await send(promise, { posts: '2', reels: '0', stories: '1', due_at: '2026-12-24' })
  const wrong = await send(promise, { posts: 'many', reels: '0', stories: '0', due_at: '' })
  const { source } = await open(PAGE)
  const key = /name="key" value="(not_labelled:[^"]+)"/.exec(source)?.[1] ?? ''
  await send(`${PAGE}/note`, { key, noted: 'true' })
  const result = /results\/([0-9a-f-]{36})\/untie/.exec(source)?.[1] ?? ''
  await send(`${PAGE}/results/${result}/untie`, {})
  const after = await open(PAGE)

  expect(saved.status).toBe(303)
  expect(wrong.status).toBe(422)
  expect(after.text).toContain('2 posts, 1 story')
  expect(after.text).toContain('Noted by')
  expect(after.source).not.toContain(`${result}/untie`)
})

test('rates without the currency of the team are refused at its field, and to a viewer', async ({
  db,
  served,
}) => {
  const member = await reading({ db, served }, 'rater', 'member')
  const viewer = await reading({ db, served }, 'rates-viewer', 'viewer')

  const refused = await member.send('/campaigns/rates', { base: '', currency: '', rate: '' })
  const closed = await viewer.send('/campaigns/rates', {})

  expect([refused.status, closed.status]).toEqual([422, 403])
  expect(refused.source).toMatch(/id="base"[^>]*aria-invalid/)
})

test('a viewer reads a campaign, and is offered nothing to change', async ({ db, served }) => {
  const { open } = await reading({ db, served }, 'viewer', 'viewer')

  const { source, text } = await open(PAGE)

  expect(text).toContain('recognised by: hashtag')
  expect(source).not.toContain('/untie')
  expect(source).not.toContain('/note"')
  expect(source).not.toContain('/ask?')
  expect(source).not.toContain('/edit"')
})
