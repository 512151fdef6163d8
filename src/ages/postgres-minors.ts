import { ages, factOf } from './ages.ts'

/** The fault of the first minor versions of a major version of PostgreSQL. */
type FaultyMinors = {
  /** The first minor version without the fault. */
  safeFrom: number
  fault: string
}

/** Faulty minor versions of PostgreSQL, by major version. */
export const POSTGRES_MINORS = ages<FaultyMinors, string>(
  {
    title: 'Faulty minor versions of PostgreSQL',
    about:
      'gramd refuses servers below version 18. It only warns about a minor version in this table.',
    checkedOn: '2026-11-13',
    source:
      'https://www.postgresql.org/support/security/CVE-2026-6460/ and the release notes of ' +
      '18.6 and 18.7',
    alert: null,
    pages:
      '`gramd doctor`, the log at start, and with `DATABASE_URL` `/api/health` (`postgres_faulty`)',
    remedy:
      "update the server to the safe minor version (docs/upgrade.md); for gramd's own set " +
      'GRAMD_POSTGRES_BIN, or use an external server',
    show: ({ safeFrom, fault }) => `safe from minor version ${safeFrom} on; before, ${fault}`,
  },
  {
    '18': {
      value: {
        safeFrom: 7,
        fault:
          'a user of the database can run code as the user of the server (CVE-2026-6460, with ' +
          'public exploits, and others)',
      },
    },
  },
)

/**
 * Returns the fault of a server (`server_version_num`), and the first version without it; null when
 * none is known.
 */
export function faultOfPostgres(
  versionNumber: number,
): { fault: string; safeVersion: string } | null {
  const major = String(Math.floor(versionNumber / 10_000))
  const value = factOf(POSTGRES_MINORS, major)?.value
  if (!value || versionNumber % 10_000 >= value.safeFrom) return null
  return { fault: value.fault, safeVersion: `${major}.${value.safeFrom}` }
}
