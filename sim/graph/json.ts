const MARK = 'big-number:'

/** Digits that become a number in an answer, beyond the range of a double. */
export const bigNumber = (digits: string): string => `${MARK}${digits}`

/** The text of an answer. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(new RegExp(`"${MARK}(\\d+)"`, 'g'), '$1')

export const jsonAnswer = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(jsonText(value), {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
  })
