import type { FaultCode } from '../../../base/fault-codes.ts'
import type { Fault } from './refusal.ts'
import { MB, type Bounds, type RouteLimits, type UploadKind } from './route-limits.ts'

/** The measures of a stored file that the rules check. */
export type UploadFacts = {
  kind: UploadKind
  bytes: number
  width: number
  height: number
  /** The duration of a video; null for a picture. */
  durationMs: number | null
  frameRate: number | null
  bitRate: number | null
  /** Samples a second; null without sound. */
  audioRate: number | null
  /** The codecs of a video: that of its pictures, and that of its sound. */
  codecs: readonly string[]
}

/** A rule that a file breaks, with the source of the rule. */
export type Violation = Fault & {
  source: string
  /** How many times the limit the value is, or the value the limit. */
  excess: number
}

type Measure = {
  of(facts: UploadFacts): number | null
  /** The unit of people, in that of the measure. */
  unit?: number
  /** Digits behind the point that people need to see of a value. */
  digits: number
  after: string
  what: string
  tooLow: string
  tooHigh: string
}

/** A quotient of binary fractions: 60 frames a second must not become 60.00000000000001. */
const withoutNoise = (rate: number): number => Number(rate.toFixed(9))

const MEASURES = {
  bytes: {
    of: ({ bytes }) => bytes,
    unit: MB,
    digits: 1,
    after: ' MB',
    what: 'the file has',
    tooLow: '',
    tooHigh: 'export it smaller, at a lower bit rate or quality',
  },
  width: {
    of: ({ width }) => width,
    digits: 0,
    after: ' px',
    what: 'the width is',
    tooLow: 'take a larger original',
    tooHigh: 'export it at a lower resolution',
  },
  height: {
    of: ({ height }) => height,
    digits: 0,
    after: ' px',
    what: 'the height is',
    tooLow: 'take a larger original',
    tooHigh: 'export it at a lower resolution',
  },
  ratio: {
    of: ({ width, height }) => width / height,
    digits: 3,
    after: ':1',
    what: 'the ratio of width to height is',
    tooLow: 'cut it lower, or wider',
    tooHigh: 'cut it narrower',
  },
  durationMs: {
    of: ({ durationMs }) => durationMs,
    unit: 1_000,
    digits: 2,
    after: ' s',
    what: 'it lasts',
    tooLow: 'take a longer video',
    tooHigh: 'cut it shorter',
  },
  frameRate: {
    of: ({ frameRate }) => frameRate && withoutNoise(frameRate),
    digits: 2,
    after: ' frames a second',
    what: 'it has',
    tooLow: 'export it with 30 frames a second',
    tooHigh: 'export it with 30 or 60 frames a second',
  },
  bitRate: {
    of: ({ bitRate }) => bitRate,
    unit: MB,
    digits: 1,
    after: ' Mbit/s',
    what: 'the bit rate of the pictures is',
    tooLow: '',
    tooHigh: 'export it at a lower bit rate',
  },
  audioRate: {
    of: ({ audioRate }) => audioRate,
    unit: 1_000,
    digits: 2,
    after: ' kHz',
    what: 'the sound has',
    tooLow: '',
    tooHigh: 'export the sound with 48 kHz',
  },
} as const satisfies Record<string, Measure>

const RULE_NAMES = Object.keys(MEASURES) as (keyof typeof MEASURES)[]

/** The numbers of a file that pass the limits of a route. */
export const numberFaults = (facts: UploadFacts, limits: RouteLimits): Violation[] =>
  RULE_NAMES.flatMap((rule) => {
    const bounds = limits[rule]
    const value = MEASURES[rule].of(facts)
    return bounds === undefined || value === null ? [] : boundFaults(rule, value, bounds)
  })

/** Compared exactly, as the platform does. */
function boundFaults(
  rule: keyof typeof MEASURES,
  value: number,
  { least, most }: Bounds,
): Violation[] {
  const measure: Measure = MEASURES[rule]
  const isLow = least !== undefined && value < least.value
  const isHigh = most !== undefined && value > most.value
  const broken = isLow ? least : isHigh ? most : undefined
  if (broken === undefined) return []
  const { value: limit, source } = broken
  const [has, taken] = sizeText(measure, value, limit)
  return [
    {
      rule: CODES[rule],
      says: `${measure.what} ${has}, and ${isLow ? 'at least' : 'at most'} ${taken} is taken`,
      remedy: isLow ? measure.tooLow : measure.tooHigh,
      limits: isLow ? { least: limit } : { most: limit },
      source,
      excess: isLow ? limit / value : value / limit,
    },
  ]
}

const MAX_DIGITS = 9

/** A value and the limit that it passes, with as many digits as tell them apart. */
function sizeText({ unit = 1, digits, after }: Measure, value: number, limit: number) {
  for (let more = digits; ; more += 1) {
    const texts = [value, limit].map((each) => String(Number((each / unit).toFixed(more))))
    if (texts[0] !== texts[1] || more >= MAX_DIGITS) return texts.map((text) => text + after)
  }
}

/** The names of the measures in the API. */
const CODES: Record<keyof typeof MEASURES, FaultCode> = {
  bytes: 'bytes',
  width: 'width',
  height: 'height',
  ratio: 'ratio',
  durationMs: 'duration',
  frameRate: 'frame_rate',
  bitRate: 'bit_rate',
  audioRate: 'audio_rate',
}
