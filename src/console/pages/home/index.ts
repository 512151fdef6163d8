import type { Home } from '../../../base/homes.ts'
import { addressOf, type Me } from '../../page.ts'
import { definePage, type Context } from './kit.ts'

/** The page that each home opens. */
const PAGES: Readonly<Record<Home, string>> = {
  editor: '/posts',
  creator: '/reels',
  seller: '/drafts',
  marketer: '/creators',
  operator: '/overview',
}

/** The home that this user chose, while their rights allow it, or the first of theirs. */
const homeOf = ({ home, homes }: Me): Home | undefined =>
  homes.find((each) => each === home) ?? homes[0]

async function show(page: Context): Promise<Response> {
  const chosen = page.me ? homeOf(page.me) : undefined
  return await Promise.resolve(page.c.redirect(addressOf(chosen ? PAGES[chosen] : '/profile'), 303))
}

/** The first page of the console, by what a person does with gramd. */
export const home = definePage({
  path: '/',
  nav: null,
  routes: { 'GET /': show },
})
