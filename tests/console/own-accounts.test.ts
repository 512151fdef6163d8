import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { WRONG_ENDS } from '../../src/connections/errors.ts'
import { LANGUAGES, messageOf, type Messages } from '../../src/console/messages.ts'
import { ownAccountMessages } from '../../src/console/words/own-accounts.ts'
import { messages } from '../../src/features/connections/texts/index.ts'
import { test as databaseTest } from '../fixtures/test.ts'
import { BRAND, ownAccounts, SHOP } from './fill/own-accounts.ts'
import { CREATOR, creatorReel, ownReels } from './fill/own-reels.ts'
import { aReader, aUser, serveConsole, test, type Served } from './kit.ts'
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
    /@our\.brand Facebook Login · our shop Connected Some missing Metrics of posts and of the account Token expires: Never Access to data expires: in \d+ days /,
  )
  expect(list.text).toMatch(/Needs authorization The token has expired\./)
  expect(list.text).toMatch(/62% · slower/)
  expect(brand.text).toContain('Metrics of posts and of the account')
  expect(brand.source).toContain('name="rights" value="instagram_manage_insights"')
  expect(brand.source).toContain('id="days-followers_count"')
  expect(brand.text).toMatch(/Cities: 6% in Almaty/)
  expect(brand.text).toContain('Usual needs 3 Reels before the newest; you have 1.')
  expect(brand.text).toContain('Best times need 3 Reels with views at 24 hours; you have 1.')
  expect((await open(`/own-accounts/${SHOP}`)).text).toMatch(
    /gramd reads nothing from it until its owner authorizes it again/,
  )
  expect((await russian.open(`/own-accounts/${SHOP}`)).text).toContain('Срок токена истёк.')
  expect((await open('/own-accounts?state=revoked')).text).toContain('No account in this state')
  expect((await russian.open('/own-accounts?problem=personal_account')).text).toContain(
    'Это личный аккаунт Instagram.',
  )
})

test('the page of an account answers whether the newest Reels do well, and when to post', async ({
  db,
  served,
}) => {
  await ownReels.fill(db, 'Cake with my daughter')
  const { token } = await aUser(db, 'creator', 'admin')
  const { open } = aReader({ served, token })
  const { text, source } = await open(`/own-accounts/${CREATOR}`)
  expect(text).toMatch(
    /1 of the last 3 Reels runs above usual\. The newest, 26 hours old, has [\d,]+ views; usual at that age: [\d,]+\./,
  )
  expect(text).toContain('usual: the middle half of your 20 Reels before')
  expect(source).toContain('class="fig-band"')
  expect(source.match(/class="age-line age-[ABC]"/g)).toHaveLength(3)
  expect(text).toMatch(/Newest Reels All 24 A .*% above usual/)
  expect(text).toMatch(/C .*% below usual/)
  expect(text).toMatch(/Best times: \w+ \d+–\d+/)
  expect(text).toContain('Audience: 69% women, most often 25–34')
  expect(text).toContain('Cities: 32% in Almaty')
  expect(text).toContain('None of the newest Reels is linked to a project')

  const { rows } = await sql<{ id: string; version: string }>`
    with project as (insert into projects (name) values ('Cakes') returning id)
    insert into project_versions (project_id, number, script, predicted)
    select id, 1, 'words', '{"views": 14000, "retention": 0.35}' from project
    returning project_id as id, id as version`.execute(db)
  const version = rows[0]?.version
  await sql`
    insert into bindings (version_id, media_id, kind) values (${version}, ${creatorReel(1)}, 'manual')`.execute(
    db,
  )
  const young = (await open(`/own-accounts/${CREATOR}`)).text
  expect(young).toContain('Expected and actual at 48 hours: A')
  expect(young).toMatch(/Comparison on \d+ \w+,? \d\d:\d\d\./)
  await sql`update bindings set media_id = ${creatorReel(2)} where version_id = ${version}`.execute(
    db,
  )
  const old = await open(`/own-accounts/${CREATOR}`)
  expect(old.text).toMatch(/13\.7k 14k −2% Retention Needs the length of the video/)
  expect(old.source).toMatch(/aria-label="Views: [\d.]+k, expected 14k, usual [\d.]+k to [\d.]+k"/)
  await sql`delete from projects where id = ${rows[0]?.id}`.execute(db)
})

test('without an app of Meta the page says what the operator sets; a viewer is not let in', async ({
  db,
  served,
}) => {
  const bare = await serveConsole(db, { settings: () => ({}) })
  onTestFinished(async () => await bare.close())
  const { token } = await aUser(db, 'alone', 'member')
  const viewer = await aUser(db, 'viewer', 'viewer')
  const { open, send } = aReader({ served: bare, token })
  expect((await open('/own-accounts')).text).toMatch(/No Meta app is configured .*META_APP_ID/)
  expect((await send('/own-accounts/connect', { login: 'facebook' })).address).toBe(
    '/console/own-accounts?problem=login_not_configured',
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
      '@qahwa.co is connected. Its posts appear automatically within minutes.',
    )
    const path = welcome.address?.slice('/console'.length) ?? ''
    expect((await open(path)).text).toContain(
      'gramd reads its posts and their metrics automatically.',
    )

    const sync = async () =>
      await send('/reels/refresh', {
        account: path.slice('/own-accounts/'.length),
        back: `/console${path}`,
      })
    expect((await sync()).flash).toContain('Nothing to read')
    await world.plan()
    await world.run('schedule_own_media')
    await world.run('list_own_media')
    const begun30 = await sync()
    expect(begun30.flash).toMatch(/^\d+ posts are being read again\.$/)
    expect(begun30.address).toBe(`/console${path}`)

    expect((await open(`${path}/disconnect`)).text).toMatch(
      /Used by: 40 posts .* Leave the data: .* Delete 40 posts with all their metrics/,
    )
    const left = await send(`${path}/disconnect`, { data: 'delete' })
    expect(left.flash).toBe('@qahwa.co is disconnected. Meta has revoked the access.')
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
  expect(flash).toContain('Permissions not granted: Metrics of posts and of the account.')
  const path = address?.slice('/console'.length) ?? ''
  const account = path.slice('/own-accounts/'.length)
  const again = { login: 'facebook', account, rights: 'instagram_manage_insights' }
  const complete = await connect(world, token, { as: 'brand' }, again)
  expect((await open(complete)).flash).toMatch(/^@qahwa\.co is connected\. Its posts/)
  expect((await open(path)).text).not.toContain('Missing')
})

databaseTest(
  'a store connects its account from its own page, and is led back to it',
  async ({ db }) => {
    const world = await startOwnWorld(db)
    const { token } = await aUser(db, 'owner', 'member')
    const { open, send } = aReader({ served: world.served, token })
    const made = await send('/stores', { name: 'Qahwa Styles' })
    const path = made.address?.slice('/console'.length) ?? ''
    const store = path.slice('/stores/'.length)
    expect((await open(path)).source).toContain('value="facebook"')

    const back = await connect(world, token, { as: 'brand' }, { login: 'facebook', store })
    expect(back).toMatch(new RegExp(`^${path}\\?connected=`))
    const after = await open(back)
    expect(after.flash).toBe('The store now reads @qahwa.co.')
    expect((await open(path)).text).toContain('@qahwa.co')

    // Another store cannot have the same account: it is told so.
    const second = await send('/stores', { name: 'Second' })
    const other = second.address?.slice('/console/stores/'.length) ?? ''
    const elsewhere = await connect(
      world,
      token,
      { as: 'brand' },
      { login: 'facebook', store: other },
    )
    expect((await open(elsewhere)).flash).toMatch(/another store uses it/)
  },
)

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

databaseTest(
  'of chosen pages each that is refused says why, and rights that lack are named',
  async ({ db }) => {
    const world = await startOwnWorld(db)
    world.sim.control.addPerson({
      key: 'two shops',
      pages: [
        { name: '<img src=x onerror=alert(1)>', account: { username: 'first.shop', posts: 1 } },
        { name: 'Second', account: { username: 'second.shop', posts: 1 } },
      ],
    })
    const { token } = await aUser(db, 'owner', 'member')
    const other = await aUser(db, 'faster', 'member')
    const { open, send } = aReader({ served: world.served, token })
    const right = 'instagram_manage_insights'
    const back = await connect(world, token, { as: 'two shops', decline: [right] })
    const asked = (await open(back)).address?.slice('/console'.length) ?? ''
    const choices = await open(asked)
    const pages = [...choices.source.matchAll(/name="page"\s+value="(\d+)"/g)]
    const [, grant = ''] = /name="grant" value="([^"]+)"/.exec(choices.source) ?? []

    expect(choices.source).not.toContain('<img src=x')
    expect(choices.text).toContain('@first.shop · <img src=x onerror=alert(1)>')
    const stranger = aReader({ served: world.served, token: other.token })
    expect((await stranger.open(asked)).address).toBe(
      '/console/own-accounts?problem=choice_expired',
    )
    await connect(world, other.token, { as: 'two shops', pages: ['Second'] })
    expect((await open(asked)).source).toMatch(/value="\d+"\s+disabled/)
    const chosen = await send('/own-accounts/choose', [
      ['grant', grant],
      ...pages.map(([, id = '']): [string, string] => ['page', id]),
    ])
    expect(chosen.text).toMatch(
      /Connected @first\.shop\. Permissions not granted: Metrics of posts and of the account\..* @second\.shop: Another person has connected this account/,
    )
  },
)

test('every wrong end and every reason of a state has words in both languages', () => {
  const reasons = [
    'app_removed',
    'checkpoint',
    'password_changed',
    'token_expired',
    'account_unconfirmed',
    'token_invalid',
    'role_lost',
    'data_access_expired',
    'blocked',
    'token_expiring',
    'data_access_expiring',
  ]
  const missing = (texts: Messages, keys: readonly string[]) =>
    LANGUAGES.flatMap((language) =>
      keys
        .filter((key) => messageOf(language, texts, key) === undefined)
        .map((key) => `${language} ${key}`),
    )
  const ends = Object.keys(WRONG_ENDS).map((code) => `end_${code}`)
  expect(missing(messages, ends)).toEqual([])
  const states = reasons.map((reason) => `reason_${reason}`)
  expect(missing(ownAccountMessages, states)).toEqual([])
})

databaseTest('behind https the cookie of a dialog is sent by https alone', async ({ db }) => {
  const settings = () => ({
    META_APP_ID: '1',
    META_APP_SECRET: 'f00dcafe00000000000000000000f00d',
    GRAMD_PUBLIC_URL: 'https://gramd.example',
  })
  const served = await serveConsole(db, { settings })
  onTestFinished(async () => await served.close())
  const { token } = await aUser(db, 'owner', 'member')
  const answer = await fetch(`${served.url}/console/own-accounts/connect`, {
    method: 'POST',
    headers: { cookie: `__Secure-gramd=${token}`, origin: served.url },
    body: new URLSearchParams({ login: 'facebook' }),
  })

  expect(answer.headers.getSetCookie().join()).toMatch(/gramd_connect=[\w-]{43};.* Secure/)
  expect(answer.headers.get('content-security-policy')).toContain("form-action 'self';")
})
