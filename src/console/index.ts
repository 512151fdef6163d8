import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Clock } from '../base/clock.ts'
import type { TaskEventFeed } from '../http/streams/events.ts'
import type { ChangeFeed } from '../http/streams/change-feed.ts'
import type { HttpContext, HttpEnv, Router } from '../http/router.ts'
import { findLanguage, preferredLanguage } from '../base/languages.ts'
import { answerError } from '../http/app.ts'
import { compressPages } from '../http/encode-answers.ts'
import { operationRoutes, type OperationRoutes } from './api.ts'
import { createUserClient, ProblemError, problemIn } from './user-client.ts'
import { createAssets, type Assets } from './assets.ts'
import { cookiesOf, themeOfUser, THEMES } from './cookies.ts'
import { answerForbidden, answerForeign, answerMissing, answerProblem, toSignIn } from './errors.ts'
import { formatsOf } from './formats.ts'
import { isOurs, pageHeaders } from './guard.ts'
import { streamChanges } from './live.ts'
import {
  addressOf,
  type Me,
  ownPath,
  readForm,
  type ConsolePage,
  type OutsideRoute,
  type PageContext,
  type Route,
} from './page.ts'
import { homeRoute } from './homes.ts'
import { outsideRouter } from './outside.ts'
import { inOrder, pages as shippedPages } from './pages/index.ts'
import { messageOf, translator } from './messages.ts'

type Parts = {
  /** Answers the console's API calls, and serves the console. */
  app: Router
  events: TaskEventFeed
  changes: ChangeFeed
  clock: Clock
  timeZone: string
  /** The public URL of gramd; with https, cookies require https. */
  publicUrl?: string | undefined
  /** The pages of the features. */
  pages: readonly ConsolePage[]
  /** The pages outside of /console; none by default. */
  outside?: readonly OutsideRoute[]
}

/** The services that opening a page needs. */
type Console = Parts & {
  routes: OperationRoutes
  assets: Assets
  isSecure: boolean
}

/** Serves the console under /console of the app. */
export function mountConsole(parts: Parts): void {
  const isSecure = parts.publicUrl?.startsWith('https:') ?? false
  const pages = inOrder([...shippedPages, ...parts.pages])
  const routes = operationRoutes(parts.app)
  const made: Console = { ...parts, pages, routes, assets: createAssets(), isSecure }
  const router = new Hono<HttpEnv>()
  router.use(pageHeaders(isSecure), compress(), compressPages)
  router.use(async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    const [site, origin, host] = ['sec-fetch-site', 'origin', 'host'].map((n) => c.req.header(n))
    if (isRead || isOurs({ site, origin, host })) return await next()
    return await answerForeign(await openPage(made, c, null))
  })
  router.get('/assets/:hash/:name', async (c) => {
    const answer = await made.assets.answer(c, c.req.param('name'))
    return answer ?? (await answerMissing(await openPage(made, c, null)))
  })
  router.get('/live', async (c) => await streamChanges(c, await open(made, c), parts))
  router.post('/appearance', async (c) => await chooseAppearance(made, c))
  router.post('/home', async (c) => await chooseHome(made, c))
  router.get('/', async (c) => await answer(made, c, { ...homeRoute(pages), nav: null }))
  for (const { nav, routes } of pages)
    for (const route of routes)
      router.on(route.method, route.path, async (c) => await answer(made, c, { ...route, nav }))
  router.all('*', async (c) => await answerMissing(await loadSessionOrAnonymous(made, c)))
  router.onError(async (thrown, c) => {
    const page = await openPage(made, c, null)
    // The API refused the page's call: the refusal is the answer, not a defect of the console.
    if (thrown instanceof ProblemError) return await answerProblem(page, thrown)
    return await answerProblem(page, await problemIn(answerError(c, thrown), page.language))
  })
  const { app } = parts
  app.get('/', (c) => c.redirect('/console', 302))
  app.get('/console/', (c) => c.redirect('/console', 301))
  app.route('/console', router)
  const openOutside = async (c: HttpContext) => await openPage(made, c, null)
  const outside = { app, routes, isSecure, open: openOutside }
  app.route('/', outsideRouter(outside, parts.outside ?? []))
}

/** A form is open to everyone who may see its page; the API checks each call as well. */
type Placed = Route & Pick<ConsolePage, 'nav'>

function maySee(page: PageContext, { nav }: Placed): boolean {
  const scope = nav?.scope ?? 'signed-in'
  return scope === 'signed-in' || page.may(scope)
}

async function answer(made: Console, c: HttpContext, route: Placed): Promise<Response> {
  if (route.method === 'GET') c.set('principals', new Map())
  let page = await openPage(made, c, null)
  try {
    page = await open(made, c)
    if (page.me === null && !route.isOpen) return toSignIn(page)
    if (page.me?.must_enroll && !route.isForEnrolling && !route.isOpen)
      return c.redirect('/console/profile', 303)
    if (!maySee(page, route)) return await answerForbidden(page)
    return await route.handle(page)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return await answerProblem(page, error)
  }
}

/** Opens the page for the user of the cookie. */
async function open(made: Console, c: HttpContext): Promise<PageContext> {
  const page = await openPage(made, c, null)
  if (page.cookies.session === null) return page
  try {
    return await openPage(made, c, await page.api.call('getMe'))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error
    page.cookies.endSession()
    return page
  }
}

const loadSessionOrAnonymous = async (made: Console, c: HttpContext): Promise<PageContext> =>
  await open(made, c).catch(async () => await openPage(made, c, null))

async function openPage(made: Console, c: HttpContext, me: Me | null): Promise<PageContext> {
  const { app, clock, assets, pages, routes } = made
  const cookies = cookiesOf(c, made.isSecure)
  const chosen = findLanguage(me?.language) ?? cookies.language
  const accepted = preferredLanguage(c.req.header('accept-language') ?? '')
  const language = chosen ?? accepted ?? 'en'
  const timeZone = me?.time_zone ?? made.timeZone
  return {
    c,
    me,
    may: (scope) => me?.scopes.includes(scope) ?? false,
    api: createUserClient(app, c, { token: cookies.session, language, routes }),
    language,
    theme: me?.theme ?? (me === null ? cookies.theme : 'system'),
    formats: formatsOf(language, timeZone),
    timeZone,
    now: clock.now(),
    cookies,
    origin: made.publicUrl ?? new URL(c.req.url).origin,
    assets: assets.address,
    nav: pages.flatMap(({ path, words, nav }) => {
      const isAllowed = nav?.scope === 'signed-in' || (nav && me?.scopes.includes(nav.scope))
      if (!isAllowed) return []
      const { shape, job, waiting } = nav
      const title = translator(language, words)('title')
      const label = messageOf(language, words, 'menu') ?? title
      return [{ path, title, label, shape, job, waiting }]
    }),
  }
}

/** Stores the first page of the user, and shows it. */
async function chooseHome(made: Console, c: HttpContext): Promise<Response> {
  const page = await open(made, c)
  if (page.me === null) return c.redirect('/console/sign-in', 303)
  const chosen = (await readForm(page)).get('home')
  const home = page.me.homes.find((each) => each === chosen)
  if (home) await page.api.call('changeMe', { body: { home } })
  return c.redirect('/console', 303)
}

/**
 * Stores the language and theme of this browser and its user; anonymous visitors may choose too.
 */
async function chooseAppearance(made: Console, c: HttpContext): Promise<Response> {
  const page = await loadSessionOrAnonymous(made, c)
  const form = await readForm(page)
  const language = findLanguage(form.get('language'))
  const theme = THEMES.find((each) => each === form.get('theme'))
  if (language) page.cookies.setLanguage(language)
  if (theme) page.cookies.setTheme(theme)
  if (page.me?.role)
    await page.api.call('changeMe', {
      body: { ...(language && { language }), ...(theme && { theme: themeOfUser(theme) }) },
    })
  return c.redirect(addressOf(ownPath(form.get('back'))), 303)
}
