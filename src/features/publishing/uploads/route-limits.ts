import type { PublishType } from '../../../platforms/publisher.ts'
import type { LimitName, PlatformLimits } from '../../../ages/platform-limits.ts'
import { sourceOf } from '../../../settings/platform-limits.ts'

export const ROUTES = ['official', 'private'] as const
export type UploadRoute = (typeof ROUTES)[number]

export const KINDS = ['picture', 'video'] as const
export type UploadKind = (typeof KINDS)[number]

type Bound = { value: number; source: string }
export type Bounds = { least?: Bound; most?: Bound }
type Codecs = { names: readonly string[]; source: string }

/** The limits of a route for a file; all of them are compared exactly. */
export type RouteLimits = {
  bytes?: Bounds
  width?: Bounds
  height?: Bounds
  ratio?: Bounds
  durationMs?: Bounds
  frameRate?: Bounds
  bitRate?: Bounds
  audioRate?: Bounds
  videoCodecs?: Codecs
  audioCodecs?: Codecs
}

export const MB = 1_000_000

/** The source of limits without a setting, since they have not changed for years. */
export const GUIDE = 'Meta, Instagram Platform, Content Publishing and IG User Media, 2026-09-11'
const PRIVATE_APP = 'the private API, as clients of the app of 2024 and 2026 send it'

const FIXED = {
  videoCodecs: { names: ['avc', 'hevc'], source: GUIDE },
  audioCodecs: { names: ['aac'], source: GUIDE },
  audioRate: { most: { value: 48_000, source: GUIDE } },
} satisfies RouteLimits

const OFFICIAL_VIDEO_RATIO: Bounds = {
  least: { value: 0.01, source: `${GUIDE}; 9:16 is recommended` },
  most: { value: 10, source: `${GUIDE}; 9:16 is recommended` },
}
const PRIVATE_HEIGHT: Bounds = { least: { value: 167, source: PRIVATE_APP } }

/** A setting as a bound, in the unit of what is measured. */
const boundOf =
  (limits: PlatformLimits) =>
  (name: LimitName, unit = 1): Bound => ({
    value: unit === 1 ? limits[name] : Math.round(limits[name] * unit),
    source: sourceOf(limits, name),
  })

function pictureLimits(limits: PlatformLimits): RouteLimits {
  const bound = boundOf(limits)
  return {
    // Error 36000 speaks of 8 MiB; the guide of MB.
    bytes: { most: bound('pictureMaxMegabytes', MB) },
    width: { least: bound('pictureMinWidth'), most: bound('pictureMaxWidth') },
    ratio: { least: bound('pictureMinRatio'), most: bound('pictureMaxRatio') },
  }
}

function videoLimits(limits: PlatformLimits): RouteLimits {
  const bound = boundOf(limits)
  return {
    ...FIXED,
    bytes: { most: bound('videoMaxMegabytes', MB) },
    width: { most: bound('videoMaxWidth') },
    ratio: OFFICIAL_VIDEO_RATIO,
    durationMs: {
      least: bound('videoMinMs'),
      most: bound('videoMaxMs'),
    },
    frameRate: { least: bound('videoMinFrameRate'), most: bound('videoMaxFrameRate') },
    bitRate: { most: bound('videoMaxMbits', MB) },
  }
}

/**
 * Returns the limits of the private route. Where no source states one, it is that of the official
 * route: both end in the same app.
 */
function privateVideoLimits(limits: PlatformLimits, least: LimitName): RouteLimits {
  const bound = boundOf(limits)
  return {
    ...videoLimits(limits),
    ratio: { least: bound('privateVideoMinRatio'), most: bound('privateVideoMaxRatio') },
    durationMs: { least: bound(least), most: bound('privateVideoMaxMs') },
  }
}

/**
 * The limits of each route, by type of post and kind of file; a route does not take a kind that is
 * absent.
 */
const OF_ROUTES: Record<
  UploadRoute,
  (limits: PlatformLimits) => Record<PublishType, Partial<Record<UploadKind, RouteLimits>>>
> = {
  official(limits) {
    const [picture, video] = [pictureLimits(limits), videoLimits(limits)]
    return { photo: { picture }, reel: { video }, carousel: { picture, video } }
  },
  private(limits) {
    const picture = { ...pictureLimits(limits), height: PRIVATE_HEIGHT }
    return {
      photo: { picture },
      reel: { video: privateVideoLimits(limits, 'privateReelMinMs') },
      carousel: { picture, video: privateVideoLimits(limits, 'videoMinMs') },
    }
  },
}

/**
 * The limits of a kind of file in a post of this type on this route; undefined where it does not
 * go.
 */
export const routeLimits = (
  limits: PlatformLimits,
  { kind, type, route }: { kind: UploadKind; type: PublishType; route: UploadRoute },
): RouteLimits | undefined => OF_ROUTES[route](limits)[type][kind]
