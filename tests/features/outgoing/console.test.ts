import { expect, onTestFinished } from 'vitest'
import { worldNow } from '../../../src/db/database.ts'
import { EMPTY_LIST, lists } from '../../console/fill/lists.ts'
import { aReader, aUser, serveConsole } from '../../console/kit.ts'
import { BOT_TOKEN } from '../../alerts/kit.ts'
import { test } from '../../fixtures/test.ts'
import { CAMPAIGN, fillCampaign } from './kit.ts'

const REPORT = `/campaigns/${CAMPAIGN}/report`

test('a member sets the weekly report and a webhook of a campaign on its page', async ({ db }) => {
  const served = await serveConsole(db, {
    settings: () => ({ GRAMD_TELEGRAM_BOT_TOKEN: BOT_TOKEN, GRAMD_TELEGRAM_CHAT_ID: '-100123' }),
  })
  onTestFinished(served.close)
  await fillCampaign(db)
  const { token } = await aUser(db, 'reporter', 'member')
  const { open, send } = aReader({ served, token })
  const weekly = { weekday: '5', hour: '17', language: 'kk', has_link: 'true' }

  const campaign = await open(`/campaigns/${CAMPAIGN}`)
  const none = await send(REPORT, weekly)
  const saved = await send(REPORT, { ...weekly, channels: 'telegram' })
  const report = await open(REPORT)
  const sent = await send(`${REPORT}/send`, {})
  const listed = await open(REPORT)
  const stopped = await send(`${REPORT}/stop`, {})
  const hook = {
    list: CAMPAIGN,
    rows: 'results',
    name: 'Sheet',
    url: 'https://93.184.215.14/secret-path',
    authorization: '',
    template: '{"who": "{{username}}"}',
    batch_size: '50',
    rows_field: '',
    is_active: 'true',
  }
  const wrong = await send('/outgoing-webhooks', { ...hook, template: '{"who": "{{nobody}}"}' })
  const made = await send('/outgoing-webhooks', hook)
  const webhooks = await open(`/outgoing-webhooks?list=${CAMPAIGN}`)
  const id = /id="webhook-([0-9a-f-]+)"/.exec(webhooks.source)?.[1] ?? ''
  const edit = await open(`/outgoing-webhooks/${id}/edit`)
  const changed = await send(`/outgoing-webhooks/${id}`, { ...hook, url: '', name: 'CRM' })
  // As if it had just been tested: a second test does not ask the receiver again.
  await db.updateTable('outgoing_webhooks').set({ tested_at: worldNow }).execute()
  const tested = await send(`/outgoing-webhooks/${id}/test`, {})
  const removed = await send(`/outgoing-webhooks/${id}/delete`, {})

  expect(campaign.source).toContain(`/console${REPORT}"`)
  expect(none.status).toBe(422)
  expect([saved.flash, sent.flash, stopped.flash]).toEqual([
    'The weekly report is set.',
    'The report is on its way.',
    'No weekly report is sent any more.',
  ])
  expect(report.text).toMatch(/Next: Fri/)
  expect(report.source).toContain('Asia/Almaty')
  expect(listed.text).toContain('On its way')
  expect(wrong.status).toBe(422)
  expect(wrong.source).toContain('nobody')
  expect(made.source).toMatch(/whsec_[A-Za-z0-9+/]{43}=/)
  expect(webhooks.text).toContain('Nothing sent yet')
  expect(`${webhooks.source}${edit.source}`).not.toMatch(/whsec_|secret-path/)
  const ofList = `/console/outgoing-webhooks?list=${CAMPAIGN}`
  expect([changed, tested, removed].map(({ address }) => address)).toEqual([ofList, ofList, ofList])
  expect(edit.source).toContain(`href="${ofList}"`)
  expect([changed.flash, removed.flash]).toEqual([
    'The webhook is changed.',
    'The webhook is removed.',
  ])
})

test('a list that is no campaign opens its webhooks from its page', async ({ db }) => {
  const served = await serveConsole(db)
  onTestFinished(served.close)
  await lists.fill(db, 'lovely')
  const member = aReader({ served, token: (await aUser(db, 'hooker', 'member')).token })
  const viewer = aReader({ served, token: (await aUser(db, 'onlooker', 'viewer')).token })
  const door = `/outgoing-webhooks?list=${EMPTY_LIST}`

  const [page, seen] = [
    await member.open(`/lists/${EMPTY_LIST}`),
    await viewer.open(`/lists/${EMPTY_LIST}`),
  ]
  const none = await member.open(door)
  const form = await member.open(`/outgoing-webhooks/new?list=${EMPTY_LIST}`)
  const made = await member.send('/outgoing-webhooks', {
    list: EMPTY_LIST,
    rows: 'members',
    name: 'Sheet',
    url: 'https://93.184.215.14/secret-path',
    template: '{"who": "{{username}}"}',
    batch_size: '50',
    is_active: 'true',
  })
  const webhooks = await member.open(door)

  expect(page.source).toContain(`/console${door}"`)
  expect(seen.source).not.toContain(door)
  expect(none.source).toContain(`/console/outgoing-webhooks/new?list=${EMPTY_LIST}"`)
  expect(form.source).toContain('value="members"')
  expect(form.source).not.toContain('value="results"')
  expect(made.source).toMatch(/whsec_[A-Za-z0-9+/]{43}=/)
  expect(webhooks.text).toContain('Somebody')
})
