import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { creator, CREATOR } from './fill/creator.ts'
import { STORY, STORY_LIST, stories } from './fill/stories.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

async function reading({ db, served }: { db: Db; served: Served }, login: string) {
  await creator.fill(db, 'lovely')
  await stories.fill(db, 'Buy it?')
  const { token } = await aUser(db, login, 'member')
  return aReader({ served, token })
}

test('stories of a list are cards with their state and words, and open large', async ({
  db,
  served,
}) => {
  const { open } = await reading({ db, served }, 'planner_one')

  const all = await open(`/stories?list=${STORY_LIST}`)
  const live = await open('/stories?live=true')
  const one = await open(`/stories/${STORY}`)

  expect(all.text.match(/Live until/g)).toHaveLength(3)
  expect(all.text).toContain('Expired')
  expect(all.text).toContain('@brand')
  expect(all.text).toContain('brand.kz')
  expect(all.text).toContain('Stories of this list are stored since')
  expect(live.text).not.toContain('Expired @')
  expect(one.text).toContain(`Story of @${CREATOR}`)
  expect(one.text).toContain('Buy it?')
  expect(one.text).toContain('Other stories of this creator')
  expect(one.text).toContain('reach 940 · views 1,205 · replies 3 · taps and exits 610')
  expect(one.text).toContain('from Meta, 1 h after publishing')
})

test("a creator's page shows the latest stories, and links to all", async ({ db, served }) => {
  const { open } = await reading({ db, served }, 'planner_two')
  const page = await open(`/creators/@${CREATOR}`)
  expect(page.text).toContain('Latest stories')
  expect(page.source).toContain(`/console/stories?creator=${CREATOR}`)
})

test('the stories of a list are switched off and on again', async ({ db, served }) => {
  const { open, send } = await reading({ db, served }, 'planner_three')
  const off = await send(`/stories/lists/${STORY_LIST}`, { store: 'false' })
  expect(off.status).toBe(303)
  expect((await open(`/stories?list=${STORY_LIST}`)).text).toContain('are not stored')
  await send(`/stories/lists/${STORY_LIST}`, { store: 'true' })
  expect((await open(`/stories?list=${STORY_LIST}`)).text).toContain('are stored since')
})
