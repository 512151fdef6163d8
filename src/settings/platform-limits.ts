import { z } from 'zod'
import {
  LIMIT_NAMES,
  PLATFORM_LIMITS,
  type LimitName,
  type PlatformLimit,
  type PlatformLimits,
} from '../ages/platform-limits.ts'
import { setting, type SettingTexts } from './setting.ts'
import { numberOr } from './types.ts'

const settingOf = ({
  variable,
  usual,
  about,
  source,
  checkedOn,
  range,
  isWhole,
}: PlatformLimit) => {
  const [least, most] = range
  const expected = `expected a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`
  const number = z.number(expected).min(least, expected).max(most, expected)
  const value = numberOr(expected).pipe(isWhole ? number.int(expected) : number)
  const note = `${about} Source: ${source}, ${checkedOn}.`
  const unit = variable.endsWith('_SECONDS') ? 1_000 : 1
  const inUnit = value.transform((input) => (unit === 1 ? input : Math.round(input * unit)))
  return setting(variable, inUnit.prefault(String(usual)), note)
}

export const platformLimitSettings = Object.fromEntries(
  LIMIT_NAMES.map((name) => [name, settingOf(PLATFORM_LIMITS[name])]),
) as Record<LimitName, ReturnType<typeof settingOf>>

/** Returns the origin of a limit: its source, or the setting when it changes the number. */
export function sourceOf(limits: PlatformLimits, name: LimitName): string {
  const { variable, source, checkedOn } = PLATFORM_LIMITS[name]
  const isUsual = limits[name] === platformLimitSettings[name].parse(undefined)
  return isUsual ? `${source}, ${checkedOn}` : `the setting ${variable}`
}

/** Pairs where the first limit must not exceed the second; otherwise both are wrong. */
const PAIRS: readonly (readonly [less: LimitName, more: LimitName])[] = [
  ['captionHashtagsWarning', 'captionMaxHashtags'],
  ['captionMentionsWarning', 'captionMaxMentions'],
  ['videoMinFrameRate', 'videoMaxFrameRate'],
]

/** Returns faults of limits that contradict each other, one sentence each. */
export function platformLimitProblems(values: SettingTexts): string[] {
  const valueOf = (name: LimitName): number => Number(values[name] ?? PLATFORM_LIMITS[name].usual)
  return PAIRS.flatMap(([less, more]) =>
    valueOf(less) > valueOf(more)
      ? [
          `${PLATFORM_LIMITS[less].variable}: ${valueOf(less)} is more than ` +
            `${PLATFORM_LIMITS[more].variable} (${valueOf(more)})`,
        ]
      : [],
  )
}
