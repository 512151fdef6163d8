import { suggestNames } from '../base/suggest.ts'

const PREFIX = 'GRAMD_'

/** Without a prefix, these names belong to other programs. */
const FOREIGN_NAMES = new Set(['HOST', 'PORT'])

/**
 * Returns warnings about variables that look like settings but are none, one sentence each, without
 * values.
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
  const prefixed = `${PREFIX}${setting}`
  if (variables.has(prefixed) && !FOREIGN_NAMES.has(setting)) {
    // When both are set, the correct name is known; the other may belong to another program.
    if (env[prefixed] || env[`${prefixed}_FILE`]) return undefined
    return `${name} is not read: the setting is called ${PREFIX}${name}`
  }
  // A comparison with all names takes long, and an environment has many variables of others.
  if (!/^(GRAMD|SCRAPER|OPENAI)_/.test(name)) return undefined
  const [likely] = suggestNames(setting, variables, 1)
  if (!isOurs(name, likely)) return undefined
  return likely === undefined
    ? `${name} is not a setting of gramd; docs/settings.md lists them`
    : `${name} is not a setting of gramd; did you mean ${likely}?`
}

const isOurs = (name: string, likely: string | undefined): boolean =>
  /^(GRAMD|SCRAPER)_/.test(name) ||
  (name.startsWith('OPENAI_') && likely?.startsWith('OPENAI_') === true)
