import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REFUSAL_TEXTS } from '../../src/base/refusal-texts.ts'
import { messages as outcomeMessages } from '../../src/features/publishing/texts/post-outcomes/index.ts'
import { messages as refusalMessages } from '../../src/features/publishing/texts/post-refusals/index.ts'
import { messages as postMessages } from '../../src/features/publishing/texts/posts/index.ts'
import { messages as logMessages } from '../../src/features/publishing/texts/log/index.ts'
import { LANGUAGES, messageOf, type Messages } from '../../src/console/messages.ts'
import { publishingMessages } from '../../src/features/publishing/texts/publishing/index.ts'
import { EXECUTION_STATUSES } from '../../src/features/publishing/executions/life.ts'
import { ACTIONS } from '../../src/features/publishing/executions/store/log.ts'
import { WAIT_CODES } from '../../src/features/publishing/executions/waits.ts'
import { PUBLISHING_STATES } from '../../src/accounts/states.ts'
import { SKIP_REASONS } from '../../src/features/publishing/posts/skip-reasons.ts'
import { POST_STATES } from '../../src/features/publishing/posts/post-states.ts'
import { FLAGS } from '../../src/features/publishing/translations/caption-flags.ts'
import type { Publisher } from '../../src/platforms/publisher.ts'
import { PUBLISH_FAILURES } from '../../src/platforms/publish-failure-classes.ts'

type Called = 'upload' | 'commit' | 'lookUp' | 'readBack' | 'comment' | 'remove'
type Outcome = Awaited<ReturnType<Publisher[Called]>>['kind']
/** Of every call towards a platform; one that is missing here does not compile. */
const OUTCOMES = Object.keys({
  ready: true,
  waiting: true,
  published: true,
  not_published: true,
  unknown: true,
  absent: true,
  unseen: true,
  there: true,
  gone: true,
  written: true,
  refused: true,
  removed: true,
  not_offered: true,
} satisfies Record<Outcome, true>)

const RULES_SOURCE = readFileSync(
  new URL('../../src/features/publishing/uploads/measures.ts', import.meta.url),
  'utf8',
)

/** The names of the rules, as their table and the checks of codecs have them. */
const rulesIn = (source: string): string[] => [
  'codec',
  'audio_codec',
  'kind',
  ...[...(/const CODES[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
    ([, name = '']) => name,
  ),
]

/** What the API gives as a code, and where the console has words for it. */
const CODES: readonly [name: string, words: Messages, prefix: string, codes: readonly string[]][] =
  [
    ['reasons of refusals', refusalMessages, '', Object.keys(REFUSAL_TEXTS)],
    ['states of posts', publishingMessages, 'post_', POST_STATES],
    ['states of publications', publishingMessages, 'execution_', EXECUTION_STATUSES],
    ['states of accounts', publishingMessages, 'account_', PUBLISHING_STATES],
    ['what is waited for', outcomeMessages, 'wait_', WAIT_CODES],
    ['why accounts are left out', outcomeMessages, 'left_', SKIP_REASONS],
    ['outcomes in the log', logMessages, 'status_', [...OUTCOMES, 'thrown']],
    ['actions in the log', logMessages, 'action_', ACTIONS],
    ['rules of files', postMessages, 'rule_', rulesIn(RULES_SOURCE)],
    ['errors', outcomeMessages, 'error_', [...Object.keys(PUBLISH_FAILURES), 'unknown_outcome']],
    ['flags of captions', postMessages, 'flag_', [...FLAGS, 'source_changed']],
    ['outcomes of deletions', outcomeMessages, 'removal_', ['refused', 'not_offered', 'thrown']],
  ]

test.for(CODES)('%s have words in every language', ([, words, prefix, codes]) => {
  const missing = LANGUAGES.flatMap((language) =>
    codes.flatMap((code) =>
      messageOf(language, words, `${prefix}${code}`) === undefined ? [`${language}: ${code}`] : [],
    ),
  )
  expect(missing).toEqual([])
  expect(codes.length).toBeGreaterThan(2)
})
