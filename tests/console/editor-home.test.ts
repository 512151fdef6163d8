import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { CAPTIONS, fillAgenda } from './fill/editor.ts'
import { aReader, aUser, test } from './kit.ts'

describe('the home of an editor', () => {
  test('says what needs them, what goes out today and tomorrow, and how yesterday did', async ({
    db,
    served,
  }) => {
    await fillAgenda(db)
    const { token } = await aUser(db, 'morning', 'editor')
    await sql`update users set time_zone = 'UTC' where login = 'morning'`.execute(db)
    const { text, source } = await aReader({ served, token }).open('')
    const between = (from: string, until: string) =>
      text.slice(text.indexOf(from), text.indexOf(until, text.indexOf(from)))

    expect(text).toContain(
      '3 posts still go out today and tomorrow. 1 has failed. 1 waits for you.',
    )
    expect(text).toContain(
      `Failed on 1 of 2 accounts ${CAPTIONS[1]} @aspan.istanbul : The session has expired. The other account has it. Try again Open`,
    )
    expect(text).toContain(`To confirm ${CAPTIONS[5]} 2 accounts, no time yet. Look and confirm`)
    const today = between('Today 1 published · 1 to come', 'Tomorrow')
    expect(today).toMatch(
      new RegExp(
        `00:00 ${CAPTIONS[1].replace('?', '\\?')} A @aspan.coffee A @aspan.istanbul On 1 of 2 \\d\\d:\\d\\d 23:59 ${CAPTIONS[2]}`,
      ),
    )
    const tomorrow = between('Tomorrow 2 to come', 'Yesterday')
    expect(tomorrow).toContain(CAPTIONS[3])
    expect(tomorrow).toMatch(/09:00–19:00 Nothing for 9 hours Post at 14:00 19:00 One dough/)
    expect(text).toContain('Yesterday: 1 post on 2 accounts, nothing failed')
    expect(text).toContain(
      '4,120 views · usual 3,000 4,120 views; usual at this age: 3,000 After 10 h on 1 account. 1 other is not connected',
    )
    expect(source).toContain('lang="kk"')
  })

  test('without posts it says what to do', async ({ db, served }) => {
    await sql`delete from posts`.execute(db)
    const { token } = await aUser(db, 'idle', 'editor')
    const { text } = await aReader({ served, token }).open('')
    expect(text).toContain('Nothing is scheduled for today or tomorrow.')
    expect(text).not.toContain('Yesterday:')
    expect(text).not.toContain('failed')
  })

  test('the agenda is refused beyond its span', async ({ db, served }) => {
    const { token } = await aUser(db, 'greedy', 'editor')
    const query = 'from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z'
    const answer = await served.app.request(`/api/publishing-agenda?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'until' }] })
  })
})
