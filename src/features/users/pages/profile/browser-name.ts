/** Names of browsers in their user agents; those that imitate another stand before it. */
const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/\bWindows\b/, 'Windows'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const

/**
 * Returns the browser and system in a user agent, such as `Firefox, Windows`; for a program the
 * first word of the user agent.
 */
export function browserName(agent: string | null): string | null {
  if (agent === null || agent.trim() === '') return null
  const find = (names: typeof BROWSERS | typeof SYSTEMS): string | undefined =>
    names.find(([pattern]) => pattern.test(agent))?.[1]
  const found = [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined)
  return found.length > 0 ? found.join(', ') : (agent.split(/[\s/]/)[0]?.slice(0, 40) ?? null)
}
