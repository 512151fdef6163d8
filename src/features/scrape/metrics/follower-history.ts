/** What an earlier scrape measured, for what needs a past. */
export type EarlierScrape = { scrapedAt: Date; followerCount: number | null; er: number | null }
