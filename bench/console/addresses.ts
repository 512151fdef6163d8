import { pages } from '../../src/console/pages/index.ts'
import { features } from '../../src/features/index.ts'
import type { Console } from './visit.ts'

/**
 * A route of the console that people open, with addresses of it that the pages themselves link to.
 */
export type Measured = { route: string; isOpen: boolean; addresses: string[] }

/** With a query, besides the bare one: tabs, filters, further pages. */
const MAX_ADDRESSES = 6
/** Answers that are no pages. */
const NO_PAGE = /^\/(live|assets)\b/

/**
 * Every GET route of every page, each with addresses found by following links from the routes that
 * need no parameter. A route to which no link leads has none.
 */
export async function findAddresses(visited: Console): Promise<Measured[]> {
  const ofFeatures = features.flatMap((feature) => feature.pages ?? [])
  const routes = [...pages, ...ofFeatures]
    .flatMap((page) => page.routes)
    .filter(({ method, path }) => method === 'GET' && !NO_PAGE.test(path))
    .map(({ path, isOpen = false }) => ({
      path,
      isOpen,
      fits: patternOf(path),
      isFixed: !path.includes(':'),
    }))
    // A fixed path wins over one with a parameter that would fit as well.
    .toSorted((a, b) => Number(b.isFixed) - Number(a.isFixed))
  const found = new Map(routes.map(({ path }) => [path, new Set<string>()]))
  const open = routes
    .filter(({ isFixed }) => isFixed)
    .map(({ path }) => `/console${path === '/' ? '' : path}`)
  const reached = new Set(open)
  for (let address = open.shift(); address !== undefined; address = open.shift()) {
    const [path = ''] = address.slice('/console'.length).split('?')
    const route = routes.find(({ fits }) => fits.test(path === '' ? '/' : path))
    const addresses = route && found.get(route.path)
    if (!addresses || addresses.size >= MAX_ADDRESSES) continue
    const { status, text } = await visited.read(address, route)
    if (status !== 200) continue
    addresses.add(address)
    for (const link of linksIn(text)) {
      if (reached.has(link)) continue
      reached.add(link)
      open.push(link)
    }
  }
  return routes.map(({ path, isOpen }) => ({
    route: path,
    isOpen,
    addresses: [...(found.get(path) ?? [])],
  }))
}

/** `/tasks/:id{[0-9]+}` as Hono reads it. */
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path.replaceAll(/:\w+(?:\{((?:[^{}]|\{[^{}]*\})*)\})?/g, (_, own = '[^/]+') => `(?:${String(own)})`)}$`,
  )

const linksIn = (page: string): string[] =>
  [...page.matchAll(/href="(\/console[^"#]*)/g)]
    .map(([, link = '']) => link.replaceAll('&amp;', '&'))
    .filter((link) => !link.startsWith('/console/assets'))
