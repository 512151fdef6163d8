/** What others send us; most of them need a hundredth of it. */
export const MAX_SIGNED_BYTES = 64 * 1024

/**
 * Whether requests to a path are vouched for by a signature over their raw body, which their route checks, and not by a
 * token. Nobody else reads that body before.
 */
export const isSignedPath = (path: string): boolean => path.startsWith('/api/webhooks/')
