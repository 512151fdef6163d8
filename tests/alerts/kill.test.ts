import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { expect, test } from '../fixtures/test.ts'
import { aCourier, aReceiver, aWebhook, deliveriesOf, SECRET } from './kit.ts'

test('a courier that is killed between sending and recording loses nothing: the message comes again under its id', async ({
  db,
  databaseUrl,
}) => {
  const { url, received } = await aReceiver((response, place) => {
    if (place === 0) process.kill(child.pid ?? 0, 'SIGKILL')
    else response.writeHead(200).end()
  })
  await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool', item: { free: 0 } })
  const script = new URL('courier-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, databaseUrl, url, SECRET], { stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])

  aCourier(db, [aWebhook(url)])
  expect(await deliveriesOf(db)).toMatchObject([{ state: 'pending', attempts: 0 }])
  // Its lease ends as real time passes; here the row is moved instead.
  await sql`update notification_deliveries set lease_until = now()`.execute(db)
  await expect.poll(async () => (await deliveriesOf(db))[0]?.state).toBe('delivered')

  expect(received).toHaveLength(2)
  const [first, second] = received
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(second?.body).toBe(first?.body)
})
