import { expect } from 'vitest'
import { batches } from './fill/batches.ts'
import { aReader, aUser, test } from './kit.ts'

test('money, what holds the sending, and each batch are read; a hold is lifted', async ({
  db,
  served,
}) => {
  await batches.fill(db, 'insufficient <b>quota</b>')
  const { token } = await aUser(db, 'treasurer', 'admin')
  const { open, send } = aReader({ served, token })
  const { text, source } = await open('/batches')

  expect(text).toContain('There is no money left at OpenAI. gramd tries one batch per hour.')
  expect(text).toContain('insufficient <b>quota</b>')
  expect(source).not.toContain('<b>quota')
  expect(text).toMatch(/Spent today .* of \$5\.00/)
  expect(text).toMatch(/Insights of creators gpt-fill .* 480 of 500/)
  expect(text).toContain('12 failed · 8 expired')
  // 4 read batches and 8 answers of 40 cents.
  expect(text).toContain('$4.76')

  const resumed = await send('/batches/resume', {})
  expect(resumed).toMatchObject({ status: 303, address: '/console/batches' })
  expect((await open('/batches')).text).not.toContain('There is no money left')
})

test('a batch tells its course and its rows, and is cancelled after a question', async ({
  db,
  served,
}) => {
  await batches.fill(db, 'refused')
  const { token } = await aUser(db, 'sender', 'admin')
  const { open } = aReader({ served, token, language: 'ru' })
  const [, , , , read = '', , asked = ''] = batches.paths
  const { text } = await open(read)
  const question = await open(asked)

  expect(text).toContain('Результаты прочитаны и сохранены')
  expect(text).toContain('Модель отказалась отвечать')
  expect(text).toContain('Не успели ответить, будет повтор 8')
  expect(question.text).toContain('Строки без ответа (всего в пакете 500) будут ждать')
  expect(question.source).toMatch(
    /method="post"\s+action="\/console\/batches\/[0-9a-f-]{36}\/cancel"/,
  )
  expect((await open('/batches?status=failed&model=none')).text).toContain('Нет подходящих пакетов')
})

test('what waits is estimated, and a member sees money without its buttons', async ({
  db,
  served,
}) => {
  await batches.fill(db, 'refused')
  const { token } = await aUser(db, 'reader', 'member')
  const { open, send } = aReader({ served, token })

  expect((await open('/batches/estimate')).text).toContain('No task is waiting')
  expect((await open('/batches')).text).not.toContain('Resume sending')
  expect((await send('/batches/resume', {})).status).toBe(403)
})
