const NAMES = ['responsible_policy', 'category', 'restriction_type', 'reasons_thrown'] as const
/** Matches codes, not texts for people. */
const CODE = /^[\w.:-]{1,120}$/

/**
 * Returns the codes with which `feedback_required` says what the platform limits, and why; they may
 * be in its URL too.
 */
export function feedbackPolicy(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const address = body['feedback_url']
  const url =
    typeof address === 'string' ? URL.parse(address, 'https://i.instagram.com/') : undefined
  const told = NAMES.map((name): [string, unknown] => [
    name,
    body[name] ?? url?.searchParams.get(name),
  ])
  const action = url?.pathname.split('/').findLast((part) => part !== '')
  return Object.fromEntries(
    [['action', action] as [string, unknown], ...told].flatMap(([name, value]) => {
      const codes = [value].flat().filter((each) => typeof each === 'string' && CODE.test(each))
      return codes.length === 0 ? [] : [[name, codes.join(' ')]]
    }),
  )
}
