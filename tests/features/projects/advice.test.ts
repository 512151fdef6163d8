import { z } from 'zod'
import { adviceOperations } from '../../../src/features/projects/operations/advice.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { numbersIn } from '../../../src/features/projects/advice/numbers-in.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCheckedApp, aLog, API_KEY, init, problemIn } from '../../http/kit.ts'
import { callsOf } from '../analyze/direct-world.ts'
import { startAnalyzeWorld, type AnalyzeWorld } from '../analyze/analyze-world.ts'
import { aPerson, aPost, aProject, aSnapshot, aVersion, projectsApi } from './kit.ts'

const PUBLISHED = new Date('2026-10-01T09:00:00Z')

const Advice = z.looseObject({
  source: z.string(),
  outcome: z.string().optional(),
  lines: z.array(z.looseObject({ rule: z.string(), text: z.string() })),
})

/** A settled version, and asking a model about it; `say` makes the model say a line. */
async function anAdvisedProject(world: AnalyzeWorld) {
  const { db, services } = world
  const api = projectsApi(db)
  const { id: ownerId, token } = await aPerson(db, 'dana')
  const projectId = await aProject(api, token)
  const json = { script: 'Ten ways to lace 12 shoes', predicted: { views: 1_000 } }
  const versionId = await aVersion(api, token, projectId, json)
  const mediaId = await aPost(db, { ownerId, publishedAt: PUBLISHED })
  const app = aCheckedApp({
    db,
    log: aLog().log,
    apiKey: API_KEY,
    routers: [mountOperations(services, adviceOperations)],
    version: '1',
    clock: services.clock,
  })
  return {
    measure: async () =>
      await aSnapshot(db, mediaId, {
        publishedAt: PUBLISHED,
        ageHours: 48,
        metrics: { views: 12_400 },
      }),
    bind: async () =>
      await api.send('POST', '/api/ig/bind', {
        token,
        json: { projectId, versionId, igMediaId: mediaId },
      }),
    ask: async () =>
      await app.request(`/api/projects/${projectId}/advice?language=en`, init('POST', { token })),
    shown: async () => {
      const path = `/api/projects/${projectId}/performance?language=en`
      const answer = await (await api.send('GET', path, { token })).json()
      return z.object({ advice: Advice }).parse(answer).advice
    },
    say(text: string) {
      const { openai } = services
      if (!openai) throw new Error('there is no gateway')
      services.openai = {
        ...openai,
        complete: async (body, call) => {
          const end = await openai.complete(body, call)
          const lines = Array.from({ length: 3 }, () => ({ metric: 'views', text }))
          return end.kind === 'answer' ? { ...end, value: { lines } } : end
        },
      }
    },
  }
}

test('a model advises with the numbers that it was given; any other number drops its answer', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db)
  const project = await anAdvisedProject(world)
  await project.bind()
  const early = await project.ask()
  expect([early.status, (await problemIn(early)).code]).toEqual([409, 'nothing_to_advise'])
  await project.measure()

  const plain = Advice.parse(await (await project.ask()).json())
  expect(plain).toMatchObject({
    source: 'model',
    outcome: 'success',
    lines: [{ rule: 'model' }, {}, {}],
  })
  expect(await project.shown()).toMatchObject({ source: 'model', lines: plain.lines })

  project.say('12.4k views, +1,140% against v1: show 12 shoes')
  const dropped = Advice.parse(await (await project.ask()).json())
  // What the model said before rests on the same numbers.
  expect(dropped).toMatchObject({ source: 'model', outcome: 'dropped', lines: plain.lines })
  project.say('12.4k views, +1,140% against v1: make a series')
  const kept = Advice.parse(await (await project.ask()).json())
  expect(kept).toMatchObject({
    outcome: 'success',
    lines: [{ numbers: { 'views.actual': 12_400, 'views.delta': 11.4 } }, {}, {}],
  })
  expect(await callsOf(db)).toMatchObject([
    { kind: 'advice', outcome: 'success' },
    { kind: 'advice', outcome: 'success' },
    { kind: 'advice', outcome: 'success' },
  ])

  await world.db.updateTable('media_insights').set({ metrics: '{"views": 13000}' }).execute()
  expect(await project.shown()).toMatchObject({ source: 'rules' })
})

test('without money or an answer the rules stand', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0000001' })
  const project = await anAdvisedProject(world)
  await project.bind()
  await project.measure()
  const refused = await project.ask()
  expect([refused.status, (await problemIn(refused)).code]).toEqual([429, 'daily_budget_spent'])

  world.services.config = { ...world.services.config, openaiDailyBudgetUsd: 5 }
  world.sim.control.addFault({ on: 'row', kind: 'refusal' })
  const answer = Advice.parse(await (await project.ask()).json())
  expect(answer).toMatchObject({ source: 'rules', outcome: 'refusal' })
  expect(answer.lines.length).toBeGreaterThanOrEqual(3)
  world.services.openai = null
  expect((await project.ask()).status).toBe(503)
})

test.for([
  ['en', '12,400 views (+37 %), 3.5 times v2', ['12400', '37%', '3.5', '2']],
  ['en', '12.4k of 1.2M', ['12400', '1200000']],
  ['en', 'twice as many', ['?']],
  ['en', '٣ views and ½', ['1', '2', '?']],
  ['ru', '12 400 просмотров, 3,5 на человека, 37 процентов', ['12400', '3.5', '37%']],
  ['ru', '12,4 тыс. и вдвое больше', ['12400', '?']],
  ['kk', '12 400 қаралым, бір адамға 3,5 рет, 37 пайыз', ['12400', '3.5', '37%']],
  ['kk', '12,4 мың және екі есе көп', ['12400', '?']],
] as const)('numbers are read in %s: %s', ([language, text, expected]) => {
  expect([...numbersIn(text, language)].toSorted()).toEqual([...expected].toSorted())
})
