import { expect } from 'vitest'
import { aUser, test } from './kit.ts'
import { acts, actsAnswer, NO_FIELDS, OTHER_BODIES, post } from './wrong-bodies.ts'

const TOO_LARGE = 6 * 1024 * 1024

actsAnswer(NO_FIELDS, acts)
// Each act gets one of the others; `npm run test:slow` sends each of them to each act.
for (const [place, body] of OTHER_BODIES.entries())
  actsAnswer(
    body,
    acts.filter((_, at) => at % OTHER_BODIES.length === place),
  )

test('a body above the limit of its page is refused with a page', async ({ db, served }) => {
  const { token } = await aUser(db, 'large', 'admin')
  const type = 'application/x-www-form-urlencoded'
  const body = `a=${'x'.repeat(TOO_LARGE)}`
  for (const path of ['/help', '/appearance'])
    expect(await post({ url: served.url, path, token, type, body })).toMatchObject({
      status: 413,
      isPage: true,
    })
})

test('what another site sends is refused with a page, and changes nothing', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'lured', 'admin')
  const type = 'application/x-www-form-urlencoded'
  for (const { path } of acts) {
    const origin = 'https://elsewhere.invalid'
    const answer = await post({ url: served.url, path, token, type, body: '', origin })
    expect([path, answer.status, answer.isPage]).toEqual([path, 403, true])
  }
})
