import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { LANGUAGES, type Messages } from '../../src/console/messages.ts'
import { alertWords } from '../../src/console/words/alerts.ts'
import { errorWords } from '../../src/console/words/errors.ts'
import { taskWords } from '../../src/console/words/tasks.ts'
import { TURN } from '../../src/features/checks/index.ts'
import { features } from '../../src/features/index.ts'

// What pages name by its code has a name in every language: nothing of it reaches a page as it is called in the code.

const SOURCES = join(import.meta.dirname, '../../src')

/** Codes that only answers of the API have, never a task: their pages say what they mean. */
const ANSWERS_ONLY: ReadonlySet<string> = new Set([
  'too_many_tests',
  'count_changed',
  'broken_json',
  'body_cut',
  'body_too_large',
  'unsupported_media_type',
  'signature_stale',
  'signature_invalid',
  'bodies_waiting',
  'too_many_streams',
  'elevation_required',
  'second_factor_required',
  'scope_missing',
  'query_too_slow',
  'confirmation_required',
  'verify_token_wrong',
  'not_ready',
  'post_bound',
  'prediction_kept',
  'caption_language_needed',
  'sign_in_busy',
  'too_many_attempts',
  'missing_right',
])

/** The codes of errors, and those with which tasks are put back. */
const CODES = [
  /readonly code(?:: [\w |']+)? = '([a-z_]+)'/g,
  /snooze\([^)]*?'([a-z_]+)'/g,
  /kind: 'snooze'[^}]*code: '([a-z_]+)'/g,
]

function codesOfTasks(): string[] {
  const texts = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
  const codes = texts.flatMap((text) =>
    CODES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => code)),
  )
  return [...new Set([...codes, TURN])].filter((code) => !ANSWERS_ONLY.has(code)).toSorted()
}

const types = features.flatMap(({ tasks }) => tasks.map(({ name }) => name))
const kinds = [
  ...Object.values(CORE_ALERTS),
  ...features.flatMap(({ alertKinds = [] }) => alertKinds),
].map(({ kind }) => kind)

const NAMES: readonly [string, Messages, string, readonly string[]][] = [
  ['task types', taskWords, 'type_', types],
  ['kinds of alerts', alertWords, 'alert_', kinds],
  ['errors of tasks', errorWords, '', codesOfTasks()],
]

test.for(NAMES)('all %s have names', ([, words, prefix, codes]) => {
  expect(codes.length).toBeGreaterThan(30)
  for (const language of LANGUAGES) {
    const known = new Set(Object.keys(words[language] ?? {}))
    expect([language, codes.filter((code) => !known.has(`${prefix}${code}`))]).toEqual([
      language,
      [],
    ])
  }
})

test.for(NAMES.slice(0, 2))('and nothing else has one among %s', ([, words, prefix, codes]) => {
  const named = Object.keys(words.en).filter((key) => key.startsWith(prefix))
  expect(named.filter((key) => !codes.includes(key.slice(prefix.length)))).toEqual([])
})

test('a cron job bears the name of the task that it enqueues, or has one of its own', () => {
  const settings: Record<string, unknown> = new Proxy({}, { get: () => '0 0 * * *' })
  const jobs = features.flatMap(({ cron }) =>
    (cron?.(settings as never) ?? []).map(({ name }) => name),
  )
  expect(jobs.length).toBeGreaterThan(15)
  expect(jobs.filter((name) => !(`type_${name}` in taskWords.en))).toEqual([])
})
