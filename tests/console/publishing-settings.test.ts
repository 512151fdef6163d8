import { sql } from 'kysely'
import { expect } from 'vitest'
import { accounts } from './fill/accounts.ts'
import { EMPTY_GROUP, publishing } from './fill/publishing.ts'
import { BRAND, ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

const READER = '01900000-0000-7000-8000-00000000a002'

test('an admin makes an account publish, sets all of it, and makes it read again', async ({
  db,
  served,
}) => {
  await accounts.fill(db, 'x')
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  const { token } = await aUser(db, 'setter', 'admin')
  const { open, send } = aReader({ served, token })
  const path = `/publishing-accounts/${READER}/settings`
  expect((await open(`/accounts/${READER}`)).source).toContain(`href="/console${path}"`)
  const form = await open(path)
  expect(form.source).toMatch(/value="read" +selected/)
  const fields = { purpose: 'publish', language: 'kk', formality: 'formal', warmup_stage: '2' }
  const given = { ...fields, account_age_days: '30', shown_age: '', groups: EMPTY_GROUP }
  const faulty = await send(path, { ...given, posts_limit_per_day: '0' })
  expect([faulty.status, faulty.source]).toEqual([
    422,
    expect.stringMatching(/class="fault" id="posts_limit_per_day-note"/),
  ])
  const inWords = await send(path, { ...given, posts_limit_per_day: 'many' })
  expect([inWords.status, inWords.source]).toEqual([
    422,
    expect.stringMatching(/name="posts_limit_per_day"[^>]*value="many"[^]*?class="fault"/),
  ])
  const unknown = await send(path, { ...given, formality: 'rude', posts_limit_per_day: '4' })
  expect(unknown.status).toBe(422)
  const saved = await send(path, { ...given, posts_limit_per_day: '4' })
  expect(saved).toMatchObject({
    status: 303,
    address: `/console/publishing-accounts/${READER}`,
    flash: expect.stringContaining('are saved'),
  })
  const stored = async (id: string) =>
    (
      await sql`
        select p.language, p.formality, p.posts_limit_per_day, p.warmup_stage, (
          select array_agg(m.group_id) from group_members m where m.publishing_account_id = p.id) as groups
        from publishing_accounts p where ${id}::uuid in (p.account_id, p.connection_id)`.execute(db)
    ).rows[0]
  expect(await stored(READER)).toEqual({
    language: 'kk',
    formality: 'formal',
    posts_limit_per_day: 4,
    warmup_stage: 2,
    groups: [EMPTY_GROUP],
  })
  const again = await open(path)
  expect(again.source).toMatch(/name="account_age_days"[^>]*value="30"/)
  const same = { ...given, posts_limit_per_day: '4', shown_age: '30' }
  expect((await send(path, same)).flash).toBe('Nothing has changed.')
  expect(await send(path, { purpose: 'read' })).toMatchObject({
    address: `/console/accounts/${READER}`,
  })
  expect((await stored(READER)) ?? {}).toMatchObject({ groups: null })

  // A connected one has no purpose: what makes it publish is its group.
  const brand = `/publishing-accounts/${BRAND}/settings`
  expect((await open(brand)).source).not.toContain('name="purpose"')
  const all = {
    language: 'uz',
    formality: 'default',
    posts_limit_per_day: '7',
    groups: EMPTY_GROUP,
  }
  expect((await send(brand, all)).status).toBe(303)
  expect(await stored(BRAND)).toMatchObject({ language: 'uz', posts_limit_per_day: 7 })
})

test('editors see the states that an account was in, and no settings of it', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  await sql`
    insert into publishing_account_states (publishing_account_id, state, observed_at)
    select p.id, state, world_now() - n * interval '1 hour'
    from publishing_accounts p, unnest(array['active', 'expired'], array[2, 1]) s (state, n)
    where p.connection_id = ${BRAND}::uuid order by n desc`.execute(db)
  const { token } = await aUser(db, 'seer', 'editor')
  const { open, send } = aReader({ served, token })
  expect((await open('/publishing-accounts')).source).toContain(
    `href="/console/publishing-accounts/${BRAND}"`,
  )
  const page = await open(`/publishing-accounts/${BRAND}`)
  expect(page.text).toMatch(/History of states .*Ready until .*Needs to be reconnected/)
  expect(page.source).not.toContain('/settings')
  expect(page.text).not.toContain('failed attempt')
  const settings = `/publishing-accounts/${BRAND}/settings`
  expect((await open(settings)).address).toBe(`/console/publishing-accounts/${BRAND}`)
  expect((await send(settings, { posts_limit_per_day: '99' })).status).toBe(403)
  const russian = await aReader({ served, token, language: 'ru' }).open(
    `/publishing-accounts/${BRAND}`,
  )
  expect(russian.text).toContain('История состояний')
})
