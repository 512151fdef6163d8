import { daysSince } from '../ages/ages.ts'
import { APP_BUILDS, oldFrom } from '../ages/app-builds.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log/log.ts'

/**
 * The build of Instagram's Android app that an account claims to use. The three values are
 * constants of one build: they change together.
 */
export type AppProfile = { version: string; versionCode: string; bloksVersionId: string }

/** Builds by version, oldest first. */
const KNOWN_BUILDS = Object.values(APP_BUILDS.facts).map(({ name, value }) => ({
  version: name,
  ...value,
}))
type KnownBuild = (typeof KNOWN_BUILDS)[number]

/** Returns the three values of a known build; null when one is unknown. */
function profileOf({ version, versionCodes, bloksVersionId }: KnownBuild): AppProfile | null {
  const [versionCode] = versionCodes
  return versionCode === undefined || bloksVersionId === null
    ? null
    : { version, versionCode, bloksVersionId }
}

/** Finds the last build with three known values among those accepted by `isMeant`. */
function lastKnown(isMeant: (build: KnownBuild) => boolean): AppProfile {
  const found = KNOWN_BUILDS.findLast((build) => isMeant(build) && profileOf(build) !== null)
  const profile = found && profileOf(found)
  if (!profile) throw new Error('the table of app builds has no complete build')
  return profile
}

/** The newest build with three known values. */
export const NEWEST_APP = lastKnown(() => true)

/** The default app of releases that did not store the app of a session. */
export const FORMER_APP = lastKnown(({ version }) => version === '428.0.0.47.67')

/** The formats of the three values. */
export const APP_VALUES = {
  version: /^\d{1,4}(?:\.\d{1,4}){4}$/,
  versionCode: /^\d{6,12}$/,
  bloksVersionId: /^[0-9a-f]{64}$/,
} as const satisfies Record<keyof AppProfile, RegExp>

/**
 * Returns a number below 0 when `a` is older than `b`, above 0 when it is newer, 0 for the same
 * version.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  const parts = Array.from({ length: 5 }, (_, n) => (left?.[n] ?? 0) - (right?.[n] ?? 0))
  return parts.find((difference) => difference !== 0) ?? 0
}

export const newerApp = (a: AppProfile, b: AppProfile): AppProfile =>
  compareVersions(a.version, b.version) < 0 ? b : a

/**
 * Returns why the three values cannot belong to one build, as far as it is known; null when they
 * can.
 */
export function mismatchOf({ version, versionCode, bloksVersionId }: AppProfile): string | null {
  for (const known of KNOWN_BUILDS) {
    const isVersion = known.version === version
    const hasCode = known.versionCodes.includes(versionCode)
    const hasBloks = known.bloksVersionId === bloksVersionId
    if (isVersion && !hasCode) return `the version code ${versionCode} is not of app ${version}`
    if (!isVersion && hasCode)
      return `the version code ${versionCode} is of app ${known.version}, not ${version}`
    if (isVersion && !hasBloks && known.bloksVersionId !== null)
      return `the Bloks version id is not of app ${version}`
    if (!isVersion && hasBloks)
      return `the Bloks version id is of app ${known.version}, not ${version}`
  }
  return null
}

/** Whether Instagram is known to refuse all requests of this version. */
export const isKnownRefused = (version: string): boolean =>
  KNOWN_BUILDS.some(
    (known) => known.requestsRefusedSince && compareVersions(version, known.version) <= 0,
  )

/** An app as shown to people. */
export type AppReport = {
  version: string
  /**
   * The day of its release, or a day on which a later version already existed; null when it is
   * newer than all known ones.
   */
  released_by: string | null
  /** Whole days since then. */
  age_days: number | null
  /** Warnings and their remedies; empty when all is well. */
  warnings: string[]
}

/** Returns the age of an app at `now`, with its consequences. */
export function reportApp({ version }: Pick<AppProfile, 'version'>, now: Date): AppReport {
  const dated = KNOWN_BUILDS.find(
    (known) => known.releasedOn && compareVersions(version, known.version) <= 0,
  )
  const releasedBy = dated?.releasedOn ?? null
  const age = releasedBy === null ? null : daysSince(releasedBy, now)
  const warnings = warningsOf(version, age, oldSince(releasedBy, now))
  return { version, released_by: releasedBy, age_days: age, warnings }
}

/** The day since when an app is old at `now`; null when it is not. */
function oldSince(releasedBy: string | null, now: Date): string | null {
  const day = releasedBy === null ? null : oldFrom(releasedBy)
  return day !== null && daysSince(day, now) >= 0 ? day : null
}

function warningsOf(version: string, ageDays: number | null, since: string | null): string[] {
  const known = KNOWN_BUILDS.find((each) => each.version === version)
  const warnings: string[] = []
  if (isKnownRefused(version)) warnings.push(`Instagram refuses every request of app ${version}`)
  else if (known?.loginsRefusedSince)
    warnings.push(
      `Instagram has refused password logins from app ${version} since ` +
        `${known.loginsRefusedSince}; sessions still work`,
    )
  if (since !== null)
    warnings.push(
      `app ${version} is ${ageDays} days old: Instagram may refuse its logins, later all its requests`,
    )
  if (warnings.length > 0) warnings.push(adviceFor(version, since))
  return warnings
}

/** Warns early, since logins of an old app are refused first. */
export function warnOfOldApp(
  app: AppProfile,
  { clock, log }: { clock: Pick<Clock, 'now'>; log: Pick<Logger, 'warn'> },
): void {
  const { version, age_days, warnings } = reportApp(app, clock.now())
  for (const warning of warnings) log.warn({ app_version: version, age_days, warning }, 'old app')
}

const SETTINGS =
  'GRAMD_INSTAGRAM_APP_VERSION, GRAMD_INSTAGRAM_APP_VERSION_CODE and ' +
  'GRAMD_INSTAGRAM_BLOKS_VERSION_ID'
const IMPORT = 'session (gramd accounts session set ACCOUNT --session-file FILE)'
const NO_NEWER = 'this release knows no newer app'

/** The three values of a newer app known to this release; null without one. */
const newerKnown = (version: string): string | null =>
  compareVersions(version, NEWEST_APP.version) < 0
    ? `the newest app that this release knows is ${NEWEST_APP.version} / ` +
      `${NEWEST_APP.versionCode} / ${NEWEST_APP.bloksVersionId}`
    : null

/**
 * Returns the remedy for an app with a warning. A session from another program works with its own
 * app, while a release with a newer one may not exist yet.
 */
function adviceFor(version: string, since: string | null): string {
  const newer = newerKnown(version)
  if (newer !== null) return newer
  const old = since === null ? '' : `app ${version} has been old since ${since}, and `
  return `Import a ${IMPORT}: ${old}${NO_NEWER}; or set ${SETTINGS} to the values of a newer build`
}

/** Returns the remedy when Instagram refuses the password logins of this version. */
export const refusedLoginRemedy = (version: string): string =>
  `import a ${IMPORT}; else set ${SETTINGS} to a newer app: ${newerKnown(version) ?? NO_NEWER}`
