/** Requests of a scrape of a profile without highlights; most have more. */
export const MIN_REQUESTS = 3
