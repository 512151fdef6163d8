/** When Meta ends versions of its Graph API, from its changelog of November 2026. */
const ENDS: Readonly<Record<string, string>> = {
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
}

/** The day on which a version ends, as YYYY-MM-DD; null for one that has no end yet, or is not known. */
export const graphVersionEndsOn = (version: string): string | null => ENDS[version] ?? null
