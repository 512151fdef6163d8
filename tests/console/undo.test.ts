import { expect } from 'vitest'
import { aReader, aUser, test } from './kit.ts'

/** What the next page shows once, with its form that takes the act back. */
const offerIn = (source: string) => {
  const form = /<form\s+class="toast"[\s\S]*?<\/form>/.exec(source)?.[0] ?? ''
  return {
    action: /action="\/console([^"]*)"/.exec(form)?.[1],
    fields: [...form.matchAll(/name="([^"]*)"\s+value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    ),
    isUndo: form.includes('Undo'),
  }
}

test('a pause is taken back from its message', async ({ db, served }) => {
  const { token } = await aUser(db, 'undoes', 'admin')
  const cookies = new Map([['gramd', token]])
  const send = async (path: string, fields?: [string, string][]) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const body = fields && new URLSearchParams(fields)
    const answer = await fetch(`${served.url}/console${path}`, {
      ...(body && { method: 'POST', body }),
      headers: { cookie, origin: served.url },
      redirect: 'manual',
    })
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = each.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    return { source: await answer.text(), address: answer.headers.get('location') }
  }
  const reader = aReader({ served, token })
  await reader.send('/discovery/hashtags/new', { hashtag: 'undone' })
  const { address } = await send('/discovery/hashtags/undone/act', [['act', 'pause']])
  const next = await send((address ?? '').replace('/console', ''))
  const { action, fields, isUndo } = offerIn(next.source)

  expect({ action, fields, isUndo }).toEqual({
    action: '/discovery/hashtags/undone/act',
    fields: [['act', 'resume']],
    isUndo: true,
  })
  expect((await reader.open('/discovery')).text).toContain('Paused')
  await send(action ?? '', fields)
  expect((await reader.open('/discovery')).text).not.toMatch(/#undone[^#]*Paused/)
})
