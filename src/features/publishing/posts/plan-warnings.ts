import type { Services } from '../../manifest.ts'
import type { Upload } from '../uploads/uploads-store.ts'
import { routeOf, type PlannedAccount } from './plan.ts'
import type { PostRow } from './posts-store.ts'

/** What an editor should know before a post is published. */
export const PLAN_WARNINGS = [
  'same_media',
  'not_translated',
  'flagged',
  'ratios_differ',
  'cover_frame_lost',
  'alt_text_lost',
] as const
type PlanWarning = (typeof PLAN_WARNINGS)[number]

/** Files of one ratio differ by less, in whole pixels. */
const SAME_RATIO = 0.01

/** `taken`: the accounts that are not left out. */
export function warningsOf(
  { publishers }: Pick<Services, 'publishers'>,
  post: PostRow,
  uploads: readonly Pick<Upload, 'width' | 'height'>[],
  taken: readonly PlannedAccount[],
): PlanWarning[] {
  const offers = [...new Set(taken.map(({ kind }) => routeOf(kind)))].flatMap(
    (route) => publishers[route]?.offers ?? [],
  )
  const hasFrame = post.type === 'reel' && post.cover_at_ms !== null
  const saysVideo = post.media.some(({ kind, alt_text }) => kind === 'video' && alt_text !== null)
  const found: Record<PlanWarning, boolean> = {
    same_media: taken.length > 1,
    not_translated: taken.some(({ is_translated: isTranslated }) => !isTranslated),
    flagged: taken.some(({ flags }) => flags.length > 0),
    ratios_differ: post.type === 'carousel' && differ(uploads),
    cover_frame_lost: hasFrame && offers.some(({ coverAtTime }) => !coverAtTime),
    alt_text_lost: saysVideo && offers.some(({ altText }) => altText === 'pictures'),
  }
  return PLAN_WARNINGS.filter((warning) => found[warning])
}

function differ(uploads: readonly Pick<Upload, 'width' | 'height'>[]): boolean {
  const [first, ...others] = uploads.map(({ width, height }) => width / height)
  return others.some((ratio) => Math.abs(ratio / (first ?? ratio) - 1) > SAME_RATIO)
}
