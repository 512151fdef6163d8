import type { ConsolePage } from '../page.ts'
import { overview } from './overview/index.ts'
import { settings } from './settings/index.ts'

/** The pages outside of features. */
export const pages: readonly ConsolePage[] = [overview, settings]

/** The order of the navigation, by the paths of pages. */
const ORDER: readonly string[] = [
  '/',
  '/tasks',
  '/accounts',
  '/proxies',
  '/batches',
  '/posts',
  '/calendar',
  '/groups',
  '/publishing-accounts',
  '/publishing-stats',
  '/publication-log',
  '/creators',
  '/lists',
  '/discovery',
  '/relations',
  '/categories',
  '/own-accounts',
  '/reels',
  '/projects',
  '/stores',
  '/drafts',
  '/products',
  '/notifications',
  '/schedule',
  '/settings',
  '/users',
  '/tokens',
  '/audit',
  '/inbox',
  '/profile',
  '/images',
  '/search',
  '/sign-in',
]

/**
 * Returns pages in the order of the navigation; those without a place in it come last, in the order
 * in which they are given.
 */
export function inOrder(pages: readonly ConsolePage[]): ConsolePage[] {
  const placeOf = ({ path }: ConsolePage): number => {
    const place = ORDER.indexOf(path)
    return place < 0 ? ORDER.length : place
  }
  return pages.toSorted((one, other) => placeOf(one) - placeOf(other))
}
