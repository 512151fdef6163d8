import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'

/**
 * The build of Instagram's Android app that an account says it uses. The three values are constants
 * of one build: they belong together and change together.
 */
export type AppProfile = { version: string; versionCode: string; bloksVersionId: string }

/** What is known of a build. */
type Seen = {
  /** Day (UTC) of its release, as closely as that is known. */
  releasedOn?: string
  /** Day on which Instagram was first seen to refuse its password logins. */
  loginsRefusedSince?: string
  /** Day on which Instagram was first seen to refuse all its requests. */
  requestsRefusedSince?: string
}

/** The code of the app's User-Agent stands first, then those of its packages. */
const build = (
  version: string,
  versionCodes: readonly string[],
  bloksVersionId: string | null,
  seen: Seen = {},
) => ({ version, versionCodes, bloksVersionId, ...seen })

/**
 * From public reports up to October 2026, oldest first. They only identify a build and support
 * advice; gramd never tries several, since each try would be a password login.
 */
const KNOWN_BUILDS = [
  build('222.0.0.13.114', ['350696709'], null, { requestsRefusedSince: '2026-02-04' }),
  build('269.0.0.18.75', ['314665256'], null, { requestsRefusedSince: '2026-02-04' }),
  build('347.0.0.43.109', ['614918025'], null),
  build(
    '364.0.0.35.86',
    ['374010953'],
    '8ccf54aad76788a6ca03ddfc33afcdcf692f2f5a3ba814ea73d5facba7fa2c2d',
    { loginsRefusedSince: '2026-09-11' },
  ),
  build(
    '385.0.0.47.74',
    ['378906843'],
    'a8973d49a9cc6a6f65a4997c10216ce2a06f65a517010e64885e92029bb19221',
    { loginsRefusedSince: '2026-10-03' },
  ),
  build(
    '428.0.0.47.67',
    ['961145276'],
    '7189b949425f9bf80ea8bd880cf5a3080b292d9b1c4b38a18d112f7c4b71e7a8',
    { loginsRefusedSince: '2026-09-11' },
  ),
  build('434.0.0.44.74', ['996255552'], null),
  build(
    '446.0.0.49.77',
    ['1061744178', '385211303'],
    '935a519904e9017324cdedb64a283a3c2c1a3d5b0bbc698b451f5aef72cc11df',
    { releasedOn: '2026-09-10' },
  ),
  build(
    '448.0.0.0.20',
    ['1065560286'],
    '0bc46a03e177bfc9bc8d611918815acf248fa9c77754d807d6a5951dc9ce9432',
    { releasedOn: '2026-09-19' },
  ),
  build(
    '449.0.0.52.84',
    ['1079242191'],
    '799db3e387d7a21a19c72918b8698b6cd28a1516ade363792c100ed45a0f9f0b',
    { releasedOn: '2026-10-05' },
  ),
]

/** The newest build of which all three values are known. */
export const NEWEST_APP: AppProfile = {
  version: '449.0.0.52.84',
  versionCode: '1079242191',
  bloksVersionId: '799db3e387d7a21a19c72918b8698b6cd28a1516ade363792c100ed45a0f9f0b',
}

/** What releases used by default that did not keep the app of a session. */
export const FORMER_APP: AppProfile = {
  version: '428.0.0.47.67',
  versionCode: '961145276',
  bloksVersionId: '7189b949425f9bf80ea8bd880cf5a3080b292d9b1c4b38a18d112f7c4b71e7a8',
}

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

const DAY_MS = 86_400_000
/**
 * Instagram publishes a version about every week, and has refused logins of one that was four
 * months old.
 */
const OLD_AFTER_DAYS = 60

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
  const age =
    releasedBy === null ? null : Math.floor((now.getTime() - Date.parse(releasedBy)) / DAY_MS)
  return { version, released_by: releasedBy, age_days: age, warnings: warningsOf(version, age) }
}

function warningsOf(version: string, ageDays: number | null): string[] {
  const known = KNOWN_BUILDS.find((each) => each.version === version)
  const warnings: string[] = []
  if (isKnownRefused(version)) warnings.push(`Instagram refuses every request of app ${version}`)
  else if (known?.loginsRefusedSince) {
    const since = known.loginsRefusedSince
    warnings.push(
      `Instagram has refused password logins from app ${version} since ${since}; sessions still work`,
    )
  }
  if (ageDays !== null && ageDays > OLD_AFTER_DAYS)
    warnings.push(
      `app ${version} is ${ageDays} days old: Instagram may refuse its logins, later all its requests`,
    )
  if (warnings.length > 0) warnings.push(adviceFor(version))
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

/** Which version to take instead. */
const adviceFor = (version: string): string =>
  compareVersions(version, NEWEST_APP.version) < 0
    ? `the newest app that this release knows is ${NEWEST_APP.version} / ${NEWEST_APP.versionCode} / ${NEWEST_APP.bloksVersionId}`
    : 'this release knows no newer app: upgrade gramd, or set the three values of a newer build'

/** What to do when Instagram refuses the password logins of this version. */
export const refusedLoginRemedy = (version: string): string =>
  `import a session (gramd accounts session set ACCOUNT --session-file FILE); else set GRAMD_INSTAGRAM_APP_VERSION, ` +
  `GRAMD_INSTAGRAM_APP_VERSION_CODE and GRAMD_INSTAGRAM_BLOKS_VERSION_ID to a newer app: ${adviceFor(version)}`
