import pg from 'pg'
import sharp from 'sharp'
import { shrinkImage } from '../../src/media/shrink-image.ts'
import { dropIndexes } from '../search/fill.ts'
import { CREATOR_IMAGES, CREATORS, WORLD_FUNCTIONS } from './world.ts'

/** Creators per statement. */
const CHUNK = 2_500
const IMAGES = 200
const SIDE = { width: 640, height: 800 }

/**
 * Fills a migrated, empty database with creators of 20 posts each, the last `pictured` of them with
 * ten pictures. Skips foreign-key checks, and builds the indexes afterwards.
 */
export async function fill(
  url: string,
  { plain, pictured }: { plain: number; pictured: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(WORLD_FUNCTIONS)
    const creators = plain + pictured
    const indexes = await dropIndexes(client, ['blogs', 'blog_posts', 'blog_highlights'])
    for (let from = 1; from <= creators; from += CHUNK) {
      const range = [from, Math.min(from + CHUNK - 1, creators)]
      for (const text of CREATORS) await client.query(text, range)
    }
    for (let number = 0; number < IMAGES && pictured > 0; number += 1) {
      const { sha256, bytes, width, height } = await shrinkImage(await picture(number))
      await client.query(
        'insert into media (sha256, bytes, width, height) values ($1, $2, $3, $4)',
        [sha256, bytes, width, height],
      )
    }
    await client.query(CREATOR_IMAGES, [plain + 1, creators])
    for (const index of indexes) await client.query(index)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

/** A JPEG as large as a photograph's: soft noise, different for each number. */
async function picture(number: number): Promise<Buffer> {
  const { width, height } = SIDE
  const small = { width: Math.round(width / 12), height: Math.round(height / 12) }
  let state = number + 1
  const pixels = Buffer.alloc(small.width * small.height * 3, 0)
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    pixels[at] = state >>> 24
  }
  return await sharp(pixels, { raw: { ...small, channels: 3 } })
    .resize(SIDE)
    .jpeg({ quality: 80 })
    .toBuffer()
}
