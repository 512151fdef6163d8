import { fail, ok } from '../answer.ts'
import { hash32 } from '../random.ts'
import { mediaOf } from '../wire/media.ts'
import { shapeOf } from '../wire/user.ts'
import type { WorldPost } from '../world/post.ts'
import { textField } from './field.ts'
import type { Outcome, Services } from './route.ts'

const PAGE_POSTS = 24
/** Posts in the two layouts of a section. */
const GRID = 3
const ONE_BY_TWO = 5

/** One page of posts of many authors; a cursor is valid for its postFeed only. */
export function sectionsPage(
  all: readonly WorldPost[],
  postFeed: string,
  form: Record<string, unknown>,
  services: Services,
): Outcome {
  const start = startOf(textField(form, 'max_id'), postFeed)
  if (start === null) return fail(400, { message: 'Invalid max_id' })
  const posts = all.slice(start, start + PAGE_POSTS)
  const next = start + posts.length
  return ok({
    sections: layOut(posts, services),
    more_available: next < all.length,
    ...(next < all.length
      ? {
          next_max_id: cursorOf(next, postFeed),
          next_page: next / PAGE_POSTS,
          next_media_ids: all.slice(next, next + 2).map(({ pk }) => BigInt(pk)),
        }
      : {}),
    auto_load_more_enabled: true,
  })
}

/** Rows of three pictures; some have one big clip beside four small ones. */
function layOut(posts: readonly WorldPost[], services: Services): object[] {
  const rows: object[] = []
  const item = (post: WorldPost) => ({ media: mediaOf(post, services.shapes) })
  for (let at = 0; at < posts.length;) {
    const first = posts[at]
    const shape = first ? shapeOf(services.shapes, 'section', first.pk) : null
    const isBig = posts.length - at >= ONE_BY_TWO && (shape?.chance(0.25) ?? false)
    const row = posts.slice(at, at + (isBig ? ONE_BY_TWO : GRID)).map(item)
    rows.push({
      layout_type: isBig ? 'one_by_two_left' : 'media_grid',
      feed_type: isBig ? 'clips' : 'media',
      explore_item_info: { num_columns: 3, total_num_columns: 3, aspect_ratio: 1, autoplay: false },
      layout_content: isBig
        ? { one_by_two_item: { clips: { items: row.slice(0, 1) } }, fill_items: row.slice(1) }
        : { medias: row },
    })
    at += row.length
  }
  return rows
}

/** Hexadecimal, as the real ones: the position, and a checksum with its postFeed. */
const cursorOf = (position: number, postFeed: string): string =>
  position.toString(16).padStart(8, '0') +
  hash32(`${postFeed}/${position}`).toString(16).padStart(8, '0')

function startOf(cursor: string, postFeed: string): number | null {
  if (cursor === '') return 0
  const position = Number.parseInt(cursor.slice(0, 8), 16)
  return Number.isFinite(position) && cursorOf(position, postFeed) === cursor ? position : null
}
