import { expect } from 'vitest'
import { CATEGORY, categories } from './fill/categories.ts'
import { aReader, aUser, test } from './kit.ts'

const path = `/categories/${CATEGORY}`

test('a category is made, renamed with its old name as a word, merged and deleted', async ({
  db,
  served,
}) => {
  await categories.fill(db, 'x')
  const { token } = await aUser(db, 'sorter', 'member')
  const { open, send } = aReader({ served, token })
  const added = await send('/categories/new', {
    name: 'Falconry',
    synonyms: 'hawking\n\nсоколиная охота',
  })
  const taken = await send('/categories/new', { name: 'beekeeping', synonyms: '' })
  const renamed = await send(`${path}/edit`, {
    name: 'apiary',
    before: 'beekeeping',
    synonyms: 'пчеловодство',
  })
  const detail = await open(path)
  const merged = await send(`${path}/merge`, { into: 'falconry', name: 'apiary' })
  const kept = (merged.address ?? '').replace('/console', '')
  const stale = await send(`${kept}/delete`, { expected: '999' })
  const expected = /name="expected" value="(\d+)"/.exec(stale.source)?.[1] ?? ''

  expect(added).toMatchObject({ status: 303, address: '/console/categories' })
  expect(taken.status).toBe(422)
  expect(taken.text).toContain('This is taken already.')
  expect(renamed.status).toBe(303)
  expect(detail.text).toMatch(/Also called beekeeping, пчеловодство/)
  expect((await open(kept)).text).toContain('apiary')
  expect(stale.status).toBe(409)
  expect((await send(`${kept}/delete`, { expected })).status).toBe(303)
  expect((await open(kept)).status).toBe(404)
})

test('unknown topics are put into a category or ignored, many at once', async ({ db, served }) => {
  await categories.fill(db, 'x')
  const { token } = await aUser(db, 'mapper', 'member')
  const { open, send } = aReader({ served, token })
  const before = await open('/categories/topics')
  const back = '/console/categories/topics'
  const chosen: [string, string][] = [
    ['id', 'apitherapy'],
    ['id', 'yurt building'],
    ['back', back],
  ]
  const asked = await send('/categories/topics/act', [...chosen, ['act', 'map']])
  const wrong = await send('/categories/topics/map', [...chosen, ['category', 'nothing such']])
  const mapped = await send('/categories/topics/map', [...chosen, ['category', 'beekeeping']])
  await send('/categories/topics/act', { id: 'falconry x', act: 'ignore', back })
  const after = (await open('/categories/topics')).text

  expect(before.text).toMatch(/apitherapy @topical\.\d.* 5 5/)
  expect(before.source).toContain('id="tick-yurt%20building"')
  expect(asked.text).toContain('Assign 2 topics to a category')
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('Nothing has this name')
  expect(mapped).toMatchObject({ status: 303, address: back })
  expect(after).not.toMatch(/apitherapy|yurt|falconry/)
  expect((await open(path)).text).toContain('apitherapy')
  expect((await open('/categories/topics?ignored=true')).text).toContain('falconry x')
})

test('viewers read categories and have no buttons', async ({ db, served }) => {
  await categories.fill(db, 'x')
  const { token } = await aUser(db, 'onlooker', 'viewer')
  const { open, send } = aReader({ served, token })

  expect((await open(path)).text).not.toContain('Merge')
  expect((await open('/categories/topics')).source).not.toContain('id="bulk"')
  expect((await send(`${path}/delete`, { expected: '2' })).status).toBe(403)
})
