import { expect } from 'vitest'
import { attachment } from '../../src/http/download.ts'
import { batches } from './fill/batches.ts'
import { accounts } from './fill/accounts.ts'
import { creator } from './fill/creator.ts'
import { lists, LIST, MEMBER } from './fill/lists.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { publishing } from './fill/publishing.ts'
import { fillTasks } from './fill/tasks.ts'
import { aReader, aUser, test } from './kit.ts'

test('a creator whom gramd does not know is offered to be added', async ({ db, served }) => {
  await creator.fill(db, 'lovely')
  const member = aReader({ served, token: (await aUser(db, 'adder', 'member')).token })
  const viewer = aReader({ served, token: (await aUser(db, 'looking', 'viewer')).token })

  const missing = await member.open('/creators/new.face')
  expect(missing).toMatchObject({ status: 404 })
  expect(missing.text).toMatch(/gramd does not know @new\.face .*Add @new\.face/)
  const [, address = ''] = /href="\/console(\/creators\/add[^"]*)"/.exec(missing.source) ?? []
  expect((await member.open(address)).source).toMatch(/<textarea[^>]*>\s*@new\.face</)
  expect((await viewer.open('/creators/new.face')).text).not.toContain('Add @new.face')
  const unknownId = '019a2000-0000-7000-8000-000000000001'
  expect((await member.open(`/creators/${unknownId}`)).text).not.toContain('Add @')
})

test('the rights of a token are words, by what a program does', async ({ db, served }) => {
  const { token } = await aUser(db, 'tokens', 'admin')
  const { open, send } = aReader({ served, token })
  await send('/tokens', { name: 'sheet', scopes: 'lists:read' })

  const { text, source } = await open('/tokens')

  expect(text).toMatch(/sheet See lists and campaigns service/)
  expect(text).toMatch(/Find creators See creators .*Publish See posts .*People and privacy/)
  expect(source.match(/<fieldset/g)).toHaveLength(5)
})

test('a link that is shown once has a button that copies it', async ({ db, served }) => {
  const { token } = await aUser(db, 'inviting', 'admin')
  const { send } = aReader({ served, token })

  const made = await send('/users', { login: 'newcomer', role: 'viewer', name: '' })

  const [, link = ''] = /<code>([^<]+welcome#[^<]+)<\/code>/.exec(made.source) ?? []
  expect(link).not.toBe('')
  expect(made.source).toContain(`data-copy="${link}"`)
  expect(made.text).toContain('Copy')
})

test('a currency is chosen by its name, in the language of the page', async ({ db, served }) => {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, 'paying', 'member')
  const path = `/lists/${LIST}/members/${MEMBER}`

  const { source } = await aReader({ served, token }).open(path)
  expect(source).toMatch(/<option value="KZT" selected>\s*KZT · Kazakhstani Tenge/)
  const { text } = await aReader({ served, token, language: 'ru' }).open(path)
  expect(text).toMatch(/USD · доллар США/)
})

test('the file of a list has its name, and percentages', async ({ db, served }) => {
  await lists.fill(db, 'надежда')
  const { token } = await aUser(db, 'saving', 'member')
  const headers = { cookie: `gramd=${token}` }

  const answer = await fetch(`${served.url}/console/lists/${LIST}/export`, { headers })

  expect(answer.headers.get('content-disposition')).toMatch(
    /filename="A _-\d{4}-\d\d-\d\d\.csv"; filename\*=UTF-8''A%20%D0%BD/,
  )
  const [head = '', row = ''] = (await answer.text()).split('\r\n')
  const names = head.replace('\uFEFF', '').replaceAll('"', '').split(',')
  const cells = row.split(',')
  expect(cells[names.indexOf('list')]).toBe('"A надежда"')
  expect([cells[names.indexOf('er')], cells[names.indexOf('er_percent')]]).toEqual(['0.01', '1'])
})

test.for([
  ['plain.csv', 'attachment; filename="plain.csv"'],
  ['a"b/c\r\n.csv', 'attachment; filename="a_b_c_.csv"'],
  ["l'été.csv", `attachment; filename="l'_t_.csv"; filename*=UTF-8''l%27%C3%A9t%C3%A9.csv`],
] as const)('the file name %j is safe in a header', ([name, header]) => {
  expect(attachment(name)).toBe(header)
})

test('a pager says which of how many rows these are', async ({ db, served }) => {
  await fillTasks(db)
  const { token } = await aUser(db, 'paging', 'admin')
  const { open } = aReader({ served, token })

  const first = await open('/tasks?status=pending')
  expect(first.text).toContain('1–50 of 60')
  const [, next = ''] = /href="\/console([^"]+)"[^>]*rel="next"/.exec(first.source) ?? []
  expect((await open(next.replaceAll('&amp;', '&'))).text).toContain('51–60 of 60')
  expect((await open(next.replace(/row=\d+/, 'row=x').replaceAll('&amp;', '&'))).text).not.toMatch(
    /\d–\d+ of/,
  )
})

test('what cannot be undone is red and comes last', async ({ db, served }) => {
  await accounts.fill(db, 'lovely')
  const { token } = await aUser(db, 'removing', 'admin')
  const { source } = await aReader({ served, token }).open(
    '/accounts/01900000-0000-7000-8000-00000000a001',
  )
  const care = /<ul class="care">[^]*?<\/ul>/.exec(source)?.[0] ?? ''
  const items = care.split('<li').slice(1)
  expect(items.length).toBeGreaterThan(4)
  expect(items.filter((item) => /class="button[^"]* remove"/.test(item))).toEqual([items.at(-1)])
  expect(items.at(-1)).toContain('/remove')
})

test('only the use of a limit warns; success and failure have their own signs', async ({
  db,
  served,
}) => {
  await batches.fill(db, 'lovely')
  await ownAccounts.fill(db, 'our shop')
  await publishing.fill(db, 'lovely')
  await accounts.fill(db, 'lovely')
  const { token } = await aUser(db, 'signs', 'admin')
  const { open } = aReader({ served, token })

  expect((await open('/publishing-stats')).source).toMatch(/<meter/)
  expect((await open('/publishing-stats')).source).not.toMatch(/<meter[^>]*high=/)
  expect((await open('/accounts')).source).toMatch(/<meter[^>]*high=/)
  expect((await open('/batches')).text).toMatch(/Completed with failures .*12 failed/)
  expect((await open('/own-accounts/0198c1a5-0000-7000-8000-00000000d001')).source).not.toMatch(
    /<dl class="details">\s*<div>\s*<dt>(F|M|KZ)</,
  )
})
