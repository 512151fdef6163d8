import { captionCounts } from '../../../creators/caption-counts.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'

/** Flags of what Instagram would refuse: accounts with such a caption are left out of the post. */
export const REFUSED_FLAGS = ['too_long', 'too_many_hashtags', 'too_many_mentions'] as const
/**
 * Flags of what Instagram may refuse or cut: the caption is published, and the editor is warned.
 */
export const WARNING_FLAGS = ['many_hashtags', 'many_mentions'] as const

export const FLAGS = [
  'empty',
  'unchanged',
  'tokens_changed',
  'tokens_moved',
  'words_missing',
  'blanks_doubled',
  'line_breaks_changed',
  'markup_left',
  'wrong_language',
  ...REFUSED_FLAGS,
  ...WARNING_FLAGS,
] as const
/**
 * Flags of a machine's text that is the source itself, or in another language: a person confirms it
 * before it goes out.
 */
export const DOUBTS: readonly string[] = ['unchanged', 'wrong_language']
/** Why a person should look at a translation. */
export type Flag = { code: (typeof FLAGS)[number]; reason: string }

const LIMIT_FLAGS: ReadonlySet<string> = new Set([...REFUSED_FLAGS, ...WARNING_FLAGS])

/**
 * Returns whether a flag only says that a text exceeds a limit of captions; such a flag applies to
 * any author.
 */
export const isOfLimits = (code: string): boolean => LIMIT_FLAGS.has(code)

/** Returns what is wrong with a text as a caption, by any author. */
export const captionFlags = (text: string, limits: PlatformLimits): Flag[] =>
  text.trim() === ''
    ? [{ code: 'empty', reason: 'there is no text' }, ...limitFlags(text, limits)]
    : limitFlags(text, limits)

/**
 * The limits of captions that a text passes; of a warning and a refusal for the same, the refusal
 * alone.
 */
export function limitFlags(text: string, limits: PlatformLimits): Flag[] {
  const { characters, hashtags, mentions } = captionCounts(text)
  const flags: Flag[] = []
  if (characters > limits.captionMaxCharacters)
    flags.push({
      code: 'too_long',
      reason: `${characters} characters, Instagram takes ${limits.captionMaxCharacters}`,
    })
  if (hashtags > limits.captionMaxHashtags)
    flags.push({
      code: 'too_many_hashtags',
      reason: `${hashtags} hashtags, Instagram takes ${limits.captionMaxHashtags}`,
    })
  else if (hashtags > limits.captionHashtagsWarning)
    flags.push({
      code: 'many_hashtags',
      reason: `${hashtags} hashtags, and the app of Instagram takes ${limits.captionHashtagsWarning}`,
    })
  if (mentions > limits.captionMaxMentions)
    flags.push({
      code: 'too_many_mentions',
      reason: `${mentions} mentions, Instagram takes ${limits.captionMaxMentions}`,
    })
  else if (mentions > limits.captionMentionsWarning)
    flags.push({
      code: 'many_mentions',
      reason: `${mentions} mentions, and by reports Instagram takes ${limits.captionMentionsWarning}`,
    })
  return flags
}
