import { truthOf } from '../instagram/truth.ts'
import type { World } from '../instagram/world/world.ts'
import { compareCreator, type Difference } from './compare.ts'
import { expectedRows } from './expected.ts'
import type { Found } from './found.ts'

/** What a scrape was told to read. */
export type ScrapeSize = { posts: number; highlights: number; storiesPerRequest: number }

const POSTS_PER_PAGE = 33

/** What of one creator is not as it should be: fields, and what must not happen on the way. */
export function checkCreator(
  world: World,
  username: string,
  found: Found | undefined,
  size: ScrapeSize,
): { differences: Difference[]; failures: string[] } {
  if (!found?.task) return { differences: [], failures: [`${username} was never scraped`] }
  const truth = truthOf(world, username, { posts: size.posts, highlights: size.highlights })
  const differences = compareCreator(username, expectedRows(truth), found)
  const { status, attempts, requests, error } = found.task
  const highlights = truth?.highlights.filter(({ storiesRead }) => storiesRead).length ?? 0
  const pages = Math.max(1, Math.ceil((truth?.posts.length ?? 0) / POSTS_PER_PAGE))
  const allowed = 3 + Math.ceil(highlights / size.storiesPerRequest) + pages - 1
  return {
    differences,
    failures: [
      ...(status === 'done' ? [] : [`the scrape of ${username} is ${status} (${error ?? ''})`]),
      ...(attempts > 0 ? [`the scrape of ${username} failed ${attempts} times before`] : []),
      ...((requests ?? 0) > allowed
        ? [`${username} took ${requests} requests, ${allowed} are allowed`]
        : []),
    ],
  }
}
