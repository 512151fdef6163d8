import en from './texts/refusals/en.json' with { type: 'json' }

/** The meaning and remedy of each refusal; pages show the same in the reader's language. */
export const REFUSAL_TEXTS = en

/** The meaning of a refusal, as a code for pages and programs. */
export type RefusalReason = keyof typeof REFUSAL_TEXTS

/**
 * Joins our text for a refusal with the platform's message, and its message to the account's owner.
 */
export const refusalMessage = (
  reason: RefusalReason | null,
  said: string,
  userMessage: string | null,
): string => {
  const whole =
    userMessage === null || said.includes(userMessage) ? said : `${said}: “${userMessage}”`
  return reason === null ? whole : `${REFUSAL_TEXTS[reason]} ${whole}`
}

/** Returns the platform's part of a message that may begin with our text. */
export const saidIn = (reason: RefusalReason | null, message: string): string =>
  reason !== null && message.startsWith(REFUSAL_TEXTS[reason])
    ? message.slice(REFUSAL_TEXTS[reason].length).trim()
    : message
