const KNOWN = new Set(Intl.supportedValuesOf('currency'))

/** Whether this is a code of ISO 4217 that money is in: `XXX` and codes of nothing are none. */
export const isCurrency = (code: string): boolean => KNOWN.has(code)

export const NO_CURRENCY = 'expected a code of ISO 4217, as in KES'
