import type { Home } from '../base/homes.ts'
import { addressOf, type ConsolePage, type Me, type PageContext, type Route } from './page.ts'

/** The home that this user chose, while their rights allow it, or the first of theirs. */
export const homeOf = ({ home, homes }: Me): Home | undefined =>
  homes.find((each) => each === home) ?? homes[0]

/**
 * Returns the route of the console's root: it shows the page of the user's home, or the profile to
 * a user without one.
 */
export function homeRoute(pages: readonly ConsolePage[]): Route {
  const routes = new Map(
    pages.flatMap(({ home, path, routes: its }) => {
      const route = its.find((each) => each.method === 'GET' && each.path === path)
      return home === undefined || route === undefined ? [] : [[home, route] as const]
    }),
  )
  return {
    method: 'GET',
    path: '/',
    async handle(page: PageContext): Promise<Response> {
      const home = page.me ? homeOf(page.me) : undefined
      const route = home && routes.get(home)
      return route ? await route.handle(page) : page.c.redirect(addressOf('/profile'), 303)
    },
  }
}
