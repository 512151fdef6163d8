/** The token of the service in attacks. */
export const KEY = 'a-key-for-the-attacks-only'
