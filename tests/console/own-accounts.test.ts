import { expect } from 'vitest'
import { test as databaseTest } from '../fixtures/test.ts'
import { BRAND, ownAccounts, SHOP } from './fill/own-accounts.ts'
import { aReader, aUser, test, type Served } from './kit.ts'
import { startOwnWorld, type OwnWorld } from './own-world.ts'

test('own accounts say how they are, what they lack, and what helps, in both languages', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'our shop')
  const { token } = await aUser(db, 'reader', 'admin')
  const { open } = aReader({ served, token })
  const list = await open('/own-accounts')
  const brand = await open(`/own-accounts/${BRAND}`)
  const russian = aReader({ served, token, language: 'ru' })

  expect(list.text).toMatch(
    /@our\.brand Facebook Login · our shop Connected Some are missing instagram_manage_insights Never /,
  )
  expect(list.text).toMatch(/Authorize again The token has expired\./)
  expect(list.text).toMatch(/62% · slower/)
  expect(brand.text).toContain('Numbers of posts and of the account instagram_manage_insights')
  expect(brand.source).toContain('name="rights" value="instagram_manage_insights"')
  expect(brand.source).toContain('id="days-followers_count"')
  expect(brand.text).toMatch(/City Almaty 60 our shop 40/)
  expect((await open(`/own-accounts/${SHOP}`)).text).toMatch(
    /Until its owner authorizes it again, gramd reads nothing of it/,
  )
  expect((await russian.open(`/own-accounts/${SHOP}`)).text).toContain('Срок токена истёк.')
  expect((await open('/own-accounts?state=revoked')).text).toContain('No account in this state')
  expect((await russian.open('/own-accounts?problem=personal_account')).text).toContain(
    'Это личный аккаунт Instagram.',
  )
})

test('without an app of Meta the page says what the operator sets; a viewer is not let in', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'alone', 'member')
  const viewer = await aUser(db, 'viewer', 'viewer')
  expect((await aReader({ served, token }).open('/own-accounts')).text).toMatch(
    /No app of Meta is configured .*META_APP_ID/,
  )
  const { status } = await aReader({ served, token: viewer.token }).open('/own-accounts')
  expect(status).toBe(403)
})

/** Begins a dialog as a browser does; gives its address and the cookie that the way back needs. */
async function begin(served: Served, token: string, fields: Record<string, string>) {
  const answer = await fetch(`${served.url}/console/own-accounts/connect`, {
    method: 'POST',
    headers: { cookie: `gramd=${token}`, origin: served.url },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
  const cookie = answer.headers.getSetCookie().find((text) => text.startsWith('gramd_connect='))
  const [, dialog = ''] = /<a class="button main" href="([^"]+)"/.exec(await answer.text()) ?? []
  return { status: answer.status, cookie, dialog: dialog.replaceAll('&amp;', '&') }
}

type Consent = Parameters<OwnWorld['sim']['control']['consent']>[1]

/** Answers the dialog as a person of the stand-in, in the same browser; where gramd leads to then. */
async function connect(
  { sim, served }: OwnWorld,
  token: string,
  consent: Consent,
  fields: Record<string, string> = { login: 'facebook' },
): Promise<string> {
  const { dialog, cookie = '' } = await begin(served, token, fields)
  const { pathname, search } = new URL(sim.control.consent(dialog, consent))
  const answer = await fetch(`${served.url}${pathname}${search}`, {
    headers: { cookie: cookie.split(';')[0] ?? '', accept: 'text/html' },
    redirect: 'manual',
  })
  return (answer.headers.get('location') ?? `${answer.status}`).slice('/console'.length)
}

databaseTest(
  'an account is connected from the console, in the browser that began',
  async ({ db }) => {
    const world = await startOwnWorld(db)
    const { token } = await aUser(db, 'owner', 'member')
    const { open, send } = aReader({ served: world.served, token })
    const begun = await begin(world.served, token, { login: 'facebook' })
    expect(begun.cookie).toMatch(
      /; Max-Age=600; Path=\/api\/ig\/auth\/callback; HttpOnly; SameSite=Lax/,
    )
    // Somebody else's browser has no such cookie.
    const way = new URL(world.sim.control.consent(begun.dialog, { as: 'brand' }))
    const foreign = await fetch(`${world.served.url}${way.pathname}${way.search}`, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
    })
    expect([foreign.status, await foreign.text()]).toEqual([
      403,
      expect.stringContaining('the dialog was begun in another browser'),
    ])

    const back = await connect(world, token, { as: 'brand' })
    expect(back).toMatch(/^\/own-accounts\?connected=/)
    const welcome = await open(back)
    expect(welcome.flash).toBe(
      '@qahwa.co is connected. Its posts come by themselves within minutes.',
    )
    const path = welcome.address?.slice('/console'.length) ?? ''
    expect((await open(path)).text).toContain('gramd reads its posts and their numbers by itself.')

    const synced = await send(`${path}/sync`, {})
    expect(synced.flash).toMatch(/Nothing to read|gramd reads/)
    await world.plan()
    await world.run('plan_own_media')
    await world.run('list_own_media')
    expect((await send(`${path}/sync`, {})).flash).toMatch(/^gramd reads \d+ posts? now\.$/)

    expect((await open(`${path}/disconnect`)).text).toMatch(/Hangs on it: \d+ posts/)
    const left = await send(`${path}/disconnect`, { data: 'delete' })
    expect(left.flash).toBe('@qahwa.co is disconnected. Meta has forgotten the grant.')
    expect((await open('/own-accounts')).text).toContain('No account is connected yet')
    expect(world.sim.control.violations()).toEqual([])
  },
)

databaseTest('wrong ends and refused rights are said in words', async ({ db }) => {
  const world = await startOwnWorld(db)
  const { token } = await aUser(db, 'owner', 'member')
  const { open } = aReader({ served: world.served, token })

  const personal = await connect(world, token, { as: 'personal' }, { login: 'instagram' })
  expect(personal).toBe('/own-accounts?problem=personal_account')
  expect((await open(personal)).text).toContain('The Instagram account is personal.')
  const denied = await connect(world, token, { as: 'brand', deny: true })
  expect((await open(denied)).text).toContain('The dialog was closed without granting access.')

  const partial = await connect(world, token, {
    as: 'brand',
    decline: ['instagram_manage_insights'],
  })
  const { flash, address } = await open(partial)
  expect(flash).toContain('Not granted: instagram_manage_insights.')
  const path = address?.slice('/console'.length) ?? ''
  const account = path.slice('/own-accounts/'.length)
  const again = { login: 'facebook', account, rights: 'instagram_manage_insights' }
  const complete = await connect(world, token, { as: 'brand' }, again)
  expect((await open(complete)).flash).toMatch(/^@qahwa\.co is connected\. Its posts/)
  expect((await open(path)).text).not.toContain('Missing')
})

databaseTest('somebody with several pages chooses from them, once', async ({ db }) => {
  const world = await startOwnWorld(db)
  const { token } = await aUser(db, 'owner', 'member')
  const { open, send } = aReader({ served: world.served, token })
  const back = await connect(world, token, { as: 'several' })
  const offer = await open(back)
  const choices = await open(offer.address?.slice('/console'.length) ?? '')
  const pages = [...choices.source.matchAll(/name="page"\s+value="(\d+)"/g)].map(
    ([, id = '']) => id,
  )
  const [, grant = ''] = /name="grant" value="([^"]+)"/.exec(choices.source) ?? []
  expect(pages.length).toBeGreaterThan(1)

  const none = await send('/own-accounts/choose', [['grant', grant]])
  expect([none.status, none.text.includes('Choose at least one.')]).toEqual([422, true])
  const chosen = await send('/own-accounts/choose', [
    ['grant', grant],
    ...pages.slice(0, 2).map((id): [string, string] => ['page', id]),
  ])
  expect(chosen.flash).toMatch(/^Connected 2 accounts: @/)
  const late = await send('/own-accounts/choose', [
    ['grant', grant],
    ['page', pages[0] ?? ''],
  ])
  expect(late.address).toBe('/console/own-accounts?problem=choice_expired')
})
