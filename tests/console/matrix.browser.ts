import { expect } from 'vitest'
import { ROLE_NAMES, ROLES, type Scope } from '../../src/base/roles.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { everyPage } from './every-page.ts'
import { aReader, aUser, aVisitor, browserTest, test } from './kit.ts'

/** With its form, such as `:id{[0-9a-f-]{36}}`. */
const PARAMETER = /:\w+(\{(?:[^{}]|\{[^}]*\})*\})?/g

/** An address that a route answers: of the fillings, so that there is something at it. */
function addressOf(pattern: string): string {
  const form = new RegExp(`^${pattern.replaceAll(PARAMETER, '[^/?]+')}(\\?|$)`)
  const filled = filledPaths.find((path) => form.test(path === '' ? '/' : path))
  return (filled ?? pattern.replaceAll(PARAMETER, ofForm)).split('?')[0] as string
}

/** Of nothing that there is: a hash, or an id. */
const ofForm = (parameter: string): string =>
  parameter.includes('{64}') ? '0'.repeat(64) : '019a2000-0000-7000-8000-000000000001'

const has = (role: keyof typeof ROLES, scope: Scope): boolean =>
  (ROLES[role] as readonly Scope[]).includes(scope)

test(
  'each page opens for the roles that may see it, and for nobody else',
  { timeout: 60_000 },
  async ({ db, served }) => {
    await fillConsole(db)
    const faults: string[] = []
    for (const role of ROLE_NAMES) {
      const { token } = await aUser(db, `matrix-${role}`, role)
      const reader = aReader({ served, token })
      for (const { path, nav, routes } of everyPage)
        for (const route of routes.filter(({ method }) => method === 'GET')) {
          const { status } = await reader.open(addressOf(route.path))
          const mayOpen = !nav || nav.scope === 'signed-in' || has(role, nav.scope)
          const wanted = !mayOpen
            ? [403]
            : route.path === path && nav
              ? [200]
              : [200, 204, 303, 400, 403, 404, 422]
          if (!wanted.includes(status))
            faults.push(`${role} GET ${route.path}: ${status}, not ${wanted.join(' or ')}`)
        }
    }

    expect(faults).toEqual([])
  },
)

/** Where the forms, links and scripts of a page lead, without their queries. */
async function placesAt(reader: ReturnType<typeof aReader>, path: string): Promise<string[]> {
  const { source } = await reader.open(path)
  const places = source.matchAll(
    /<[^>]* (?:action|formaction|href|data-guesses)="\/console([^"?]*)/g,
  )
  return [...places].map(([, place = '']) => place)
}

/** Also those of the pages that dialogs show. */
async function allPlaces(reader: ReturnType<typeof aReader>): Promise<ReadonlySet<string>> {
  const shown = new Set<string>()
  for (const path of [...filledPaths, '/', '/profile'])
    for (const place of await placesAt(reader, path)) shown.add(place)
  for (const path of [...shown].filter((each) => !each.startsWith('/assets')))
    for (const place of await placesAt(reader, path)) shown.add(place)
  return shown
}

const isOf = (pattern: string, places: ReadonlySet<string>): boolean => {
  const form = new RegExp(`^${pattern.replaceAll(PARAMETER, '[^/?]+')}$`)
  return [...places].some((place) => form.test(place))
}

test.for(['member', 'editor', 'viewer'] as const)(
  'a form that the role %s is not shown is refused to it, on every page',
  { timeout: 120_000 },
  async (role, { db, served }) => {
    await fillConsole(db)
    const { token } = await aUser(db, `forms-of-${role}`, role)
    const reader = aReader({ served, token })
    const shown = await allPlaces(reader)
    const forms = everyPage
      .flatMap(({ routes }) => routes)
      .filter(({ method, path, isOpen }) => method === 'POST' && !isOpen && !OWN.test(path))
      .filter(({ path }) => !isOf(path, shown))
    const faults: string[] = []
    for (const { path } of forms) {
      const { status, address } = await reader.send(addressOf(path), FORM)
      const asksPassword = status === 303 && address?.startsWith('/console/confirm')
      if (![400, 403, 404, 422].includes(status) && !asksPassword)
        faults.push(`${path}: ${status} ${address ?? ''}`)
    }

    expect(faults).toEqual([])
    expect(forms.length).toBeGreaterThan(20)
  },
)

/** Fields that forms have. */
const FORM = { id: '1', account: 'kitchen_pool', act: 'check', back: '/console' }

/** What everybody changes of their own. */
const OWN = /^\/(profile|inbox|sign-out|confirm)(\/|$)/

/** Buttons that belong to no form and open nothing, and dialogs whose link leads to no form. */
const DEAD_ENDS = `[...document.querySelectorAll('button')]
  .filter((button) => !button.form && !button.popoverTargetElement && !button.matches('[data-needs-scripts]'))
  .map((button) => button.outerHTML.slice(0, 120))`
const DIALOGS = `[...document.querySelectorAll('a[data-dialog]')].map((link) => link.getAttribute('href'))`

browserTest(
  'without scripts every button belongs to a form, and every dialog is a page with one',
  { timeout: 300_000 },
  async ({ db, served, browser }) => {
    await fillConsole(db)
    const { token } = await aUser(db, 'without-scripts', 'admin')
    const page = await aVisitor({ served, browser, token, hasScripts: false })
    const faults: string[] = []
    const dialogs = new Set<string>()
    for (const path of filledPaths) {
      await page.goto(`/console${path}`)
      for (const button of await page.evaluate<string[]>(DEAD_ENDS))
        faults.push(`${path}: ${button}`)
      for (const href of await page.evaluate<string[]>(DIALOGS)) dialogs.add(href)
    }
    for (const href of dialogs) {
      const answer = await page.goto(href)
      const forms = await page.locator('main form button').count()
      // A filter of the filling that the API refuses is told at its field.
      const isTold = [200, 422].includes(answer?.status() ?? 0)
      if (!isTold || forms === 0)
        faults.push(`${href}: ${answer?.status() ?? 'no answer'}, ${forms} buttons of forms`)
    }

    expect(faults).toEqual([])
    expect(dialogs.size).toBeGreaterThan(20)
  },
)
