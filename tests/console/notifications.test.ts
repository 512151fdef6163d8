import { sql } from 'kysely'
import { expect } from 'vitest'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { LANGUAGES, messageOf } from '../../src/console/messages.ts'
import { noticeWords } from '../../src/console/words/notices.ts'
import { DECISIONS } from '../../src/features/notifications/decisions.ts'
import { features } from '../../src/features/index.ts'
import { creators } from './fill/creators.ts'
import { notifications } from './fill/notifications.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { LIVE, publishing } from './fill/publishing.ts'
import { aReader, aUser, test } from './kit.ts'

test('an operator sees what was told, what became of it, and marks it as read', async ({
  served,
  db,
}) => {
  await notifications.fill(db, 'somebody must look')
  const { token } = await aUser(db, 'operator', 'admin')
  const reader = aReader({ served, token })
  const list = await reader.open('/notifications')
  const [, id] = /notifications\/([\w-]{36})"/.exec(list.source) ?? []
  const inbox = await reader.open('/inbox')
  const [, unread] = /inbox\/([\w-]{36})\/read"/.exec(inbox.source) ?? []
  const back = { back: '/console/inbox?view=new' }
  const read = await reader.send(`/inbox/${unread}/read`, back)
  const after = await reader.open('/inbox')
  await reader.send('/inbox/read-all', {})
  const last = await reader.open('/inbox?unread=true')

  expect(list.text).toMatch(/A proxy is dead/)
  expect(id).toBeDefined()
  expect(inbox.source).toContain('Notifications, 7 new')
  expect([read.status, read.address]).toEqual([303, `${back.back}&dismissed=${unread}`])
  expect(after.source).toContain('Notifications, 6 new')
  expect(last.text).toContain('You have read everything.')
  const shown = await reader.open(notifications.paths[2] ?? '')
  expect(shown.text).toContain('Team Telegram: not delivered after 8 attempts')
  expect(shown.text).toContain('somebody must look')
})

test('a viewer has an inbox of their own, and no page of the operators', async ({ served, db }) => {
  await notifications.fill(db, 'not for them')
  const { token } = await aUser(db, 'eve', 'viewer')
  const reader = aReader({ served, token, language: 'ru' })

  expect((await reader.open('/inbox')).text).toContain('Здесь пусто')
  expect((await reader.open('/notifications')).status).toBe(403)
})

test('a user connects a webhook of their own, and sees its host alone', async ({ served, db }) => {
  const { token } = await aUser(db, 'farida', 'viewer')
  const reader = aReader({ served, token })
  const faulty = await reader.send('/profile/channels/webhook', { url: 'https://127.0.0.1/secret' })
  const made = await reader.send('/profile/channels/webhook', { url: 'https://1.1.1.1/secret' })
  const shown = await reader.open('/profile')
  await reader.send('/profile/channels/test', {})
  const inbox = await reader.open('/inbox')
  const removed = await reader.send('/profile/channels/webhook/remove', {})

  expect([faulty.status, made.status, removed.status]).toEqual([422, 200, 303])
  expect(faulty.text).toContain('gramd cannot send there')
  expect(made.text).toMatch(/whsec_\S{20,}/)
  expect(shown.text).toContain('gramd posts to 1.1.1.1.')
  expect(shown.source).not.toContain('/secret')
  expect(inbox.text).toContain('Test: gramd can reach you here')
  await sql`delete from notifications`.execute(db)
})

const kinds = [
  ...Object.values(CORE_ALERTS),
  ...features.flatMap(({ alertKinds = [] }) => alertKinds),
].map(({ kind }) => kind)

test('every kind of alert has a sentence with its remedy, and decisions are kinds', () => {
  const silent = kinds.flatMap((kind) =>
    LANGUAGES.filter((language) => !messageOf(language, noticeWords, `next_${kind}`)).map(
      (language) => `${language} ${kind}`,
    ),
  )
  expect(silent).toEqual([])
  expect(DECISIONS.filter((kind) => !kinds.includes(kind))).toEqual([])
})

test('the inbox has sentences with links and acts; what is dismissed comes back by undo', async ({
  served,
  db,
}) => {
  const POST = '019a2000-0000-7000-8000-0000000000b1'
  const ACCOUNT = '019a2000-0000-7000-8000-0000000000b2'
  await sql`delete from notifications`.execute(db)
  await sql`
    insert into notifications (kind, cause, severity, title, items, count) values
      ('publication_unknown', 'lost', 'critical', 'x',
        jsonb_build_array(jsonb_build_object('post_id', ${POST}::text, 'account', 'nan.bakery', 'reason', 'no answer')), 1),
      ('account_needs_person', 'challenge_required', 'critical', 'x',
        jsonb_build_array(jsonb_build_object('account_id', ${ACCOUNT}::text, 'account', 'pool.kestrel', 'code', 'challenge_required')), 2),
      ('pool_small', 'pool_small', 'warning', 'x', jsonb_build_array(jsonb_build_object('in_service', 2)), 1)`.execute(
    db,
  )
  const { token } = await aUser(db, 'decider', 'admin')
  const reader = aReader({ served, token })
  const inbox = await reader.open('/inbox?view=decide')
  const russian = await aReader({ served, token, language: 'ru' }).open('/inbox')
  const [, id] = /inbox\/([\w-]{36})\/read"/.exec(inbox.source) ?? []
  const dismissed = await reader.send(`/inbox/${id}/read`, { back: '/console/inbox?view=decide' })
  const without = await reader.open((dismissed.address ?? '').replace('/console', ''))
  await reader.send(`/inbox/${id}/unread`, { back: '/console/inbox?view=decide' })
  const again = await reader.open('/inbox?view=decide')

  expect(inbox.text).toMatch(
    /An account needs a person : @pool\.kestrel and 1 more ?\. Instagram wants to confirm .* I answered it Dismiss/,
  )
  expect(inbox.source).toContain(`href="/console/accounts/${ACCOUNT}/challenge"`)
  // The number of other things leads to all of them; the sent ones are named once, as a tab.
  expect(inbox.source).toMatch(/href="\/console\/notifications\/[\w-]{36}">and 1 more</)
  expect(inbox.text.split('Sent to the team')).toHaveLength(2)
  expect(inbox.text).toMatch(
    /Not sure if a post was published : @nan\.bakery ?\. Look at the profile, then say whether it is there\. Look and decide/,
  )
  expect(inbox.text).toContain('3 are new. 2 wait for a decision.')
  // It is for all to know, and waits for no decision.
  expect(inbox.text).not.toContain('Few accounts are working')
  expect(russian.text).toMatch(/Сегодня .*Работает мало аккаунтов.* Аккаунты пула Скрыть/)
  expect(russian.text).not.toMatch(/no answer|in_service/)
  expect(without.text).toMatch(/Dismissed\. Undo/)
  expect(without.text).toContain('1 waits for a decision.')
  expect(again.text).toContain('2 wait for a decision.')
  await sql`delete from notifications`.execute(db)
})

test('the inbox shows the post or the face of what happened, the newest alert first', async ({
  served,
  db,
}) => {
  await creators.fill(db, 'face')
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Winter menu')
  await sql`delete from notifications`.execute(db)
  await sql`
    insert into notifications (kind, cause, severity, title, items, last_raised_at) values
      ('publication_unknown', 'lost', 'critical', 'x',
        jsonb_build_array(jsonb_build_object('post_id', ${LIVE}::text, 'account', 'publisher_6')), world_now()),
      ('pool_small', 'pool_small', 'warning', 'x', '[]', world_now() - interval '3 hours'),
      ('pool_stopped', 'filled.aigerim', 'warning', 'x', jsonb_build_array(jsonb_build_object('target', 'filled.aigerim')),
        world_now() - interval '1 hour'),
      ('account_needs_person', 'account', 'warning', 'x',
        jsonb_build_array(jsonb_build_object('account', 'zoe.pool')), world_now() - interval '2 hours')`.execute(
    db,
  )
  const { token } = await aUser(db, 'seeing', 'admin')
  const { source } = await aReader({ served, token }).open('/inbox')
  const rows = source.split('id="received-').slice(1)
  const about = rows.map((row) => /<strong[^>]*>([^<]*)/.exec(row)?.[1]?.trim())
  expect(about).toEqual([
    'Not sure if a post was published',
    expect.any(String),
    'An account needs a person',
    'Few accounts are working',
  ])
  // The picture of the post keeps its shape; a creator's is round; a name has its letter.
  expect(rows[0]).toMatch(/<img\s+class="picture size-40"\s+src="\/console\/posts\/files\//)
  expect(rows[1]).toMatch(/<img\s+class="picture avatar size-40"\s+src="\/console\/images\//)
  expect(rows[2]).toMatch(/class="picture avatar size-40"[^>]*>\s*Z\s*</)
  expect(rows[3]?.split('</li>')[0]).not.toContain('class="picture')
  await sql`delete from notifications`.execute(db)
})
