/** The command that lists what a noun of the API names. */
const LISTED: Readonly<Record<string, string | undefined>> = {
  account: 'accounts list',
  'pool account': 'accounts list',
  'connected account': 'connections list',
  category: 'categories list',
  group: 'groups list',
  list: 'lists list',
  project: 'projects list',
  proxy: 'proxies list',
  store: 'stores list',
  user: 'users list',
}

const BEGIN = 'there is no '

/**
 * A sentence about an unknown name, with where to look for the right one unless it has a
 * suggestion.
 */
export function withRemedy(sentence: string): string {
  if (!sentence.startsWith(BEGIN) || !sentence.endsWith("'")) return sentence
  const noun = sentence.slice(BEGIN.length, sentence.indexOf(" '"))
  const list = LISTED[noun]
  return list === undefined ? sentence : `${sentence}; see gramd ${list}`
}
