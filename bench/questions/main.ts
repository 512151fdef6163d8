import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { count, flag, readRunOptions } from '../../sim/run/options.ts'
import { startOwnServer, UNDURABLE } from '../own-server.ts'
import { percentile } from '../percentile.ts'
import { fillWorld } from './fill.ts'
import { serveQuestions, type Answered, type QuestionApi } from './serve.ts'
import { createWorld, type Truth, type WorldCreator } from './world.ts'

const options = readRunOptions(
  {
    name: 'npm run bench:questions',
    summary: 'how well questions of people find creators, and how fast',
    options: {
      quick: flag('500 creators and our own questions alone: orientation, not a result'),
      creators: count.optional().describe('different creators of the world; 6000 by default'),
      copies: count
        .default(1)
        .describe('how often each is there; more than one measures time only'),
      repetitions: count.default(3).describe('requests of each question'),
      only: z.enum(['open', 'more', 'held-out']).optional().describe('one set of questions'),
      misses: flag('print our own questions that did not find all'),
    },
  },
  process.argv.slice(2),
)

const Question = z.object({
  question: z.string(),
  language: z.enum(['en', 'ru', 'kk']),
  right: z.object({
    category: z.string().optional(),
    city: z.string().optional(),
    country: z.string().optional(),
    language: z.string().optional(),
    min_followers: z.number().optional(),
    max_followers: z.number().optional(),
    verified: z.boolean().optional(),
  }),
})
type Question = z.output<typeof Question>
type SetName = 'open' | 'more' | 'held-out'

const PAGE = 20
const CREATORS = 6_000
const QUICK_CREATORS = 500
const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const server = await startOwnServer('bench-questions', {
  ...UNDURABLE,
  shared_buffers: '1GB',
  max_wal_size: '8GB',
})
const DATABASE = 'bench_questions'
try {
  await server.createDatabase(DATABASE)
  const url = server.urlOf(DATABASE)
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
  await migrate(db)
  const world = createWorld(options.creators ?? (options.quick ? QUICK_CREATORS : CREATORS))
  await fillWorld(url, world, options.copies)
  progress(
    `${await server.describe(['shared_buffers'])}; ${world.length * options.copies} creators`,
  )
  const api = await serveQuestions(db)
  const all = options.quick ? (['open', 'more'] as const) : (['open', 'more', 'held-out'] as const)
  const sets = options.only === undefined ? all : [options.only]
  for (const name of sets) await measureSet(name, api, world)
  await api.close()
  await db.destroy()
} finally {
  await server.dropDatabase(DATABASE)
  await server.stop()
}

type Result = { question: Question; score: number | null; isEmpty: boolean; answers: Answered[] }

async function measureSet(name: SetName, api: QuestionApi, world: readonly WorldCreator[]) {
  const file = new URL(`../../tests/questions/${name}.json`, import.meta.url)
  const questions = z.array(Question).parse(JSON.parse(await readFile(file, 'utf8')))
  const results: Result[] = []
  for (const question of questions) results.push(await ask(api, world, question))
  for (const language of ['en', 'ru', 'kk'] as const)
    report(
      `${name} ${language}`,
      results.filter((each) => each.question.language === language),
    )
  report(`${name} all`, results)
  // The held-out questions have totals only, so that they cannot be tuned to.
  if (options.misses && name !== 'held-out') printMisses(results)
}

async function ask(api: QuestionApi, world: readonly WorldCreator[], question: Question) {
  const answers: Answered[] = []
  for (let n = 0; n < options.repetitions; n += 1)
    answers.push(await api.ask(question.question, PAGE))
  const right = new Set(
    world.filter(({ truth }) => isRight(truth, question)).map(({ username }) => username),
  )
  const found = answers[0]?.usernames ?? []
  const hits = found.filter((name) => right.has(name)).length
  return {
    question,
    score: right.size === 0 || options.copies > 1 ? null : hits / Math.min(PAGE, right.size),
    isEmpty: right.size > 0 && found.length === 0,
    answers,
  }
}

function isRight(truth: Truth, { right }: Question): boolean {
  const category = right.category?.replaceAll('-', ' ').toLowerCase()
  return (
    (category === undefined || truth.category === category) &&
    (right.city === undefined || truth.city === right.city) &&
    (right.country === undefined || truth.country === right.country) &&
    (right.language === undefined || truth.languages.includes(right.language)) &&
    truth.followers >= (right.min_followers ?? 0) &&
    truth.followers <= (right.max_followers ?? Infinity) &&
    (right.verified === undefined || truth.verified === right.verified)
  )
}

function report(name: string, results: readonly Result[]): void {
  const scores = results.flatMap(({ score }) => (score === null ? [] : [score]))
  const found = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const empty = results.filter(({ isEmpty }) => isEmpty).length
  const answers = results.flatMap((each) => each.answers)
  const ms = (times: number[], share: number) => percentile(times, share).toFixed(1)
  const [lists, readings] = [
    answers.map(({ listMs }) => listMs),
    answers.map(({ readMs }) => readMs),
  ]
  process.stdout.write(
    `${name.padEnd(14)} ${results.length} questions, ${scores.length} with creators: ` +
      `found ${Number.isNaN(found) ? '–' : found.toFixed(3)}, empty ${empty}; ` +
      `list p50 ${ms(lists, 0.5)} p95 ${ms(lists, 0.95)} ms, reading p95 ${ms(readings, 0.95)} ms\n`,
  )
}

function printMisses(results: readonly Result[]): void {
  for (const { question, score, answers } of results)
    if (score === null || score < 1)
      process.stdout.write(
        `${score?.toFixed(2) ?? 'none'}  ${question.question}  ${JSON.stringify(answers[0]?.filter)}\n`,
      )
}
