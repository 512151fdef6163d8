import type { FaultCode } from '../../../base/fault-codes.ts'
import type { PublishType } from '../../../platforms/publisher.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { numberFaults, type Violation, type UploadFacts } from './measures.ts'
import type { Fault } from './refusal.ts'
import {
  GUIDE,
  MB,
  ROUTES,
  routeLimits,
  type RouteLimits,
  type UploadRoute,
} from './route-limits.ts'

export const UPLOAD_TYPES = ['photo', 'reel', 'carousel'] as const satisfies readonly PublishType[]

/** The largest file that this installation takes in. */
export const maxBytes = ({ videoMaxMegabytes }: PlatformLimits): number => videoMaxMegabytes * MB

/** Returns the rules that a file breaks in a post of this type on this route; none when it fits. */
export function judge(
  facts: UploadFacts,
  { type, route }: { type: PublishType; route: UploadRoute },
  platform: PlatformLimits,
): Violation[] {
  const limits = routeLimits(platform, { kind: facts.kind, type, route })
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

function codecFaults({ kind, codecs }: UploadFacts, limits: RouteLimits): Violation[] {
  if (kind === 'picture') return []
  const [video = 'unknown', audio] = codecs
  const faults: Violation[] = []
  const add = (rule: FaultCode, says: string, remedy: string, source: string): void =>
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

/** The ratio beyond which more than two thirds of a picture would have to be cut off. */
const MAX_LENGTH = 3

/**
 * Returns why no post on any route can have the file; none when one can. A picture's ratio can be
 * corrected by cutting it, unless it is extreme.
 */
export function faultsEverywhere(facts: UploadFacts, limits: PlatformLimits): Fault[] {
  const { width, height, kind } = facts
  const length = Math.max(width / height, height / width)
  const mends = (violation: Violation): boolean =>
    kind === 'picture' && violation.rule === 'ratio' && length <= MAX_LENGTH
  const judged = ROUTES.flatMap((route) =>
    UPLOAD_TYPES.map((type) =>
      judge(facts, { type, route }, limits).filter((violation) => !mends(violation)),
    ),
  ).filter((violations) => violations.every(({ rule }) => rule !== 'kind'))
  return judged.toSorted((a, b) => a.length - b.length || excessOf(a) - excessOf(b))[0] ?? []
}

const excessOf = (violations: readonly Violation[]): number =>
  violations.reduce((sum, { excess }) => sum + excess, 0)
