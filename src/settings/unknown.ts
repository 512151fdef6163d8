import { nearestNames } from '../base/nearest.ts'

const PREFIX = 'GRAMD_'

/** What the two settings were called that did not just get the prefix. HOST and PORT alone are others' names. */
const FORMER: ReadonlyMap<string, string> = new Map([
  ['SCRAPER_HOST', 'GRAMD_HOST'],
  ['SCRAPER_PORT', 'GRAMD_PORT'],
])
const NOBODYS = new Set(['HOST', 'PORT'])

/**
 * What nobody reads of an environment although it looks like a setting of gramd, a sentence each: a misspelt name, or
 * one without its prefix. `variables` are all that are read. Values are not shown.
 */
export function unknownSettings(
  env: Readonly<Record<string, string | undefined>>,
  variables: ReadonlySet<string>,
): { setting: string; message: string }[] {
  return Object.keys(env)
    .filter((name) => env[name])
    .flatMap((name) => {
      const message = whyUnknown(name, env, variables)
      return message === undefined ? [] : [{ setting: name, message }]
    })
}

function whyUnknown(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  variables: ReadonlySet<string>,
): string | undefined {
  // `X_FILE` names a file with the value of X.
  const setting = variables.has(name) ? name : name.replace(/_FILE$/, '')
  if (variables.has(setting)) return undefined
  const today = FORMER.get(setting) ?? `${PREFIX}${setting}`
  if (variables.has(today) && !NOBODYS.has(setting)) {
    // Who has set both knows the new name; the old one may be another program's.
    if (env[today] || env[`${today}_FILE`]) return undefined
    const suffix = name === setting ? '' : '_FILE'
    return `${name} is not read: the setting is called ${today}${suffix}`
  }
  const [likely] = nearestNames(setting, variables, 1)
  const isOurs = name.startsWith(PREFIX) || name.startsWith('SCRAPER_')
  const isNearly = likely?.startsWith('OPENAI_') === true && name.startsWith('OPENAI_')
  if (!isOurs && !isNearly) return undefined
  return likely === undefined
    ? `${name} is no setting of gramd; docs/settings.md lists them`
    : `${name} is no setting of gramd; did you mean ${likely}?`
}
