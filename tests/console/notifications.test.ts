import { sql } from 'kysely'
import { expect } from 'vitest'
import { notifications } from './fill/notifications.ts'
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
  const back = { back: '/console/inbox?unread=true' }
  const read = await reader.send(`/inbox/${unread}/read`, back)
  const after = await reader.open('/inbox')
  await reader.send('/inbox/read-all', {})
  const last = await reader.open('/inbox?unread=true')

  expect(list.text).toMatch(/A proxy is dead/)
  expect(id).toBeDefined()
  expect(inbox.source).toContain('Notifications, 4 new')
  expect([read.status, read.address]).toEqual([303, back.back])
  expect(after.source).toContain('Notifications, 3 new')
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
