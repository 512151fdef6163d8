import { daysSince } from '../ages/ages.ts'
import { APP_BUILDS, oldFrom } from '../ages/app-builds.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log/log.ts'

/**
 * The build of Instagram's Android app that an account says it uses. The three values are constants
 * of one build: they belong together and change together.
 */
export type AppProfile = { version: string; versionCode: string; bloksVersionId: string }

/** Builds by version, oldest first. */
const KNOWN_BUILDS = Object.values(APP_BUILDS.facts).map(({ name, value }) => ({
  version: name,
  ...value,
}))
type KnownBuild = (typeof KNOWN_BUILDS)[number]

/** The three values of a known build; null where one is not known. */
function profileOf({ version, versionCodes, bloksVersionId }: KnownBuild): AppProfile | null {
  const [versionCode] = versionCodes
  return versionCode === undefined || bloksVersionId === null
    ? null
    : { version, versionCode, bloksVersionId }
}

/** The last known build of which all three values are known, of those that `isMeant`. */
function lastKnown(isMeant: (build: KnownBuild) => boolean): AppProfile {
  const found = KNOWN_BUILDS.findLast((build) => isMeant(build) && profileOf(build) !== null)
  const profile = found && profileOf(found)
  if (!profile) throw new Error('the table of app builds has no complete build')
  return profile
}

/** The newest build of which all three values are known. */
export const NEWEST_APP = lastKnown(() => true)

/** What releases used by default that did not keep the app of a session. */
export const FORMER_APP = lastKnown(({ version }) => version === '428.0.0.47.67')

/** How each of the three values looks. */
export const APP_VALUES = {
  version: /^\d{1,4}(?:\.\d{1,4}){4}$/,
  versionCode: /^\d{6,12}$/,
  bloksVersionId: /^[0-9a-f]{64}$/,
} as const satisfies Record<keyof AppProfile, RegExp>

/** Below 0 when `a` is older than `b`, above when it is newer, 0 when they are the same version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  const parts = Array.from({ length: 5 }, (_, n) => (left?.[n] ?? 0) - (right?.[n] ?? 0))
  return parts.find((difference) => difference !== 0) ?? 0
}

export const newerApp = (a: AppProfile, b: AppProfile): AppProfile =>
  compareVersions(a.version, b.version) < 0 ? b : a

/**
 * Why the three values cannot be of one build, as far as its builds are known; null when they can.
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

/** Whether Instagram is known to answer nothing at all to this version. */
export const isKnownRefused = (version: string): boolean =>
  KNOWN_BUILDS.some(
    (known) => known.requestsRefusedSince && compareVersions(version, known.version) <= 0,
  )

/** An app as people see it. */
export type AppReport = {
  version: string
  /**
   * The day of its release, or one on which a later version was out already; null when it is newer
   * than all known ones.
   */
  released_by: string | null
  /** Whole days since then. */
  age_days: number | null
  /** What to know and to do about it; empty when all is well. */
  warnings: string[]
}

/** How old an app is at `now`, and what follows. */
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
      `Instagram has refused password logins from app ${version} since ${known.loginsRefusedSince}; sessions still work`,
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
  'GRAMD_INSTAGRAM_APP_VERSION, GRAMD_INSTAGRAM_APP_VERSION_CODE and GRAMD_INSTAGRAM_BLOKS_VERSION_ID'
const IMPORT = 'session (gramd accounts session set ACCOUNT --session-file FILE)'
const NO_NEWER = 'this release knows no newer app'

/** The three values of a newer app that this release knows; null when it knows none. */
const newerKnown = (version: string): string | null =>
  compareVersions(version, NEWEST_APP.version) < 0
    ? `the newest app that this release knows is ${NEWEST_APP.version} / ${NEWEST_APP.versionCode} / ${NEWEST_APP.bloksVersionId}`
    : null

/**
 * What to do about an app with a warning. A session that another program made works with its own
 * app, while a release that knows a newer one may not exist yet.
 */
function adviceFor(version: string, since: string | null): string {
  const newer = newerKnown(version)
  if (newer !== null) return newer
  const old = since === null ? '' : `app ${version} has been old since ${since}, and `
  return `Import a ${IMPORT}: ${old}${NO_NEWER}; or set ${SETTINGS} to the values of a newer build`
}

/** What to do when Instagram refuses the password logins of this version. */
export const refusedLoginRemedy = (version: string): string =>
  `import a ${IMPORT}; else set ${SETTINGS} to a newer app: ${newerKnown(version) ?? NO_NEWER}`
