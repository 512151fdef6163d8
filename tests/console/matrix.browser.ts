import { expect } from 'vitest'
import { ROLE_NAMES, ROLES, type Scope } from '../../src/base/roles.ts'
import { pages } from '../../src/console/pages/index.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aReader, aUser, test } from './kit.ts'

/** With its form, such as `:id{[0-9a-f-]{36}}`. */
const PARAMETER = /:\w+(\{(?:[^{}]|\{[^}]*\})*\})?/g

/** An address that a route answers: of the fillings, so that there is something at it. */
function addressOf(pattern: string): string {
  const form = new RegExp(`^${pattern.replaceAll(PARAMETER, '[^/?]+')}(\\?|$)`)
  const filled = filledPaths.find((path) => form.test(path === '' ? '/' : path))
  return (filled ?? pattern.replaceAll(PARAMETER, '019a2000-0000-7000-8000-000000000001')).split(
    '?',
  )[0] as string
}

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
      for (const { path, nav, routes } of pages)
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

test(
  'whoever may only read changes nothing with any form',
  { timeout: 60_000 },
  async ({ db, served }) => {
    await fillConsole(db)
    const { token } = await aUser(db, 'matrix-reader', 'editor')
    const reader = aReader({ served, token })
    const answers: string[] = []
    const forms = pages.flatMap(({ routes }) => routes).filter(({ method }) => method === 'POST')
    for (const { path, isOpen } of forms) {
      if (isOpen || OWN.test(path)) continue
      const { status, address } = await reader.send(addressOf(path), FORM)
      const isRefused = [400, 403, 404, 422].includes(status)
      const asksPassword = status === 303 && address?.startsWith('/console/confirm')
      if (!isRefused && !asksPassword) answers.push(`${path}: ${status} ${address ?? ''}`)
    }

    expect(answers).toEqual([])
    expect(forms.length).toBeGreaterThan(20)
  },
)

/** Fields that forms have. */
const FORM = { id: '1', account: 'kitchen_pool', act: 'check', back: '/console' }

/** What everybody changes of their own. */
const OWN = /^\/(profile|inbox|sign-out|confirm)(\/|$)/
