import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { isOfLimits, limitFlags, REFUSED_FLAGS, type Flag } from '../translations/caption-flags.ts'

export type CaptionFault = { rule: string; message: string }
type JudgedCaption = {
  /** Why it cannot be published so; null when it can. */
  fault: CaptionFault | null
  /** What an editor should know of it. */
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
 * Judges captions, each text once: most accounts of a post share one. The flags of its translation are joined; those of
 * limits are as the limits are now.
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
