import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { captionCounts } from '../../../creators/caption-counts.ts'
import { isOfLimits, limitFlags, REFUSED_FLAGS, type Flag } from '../translations/caption-flags.ts'

export type CaptionFault = { rule: string; message: string }
type JudgedCaption = {
  /** Why it cannot be published so; null when it can. */
  fault: CaptionFault | null
  /** Warnings that an editor should know. */
  flags: Flag[]
}

const REFUSED: readonly string[] = REFUSED_FLAGS

/** Judges a caption by the limits of Instagram, of its own language or another; it may be empty. */
function judgeCaption(text: string, limits: PlatformLimits): JudgedCaption {
  const flags = limitFlags(text, limits)
  const broken = flags.find(({ code }) => REFUSED.includes(code))
  const fault = broken && { rule: broken.code, message: `the caption has ${broken.reason}` }
  return { fault: fault ?? null, flags }
}

/**
 * Judges captions, each text once: most accounts of a post share one. The flags of its translation
 * are joined; those of limits are as the limits are now.
 */
export function captionJudge(limits: PlatformLimits) {
  const judged = new Map<string, JudgedCaption>()
  return (text: string, translated: readonly string[] = []) => {
    const known = judged.get(text) ?? judgeCaption(text, limits)
    judged.set(text, known)
    const others = translated.filter((code) => !isOfLimits(code))
    return { fault: known.fault, flags: [...others, ...known.flags.map(({ code }) => code)] }
  }
}

/**
 * Judges first comments by the limits of captions, each pair of texts once. Hashtags of caption and
 * first comment count together; null for a comment that may be written.
 */
export function commentJudge(limits: PlatformLimits) {
  const judged = new Map<string, CaptionFault | null>()
  return (comment: string | null, caption: string): CaptionFault | null => {
    if (comment === null) return null
    const key = `${caption}\u0000${comment}`
    const known = judged.get(key)
    if (known !== undefined) return known
    const fault = judgeComment(comment, caption, limits)
    judged.set(key, fault)
    return fault
  }
}

function judgeComment(
  comment: string,
  caption: string,
  limits: PlatformLimits,
): CaptionFault | null {
  const broken = limitFlags(comment, limits).find(({ code }) => REFUSED.includes(code))
  if (broken) return { rule: broken.code, message: `the first comment has ${broken.reason}` }
  const own = captionCounts(comment).hashtags
  const hashtags = own + captionCounts(caption).hashtags
  if (own === 0 || hashtags <= limits.captionMaxHashtags) return null
  return {
    rule: 'too_many_hashtags',
    message:
      `caption and first comment have ${hashtags} hashtags together, Instagram takes ` +
      `${limits.captionMaxHashtags}`,
  }
}
