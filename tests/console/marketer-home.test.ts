import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { endVisits, fillCreators, fillView, fillWork } from './fill/marketer.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

async function aMarketer(db: Db, served: Served, login: string) {
  const { token } = await aUser(db, login, 'member')
  await fillCreators(db)
  await fillWork(db, login)
  await fillView(db, login)
  return { token, reader: aReader({ served, token }) }
}

describe('the home of a marketer', () => {
  test('says what entered and left a saved search since the last visit', async ({ db, served }) => {
    const { reader } = await aMarketer(db, served, 'seeker')
    const first = await reader.open('')
    await endVisits(db)
    await sql`update blogs set follower_count = 5000 where username = 'home.5'`.execute(db)
    await sql`update blogs set username = 'home.13', full_name = 'Айша Новая' where username = 'home.1'`.execute(
      db,
    )
    await sql`
      insert into blogs (person_id, username, full_name, source, follower_count, er)
      select id, 'home.20', 'Вера Новая', 'discover', 7000, 0.04 from persons limit 1`.execute(db)
    const second = await reader.open('')
    const again = await reader.open('')

    expect(first.text).toContain('Compared on your next visit.')
    expect(second.text).toMatch(/Since \w+day, \d\d:\d\d/)
    expect(second.text).toContain('1 new creator in your searches')
    expect(second.text).toContain('1 no longer fits: Наталья Вольф')
    expect(second.text).toContain('New in “Mothers in Almaty 5.9k+”')
    expect(second.text).toContain('Вера Новая 7k · 4%')
    expect(again.text).toContain('1 no longer fits: Наталья Вольф')
  })

  test('names creators of lists that are out of the ordinary, with the rule', async ({
    db,
    served,
  }) => {
    const { reader } = await aMarketer(db, served, 'watcher')
    const { text } = await reader.open('/home/marketer')

    expect(text).toContain(
      'Томирис 7.8k Check before paying 54.8% more followers: from 5,040 to 7,800.',
    )
    expect(text).toMatch(
      /Камила Ержан 5\.9k Far above usual The post of \w+ has 62k views, 13 times the usual 4\.9k:/,
    )
    expect(text).toMatch(
      /Әсел Нұрланова 9\.7k Advertises a brand .* for qamqor\.baby: промокод ASEL15/,
    )
    expect(text).toContain('Нұргүл Сәрсен 11.6k Silent No post for 17 days.')
    expect(text).toContain('A post has 5 times the views')
    // Creators of no list are not looked at.
    expect(text).not.toContain('Гүлназ Омар')
  })

  test('shows what the user has to do by date, and a button does it', async ({ db, served }) => {
    const { reader } = await aMarketer(db, served, 'doer')
    const before = await reader.open('')
    const [, path = ''] =
      /action="\/console(\/lists\/[^"]+\/status)"/.exec(
        before.source.slice(before.source.indexOf('id="todo"')),
      ) ?? []
    const done = await reader.send(path, { back: '/console', status: 'published' })
    const after = await reader.open('')

    expect(before.text).toMatch(
      /Ask Динара Әбілқасым for the post Botam winter · overdue 3 days .*Decide on Мадина Рахимова Botam winter · today .*Agree a price with Алина Харт/,
    )
    expect(before.text).toContain('3 of 6 published · ₸255,000')
    expect([done.status, done.address]).toEqual([303, '/console'])
    expect(after.text).not.toContain('Ask Динара Әбілқасым')
    expect(after.text).toContain('4 of 6 published')
  })

  test('a viewer sees it without acts', async ({ db, served }) => {
    await fillCreators(db)
    const { token } = await aUser(db, 'onlooker', 'viewer')
    const { text, source, status } = await aReader({ served, token }).open('')

    expect(status).toBe(200)
    expect(text).toContain('Saved searches')
    expect(text).not.toContain('Add creators')
    expect(source.slice(source.indexOf('id="main"'))).not.toMatch(
      /method="post" action="\/console\/lists/,
    )
  })

  test('an old view that no longer reads harms nothing', async ({ db, served }) => {
    const { token } = await aUser(db, 'archivist', 'member')
    await sql`
      insert into saved_views (user_id, page, name, query)
      select id, 'creators', 'Gone list', 'list=Nobody+has+this' from users where login = 'archivist'
      union all
      select id, 'creators', 'Bad number', 'min_followers=many' from users where login = 'archivist'`.execute(
      db,
    )
    const { status, text } = await aReader({ served, token }).open('')
    expect(status).toBe(200)
    expect(text).toContain('Gone list')
  })
})
