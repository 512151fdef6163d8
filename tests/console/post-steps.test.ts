import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { expect, onTestFinished } from 'vitest'
import { BARE, DRAFT, publishing, REVIEW } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, serveConsole, test } from './kit.ts'

/** Of the second connected account of the group. */
const SHOP = '0198c1a5-0000-7000-8000-00000000f302'

test('a picture of a phone is cut to a form that accounts take, and keeps what is said of it', async ({
  db,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  const folder = await mkdtemp(join(tmpdir(), 'gramd-crop-'))
  const served = await serveConsole(db, { settings: () => ({ GRAMD_UPLOADS_DIR: folder }) })
  onTestFinished(async () => {
    await served.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { token } = await aUser(db, 'cutter', 'editor')
  const { open, send } = aReader({ served, token })
  const path = `/posts/${BARE}/files`
  const create = { width: 1_200, height: 1_600, channels: 3, background: 'teal' } as const
  const body = new FormData()
  const bytes = await sharp({ create }).jpeg().toBuffer()
  body.set('file', new File([new Uint8Array(bytes)], 'phone.jpg'))
  const headers = { cookie: `gramd=${token}`, origin: served.url }
  const given = { method: 'POST', headers, body, redirect: 'manual' } as const
  expect((await fetch(`${served.url}/console${path}`, given)).status).toBe(303)
  await send(`${path}/0/details`, { 'alt-0': 'A cup', 'tags-0': '@friend 30 75' })

  const before = await open(`/posts/${BARE}`)
  expect(before.source).toMatch(/class="fault">\s*\S/)
  for (const shape of ['portrait', 'square', 'landscape'])
    expect(before.source).toContain(`name="shape" value="${shape}"`)
  expect((await send(`${path}/0/crop`, { shape: 'portrait' })).flash).toBe(
    'The picture is cropped.',
  )
  const after = await open(`/posts/${BARE}`)
  expect(after.text).toContain('1200 × 1500')
  expect(after.source).not.toMatch(/class="fault">\s*\S/)
  expect(after.source).not.toContain('value="portrait"')
  const { rows } = await sql`
    select m.alt_text, m.user_tags, u.width, u.height from post_media m join uploads u on u.id = m.upload_id
    where m.post_id = ${BARE}::uuid`.execute(db)
  expect(rows).toEqual([
    {
      alt_text: 'A cup',
      user_tags: [{ username: 'friend', x: 0.3, y: 0.75 }],
      width: 1_200,
      height: 1_500,
    },
  ])
  for (const nonsense of [{ shape: 'circle' }, {}])
    expect((await send(`${path}/0/crop`, nonsense)).status).toBe(303)
  expect((await send(`${path}/7/crop`, { shape: 'square' })).status).toBe(303)
  // A video is not cut here.
  expect((await open(`/posts/${REVIEW}`)).source).not.toContain('files/1/crop')
})

test('one account gets another text than the others, and each is seen as it will look', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  const { token } = await aUser(db, 'texter', 'editor')
  const { open, send } = aReader({ served, token })
  const path = `/posts/${DRAFT}/captions`
  const first = await open(path)
  expect(first.source).toContain(`<option value="${SHOP}"`)
  expect(first.source).not.toContain(`name="text-${SHOP}"`)
  const begun = await open(`${path}?account=${SHOP}`)
  expect(begun.source).toMatch(new RegExp(`name="text-${SHOP}"[^]*?Summer sale`))
  expect(begun.source).not.toContain(`<option value="${SHOP}"`)
  const saved = await send(path, { [`text-${SHOP}`]: 'Only here', [`confirmed-${SHOP}`]: 'true' })
  expect(saved.flash).toBe('Saved.')
  const { rows } = await sql`
    select publishing_account_id, text, service, confirmed_at is not null as confirmed from post_captions
    where post_id = ${DRAFT}::uuid`.execute(db)
  expect(rows).toEqual([
    { publishing_account_id: SHOP, text: 'Only here', service: 'person', confirmed: true },
  ])
  const foreign = '0198c1a5-0000-7000-8000-00000000f399'
  expect((await send(path, { [`text-${foreign}`]: 'Nowhere' })).flash).toBe('Saved.')

  await sql`
    update posts set collaborators = '{anna}', location = '{"platform_id": "1", "name": "Almaty", "address": "", "lat": null, "lng": null}'
    where id in (${DRAFT}::uuid, ${REVIEW}::uuid)`.execute(db)
  const plan = await open(`/posts/${DRAFT}/plan`)
  const preview = `/posts/${DRAFT}/preview?account=${SHOP}`
  expect(plan.source).toContain(`href="/console${preview}"`)
  const seen = await open(preview)
  expect(seen.text).toMatch(/Preview for @\S+ @\S+, @anna Almaty \S+ Only here/)
  expect(seen.text).toContain('First comment Summer sale')
  // Every file of a carousel.
  const carousel = await open(`/posts/${REVIEW}/preview?account=${SHOP}`)
  expect(carousel.text).toMatch(/1\/2 2\/2/)
  expect((await open(`/posts/${DRAFT}/preview?account=nobody`)).address).toBe(
    `/console/posts/${DRAFT}/plan`,
  )
})
