/**
 * Refusals for the sake of what was asked: they are said where it was asked. Others are about the
 * session, the rights of the user, the address or gramd itself, and have pages of their own.
 */
export const REFUSALS: readonly number[] = [400, 402, 409, 410, 412, 413, 422, 429, 502, 503]
