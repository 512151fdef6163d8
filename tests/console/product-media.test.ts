import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { z } from 'zod'
import { expect, onTestFinished } from 'vitest'
import { jsonb } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { pathOfVideo } from '../../src/features/catalog/videos/video-files.ts'
import { storeMedia } from '../../src/media/media-store.ts'
import { shrinkImage } from '../../src/media/shrink-image.ts'
import { catalog, DRAFT, PRODUCT, STORE, UNSURE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, serveConsole, test } from './kit.ts'

const UNSURE_PATH = `/drafts?view=look&draft=${UNSURE}`

const colour = async (background: string): Promise<Buffer> =>
  await sharp({ create: { width: 700, height: 700, channels: 3, background } })
    .png()
    .toBuffer()

/** Keeps a picture for an owner; gives its hash. */
async function keep(db: Db, owner: string, background: string): Promise<string> {
  const image = await shrinkImage(await colour(background), 512)
  await db.transaction().execute(async (tx) => {
    const fetched = [{ ...image, name: background, position: 0 }]
    await storeMedia(tx, owner, { known: [], fetched })
  })
  return image.sha256.toString('hex')
}

const imagesIn = (source: string): string[] =>
  [...source.matchAll(/src="\/console\/images\/([0-9a-f]{64})"/g)].map(([, hash]) => hash ?? '')

test('a draft that resembles another one says so on its card and its page, with the way there', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'media-seller', 'admin')
  const { open } = aReader({ served, token })
  const { rows } = await sql<{ id: string }>`
    update product_drafts set duplicate_of = null, duplicate_of_draft = ${DRAFT}::uuid
    where store_id = ${STORE} and 'possible_duplicate' = any (flags) returning id`.execute(db)
  const id = rows[0]?.id ?? ''

  for (const path of [UNSURE_PATH, `/drafts/${id}`]) {
    const { text, source } = await open(path)
    expect(text).toContain('May be there already')
    expect(text).toContain('Possibly the draft “Corrected”')
    expect(source).toContain(`href="/console/drafts/${DRAFT}"`)
  }
  const russian = aReader({ served, token, language: 'ru' })
  expect((await russian.open(UNSURE_PATH)).text).toContain('Возможно, это черновик «Corrected»')

  // Where the other one has become a product, that is named instead.
  await sql`
    update product_drafts set status = 'approved', product_id = ${PRODUCT}, decided_at = world_now()
    where id = ${DRAFT}`.execute(db)
  for (const path of [UNSURE_PATH, `/drafts/${id}`]) {
    const { text, source } = await open(path)
    expect(text).toMatch(/Ankara dress KES 2,500, in your products since/)
    expect(text).not.toContain('Possibly the draft')
    expect(source).toContain(`href="/console/products/${PRODUCT}"`)
  }
})

test('a conflict of pictures shows both sets beside each other, and says which are gone', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'picture-seller', 'admin')
  const { open, send } = aReader({ served, token })
  const mine = await keep(db, `product:${PRODUCT}`, 'teal')
  const { rows } = await sql<{ id: string }>`
    select id from catalog_posts where store_id = ${STORE}`.execute(db)
  const theirs = await keep(db, `catalog_post:${rows[0]?.id ?? ''}`, 'coral')
  const gone = createHash('sha256').update('gone').digest('hex')
  await sql`update product_drafts set product_id = ${PRODUCT} where id = ${DRAFT}`.execute(db)
  await sql`
    insert into product_conflicts (store_id, product_id, field, before, mine, theirs)
    values (${STORE}, ${PRODUCT}, 'pictures', 'null', ${jsonb([mine])}, ${jsonb([theirs, gone])})`.execute(
    db,
  )

  for (const path of ['/products/conflicts', `/products/${PRODUCT}`]) {
    const { text, source } = await open(path)
    const card = source.split('<article').find((each) => each.includes('value="pictures"')) ?? ''
    expect(imagesIn(card)).toEqual([mine, theirs])
    expect(imagesIn(source)).not.toContain(gone)
    expect(text).toContain('1 picture is no longer stored')
    expect(text).not.toContain(theirs)
  }
  for (const hash of [mine, theirs]) expect((await open(`/images/${hash}`)).status).toBe(200)
  // There is no third value of pictures to type.
  expect((await open('/products/conflicts')).source).not.toContain('field=pictures')

  await send(`/products/${PRODUCT}/resolve`, {
    field: 'pictures',
    side: 'theirs',
    back: `/console/products/${PRODUCT}`,
  })
  expect(imagesIn((await open(`/products/${PRODUCT}`)).source)).toEqual([theirs])
})

test('the page of a product has its pictures, the seller’s own too, and plays its videos', async ({
  db,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-console-videos-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const served = await serveConsole(db, { settings: () => ({ GRAMD_UPLOADS_DIR: folder }) })
  onTestFinished(async () => await served.close())
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'video-seller', 'admin')
  const { open } = aReader({ served, token })
  const ofPost = await keep(db, `product:${PRODUCT}`, 'teal')
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(await colour('coral'))]), 'own.png')
  const added = await fetch(`${served.url}/api/products/pictures/${PRODUCT}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })
  const { pictures } = z.object({ pictures: z.array(z.string()) }).parse(await added.json())
  expect(pictures).toEqual([ofPost, expect.stringMatching(/^[0-9a-f]{64}$/)])
  const film = Buffer.from('....ftypisom and so on')
  const hash = createHash('sha256').update(film).digest('hex')
  await mkdir(dirname(pathOfVideo(folder, hash)), { recursive: true })
  await writeFile(pathOfVideo(folder, hash), film)
  await sql`
    insert into product_videos (product_id, position, sha256, bytes)
    values (${PRODUCT}, 0, decode(${hash}, 'hex'), ${film.length})`.execute(db)

  const page = await open(`/products/${PRODUCT}`)
  expect(imagesIn(page.source)).toEqual(pictures)
  for (const each of pictures) expect((await open(`/images/${each}`)).status).toBe(200)
  const [, src = ''] =
    /<video\s+src="([^"]+)"\s+aria-label="Video 1 of “Ankara dress”"/.exec(page.source) ?? []
  expect(src).toBe(`/console/products/${PRODUCT}/videos/${hash}`)

  const get = async (path: string, headers: Record<string, string> = {}, as = token) =>
    await fetch(`${served.url}${path}`, {
      headers: { cookie: `gramd=${as}`, ...headers },
      redirect: 'manual',
    })
  const whole = await get(src)
  expect([whole.status, await whole.text()]).toEqual([200, film.toString()])
  const part = await get(src, { range: 'bytes=4-7' })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    `bytes 4-7/${film.length}`,
    'ftyp',
  ])
  const known = await get(src, { 'if-none-match': `"${hash}"` })
  expect([known.status, whole.headers.get('content-type')]).toEqual([304, 'video/mp4'])
  const { headers } = await get(`/console/products/${PRODUCT}`)
  expect(headers.get('content-security-policy')).toContain("media-src 'self'")

  const stranger = await aUser(db, 'video-stranger', 'member')
  expect((await get(src, {}, stranger.token)).status).toBe(404)
  await rm(pathOfVideo(folder, hash))
  expect((await get(src)).status).toBe(404)
})
