import { expect } from 'vitest'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { CREATOR, creator } from '../../console/fill/creator.ts'
import { LIST, lists } from '../../console/fill/lists.ts'
import { aReader, aUser, test } from '../../console/kit.ts'
import { openShare } from './kit.ts'

test('a member shares a list from its page, sees its visits, and revokes the link', async ({
  db,
  served,
}) => {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, 'sharer', 'member')
  const { open, send } = aReader({ served, token })

  const list = await open(`/lists/${LIST}`)
  const asked = /\/console(\/shares\/new[^"]+)"/.exec(list.source)?.[1]?.replaceAll('&amp;', '&')
  const form = await open(asked ?? '')
  const fields = { subject: 'list', list: LIST, kind: 'page', prices: 'true', language: 'ru' }
  const late = await send('/shares', { ...fields, until: '2099-01-01' })
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
  const made = await send('/shares', { ...fields, until })
  const path = /\/s\/[A-Za-z0-9_-]{43}/.exec(made.source)?.[0] ?? ''
  const report = await openShare(served, path)
  const links = await open('/shares')
  const id = /id="share-([0-9a-f-]+)"/.exec(links.source)?.[1] ?? ''
  const question = await open(`/shares/${id}/revoke`)
  const revoked = await send(`/shares/${id}/revoke`, {})
  const ended = await openShare(served, path)

  expect(form.text).toContain('Share: A lovely')
  expect(late.status).toBe(422)
  expect(late.text).toContain('Choose a day from today to a year ahead.')
  expect(made.text).toContain('Copy it now: it is shown this once.')
  expect(report.text).toContain('Только для чтения')
  expect(report.text).toContain('@member.1')
  expect(links.text).toContain('A list · Report · with prices')
  expect(links.text).toContain('1 time')
  expect(links.source).not.toContain(path)
  expect(question.text).toContain('Revoke this link?')
  expect([revoked.status, revoked.flash]).toEqual([303, 'The link is revoked.'])
  expect(ended.status).toBe(410)
})

test('a viewer neither sees nor makes links; a creator and a comparison offer them', async ({
  db,
  served,
}) => {
  await creator.fill(db, 'lovely')
  const viewer = aReader({ served, token: (await aUser(db, 'looker', 'viewer')).token })
  const member = aReader({ served, token: (await aUser(db, 'maker', 'member')).token })

  const [seen, own] = [
    await viewer.open(`/creators/${CREATOR}`),
    await member.open(`/creators/${CREATOR}`),
  ]
  const compared = await member.open(`/creators/compare?ids=${CREATOR},mama.second`)
  const refused = await viewer.open('/shares')
  const posted = await viewer.send('/shares', {
    subject: 'creator',
    creators: CREATOR,
    until: '2026-12-31',
  })

  expect(seen.source).not.toContain('/console/shares/new')
  expect(own.source).toContain('/console/shares/new?subject=creator')
  expect(compared.source).toContain('/console/shares/new?subject=comparison')
  expect([refused.status, posted.status]).toEqual([403, 403])
})

test('the team has a name and a logo, which is made of pixels alone', async ({ db, served }) => {
  await creator.fill(db, 'lovely')
  const { open, send } = aReader({ served, token: (await aUser(db, 'brander', 'member')).token })
  const size = { width: 600, height: 300 }
  const picture = await makePicture('logo', size, { kind: 'post', topic: 'food', gender: 'female' })
  const formOf = (bytes: Uint8Array<ArrayBuffer>) => {
    const form = new FormData()
    form.set('logo', new File([bytes], 'logo.jpg'))
    return form
  }

  const named = await send('/shares/team', { name: 'Meridian Agency' })
  const bad = await send('/shares/team/logo', formOf(new TextEncoder().encode('<svg onload=x>')))
  const good = await send('/shares/team/logo', formOf(new Uint8Array(picture)))
  const page = await open('/shares/team')
  const removed = await send('/shares/team/logo/remove', {})

  expect(named.flash).toBe('Reports show this name now.')
  expect(bad.status).toBe(422)
  expect(bad.text).toContain('This file is no picture')
  expect(good.flash).toBe('Reports show this logo now.')
  expect(page.source).toContain('src="/console/shares/team/logo"')
  expect(removed.flash).toBe('Reports show no logo now.')
})
