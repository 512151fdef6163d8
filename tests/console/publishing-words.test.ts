import { expect, test } from 'vitest'
import { outcomeWords } from '../../src/console/pages/posts/outcome-words.ts'
import { postsWords } from '../../src/console/pages/posts/words.ts'
import { LANGUAGES, wordOf, type Words } from '../../src/console/words.ts'
import { publishingWords } from '../../src/console/words/publishing.ts'
import { EXECUTION_STATES } from '../../src/features/publishing/executions/executions-store.ts'
import { WAIT_CODES } from '../../src/features/publishing/executions/waits.ts'
import { PUBLISHING_STATES } from '../../src/features/publishing/groups/publishing-accounts.ts'
import { SKIP_REASONS } from '../../src/features/publishing/posts/plan.ts'
import { POST_STATES } from '../../src/features/publishing/posts/posts-store.ts'
import { FLAGS } from '../../src/features/publishing/translations/verify.ts'
import { PUBLISH_FAILURES } from '../../src/platforms/publish-failures.ts'

/** What the API gives as a code, and where the console has words for it. */
const CODES: readonly [
  name: string,
  words: Words<string>,
  prefix: string,
  codes: readonly string[],
][] = [
  ['states of posts', publishingWords, 'post_', POST_STATES],
  ['states of publications', publishingWords, 'execution_', EXECUTION_STATES],
  ['states of accounts', publishingWords, 'account_', PUBLISHING_STATES],
  ['what is waited for', outcomeWords, 'wait_', WAIT_CODES],
  ['why accounts are left out', outcomeWords, 'left_', SKIP_REASONS],
  ['errors', outcomeWords, 'error_', [...Object.keys(PUBLISH_FAILURES), 'unknown_outcome']],
  ['flags of captions', postsWords, 'flag_', [...FLAGS, 'source_changed']],
  ['outcomes of deletions', outcomeWords, 'removal_', ['refused', 'not_offered', 'thrown']],
]

test.for(CODES)('%s have words in every language', ([, words, prefix, codes]) => {
  const missing = LANGUAGES.flatMap((language) =>
    codes.flatMap((code) =>
      wordOf(language, words, `${prefix}${code}`) === undefined ? [`${language}: ${code}`] : [],
    ),
  )
  expect(missing).toEqual([])
  expect(codes.length).toBeGreaterThan(2)
})
