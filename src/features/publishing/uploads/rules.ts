import type { PublishType } from '../../../platforms/publisher.ts'
import type { Fault } from './refusal.ts'

export const ROUTES = ['official', 'private'] as const
export type UploadRoute = (typeof ROUTES)[number]

export const UPLOAD_TYPES = ['photo', 'reel', 'carousel'] as const satisfies readonly PublishType[]

export const KINDS = ['picture', 'video'] as const
export type UploadKind = (typeof KINDS)[number]

/** What the rules are about, of a file as it is stored. */
export type UploadFacts = {
  kind: UploadKind
  bytes: number
  width: number
  height: number
  /** Of a video; null for a picture. */
  durationMs: number | null
  frameRate: number | null
  bitRate: number | null
  /** Samples a second; null without sound. */
  audioRate: number | null
  /** Of a video: its codec, and that of its sound. */
  codecs: readonly string[]
}

type Bounds = { least?: number; most?: number; source: string }

type Limits = {
  bytes?: Bounds
  width?: Bounds
  height?: Bounds
  ratio?: Bounds
  durationMs?: Bounds
  frameRate?: Bounds
  bitRate?: Bounds
  audioRate?: Bounds
  videoCodecs?: { names: readonly string[]; source: string }
  audioCodecs?: { names: readonly string[]; source: string }
}

const MB = 1_000_000
const MINUTE_MS = 60_000

const GUIDE = 'Meta, Instagram Platform, Content Publishing and IG User Media, 2026-09-11'
const PRIVATE_APP = 'the private API, as clients of the app of 2024 and 2026 send it'
/** The largest file that this installation takes in. */
export const MOST_BYTES = 300 * MB
const OURS = 'gramd: what the official route takes'

const VIDEO_CODECS = { names: ['avc', 'hevc'], source: GUIDE }
const AUDIO_CODECS = { names: ['aac'], source: GUIDE }

const OFFICIAL_PICTURE: Limits = {
  // Error 36000 speaks of 8 MiB; the guide of MB.
  bytes: { most: 8 * MB, source: GUIDE },
  width: { least: 320, most: 1_440, source: GUIDE },
  ratio: { least: 0.8, most: 1.91, source: GUIDE },
}

const OFFICIAL_VIDEO: Limits = {
  bytes: { most: MOST_BYTES, source: GUIDE },
  width: { most: 1_920, source: GUIDE },
  ratio: { least: 0.01, most: 10, source: `${GUIDE}; 9:16 is recommended` },
  durationMs: { least: 3_000, most: 15 * MINUTE_MS, source: GUIDE },
  frameRate: { least: 23, most: 60, source: GUIDE },
  bitRate: { most: 25 * MB, source: GUIDE },
  audioRate: { most: 48_000, source: GUIDE },
  videoCodecs: VIDEO_CODECS,
  audioCodecs: AUDIO_CODECS,
}

const PRIVATE_PICTURE: Limits = {
  bytes: { most: 8 * MB, source: OURS },
  width: { least: 320, most: 1_440, source: PRIVATE_APP },
  height: { least: 167, source: PRIVATE_APP },
  ratio: { least: 0.8, most: 1.91, source: PRIVATE_APP },
}

/** What no source says of the private route is taken from the official one: both end in the same app. */
const PRIVATE_VIDEO: Limits = {
  ...OFFICIAL_VIDEO,
  ratio: { least: 0.562, most: 1.91, source: PRIVATE_APP },
  durationMs: { least: 500, most: 10 * MINUTE_MS, source: PRIVATE_APP },
}

/** What each route takes as what; a kind that is absent does not go there. */
const RULES: Record<UploadRoute, Record<PublishType, Partial<Record<UploadKind, Limits>>>> = {
  official: {
    photo: { picture: OFFICIAL_PICTURE },
    reel: { video: OFFICIAL_VIDEO },
    carousel: { picture: OFFICIAL_PICTURE, video: OFFICIAL_VIDEO },
  },
  private: {
    photo: { picture: PRIVATE_PICTURE },
    reel: { video: PRIVATE_VIDEO },
    carousel: {
      picture: PRIVATE_PICTURE,
      video: {
        ...PRIVATE_VIDEO,
        durationMs: { least: 3_000, most: 10 * MINUTE_MS, source: PRIVATE_APP },
      },
    },
  },
}

/** What keeps a file from being published so, with the source of the rule; nothing when it fits. */
export type Misfit = Fault & {
  source: string
  /** How many times the limit it is, or the limit is it. */
  excess: number
}

/** What does not fit of a file in a post of this type on this route. */
export function judge(facts: UploadFacts, type: PublishType, route: UploadRoute): Misfit[] {
  const limits = RULES[route][type][facts.kind]
  if (limits === undefined) {
    const wanted = facts.kind === 'picture' ? 'video' : 'picture'
    return [
      {
        rule: 'kind',
        says: `a ${type} takes no ${facts.kind}`,
        remedy: `choose a ${wanted}, or another type of post`,
        source: GUIDE,
        excess: 1,
      },
    ]
  }
  return [...codecFaults(facts, limits), ...numberFaults(facts, limits)]
}

type Measure = {
  of(facts: UploadFacts): number | null
  show(value: number): string
  what: string
  tooLow: string
  tooHigh: string
}

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

const MEASURES = {
  bytes: {
    of: ({ bytes }) => bytes,
    show: (value) => `${rounded(value / MB, 1)} MB`,
    what: 'the file has',
    tooLow: '',
    tooHigh: 'export it smaller, at a lower bit rate or quality',
  },
  width: {
    of: ({ width }) => width,
    show: (value) => `${value} px`,
    what: 'the width is',
    tooLow: 'take a larger original',
    tooHigh: 'export it at a lower resolution',
  },
  height: {
    of: ({ height }) => height,
    show: (value) => `${value} px`,
    what: 'the height is',
    tooLow: 'take a larger original',
    tooHigh: 'export it at a lower resolution',
  },
  ratio: {
    of: ({ width, height }) => width / height,
    show: (value) => `${rounded(value, 3)}:1`,
    what: 'the ratio of width to height is',
    tooLow: 'cut it lower, or wider',
    tooHigh: 'cut it narrower',
  },
  durationMs: {
    of: ({ durationMs }) => durationMs,
    show: (value) => `${rounded(value / 1_000, 2)} s`,
    what: 'it lasts',
    tooLow: 'take a longer video',
    tooHigh: 'cut it shorter',
  },
  frameRate: {
    of: ({ frameRate }) => frameRate,
    show: (value) => `${rounded(value, 2)} frames a second`,
    what: 'it has',
    tooLow: 'export it with 30 frames a second',
    tooHigh: 'export it with 30 or 60 frames a second',
  },
  bitRate: {
    of: ({ bitRate }) => bitRate,
    show: (value) => `${rounded(value / MB, 1)} Mbit/s`,
    what: 'the bit rate of the pictures is',
    tooLow: '',
    tooHigh: 'export it at a lower bit rate',
  },
  audioRate: {
    of: ({ audioRate }) => audioRate,
    show: (value) => `${rounded(value / 1_000, 2)} kHz`,
    what: 'the sound has',
    tooLow: '',
    tooHigh: 'export the sound with 48 kHz',
  },
} as const satisfies Record<string, Measure>

const RULE_NAMES = Object.keys(MEASURES) as (keyof typeof MEASURES)[]

/** Shares of a ratio that rounding to whole pixels makes. */
const TOLERANCE = 0.005

const numberFaults = (facts: UploadFacts, limits: Limits): Misfit[] =>
  RULE_NAMES.flatMap((rule) => {
    const bounds = limits[rule]
    const value = MEASURES[rule].of(facts)
    return bounds === undefined || value === null ? [] : boundFaults(rule, value, bounds)
  })

function boundFaults(rule: keyof typeof MEASURES, value: number, bounds: Bounds): Misfit[] {
  const { least = 0, most = Number.POSITIVE_INFINITY, source } = bounds
  const { show, what, tooLow, tooHigh }: Measure = MEASURES[rule]
  const slack = rule === 'ratio' || rule === 'frameRate' ? TOLERANCE : 0
  const isLow = value < least * (1 - slack)
  if (!isLow && value <= most * (1 + slack)) return []
  const named = isLow ? `at least ${show(least)}` : `at most ${show(most)}`
  return [
    {
      rule: CODES[rule],
      says: `${what} ${show(value)}, and ${named} is taken`,
      remedy: isLow ? tooLow : tooHigh,
      limits: isLow ? { least } : { most },
      source,
      excess: isLow ? least / value : value / most,
    },
  ]
}

/** As the API names them. */
const CODES: Record<keyof typeof MEASURES, string> = {
  bytes: 'bytes',
  width: 'width',
  height: 'height',
  ratio: 'ratio',
  durationMs: 'duration',
  frameRate: 'frame_rate',
  bitRate: 'bit_rate',
  audioRate: 'audio_rate',
}

function codecFaults({ kind, codecs }: UploadFacts, limits: Limits): Misfit[] {
  if (kind === 'picture') return []
  const [video = 'unknown', audio] = codecs
  const faults: Misfit[] = []
  const add = (rule: string, says: string, remedy: string, source: string): void =>
    void faults.push({ rule, says, remedy, source, excess: 1 })
  if (limits.videoCodecs && !limits.videoCodecs.names.includes(video))
    add(
      'codec',
      `the pictures have the codec ${video}, and H.264 or HEVC is taken`,
      'export it as MP4 with H.264',
      limits.videoCodecs.source,
    )
  if (audio !== undefined && limits.audioCodecs && !limits.audioCodecs.names.includes(audio))
    add(
      'audio_codec',
      `the sound has the codec ${audio}, and AAC is taken`,
      'export it with AAC sound',
      limits.audioCodecs.source,
    )
  return faults
}

/** Beyond it, more than two thirds of a picture would have to be cut off. */
const MOST_LENGTH = 3

/**
 * Why no post on any route takes the file; nothing when one does. A picture's ratio can be mended by
 * cutting it, unless it is extreme.
 */
export function faultsEverywhere(facts: UploadFacts): Fault[] {
  const { width, height, kind } = facts
  const length = Math.max(width / height, height / width)
  const mends = (misfit: Misfit): boolean =>
    kind === 'picture' && misfit.rule === 'ratio' && length <= MOST_LENGTH
  const judged = ROUTES.flatMap((route) =>
    UPLOAD_TYPES.map((type) => judge(facts, type, route).filter((misfit) => !mends(misfit))),
  ).filter((misfits) => misfits.every(({ rule }) => rule !== 'kind'))
  return judged.toSorted((a, b) => a.length - b.length || excessOf(a) - excessOf(b))[0] ?? []
}

const excessOf = (misfits: readonly Misfit[]): number =>
  misfits.reduce((sum, { excess }) => sum + excess, 0)
