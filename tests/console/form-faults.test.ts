import { describe, expect } from 'vitest'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aReader, aUser, test } from './kit.ts'
import { faultsOf, STRANGE_TEXT } from './wording.ts'

/** Acts without fields, and those that would take the person or the page away. */
const LEFT_OUT = /\/(?:delete|remove|sign-out|sign-in|erase|disconnect|language|appearance)$/

/** Inputs that no field takes, or hardly one. */
const LONG = 'x'.repeat(2_100)
const BAD: readonly string[] = ['', '~ \u0001 ~', LONG]

type Form = { action: string; isMultipart: boolean; fields: [string, string][]; typed: string[] }

/** The forms of a page that send something typed, filled as the page has filled them. */
function formsIn(source: string): Form[] {
  return [...source.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].flatMap(
    ([, head = '', body = '']) => {
      const action = /action="([^"?]*)/.exec(head)?.[1]
      if (!/method="post"/.test(head) || action === undefined || LEFT_OUT.test(action)) return []
      const inputs = [...body.matchAll(/<(input|textarea|select)\b([^>]*)>([^]*?)(?=<|$)/g)]
      const read = inputs.flatMap(([, kind = '', attributes = '', text = '']) => {
        const name = /\bname="([^"]*)"/.exec(attributes)?.[1]
        const type = /\btype="([^"]*)"/.exec(attributes)?.[1] ?? kind
        if (name === undefined || type === 'file') return []
        if (/checkbox|radio/.test(type) && !/\bchecked\b/.test(attributes)) return []
        const value = /\bvalue="([^"]*)"/.exec(attributes)?.[1] ?? text.trim()
        return [{ name, value: value.replaceAll('&amp;', '&').replaceAll('&quot;', '"'), type }]
      })
      const typed = read.flatMap(({ name, type }) =>
        /^(?:hidden|checkbox|radio|submit)$/.test(type) ? [] : [name],
      )
      const fields = read.map(({ name, value }): [string, string] => [name, value])
      const isMultipart = head.includes('multipart')
      return typed.length === 0 ? [] : [{ action, isMultipart, fields, typed }]
    },
  )
}

const shape = (path: string) =>
  path
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, ':id')
    .replace(/hashtags\/[^/]+/, 'hashtags/:tag')

describe.for(['ru', 'kk'] as const)('what a form refuses, in %s', (language) => {
  test('is explained without English', { timeout: 300_000 }, async ({ db, served }) => {
    if (language === 'ru') await fillConsole(db, { text: STRANGE_TEXT })
    const { token } = await aUser(db, `refused-${language}`, 'admin')
    const { open, send } = aReader({ served, token, language })
    const tried = new Set<string>()
    const wrong = new Set<string>()
    let refusals = 0
    const attempt = async (form: Form, bad: string) => {
      const answer = await send(form.action.replace('/console', ''), filledWith(form, bad))
      if (answer.status < 400) return
      refusals += 1
      const faults = faultsOf(withoutTyped(answer.source), language)
      if (answer.status >= 500) faults.push(String(answer.status))
      for (const fault of faults) wrong.add(`${form.action}: ${fault}`)
    }
    for (const path of filledPaths)
      for (const form of formsIn((await open(path)).source)) {
        const name = shape(form.action)
        if (tried.has(name)) continue
        tried.add(name)
        for (const bad of BAD) await attempt(form, bad)
      }
    expect([...wrong]).toEqual([])
    expect(refusals).toBeGreaterThan(60)
  })
})

function filledWith({ fields, typed, isMultipart }: Form, bad: string) {
  const sent = fields.map(([name, value]): [string, string] => [
    name,
    typed.includes(name) ? bad : value,
  ])
  if (!isMultipart) return sent
  const data = new FormData()
  for (const [name, value] of sent) data.append(name, value)
  return data
}

/** The page without what was typed, which it gives back or has taken. */
const withoutTyped = (source: string): string =>
  BAD.filter((bad) => bad !== '').reduce((rest, bad) => rest.replaceAll(bad, ''), source)
