import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { accounts as filling } from './fill/accounts.ts'
import { aReader, aUser, aVisitor, browserTest, test, type Served } from './kit.ts'

const ID = '01900000-0000-7000-8000-00000000'
const CHALLENGED = `${ID}a001`
const WORKING = `${ID}a002`
const NEW = `${ID}a003`
const PROXY = `${ID}b001`

async function anAdmin(db: Db, served: Served, login: string) {
  const { token } = await aUser(db, login, 'admin')
  await filling.fill(db, 'the connection was closed')
  return { token, ...aReader({ served, token }) }
}

const stateOf = async (db: Db, id: string) =>
  (
    await db
      .selectFrom('instagram_accounts')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).state

describe('accounts', () => {
  test('are listed with what they do and why, by state, name and proxy', async ({ db, served }) => {
    const { open } = await anAdmin(db, served, 'lister')

    const all = await open('/accounts')
    expect(all.text).toContain('@needs_operator.filled')
    expect(all.text).toContain('Instagram wants to confirm that a person owns the account.')
    expect(all.text).toMatch(
      /Resting until \d\d:\d\d The account is resting because Instagram asked it to slow down/,
    )
    expect(all.text).toMatch(/Need a person \d/)
    expect(all.source).toContain('<meter')

    const found = await open('/accounts?text=ACTIVE&proxy=kz-1')
    expect(found.text).toContain('@active.filled')
    expect(found.text).not.toContain('@resting.filled')
    expect((await open('/accounts?text=nobody')).text).toContain('No account matches')
    expect((await open('/accounts?state=paused')).text).not.toContain('@active.filled')
  })

  test('are counted by each tab as its list shows them, with other filters and those that publish', async ({
    db,
    served,
  }) => {
    const { open } = await anAdmin(db, served, 'counter')
    await sql`
      insert into instagram_accounts (username, state, purpose, device_seed, secrets)
      values ('publishing.filled', 'active', 'publish', 'filled 9', 'x')`.execute(db)
    const rowsIn = (source: string) => [...source.matchAll(/<tr id="account-/g)].length
    for (const filter of ['', '?text=active', '?proxy=kz-2', '?proxy=kz-1&text=e']) {
      const { source } = await open(`/accounts${filter}`)
      const tabs = [
        ...source.matchAll(
          /<a href="([^"]*)"[^>]*data-morph[^>]*>[^<]*(?:<svg[\s\S]*?<\/svg>)?[^<]*<small>(\d+)<\/small>/g,
        ),
      ]
      expect(tabs.length).toBeGreaterThan(1)
      for (const [, href = '', count] of tabs) {
        const list = await open(href.replaceAll('&amp;', '&').replace('/console', ''))
        expect([href, rowsIn(list.source)]).toEqual([href, Number(count)])
      }
    }
  })

  test('are paused many at once: told the number first, refused when it has changed', async ({
    db,
    served,
  }) => {
    const { open, send } = await anAdmin(db, served, 'pauser')
    const back = '/console/accounts?proxy=kz-2'
    const asked = await send('/accounts/change-many', { act: 'pause-all', proxy: 'kz-2', back })
    expect(asked.status).toBe(200)
    expect(asked.text).toContain('Pause 1 account?')

    const fields = { act: 'pause-all', proxy: 'kz-2', back }
    const other = await send('/accounts/change-many', { ...fields, expected: '7' })
    expect(other.status).toBe(409)
    expect(other.text).toContain('The number is now 1.')

    const done = await send('/accounts/change-many', { ...fields, expected: '1' })
    expect(done).toMatchObject({ status: 303, address: back })
    expect(await stateOf(db, `${ID}a007`)).toBe('paused')

    const one: [string, string][] = [
      ['act', 'pause'],
      ['id', WORKING],
      ['expected', '1'],
      ['back', '/console/accounts'],
    ]
    expect((await send('/accounts/change-many', one)).status).toBe(303)
    expect(await stateOf(db, WORKING)).toBe('paused')
    expect((await open(`/accounts/${WORKING}`)).text).toContain('The account is paused.')
    const nothing = await send('/accounts/change-many', { act: 'pause', back })
    expect(nothing).toMatchObject({ status: 303, address: back })
  })

  test('each says what it is, what helps, what it sent and what happened', async ({
    db,
    served,
  }) => {
    const { open, send } = await anAdmin(db, served, 'carer')
    const page = await open(`/accounts/${CHALLENGED}`)
    for (const text of [
      'Instagram wants to confirm that a person owns the account.',
      'I completed the challenge',
      'Requests in seven days',
      'Instagram asked to slow down 10',
      'Its rest is over 10h later',
      'from a file',
    ])
      expect(page.text).toContain(text)
    // A challenge is answered, not resumed away.
    expect(page.source).not.toContain('value="resume"')
    expect((await open('/accounts/needs_operator.filled')).text).toContain('I completed')
    expect((await open('/accounts/nobody')).status).toBe(404)

    expect(await send(`/accounts/${WORKING}/act`, { act: 'pause' })).toMatchObject({ status: 303 })
    expect(await stateOf(db, WORKING)).toBe('paused')
    const refused = await send(`/accounts/${CHALLENGED}/act`, { act: 'resume' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('This did not work.')
  })

  test('settings change where they differ; a fault stands at its field', async ({ db, served }) => {
    const { send, open } = await anAdmin(db, served, 'setter')
    const path = `/accounts/${WORKING}/settings`
    const given = { notes: 'from the kitchen', time_zone: 'Nowhere', automatic_renewal: 'true' }
    const faulty = await send(path, { ...given, password: 'hunter-2-password' })
    expect(faulty.status).toBe(422)
    expect(faulty.text).toContain('Choose a time zone, such as Asia/Almaty.')
    expect(faulty.source).toContain('value="Nowhere"')
    expect(faulty.source).not.toContain('hunter-2-password')

    expect(await send(path, { ...given, time_zone: 'Asia/Tokyo' })).toMatchObject({ status: 303 })
    const page = await open(`/accounts/${WORKING}`)
    expect(page.text).toContain('from the kitchen')
    expect(page.text).toContain('Tokyo (UTC+9)')

    const session = await send(`/accounts/${WORKING}/session`, { session: 'no cookie at all' })
    expect(session.status).toBe(422)
    expect(session.source).not.toContain('no cookie at all')
  })

  test('secrets need the password again, and other roles see nothing', async ({ db, served }) => {
    const { open, token } = await anAdmin(db, served, 'careless')
    await sql`update user_sessions set elevated_until = null`.execute(db)
    expect((await open(`/accounts/${WORKING}/session`)).address).toContain('/console/confirm?next=')
    expect(token).toBeDefined()
    const member = aReader({ served, token: (await aUser(db, 'member', 'member')).token })
    for (const path of ['/accounts', `/accounts/${WORKING}`, '/proxies', `/proxies/${PROXY}`])
      expect((await member.open(path)).status, path).toBe(403)
  })
})

describe('proxies', () => {
  test('are added without their credentials on a page, and replaced with all that hangs on them', async ({
    db,
    served,
  }) => {
    const { open, send, token } = await anAdmin(db, served, 'proxier')
    const faulty = await send('/proxies/+add', {
      url: 'gopher://user:a-secret@host',
      label: 'kz-9',
    })
    expect(faulty.status).toBe(422)
    expect(faulty.source).toContain('value="kz-9"')
    expect(faulty.source).not.toContain('a-secret')

    const url = 'http://user:a-secret@nine.filled.example:8080'
    const added = await send('/proxies/+add', { url, label: 'kz-9', country: 'kz' })
    expect(added.status).toBe(303)
    const path = added.address?.replace('/console', '') ?? ''
    expect((await open(path)).source).not.toContain('a-secret')

    const inUse = await open(`/proxies/${PROXY}/remove`)
    expect(inUse.text).toContain('7 accounts use it.')
    expect((await send(`/proxies/${PROXY}/replace`, { proxy_id: 'kz-3' })).text).toContain(
      'This proxy cannot be given',
    )
    const moved = await send(`/proxies/${PROXY}/replace`, { proxy_id: 'kz-9' })
    expect(moved).toMatchObject({ status: 303, address: added.address })
    expect((await open(path)).text).toContain('7 accounts')
    expect((await open(path)).text).toContain('Country Kazakhstan')
    expect((await open(path)).text).not.toContain('–')
    const russian = aReader({ served, token, language: 'ru' })
    expect((await russian.open('/proxies')).text).toContain('Казахстан')
    // Countries are chosen by their names, in the order of the reader's alphabet.
    const edited = (await russian.open(`${path}/change`)).source
    expect(edited).toMatch(/<option value="KZ" selected dir="auto">\s*Казахстан/)
    const names = [...edited.matchAll(/<option value="[A-Z]{2}"[^>]*>\s*([^<]*?)\s*</g)].map(
      ([, name = '']) => name,
    )
    expect(names.length).toBe(250)
    expect(names).toEqual(names.toSorted(new Intl.Collator('ru').compare))
    // What is not known yet says when it will be; notes and times without a session are left out.
    await sql`update instagram_accounts set notes = null where id = ${NEW}`.execute(db)
    const fresh = await open(`/accounts/${NEW}`)
    expect(fresh.text).toMatch(/Session No session Password .* App Set at its first login/)
    expect(fresh.text).not.toMatch(/Session created|–/)
    // The first three by name, and that there are more.
    expect((await open('/proxies')).text).toMatch(/@active\.filled, @\S+, @\S+, …/)
    expect((await send(`/proxies/${PROXY}/remove`, {})).address).toBe('/console/proxies')
    expect((await open(`/proxies/${PROXY}`)).status).toBe(404)
  })

  test('pause and resume take their accounts along', async ({ db, served }) => {
    const { open, send } = await anAdmin(db, served, 'pausing')
    expect((await open('/proxies?state=dead')).text).toContain('It does not connect')
    expect(await send(`/proxies/${PROXY}/act`, { act: 'pause' })).toMatchObject({ status: 303 })
    expect(await stateOf(db, WORKING)).toBe('proxy_error')
    expect(await send(`/proxies/${PROXY}/act`, { act: 'resume' })).toMatchObject({ status: 303 })
    expect(await stateOf(db, WORKING)).toBe('active')
  })
})

browserTest(
  'an account with a challenge is back by clicks alone, from the overview',
  async ({ db, served, browser }) => {
    const { token } = await anAdmin(db, served, 'quick')
    // What Instagram answers once the person has done what it asked.
    Object.assign(served.services.pool, {
      resolveChallenge: async (id: string) =>
        void (await sql`update instagram_accounts set state = 'active' where id = ${id}`.execute(
          db,
        )),
    })
    const page = await aVisitor({ served, browser, token })
    await page.goto('/console/overview')
    const line = page.locator('#need-accounts_need_person-needs_operator-challenge_required')
    await line.getByRole('link', { name: 'I completed the challenge' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Completed, check now' }).click()
    await line.waitFor({ state: 'detached' })
    expect(await page.locator('#toasts').textContent()).toContain(
      '@needs_operator.filled: Working.',
    )
    expect(await stateOf(db, CHALLENGED)).toBe('active')
  },
)

browserTest(
  'a paste stays in its field between the check and the confirmation, and nowhere else',
  async ({ db, served, browser }) => {
    const { token } = await anAdmin(db, served, 'paster')
    const page = await aVisitor({ served, browser, token })
    await page.goto('/console/accounts/add-many')
    const text = 'username,password,proxy\npasted_one,hunter-2,http://u:p@paste.filled.example:80\n'
    await page.getByLabel('Accounts', { exact: true }).fill(text)
    await page.locator('#paste').getByRole('button', { name: 'Check' }).click()
    const add = page.locator('#paste').getByRole('button', { name: 'Add 1 account' })
    await add.waitFor()
    expect(await page.getByLabel('Accounts', { exact: true }).inputValue()).toBe(text)
    await add.click()
    await page.getByRole('heading', { name: 'Result', exact: true }).waitFor()
    expect(await page.content()).not.toContain('hunter-2')
    expect(await page.getByRole('link', { name: '@pasted_one' }).count()).toBe(1)
  },
)
