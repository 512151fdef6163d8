import { expect } from 'vitest'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { JOB_ALERTS } from '../../src/features/jobs/declare.ts'
import { fillTasks } from './fill/tasks.ts'
import { JOB, jobs } from './fill/jobs.ts'
import { aReader, aUser, test } from './kit.ts'

test('a job has its counts, its tasks, and an end that a person chooses', async ({
  db,
  served,
}) => {
  await fillTasks(db)
  await jobs.fill(db, 'lovely')
  const operator = aReader({ served, token: (await aUser(db, 'jobber', 'admin')).token })
  const viewer = aReader({ served, token: (await aUser(db, 'onlooker', 'viewer')).token })

  const list = await operator.open('/jobs')
  const page = await operator.open(`/jobs/${JOB}`)
  const tasks = await operator.open(`/tasks?job_id=${JOB}&status=failed`)
  const open = await viewer.open(`/jobs/${JOB}`)
  const cancelled = await operator.send(`/jobs/${JOB}/cancel`, {})
  const after = await operator.open(`/jobs/${JOB}`)
  const russian = await aReader({
    served,
    token: (await aUser(db, 'rabotnik', 'admin')).token,
    language: 'ru',
  }).open(`/jobs/${JOB}`)

  expect(list.text).toContain('Finished, 3 failed 40 of 40 tasks')
  expect(list.text).toContain('Cancelled 12 of 12 tasks')
  expect(page.text).toContain('Refresh of creators')
  expect(page.text).toContain('18 of 24 tasks')
  expect(page.text).toContain('a message is sent at its end')
  expect(page.text).toContain('Cancel the rest')
  expect(tasks.text).toContain('One job')
  expect(open.text).not.toContain('Cancel the rest')
  expect(cancelled.status).toBe(303)
  expect(after.text).toContain('24 of 24 tasks')
  expect(after.text).not.toContain('Cancel the rest')
  expect(russian.text).toContain('24 из 24 задач')
})

test('the notice of an ended job has its counts and opens it', async ({ db, served }) => {
  await fillTasks(db)
  await jobs.fill(db, 'lovely')
  const { token } = await aUser(db, 'notified', 'member')
  const { id: userId } = await db
    .selectFrom('users')
    .select('id')
    .where('login', '=', 'notified')
    .executeTakeFirstOrThrow()
  const counts = { kind: 'scrape', total: 50, done: 48, failed: 2, cancelled: 0 }
  const link = `https://gramd.example/console/jobs/${JOB}`
  const item = { job_id: JOB, ...counts, link }
  await raiseAlert(db, { ...JOB_ALERTS.own_job_ended, cause: `job:${JOB}`, item, userId })
  const { open } = aReader({ served, token })

  const inbox = await open('/inbox')
  const russian = await aReader({ served, token, language: 'ru' }).open('/inbox')

  expect(inbox.text).toContain('Your job has finished : 50 tasks, 2 failed .')
  expect(inbox.source).toContain(`<a class="button" href="/console/jobs/${JOB}">Open the job</a>`)
  expect(inbox.source).not.toContain('gramd.example')
  expect(russian.text).toContain('50 задач, с ошибкой: 2')
})

test('what starts many tasks leads to its job', async ({ db, served }) => {
  const { token } = await aUser(db, 'starter', 'member')
  const { open } = aReader({ served, token })

  const begun = await fetch(`${served.url}/console/creators/add`, {
    method: 'POST',
    headers: { cookie: `gramd=${token}`, origin: served.url },
    body: new URLSearchParams({ names: 'job.one\njob.two', confirmed: 'true' }),
    redirect: 'manual',
  })
  const link = begun.headers.getSetCookie().find((each) => each.startsWith('gramd_flash_link='))
  const path = /\/jobs\/[0-9a-f-]+/.exec(decodeURIComponent(link ?? ''))?.[0] ?? ''
  const page = await open(path)

  expect(begun.status).toBe(303)
  expect(page.text).toContain('Import')
  expect(page.text).toContain('0 of 2 tasks')
})
