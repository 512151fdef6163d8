import { z } from 'zod'
import { PublishRefusedError, type PublishAnswer } from '../../target-errors.ts'
import { publishFailure } from '../../publish-failures.ts'
import type { PublishFailureClass } from '../../publish-failure-classes.ts'
import { decimal, flag, part, text } from '../answers/fields.ts'
import type { Answer } from '../transport/answer.ts'

const Said = z.object({
  message: text,
  error_title: text,
  retry_entire_upload_flow: flag,
  cooldown_time_in_seconds: decimal,
  debug_info: part(z.object({ retriable: flag, type: text, message: text })),
})
type Said = z.output<typeof Said>

type Rule = {
  applies: (said: Said, words: string, status: number) => boolean
  /** With `isOpen`, the post may exist all the same. */
  means: { class: PublishFailureClass; isOpen?: true } | 'waits'
}

/** World ms to wait when the platform does not say how long it needs. */
const TRANSCODE_MS = 6_000
const LONGEST_WORDS = 200

// The platform's answers about files and posts, whatever the status; the first matching rule
// applies.
const RULES: readonly Rule[] = [
  { applies: (_said, words) => words.includes('transcode not finished'), means: 'waits' },
  { applies: (said) => said.retry_entire_upload_flow === true, means: { class: 'upload_lost' } },
  {
    applies: (_said, words) => words.includes('bad image input'),
    means: { class: 'media_refused' },
  },
  {
    applies: (_said, words) => words.includes('media_needs_reupload'),
    means: { class: 'upload_lost' },
  },
  {
    applies: (_said, words) => words.includes('transcode error'),
    means: { class: 'media_refused' },
  },
  { applies: (said) => said.debug_info?.retriable === true, means: { class: 'transient' } },
  {
    applies: ({ debug_info: debugInfo }, _words, status) =>
      status === 400 && debugInfo?.type === 'ProcessingFailedError',
    means: { class: 'media_refused' },
  },
  {
    applies: (_said, words) =>
      words.includes('allowed aspect ratio') || words.includes('in the right format'),
    means: { class: 'media_refused' },
  },
  {
    applies: (_said, words) => words.includes('videotoolongexception'),
    means: { class: 'media_refused' },
  },
  {
    applies: (_said, words) =>
      /no sidecar children|upload[ _]id is none|(?:incorrect|conflicting) upload id/.test(words),
    means: { class: 'upload_lost' },
  },
  {
    // An own post that was deleted, or never existed.
    applies: (_said, words) => words.includes('media not found or unavailable'),
    means: { class: 'order_refused' },
  },
  {
    // Seen for bad files, for distrusted accounts, and after a post that did not appear.
    applies: (_said, words) => words.includes('other media configure error'),
    means: { class: 'upload_lost', isOpen: true },
  },
]

/**
 * Returns what an answer says about the files or the post; undefined when it is about something
 * else.
 */
export function judgeAnswer({ status, body }: Answer): PublishRefusedError | undefined {
  const said = Said.safeParse(body).data
  if (!said) return undefined
  const texts = [said.message, said.error_title, said.debug_info?.type, said.debug_info?.message]
    .filter((each) => typeof each === 'string')
    .join('; ')
  const rule = RULES.find(({ applies }) => applies(said, texts.toLowerCase(), status))
  return rule && new PublishRefusedError(answerOf(rule, said, texts.slice(0, LONGEST_WORDS)))
}

function answerOf({ means }: Rule, said: Said, joined: string): PublishAnswer {
  if (means === 'waits') {
    const seconds = said.cooldown_time_in_seconds
    return { kind: 'waiting', delayMs: seconds === null ? TRANSCODE_MS : seconds * 1_000 }
  }
  const message = `Instagram refused the post: ${joined === '' ? 'without words' : joined}`
  const failure = publishFailure(means.class, { message, code: codeIn(said) })
  return { kind: means.isOpen ? 'unknown' : 'not_published', failure }
}

/** The first words of the answer, without the details after a colon. */
const codeIn = ({ error_title, message, debug_info }: Said): string | null => {
  const words = error_title ?? debug_info?.type ?? message
  return words === null
    ? null
    : (words
        .split(/[:.]/, 1)[0]
        ?.replace(/ extra$/, '')
        .slice(0, 60) ?? null)
}
